// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_FP_STATE_H_
#define SIGMARK_BENCH_WORKER_FP_STATE_H_

#include <cfenv>
#include <cstdint>
#include <string>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace sigmark {

// The bits that steer floating-point arithmetic in this thread: rounding mode, flush to zero, denormals are zero and
// exception masks, without the exception flags. On x86-64 MXCSR, and above it the x87 control word.
inline std::uint64_t FpModes() {
#if defined(__x86_64__)
  std::uint16_t x87 = 0;
  asm volatile("fnstcw %0" : "=m"(x87));
  return (std::uint64_t{x87} << 32) | (_mm_getcsr() & ~std::uint64_t{0x3f});
#elif defined(__aarch64__)
  std::uint64_t fpcr = 0;
  asm volatile("mrs %0, fpcr" : "=r"(fpcr));
  return fpcr;
#else
  return static_cast<std::uint64_t>(std::fegetround());
#endif
}

// FpModes, and on x86-64 above them which of the eight places of the x87 stack are taken: none between calls, so that
// both are the same there. Waits until all stores are done, which after a call of 4096 elements costs as much as a
// fifth of a fast kernel.
inline std::uint64_t FpControlBits() {
#if defined(__x86_64__)
  struct alignas(16) {
    unsigned char bytes[512];
  } area;  // of FXSAVE: the places in byte 4
  asm volatile("fxsave64 %0" : "=m"(area));
  return (std::uint64_t{area.bytes[4]} << 48) | FpModes();
#else
  return FpModes();
#endif
}

// The exceptions that were raised in this thread since they were last cleared (FE_* bits). Of <cfenv>'s functions those
// that clear or restore take a microsecond, a quarter of what a fast kernel needs for 4096 elements.
inline int RaisedExceptions() {
#if defined(__x86_64__)
  std::uint16_t x87 = 0;
  asm volatile("fnstsw %0" : "=m"(x87));
  return static_cast<int>((_mm_getcsr() | x87) & FE_ALL_EXCEPT);
#else
  return std::fetestexcept(FE_ALL_EXCEPT);
#endif
}

inline void ClearExceptions() {
#if defined(__x86_64__)
  asm volatile("fnclex");
  _mm_setcsr(_mm_getcsr() & ~0x3fu);
#else
  std::feclearexcept(FE_ALL_EXCEPT);
#endif
}

// What of the state is another one, in words: "FTZ on, rounding mode upward". Empty where `before` equals `after`.
std::string DescribeFpChange(std::uint64_t before, std::uint64_t after);

// Puts the floating-point environment back when it goes out of scope, exception flags excepted: what a kernel does to
// it must not reach the judge, nor the next kernel.
class FpGuard {
 public:
  FpGuard(const FpGuard&) = delete;
  FpGuard& operator=(const FpGuard&) = delete;
#if defined(__x86_64__)
  FpGuard() : before_(FpModes()) {}
  ~FpGuard() {
    if (!restored_) Restore();
  }
  // At once; returns what FpControlBits had been.
  std::uint64_t Restore() {
    restored_ = true;
    const std::uint64_t state = FpControlBits();
    if (state != before_) {
      // An x87 exception that is no longer masked would trap below: its flag goes on in MXCSR.
      const auto raised = static_cast<unsigned>(RaisedExceptions());
      const auto x87 = static_cast<std::uint16_t>(before_ >> 32);
      asm volatile("fnclex\n\temms\n\tfldcw %0" : : "m"(x87));
      _mm_setcsr(static_cast<unsigned>(before_) | raised);
    }
    return state;
  }

 private:
  std::uint64_t before_;
  bool restored_ = false;
#else
  FpGuard() { std::fegetenv(&environment_); }
  ~FpGuard() { Restore(); }
  std::uint64_t Restore() {
    const std::uint64_t state = FpControlBits();
    std::fexcept_t raised;
    std::fegetexceptflag(&raised, FE_ALL_EXCEPT);
    std::fesetenv(&environment_);
    std::fesetexceptflag(&raised, FE_ALL_EXCEPT);
    return state;
  }

 private:
  std::fenv_t environment_;
#endif
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_FP_STATE_H_
