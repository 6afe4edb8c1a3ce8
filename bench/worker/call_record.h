// SPDX-License-Identifier: Apache-2.0
//
// The flight recorder: memory that a worker shares with the program that started it, and in which it notes each call of
// the kernel before it makes it. When the worker dies, the program reads there what it was doing.
#ifndef SIGMARK_BENCH_WORKER_CALL_RECORD_H_
#define SIGMARK_BENCH_WORKER_CALL_RECORD_H_

#include <cstddef>
#include <cstdint>

namespace sigmark {

// An array that a kernel was given, by addresses of the worker.
struct RecordedArray {
  std::uintptr_t begin = 0, end = 0;
  bool Contains(std::uintptr_t address) const { return address >= begin && address < end; }
};

struct CallRecord {
  static constexpr std::size_t kInputBytes = 4096 * sizeof(double);
  static constexpr std::size_t kReach = 4096;  // an access so near to an array was meant for it: a guard page

  volatile bool in_call = false;
  std::uint32_t element_bytes = 0;
  std::uint32_t elements = 0;  // of the call
  RecordedArray x, y;

  // Of the signal that ended the worker, if one did.
  volatile int signal = 0;
  std::uintptr_t address = 0;
  bool writes = false;

  // The inputs of the call, as far as there is room.
  alignas(64) unsigned char inputs[kInputBytes] = {};
  std::size_t KeptElements() const {
    const std::size_t room = element_bytes == 0 ? 0 : kInputBytes / element_bytes;
    return elements < room ? elements : room;
  }
};

// The record of this process: shared in a worker, its own elsewhere.
CallRecord& Recorder();

// In a worker: takes the record over from file descriptor `fd`, and notes there which signal ends the process.
void ShareRecorder(int fd);
void NoteFatalSignals();

// A record to share, seen from the program: memory behind a file descriptor.
class SharedCallRecord {
 public:
  SharedCallRecord();
  ~SharedCallRecord();
  SharedCallRecord(const SharedCallRecord&) = delete;
  SharedCallRecord& operator=(const SharedCallRecord&) = delete;

  int Descriptor() const { return fd_; }
  const CallRecord& Get() const { return *record_; }

 private:
  int fd_;
  CallRecord* record_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_CALL_RECORD_H_
