// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// PLAN, the "piecewise linear approximation of a nonlinear function" made for hardware: for a = |x| four segments whose
// slopes are powers of two (shifts), and 1 − y for x < 0.
//   0 ≤ a < 1: a/4 + 1/2      1 ≤ a < 2.375: a/8 + 0.625      2.375 ≤ a < 5: a/32 + 0.84375      5 ≤ a: 1
// The second and third lines meet at 7/3, not at 2.375: there the published thresholds make the result drop by 2^-8,
// the one place where it is not monotone. NaN propagates (it fails every comparison, and the last line is NaN).
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  const T a = x < 0 ? -x : x;
  T y = fast::Fma(a, T{0x1p-2}, T{0x1p-1});
  y = a >= 1 ? fast::Fma(a, T{0x1p-3}, T{0x1.4p-1}) : y;
  y = a >= T{0x1.3p1} ? fast::Fma(a, T{0x1p-5}, T{0x1.bp-1}) : y;
  y = a >= 5 ? T{1} : y;
  return x < 0 ? 1 - y : y;
}

constexpr Implementation kPlan = {
    .id = "plan",
    .family = "fast",
    .summary =
        "PLAN: four linear segments with slopes that are powers of two, made for hardware; it drops at |x| = 2.375",
    .source =
        "H. Amin, K. M. Curtis, B. R. Hayes-Gill, Piecewise linear approximation applied to nonlinear function of "
        "a neural network, IEE Proc. Circuits Devices Syst. 144(6), 1997, doi:10.1049/ip-cds:19971587",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSymmetric, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 0.01894 at x = 0x1.fffffcp-1, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kPlan, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 0.019, .checks = kChecks}),
    // max |error| 0.01894 at x = -0x1.fffff68811128p-1, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kPlan, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 0.019, .checks = kChecks}),
};
SIGMARK_REGISTER(kPlan, kKernels);

}  // namespace
}  // namespace sigmark
