// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// 1 / (1 + e^-x), e^-x by the exponent bits and a cubic for 2^f: the reduction and its range are in exp2_poly.h.
// Error: the polynomial's relative error δ of e^-x moves σ by σ(1 − σ) δ ≤ δ / 4; rounding adds about an ulp.
// NaN propagates, both infinities are exact, σ(±0) = 1/2. Most subnormal results become 0. Not
// monotone at the joints, the half-integer multiples of ln 2, nor where rounding falls that way.
#include "impls/fast/exp2_poly.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  // > P = fpminimax(2^x, [|1, 2, 3|], [|24, 24, 24|], [-1/2; 1/2], relative, floating, 1);
  // Relative error < 2^-13.26 on [-1/2, 1/2] (supnorm, coefficients as rounded). scripts/coefficients/exp2_poly.sollya
  return fast::LogisticByExp2(x, 0x1.62f5fap-1f, 0x1.f00c4cp-3f, 0x1.c2a254p-5f);
}

constexpr Implementation kExp2Poly3 = {
    .id = "exp2_poly3",
    .family = "fast",
    .summary = "1 / (1 + e^-x) by exponent bits and a cubic for 2^f: beyond the precision of the 16-bit formats",
    .source = "folklore; J.-M. Muller, Elementary Functions, 3rd ed., 2016",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 2.51e-05 at x = -0x1.aa0a4ep-3, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kExp2Poly3, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 2.51e-05, .checks = kChecks}),
    // max |error| 2.505e-05 at x = -0x1.aa42edcdf49fbp-3, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kExp2Poly3, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 2.51e-05, .checks = kChecks}),
};
SIGMARK_REGISTER(kExp2Poly3, kKernels);

}  // namespace
}  // namespace sigmark
