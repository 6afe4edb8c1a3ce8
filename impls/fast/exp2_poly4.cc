// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// 1 / (1 + e^-x), e^-x by the exponent bits and a quartic for 2^f: the reduction and its range are in exp2_poly.h.
// Error: the polynomial's relative error δ of e^-x moves σ by σ(1 − σ) δ ≤ δ / 4; rounding adds about an ulp.
// NaN propagates, both infinities are exact, σ(±0) = 1/2. Most subnormal results become 0. Not
// monotone at the joints, the half-integer multiples of ln 2, nor where rounding falls that way.
#include "impls/fast/exp2_poly.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  // > P = fpminimax(2^x, [|1, 2, 3, 4|], [|24, 24, 24, 24|], [-1/2; 1/2], relative, floating, 1);
  // Relative error < 2^-18.42 on [-1/2, 1/2] (supnorm, coefficients as rounded). scripts/coefficients/exp2_poly.sollya
  return fast::LogisticByExp2(x, 0x1.62e12cp-1f, 0x1.ec0374p-3f, 0x1.c9fc74p-5f, 0x1.3a03c8p-7f);
}

constexpr Implementation kExp2Poly4 = {
    .id = "exp2_poly4",
    .family = "fast",
    .summary = "1 / (1 + e^-x) by exponent bits and a quartic for 2^f: between the 16-bit formats and binary32",
    .source = "folklore; J.-M. Muller, Elementary Functions, 3rd ed., 2016",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 7.597e-07 at x = 0x1.e7c64cp-4, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kExp2Poly4, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 7.6e-07, .checks = kChecks}),
    // max |error| 7.031e-07 at x = 0x1.dc7740b5937ep-4, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kExp2Poly4, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 7.04e-07, .checks = kChecks}),
};
SIGMARK_REGISTER(kExp2Poly4, kKernels);

}  // namespace
}  // namespace sigmark
