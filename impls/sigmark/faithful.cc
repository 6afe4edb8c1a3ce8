// SPDX-License-Identifier: Apache-2.0
//
// faithful: within 0.85 ulp, so that the result is one of the two neighbours of the exact value. See faithful.md.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIGMARK_FAITHFUL_ONCE
#define SIGMARK_IMPLS_SIGMARK_FAITHFUL_ONCE

#include <bit>
#include <cstddef>
#include <cstdint>

#include "impls/core/implementation.h"
#include "impls/sigmark/dispatch.h"
#include "impls/sigmark/exp_table256.h"
#include "impls/sigmark/include/sigmark/logistic_c.h"
#include "impls/sigmark/registration.h"
#include "impls/sigmark/table8.h"

namespace sigmark {
namespace {

constexpr Implementation kFaithful = {
    .id = "faithful",
    .family = "sigmark",
    .summary =
        "a / (a + a e^-x); e^-x from eight powers of two in a register, the denominator as a sum, the quotient "
        "corrected",
    .source = "Sigmark; impls/sigmark/faithful.md",
    .table_bytes = sizeof(Table8) + sizeof(ExpTable256),
    .needs = &kHighway,
    .call = "sigmark::logistic_faithful(x, y);  // spans; y[i] is the result for x[i]",
};

// scripts/coefficients/faithful.sollya prints these numbers, and those of the kernel. 2^(j/8) t, t such that all eight
// are nearly numbers of binary32:
constexpr Table8 kPowers = MakePowerTable<64>({0x1.062632p0f, 0x1.1de03p0f, 0x1.37bfecp0f, 0x1.53f728p0f, 0x1.72bc26p0f,
                                               0x1.944a12p0f, 0x1.b8e172p0f, 0x1.e0c8a4p0f});

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_FAITHFUL_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/sigmark/faithful.cc"
#include "hwy/foreach_target.h"
#include "impls/sigmark/binary64-inl.h"
#include "impls/sigmark/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

#if HWY_NATIVE_FMA
// 2^kShift v, for a number v whose exponent has room for it.
template <unsigned kShift, class D>
HWY_INLINE hn::Vec<D> Scale(D d, hn::Vec<D> v) {
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(d, hn::Add(hn::BitCast(du, v), hn::Set(du, kShift << 23)));
}
template <unsigned kShift>
HWY_INLINE float Scale(One<float>, float v) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(v) + (kShift << 23));
}
#else
// Through binary64.
template <class D>
HWY_INLINE hn::Vec<D> DivideBySum([[maybe_unused]] D d, float numerator, hn::Vec<D> high, hn::Vec<D> low) {
  const hn::Rebind<double, hn::Half<D> > d64;
  const auto divide = [=](auto part_high, auto part_low) HWY_ATTR {
    const auto denominator = hn::Add(hn::PromoteTo(d64, part_high), hn::PromoteTo(d64, part_low));
    return hn::DemoteTo(hn::Half<D>(), hn::Div(hn::Set(d64, numerator), denominator));
  };
#if HWY_TARGET == HWY_SCALAR
  return divide(high, low);
#else
  const hn::Half<D> half;
  return hn::Combine(d, divide(hn::UpperHalf(half, high), hn::UpperHalf(half, low)),
                     divide(hn::LowerHalf(half, high), hn::LowerHalf(half, low)));
#endif
}
HWY_INLINE float DivideBySum(One<float>, float numerator, float high, float low) {
  return static_cast<float>(double{numerator} / (double{high} + double{low}));
}
#endif

// 2^-kShift / (high + low), a normal number.
template <unsigned kShift, class D, class V>
HWY_INLINE V QuotientOf([[maybe_unused]] D d, V high, V low) {
  constexpr float kNumerator = std::bit_cast<float>((127 - kShift) << 23);
#if HWY_NATIVE_FMA
  const V numerator = Set(d, kNumerator);
  const V y = Div(numerator, high);
  const V remainder = NegMulAdd(y, low, NegMulAdd(y, high, numerator));
  return MulAdd(Scale<kShift>(d, remainder), y, y);
#else  // a remainder would be lost in rounding
  return DivideBySum(d, kNumerator, high, low);
#endif
}
template <class D>
HWY_INLINE hn::Vec<D> Quotient(D d, hn::Vec<D> high, hn::Vec<D> low) {
  return QuotientOf<63>(d, high, low);
}
HWY_INLINE float Quotient(One<float> d, float high, float low) { return QuotientOf<63>(d, high, low); }
SIGMARK_FOR_VECTORS(Quotient)
template <class D>
HWY_INLINE hn::Vec<D> ScaledQuotient(D d, hn::Vec<D> high, hn::Vec<D> low) {
  return QuotientOf<38>(d, high, low);
}
HWY_INLINE float ScaledQuotient(One<float> d, float high, float low) { return QuotientOf<38>(d, high, low); }
SIGMARK_FOR_VECTORS(ScaledQuotient)

