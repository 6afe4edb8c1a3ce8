// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// 1 / (1 + e^-x), e^-x by the exponent bits and a quadratic for 2^f: the reduction and its range are in exp2_poly.h.
// Error: the polynomial's relative error δ of e^-x moves σ by σ(1 − σ) δ ≤ δ / 4; rounding adds about an ulp.
// NaN propagates, both infinities are exact, σ(±0) = 1/2. Most subnormal results become 0. Not
// monotone at the joints, the half-integer multiples of ln 2, nor where rounding falls that way.
#include "impls/fast/exp2_poly.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  // > P = fpminimax(2^x, [|1, 2|], [|24, 24|], [-1/2; 1/2], relative, floating, 1);
  // Relative error < 2^-8.98 on [-1/2, 1/2] (supnorm, coefficients as rounded). scripts/coefficients/exp2_poly.sollya
  return fast::LogisticByExp2(x, 0x1.67e7fep-1f, 0x1.eb3ddap-3f);
}

constexpr Implementation kExp2Poly2 = {
    .id = "exp2_poly2",
    .family = "fast",
    .summary = "1 / (1 + e^-x) by exponent bits and a quadratic for 2^f: coarse, and not monotone at its joints",
    .source = "folklore; J.-M. Muller, Elementary Functions, 3rd ed., 2016",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 0.0004872 at x = 0x1.782952p-3, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kExp2Poly2, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 0.000488, .checks = kChecks}),
    // max |error| 0.0004871 at x = 0x1.784aeb53fe73p-3, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kExp2Poly2, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 0.000488, .checks = kChecks}),
};
SIGMARK_REGISTER(kExp2Poly2, kKernels);

}  // namespace
}  // namespace sigmark
