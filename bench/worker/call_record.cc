// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/call_record.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <new>
#include <stdexcept>

namespace sigmark {
namespace {

CallRecord own_record;
CallRecord* record = &own_record;

CallRecord* Map(int fd) {
  void* memory = mmap(nullptr, sizeof(CallRecord), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<CallRecord*>(memory);
}

bool Writes([[maybe_unused]] const void* context) {
#if defined(__x86_64__)
  constexpr long kPageFaultWrite = 2;  // of the page fault's error code
  return (static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_ERR] & kPageFaultWrite) != 0;
#else
  return false;
#endif
}

// Notes, and lets the signal end the process: the handler is gone by then, so that the faulting instruction faults
// again, and raise() covers signals that were sent.
void Note(int signal, siginfo_t* info, void* context) {
  record->address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  record->writes = Writes(context);
  record->signal = signal;
  raise(signal);
}

}  // namespace

CallRecord& Recorder() { return *record; }

void ShareRecorder(int fd) {
  record = new (Map(fd)) CallRecord;
  // A child that a kernel forks, and that returns, ends at its first note: two processes would answer as one.
  madvise(record, sizeof(CallRecord), MADV_DONTFORK);
}

void NoteFatalSignals() {
  // On a stack of its own, for a kernel may have run out of the other.
  static unsigned char stack[1 << 16];
  stack_t alternate = {};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  sigaltstack(&alternate, nullptr);
  struct sigaction action = {};
  action.sa_sigaction = Note;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) sigaction(signal, &action, nullptr);
}

SharedCallRecord::SharedCallRecord() : fd_(memfd_create("sigmark-call-record", MFD_CLOEXEC)) {
  if (fd_ < 0 || ftruncate(fd_, sizeof(CallRecord)) != 0) throw std::runtime_error("cannot make memory for a worker");
  record_ = new (Map(fd_)) CallRecord;
}

SharedCallRecord::~SharedCallRecord() {
  munmap(record_, sizeof(CallRecord));
  close(fd_);
}

}  // namespace sigmark
