// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// Linear interpolation between points in steps h = 1/16 on [−16, 16]; 0 and 1 outside.
// Error: h²/8 · max |σ″| = 2^-11 · 0.0962 = 4.7e-5. NaN propagates.
// Monotone: neighbouring points differ by less than a factor of 2 (or the left one is 0), so y1 − y0 is exact, and each
// piece ends at the point where the next one begins.
#include "impls/fast/logistic_table.h"

namespace sigmark {
namespace {

template <class T>
constexpr fast::LogisticTable<T, 16, 16> kTable;

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  const T t = T{16} * fast::ClampNumber(x, T{-16}, T{16});  // exact
  const T left = fast::Floor(t);
  const auto i = fast::ToInteger(left) + kTable<T>.kHalf;
  const T y0 = kTable<T>.at[i];
  const T y1 = kTable<T>.at[i + 1];
  const T y = fast::Fma(t - left, y1 - y0, y0);
  return x != x ? x : y;
}

constexpr Implementation kTableLinear = {
    .id = "table_linear",
    .family = "fast",
    .summary = "linear interpolation in a table of 512 steps on [-16, 16]: two look-ups and a multiply-add",
    .source = "folklore; J.-M. Muller, Elementary Functions, 3rd ed., 2016",
    .table_bytes = sizeof(kTable<float>) + sizeof(kTable<double>),
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kMonotone, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 4.699e-05 at x = 0x1.580246p+0, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kTableLinear, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 4.7e-05, .checks = kChecks | SetOf(Check::kSymmetric)}),
    // max |error| 4.696e-05 at x = 0x1.57ffc7d5b9932p+0, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kTableLinear, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 4.71e-05, .checks = kChecks}),
};
SIGMARK_REGISTER(kTableLinear, kKernels);

}  // namespace
}  // namespace sigmark
