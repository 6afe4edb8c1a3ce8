// SPDX-License-Identifier: Apache-2.0
//
// The floating-point modes in which a kernel may be called.
#ifndef SIGMARK_BENCH_WORKER_FP_MODES_H_
#define SIGMARK_BENCH_WORKER_FP_MODES_H_

#include <cfenv>
#include <cstdint>

#include "bench/worker/fp_state.h"
#include "impls/core/axes.h"

namespace sigmark {

// Whether this machine calls a result tiny by its value rounded with an unbounded exponent range, or by the exact value
// (IEEE 754-2019, 7.5, leaves the choice). x86 does the former, Arm the latter.
#if defined(__x86_64__)
inline constexpr bool kTininessAfterRounding = true;
#else
inline constexpr bool kTininessAfterRounding = false;
#endif

// A rounding mode for the calls within a scope. Oracles and judges work to nearest, outside of it.
class ScopedRounding {
 public:
  explicit ScopedRounding(Rounding rounding) {
    constexpr int kModes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    std::fesetround(kModes[static_cast<int>(rounding)]);
  }
  ~ScopedRounding() { std::fesetround(FE_TONEAREST); }
  ScopedRounding(const ScopedRounding&) = delete;
  ScopedRounding& operator=(const ScopedRounding&) = delete;
};

// Subnormal numbers count as 0 within a scope, as results and as inputs: MXCSR.FTZ (bit 15) and DAZ (bit 6) on x86,
// FPCR.FZ (bit 24) on AArch64.
#if defined(__x86_64__)
inline constexpr std::uint64_t kFlushBits = 0x8040;
#elif defined(__aarch64__)
inline constexpr std::uint64_t kFlushBits = std::uint64_t{1} << 24;
#else
inline constexpr std::uint64_t kFlushBits = 0;  // no such mode
#endif

class ScopedFlushing {
 public:
  ScopedFlushing() : before_(FpControlBits()) { Set(before_ | kFlushBits); }
  ~ScopedFlushing() { Set(before_); }
  ScopedFlushing(const ScopedFlushing&) = delete;
  ScopedFlushing& operator=(const ScopedFlushing&) = delete;

 private:
  static void Set([[maybe_unused]] std::uint64_t control) {
#if defined(__x86_64__)
    _mm_setcsr(static_cast<unsigned>(control));
#elif defined(__aarch64__)
    asm volatile("msr fpcr, %0" : : "r"(control));
#endif
  }

  std::uint64_t before_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_FP_MODES_H_
