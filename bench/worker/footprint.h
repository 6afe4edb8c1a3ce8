// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_FOOTPRINT_H_
#define SIGMARK_BENCH_WORKER_FOOTPRINT_H_

#include <cstddef>
#include <functional>
#include <optional>

namespace sigmark {

// The bytes of code that a call executes in this thread and `around` does not, in whole cache lines of 64 bytes,
// whosever they are: the kernel's, its library's, the C library's. Measured by single steps, up to 25 µs each, and
// given up after 65,536; x86-64 alone can do that. Not thread safe: takes SIGTRAP meanwhile.
std::optional<std::size_t> CodeFootprint(const std::function<void()>& call, const std::function<void()>& around);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_FOOTPRINT_H_
