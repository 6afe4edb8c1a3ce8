// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// 1 / (1 + e^-x) without a division: e^-x as in exp2_poly5, then the reciprocal of d = 1 + e^-x from a seed by bits and
// Newton steps r ← r + r (1 − d r), which square the error.
// The seed reads K − bits(d) as a number: the exponent is negated, the fraction reflected. For K = 2 bias − 1 + k steps
// of the exponent, 1 − d r lies between 1 − (1 + k/2)²/2 and (1 − k)/2, which are ∓0.0505 for k = 2√6 − 4.
// binary32: 3 steps, 0.0505^8 = 2^-34; binary64: 4 steps, 2^-68: rounding prevails in both.
// x is limited from below to keep the seed a normal number (d < 2^125 or 2^1021): the result never falls below e^-86
// or e^-707, and σ(−∞) is not 0. NaN propagates through e^-x, whatever the seed is.
#include "impls/fast/exp2_poly.h"

namespace sigmark {
namespace {

// 1 / d for d in [1, 2^(bias - 2)).
template <class T>
SIGMARK_INLINE T Reciprocal(T d) {
  // > nearestint((2 * bias - 1 + k) * 2^m) with k = 2 * sqrt(6) - 4;  scripts/coefficients/newton_reciprocal.sollya
  using UInt = typename fast::Shape<T>::Bits;
  constexpr UInt kSeed = static_cast<UInt>(sizeof(T) == 4 ? 0x1.fbcc470cp30 : 0x1.ff7988e140921p62);
  T r = fast::Float(kSeed - fast::Bits(d));
  r = fast::Fma(r, fast::Fma(-d, r, T{1}), r);
  r = fast::Fma(r, fast::Fma(-d, r, T{1}), r);
  r = fast::Fma(r, fast::Fma(-d, r, T{1}), r);
  return sizeof(T) == 4 ? r : fast::Fma(r, fast::Fma(-d, r, T{1}), r);
}

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  constexpr T kLowest = sizeof(T) == 4 ? -0x1.58p6 : -0x1.618p9;  // −86 = −124.07 ln 2, −707 = −1019.99 ln 2
  const T z = fast::Clamp(x, kLowest, fast::kExpHighest<T>);
  // > P = fpminimax(2^x, [|1, 2, 3, 4, 5|], [|24, 24, 24, 24, 24|], [-1/2; 1/2], relative, floating, 1);
  // Relative error < 2^-23.32 on [-1/2, 1/2] (supnorm, coefficients as rounded). scripts/coefficients/exp2_poly.sollya
  const T e = fast::ExpOfNegative(z, 0x1.62e42ap-1f, 0x1.ebf9bap-3f, 0x1.c6b69ap-5f, 0x1.3ceaf8p-7f, 0x1.5bfd58p-10f);
  return Reciprocal(1 + e);
}

constexpr Implementation kNewtonReciprocal = {
    .id = "newton_reciprocal",
    .family = "fast",
    .summary =
        "1 / (1 + e^-x) with the division replaced by a bit-trick seed and Newton steps: never 0, not even at -inf",
    .source = "J. F. Blinn, Floating-Point Tricks, IEEE CG&A 17(4), 1997 (the seed); Newton's method",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kZero, Check::kRange);
constexpr Kernel kKernels[] = {
    // max |error| 9.464e-08 at x = 0x1.b206ep+0, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kNewtonReciprocal, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 9.47e-08, .checks = kChecks}),
    // max |error| 2.352e-08 at x = 0x1.551044b6e006p-3, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kNewtonReciprocal, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 2.36e-08, .checks = kChecks}),
};
SIGMARK_REGISTER(kNewtonReciprocal, kKernels);

}  // namespace
}  // namespace sigmark
