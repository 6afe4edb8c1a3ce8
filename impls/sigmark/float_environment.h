// SPDX-License-Identifier: Apache-2.0
//
// The floating-point environment around a kernel that answers for its flags: while it computes, no exception traps and
// subnormal numbers are neither flushed nor taken for zero; afterwards the caller's modes are back, and of the flags
// those are set that the caller had set or the kernel names, whatever its operations raised.
//
//   FloatEnvironment environment;
//   … all results computed and stored …
//   environment.Leave(FE_INEXACT);
//
// Results must be in memory before Leave: this is what keeps compilers from moving operations past it.
#ifndef SIGMARK_IMPLS_SIGMARK_FLOAT_ENVIRONMENT_H_
#define SIGMARK_IMPLS_SIGMARK_FLOAT_ENVIRONMENT_H_

#include <cfenv>
#include <cstdint>
#if defined(__x86_64__) || defined(__SSE2__)
#include <xmmintrin.h>
#define SIGMARK_FLOAT_ENVIRONMENT_MXCSR
#endif

namespace sigmark {

class FloatEnvironment {
 public:
  enum class Rounding { kCaller, kNearest };  // the mode to compute in

  FloatEnvironment(const FloatEnvironment&) = delete;
  FloatEnvironment& operator=(const FloatEnvironment&) = delete;

#if defined(SIGMARK_FLOAT_ENVIRONMENT_MXCSR)
  explicit FloatEnvironment(Rounding rounding = Rounding::kCaller) : saved_(_mm_getcsr()) {
    std::uint32_t modes = (saved_ | kMasks) & ~kFlush;
    if (rounding == Rounding::kNearest) modes &= ~kRounding;
    if (modes != saved_) _mm_setcsr(modes);  // setting takes longer than asking
    Barrier();
  }

  void Leave(int flags) const {
    Barrier();
    const std::uint32_t before = saved_ | static_cast<std::uint32_t>(flags);  // FE_… are the bits of MXCSR
    if (_mm_getcsr() != before) _mm_setcsr(before);
  }

  // The caller's rounding mode, FE_TONEAREST and so on.
  int CallersRounding() const { return static_cast<int>((saved_ & kRounding) >> 3); }

 private:
  static constexpr std::uint32_t kMasks = 0x1f80, kRounding = 0x6000, kFlush = 0x8040;
  std::uint32_t saved_;
#elif defined(__aarch64__)
  explicit FloatEnvironment(Rounding rounding = Rounding::kCaller) {
    asm volatile("mrs %0, fpcr" : "=r"(saved_));
    asm volatile("mrs %0, fpsr" : "=r"(flags_));
    std::uint64_t modes = saved_ & ~(kTraps | kFlush);
    if (rounding == Rounding::kNearest) modes &= ~kRounding;
    if (modes != saved_) asm volatile("msr fpcr, %0" : : "r"(modes));
    Barrier();
  }

  void Leave(int flags) const {
    Barrier();
    std::uint64_t modes, raised;
    asm volatile("mrs %0, fpcr" : "=r"(modes));
    if (modes != saved_) asm volatile("msr fpcr, %0" : : "r"(saved_));
    const std::uint64_t before = flags_ | static_cast<std::uint64_t>(flags);  // FE_… are the bits of FPSR
    asm volatile("mrs %0, fpsr" : "=r"(raised));
    if (raised != before) asm volatile("msr fpsr, %0" : : "r"(before));
  }

  int CallersRounding() const { return static_cast<int>(saved_ & kRounding); }

 private:
  static constexpr std::uint64_t kTraps = 0x9f00, kRounding = 0xc00000, kFlush = 0x1080000;  // FZ16, FZ
  std::uint64_t saved_, flags_;
#else
  explicit FloatEnvironment(Rounding rounding = Rounding::kCaller) : rounding_(std::fegetround()) {
    std::feholdexcept(&saved_);
    if (rounding == Rounding::kNearest) std::fesetround(FE_TONEAREST);
    Barrier();
  }

  void Leave(int flags) const {
    Barrier();
    std::fesetenv(&saved_);
    if (flags != 0) std::feraiseexcept(flags);
  }

  int CallersRounding() const { return rounding_; }

 private:
  int rounding_;
  std::fenv_t saved_;
#endif

  static void Barrier() { asm volatile("" : : : "memory"); }
};

}  // namespace sigmark

#undef SIGMARK_FLOAT_ENVIRONMENT_MXCSR

#endif  // SIGMARK_IMPLS_SIGMARK_FLOAT_ENVIRONMENT_H_
