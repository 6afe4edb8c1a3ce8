// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/guarded_buffer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace sigmark {

GuardedBuffer::GuardedBuffer(std::size_t bytes, std::size_t slack) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t inside = (bytes + slack + page - 1) / page * page;
  mapped_ = inside + 2 * page;
  void* mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  mapping_ = static_cast<char*>(mapping);
  start_ = mapping_ + page;
  end_ = start_ + inside - slack;
  if (mprotect(start_, inside, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
}

GuardedBuffer::~GuardedBuffer() { munmap(mapping_, mapped_); }

}  // namespace sigmark
