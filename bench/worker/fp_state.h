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
// exception masks, without the exception flags. On x86-64 MXCSR, above it the x87 control word, and above that which of
// the eight places of the x87 stack are taken, which is none between calls.
inline std::uint64_t FpControlBits() {
#if defined(__x86_64__)
  struct alignas(16) {
    unsigned char bytes[512];
  } area;  // of FXSAVE: control word, status word, and the places in byte 4
  asm volatile("fxsave64 %0" : "=m"(area));
  const std::uint64_t control = area.bytes[0] | (std::uint64_t{area.bytes[1]} << 8), places = area.bytes[4];
  return (places << 48) | (control << 32) | (_mm_getcsr() & ~std::uint64_t{0x3f});
#elif defined(__aarch64__)
  std::uint64_t fpcr = 0;
  asm volatile("mrs %0, fpcr" : "=r"(fpcr));
  return fpcr;
#else
  return static_cast<std::uint64_t>(std::fegetround());
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
  FpGuard() : control_(FpControlBits()) {}
  ~FpGuard() {
    if (FpControlBits() != control_) {
      // An x87 exception that is no longer masked would trap below: its flag goes on in MXCSR.
      const auto raised = static_cast<unsigned>(RaisedExceptions());
      const auto x87 = static_cast<std::uint16_t>(control_ >> 32);
      asm volatile("fnclex\n\temms\n\tfldcw %0" : : "m"(x87));
      _mm_setcsr(static_cast<unsigned>(control_) | raised);
    }
  }

 private:
  std::uint64_t control_;
#else
  FpGuard() { std::fegetenv(&environment_); }
  ~FpGuard() {
    std::fexcept_t raised;
    std::fegetexceptflag(&raised, FE_ALL_EXCEPT);
    std::fesetenv(&environment_);
    std::fesetexceptflag(&raised, FE_ALL_EXCEPT);
  }

 private:
  std::fenv_t environment_;
#endif
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_FP_STATE_H_
