// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// σ(x) = 1/2 + 1/2 tanh(x/2), tanh(x/2) ≈ x P(x²) / Q(x²) with the minimax rational function of degree 4/4 on [0, 20]:
// no exponential, no table, no bits. The form that Eigen and XLA use for tanh, with coefficients of our own.
// At 20 the quotient is 1 + 7e-8: limited to 1 it makes both ends exact. |x| is limited to 20, where σ is 2e-9 from 1.
// Error: half of the relative error of tanh, 2^-24.5, and rounding. The lower tail is ½ − ½ (…) and cancels: the
// relative error grows as e^-x does, and nothing is left below about −17. Nor is the upper tail clean: between 17.33,
// where σ rounds to 1 in binary32, and 20 the rounded quotient falls short of 1 for some x. NaN propagates.
// The coefficients are binary32 numbers in both formats: the degree limits the error, not their rounding.
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  const T z = fast::Clamp(x, T{-20}, T{20});
  const T u = z * z;
  // Remez exchange in scripts/coefficients/tanh_minimax.sollya, level 2^-24.14 on ten nodes; rounded to binary32:
  // |x P / (Q tanh(x/2)) - 1| < 2^-23.54 on [0, 20].
  const T p =
      fast::Horner(u, T{0x1.fffffep-2}, T{0x1.10ac5p-6}, T{0x1.bfd70cp-14}, T{0x1.44842cp-23}, T{0x1.910632p-36});
  const T q = fast::Horner(u, T{0x1p0}, T{0x1.ddab6p-4}, T{0x1.a306d4p-10}, T{0x1.4b22c2p-18}, T{0x1.7ba93ep-29});
  return fast::Fma(T{0.5}, fast::Clamp(z * p / q, T{-1}, T{1}), T{0.5});
}

constexpr Implementation kTanhMinimax = {
    .id = "tanh_minimax",
    .family = "fast",
    .summary =
        "1/2 + 1/2 tanh(x/2) with a minimax rational tanh: one division and no exponential, but the lower tail "
        "cancels",
    .source =
        "the form of Eigen's ptanh (gitlab.com/libeigen/eigen); H. L. Loeb, On rational fraction "
        "approximations at discrete points, 1957 (the fit)",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSymmetric);
constexpr Kernel kKernels[] = {
    // max |error| 2.035e-07 at x = 0x1.6141a6p+3, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kTanhMinimax, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 2.04e-07, .checks = kChecks}),
    // max |error| 4.07e-08 at x = 0x1.6364e7251b43bp+3, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kTanhMinimax, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 4.08e-08, .checks = kChecks}),
};
SIGMARK_REGISTER(kTanhMinimax, kKernels);

}  // namespace
}  // namespace sigmark