struct FaithfulBinary32 {
  using T = float;
  static constexpr std::size_t kUnroll = 4;

  template <class D, class X>
  static HWY_INLINE X Apply(D d, X x) {
    X high, low;
    Denominator(d, x, high, low);
    if (HWY_UNLIKELY(AnyAbove(d, Set(d, kSubnormalDenominator), high))) {
      return ScaleToSubnormal(d, ScaledQuotient(d, high, low));
    }
    return Quotient(d, high, low);
  }

 private:
  // a + a·e^-x = high + low
  template <class D, class X>
  static HWY_INLINE void Denominator(D d, X x, X& high, X& low) {
    const auto a = Set(d, 0x1p-63f);
    const auto magic = Set(d, 0x1.8p20f + 64);
    // Beyond these bounds results are 0 and 1; within them no step has a subnormal result.
    x = ClampNumber(x, Set(d, -104.5f), Set(d, 20.0f));
    const X sum = NegMulAdd(x, Set(d, 0x1.715476p0f), magic);
    const X n = Sub(sum, magic);
    X r = MulAdd(n, Set(d, 0x1.62ep-1f), x);
    r = MulAdd(n, Set(d, 0x1.0bfbe8p-15f), r);  // −r
    X p = NegMulAdd(r, Set(d, -0x1.45098ap-5f), Set(d, -0x1.4d597ap-3f));
    p = MulAdd(r, p, Set(d, 0x1.f3fe1ap-2f));
    p = MulAdd(r, p, Set(d, -0x1.f3fd76p-1f));
    const X expm1 = MulAdd(r, p, Set(d, -0x1.805142p-6f));
    const X power = ScaledPower(d, &kPowers, sum);

    const X head = Add(power, a);
    const X larger = Max(power, a);
    const X head_error = Sub(Min(power, a), Sub(head, larger));
    high = MulAdd(expm1, power, head);
    low = Add(MulAdd(expm1, power, Sub(head, high)), head_error);
  }
};

void FaithfulBinary32Array(const float* x, float* y, std::size_t n) { LogisticArray<FaithfulBinary32>(x, y, n); }
float FaithfulBinary32Scalar(float x) { return LogisticScalar<FaithfulBinary32>(x); }
void FaithfulBinary64Array(const double* x, double* y, std::size_t n) { LogisticStrips<FaithfulBinary64>(x, y, n); }
double FaithfulBinary64Scalar(double x) { return LogisticOne<FaithfulBinary64>(x); }

constexpr Kernel kKernels[] = {
    ArrayKernel<FaithfulBinary32Array>(kFaithful, Function::kLogistic, kIsa,
                                       {.max_ulp = 0.847, .checks = kTierChecks | SetOf(Check::kSubnormalResults)}),
    ArrayKernel<FaithfulBinary64Array>(kFaithful, Function::kLogistic, kIsa,
                                       {.max_ulp = 0.56, .checks = kTierChecks | SetOf(Check::kSubnormalResults)}),
};
SIGMARK_REGISTER(kFaithful, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {
namespace {
HWY_EXPORT(FaithfulBinary32Array);
HWY_EXPORT(FaithfulBinary32Scalar);
HWY_EXPORT(FaithfulBinary64Array);
HWY_EXPORT(FaithfulBinary64Scalar);
}  // namespace

extern "C" {
SIGMARK_API float sigmark_logistic_faithful_binary32(float x) noexcept {
  return SIGMARK_DISPATCH(FaithfulBinary32Scalar)(x);
}
SIGMARK_API void sigmark_logistic_faithful_binary32_array(const float* x, float* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(FaithfulBinary32Array)(x, y, n);
}
SIGMARK_API float sigmark_logistic_binary32(float x) noexcept { return SIGMARK_DISPATCH(FaithfulBinary32Scalar)(x); }
SIGMARK_API void sigmark_logistic_binary32_array(const float* x, float* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(FaithfulBinary32Array)(x, y, n);
}
SIGMARK_API double sigmark_logistic_faithful_binary64(double x) noexcept {
  return SIGMARK_DISPATCH(FaithfulBinary64Scalar)(x);
}
SIGMARK_API void sigmark_logistic_faithful_binary64_array(const double* x, double* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(FaithfulBinary64Array)(x, y, n);
}
SIGMARK_API double sigmark_logistic_binary64(double x) noexcept { return SIGMARK_DISPATCH(FaithfulBinary64Scalar)(x); }
SIGMARK_API void sigmark_logistic_binary64_array(const double* x, double* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(FaithfulBinary64Array)(x, y, n);
}
}  // extern "C"

}  // namespace sigmark
#endif  // HWY_ONCE
