// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// σ(x) = 1/2 + 1/2 tanh(x/2), tanh by Lambert's continued fraction z / (1 + z²/(3 + z²/(5 + …))), cut off after 13 and
// written as one quotient, with z = x/2 and u = z²:
//   tanh z ≈ z (135135 + 17325 u + 378 u² + u³) / (135135 + 62370 u + 3150 u² + 28 u³)
// All coefficients are integers and exact in both formats. The quotient is too large, increasingly, and reaches 1 at
// z = 4.9718, where 1 − tanh z = 9.6e-5: beyond it is limited to 1, which gives the largest error.
// z is limited to 5 first, so that nothing overflows and both ends are exact. The lower tail is ½ − ½ (…), and cancels:
// nothing is left of it below x = −9.94. NaN propagates.
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  const T z = fast::Clamp(T{0.5} * x, T{-5}, T{5});
  const T u = z * z;
  // 135135, 17325, 378, 1 and 135135, 62370, 3150, 28: scripts/coefficients/tanh_continued_fraction.sollya
  // |quotient / tanh z - 1| < 2^-13.34 on [0, 4.9718].
  const T above = z * fast::Horner(u, T{0x1.07ef8p17}, T{0x1.0eb4p14}, T{0x1.7ap8}, T{0x1p0});
  const T below = fast::Horner(u, T{0x1.07ef8p17}, T{0x1.e744p15}, T{0x1.89cp11}, T{0x1.cp4});
  return fast::Fma(T{0.5}, fast::Clamp(above / below, T{-1}, T{1}), T{0.5});
}

constexpr Implementation kTanhContinuedFraction = {
    .id = "tanh_continued_fraction",
    .family = "fast",
    .summary =
        "1/2 + 1/2 tanh(x/2) with Lambert's continued fraction as one rational function, as audio software uses it",
    .source =
        "J. H. Lambert, Mémoire sur quelques propriétés remarquables des quantités transcendentes circulaires et "
        "logarithmiques, 1768",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSymmetric, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 4.809e-05 at x = 0x1.3e2778p+3, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kTanhContinuedFraction, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 4.81e-05, .checks = kChecks}),
    // max |error| 4.803e-05 at x = -0x1.3e31cb73e6fbep+3, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kTanhContinuedFraction, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 4.81e-05, .checks = kChecks}),
};
SIGMARK_REGISTER(kTanhContinuedFraction, kKernels);

}  // namespace
}  // namespace sigmark
