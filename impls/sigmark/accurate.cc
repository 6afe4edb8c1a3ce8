// SPDX-License-Identifier: Apache-2.0
//
// accurate: within 2.88 ulp. See accurate.md.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIGMARK_ACCURATE_ONCE
#define SIGMARK_IMPLS_SIGMARK_ACCURATE_ONCE

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

constexpr Implementation kAccurate = {
    .id = "accurate",
    .family = "sigmark",
    .summary = "a / (a + a e^-x); e^-x from eight powers of two in a register and a cubic",
    .source = "Sigmark; impls/sigmark/accurate.md",
    .table_bytes = sizeof(Table8) + sizeof(ExpTable256),
    .needs = &kHighway,
    .call = "sigmark::logistic_accurate(x, y);  // spans; y[i] is the result for x[i]",
};

// scripts/coefficients/accurate.sollya prints these numbers, and those of the kernel. 2^(j/8), the one for j = 4 a unit
// above nearest, so that no result falls:
constexpr Table8 kPowers = MakePowerTable<64>(
    {0x1p0f, 0x1.172b84p0f, 0x1.306fep0f, 0x1.4bfdaep0f, 0x1.6a09e8p0f, 0x1.8ace54p0f, 0x1.ae89fap0f, 0x1.d5818ep0f});

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_ACCURATE_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/sigmark/accurate.cc"
#include "hwy/foreach_target.h"
#include "impls/sigmark/binary64-inl.h"
#include "impls/sigmark/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

struct AccurateBinary32 {
  using T = float;
  static constexpr std::size_t kUnroll = 4;

  template <class D, class X>
  static HWY_INLINE X Apply(D d, X x) {
    const X denominator = Denominator(d, x);
    if (HWY_UNLIKELY(AnyAbove(d, Set(d, kSubnormalDenominator), denominator))) {
      return ScaleToSubnormal(d, Div(Set(d, 0x1p-38f), denominator));
    }
    return Div(Set(d, 0x1p-63f), denominator);
  }

 private:
  // a + a·e^-x
  template <class D, class X>
  static HWY_INLINE X Denominator(D d, X x) {
    const auto a = Set(d, 0x1p-63f);
    const auto magic = Set(d, 0x1.8p20f + 64);
    // Beyond these bounds results are 0 and 1; within them no step has a subnormal result.
    x = ClampNumber(x, Set(d, -104.5f), Set(d, 20.0f));
    // −x / ln 2 rounded to eighths, below a magic number: the biased exponent of a 2^n and the table's index.
    const X sum = NegMulAdd(x, Set(d, 0x1.715476p0f), magic);
    const X n = Sub(sum, magic);
    X r = MulAdd(n, Set(d, 0x1.63p-1f), x);
    r = MulAdd(n, Set(d, -0x1.bd0106p-13f), r);  // −r
    const X power = ScaledPower(d, &kPowers, sum);
    const X q = NegMulAdd(r, Set(d, 0x1.55565cp-3f), Set(d, 0x1.00088cp-1f));
    const X expm1 = MulSub(q, Mul(r, r), r);
    return Add(MulAdd(expm1, power, power), a);
  }
};

void AccurateBinary32Array(const float* x, float* y, std::size_t n) { LogisticArray<AccurateBinary32>(x, y, n); }
float AccurateBinary32Scalar(float x) { return LogisticScalar<AccurateBinary32>(x); }
void AccurateBinary64Array(const double* x, double* y, std::size_t n) { LogisticStrips<AccurateBinary64>(x, y, n); }
double AccurateBinary64Scalar(double x) { return LogisticOne<AccurateBinary64>(x); }

constexpr Kernel kKernels[] = {
    ArrayKernel<AccurateBinary32Array>(kAccurate, Function::kLogistic, kIsa,
                                       {.max_ulp = 2.88, .checks = kTierChecks | SetOf(Check::kSubnormalResults)}),
    ArrayKernel<AccurateBinary64Array>(kAccurate, Function::kLogistic, kIsa,
                                       {.max_ulp = 2.56, .checks = kTierChecks | SetOf(Check::kSubnormalResults)}),
};
SIGMARK_REGISTER(kAccurate, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {
namespace {
HWY_EXPORT(AccurateBinary32Array);
HWY_EXPORT(AccurateBinary32Scalar);
HWY_EXPORT(AccurateBinary64Array);
HWY_EXPORT(AccurateBinary64Scalar);
}  // namespace

extern "C" {
SIGMARK_API float sigmark_logistic_accurate_binary32(float x) noexcept {
  return SIGMARK_DISPATCH(AccurateBinary32Scalar)(x);
}
SIGMARK_API void sigmark_logistic_accurate_binary32_array(const float* x, float* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(AccurateBinary32Array)(x, y, n);
}
SIGMARK_API double sigmark_logistic_accurate_binary64(double x) noexcept {
  return SIGMARK_DISPATCH(AccurateBinary64Scalar)(x);
}
SIGMARK_API void sigmark_logistic_accurate_binary64_array(const double* x, double* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(AccurateBinary64Array)(x, y, n);
}
}  // extern "C"

}  // namespace sigmark
#endif  // HWY_ONCE
