// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_GUARDED_BUFFER_H_
#define SIGMARK_BENCH_WORKER_GUARDED_BUFFER_H_

#include <cstddef>

namespace sigmark {

// Memory between two pages that may not be touched: an access one byte outside of a span that lies flush against a
// guard is a segmentation fault, in the worker and nowhere else.
class GuardedBuffer {
 public:
  // Room for `bytes`; `slack` more bytes at the end may be read (a descriptor's reads_past_end).
  explicit GuardedBuffer(std::size_t bytes, std::size_t slack = 0);
  ~GuardedBuffer();
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  // `bytes` that begin right behind the leading guard page, and that end right before the trailing one (and its slack).
  void* AtStart() const { return start_; }
  void* AtEnd(std::size_t bytes) const { return end_ - bytes; }

 private:
  char* mapping_;
  std::size_t mapped_;
  char* start_;
  char* end_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_GUARDED_BUFFER_H_
