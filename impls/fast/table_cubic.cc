// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// Cubic Hermite interpolation between points in steps h = 1/8 on [−16, 16]; 0 and 1 outside. The slopes need no table
// of their own: σ′ = σ (1 − σ).
// Error: h⁴/384 · max |σ⁗| = 2^-12/384 · 1/8 = 8e-8; 1.1e-7 at the ends, where σ(−16) is taken as 0. NaN propagates.
#include "impls/fast/logistic_table.h"

namespace sigmark {
namespace {

template <class T>
constexpr fast::LogisticTable<T, 8, 16> kTable;

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  const T t = T{8} * fast::ClampNumber(x, T{-16}, T{16});  // exact
  const T left = fast::Floor(t);
  const auto i = fast::ToInteger(left) + kTable<T>.kHalf;
  const T y0 = kTable<T>.at[i];
  const T y1 = kTable<T>.at[i + 1];
  // y0 + f (d0 + f (3 Δ − 2 d0 − d1 + f (d0 + d1 − 2 Δ))), Δ = y1 − y0, the slopes d0, d1 per step.
  const T f = t - left;
  const T delta = y1 - y0;
  const T d0 = T{0.125} * y0 * (1 - y0);
  const T d1 = T{0.125} * y1 * (1 - y1);
  const T c3 = d0 + d1 - 2 * delta;
  const T c2 = delta - d0 - c3;
  const T y = fast::Fma(fast::Fma(fast::Fma(c3, f, c2), f, d0), f, y0);
  return x != x ? x : y;
}

constexpr Implementation kTableCubic = {
    .id = "table_cubic",
    .family = "fast",
    .summary = "cubic Hermite interpolation in a table of 256 steps on [-16, 16], the slopes from y (1 - y)",
    .source = "folklore; Ch. Hermite, Sur la formule d'interpolation de Lagrange, J. reine angew. Math. 84, 1878",
    .table_bytes = sizeof(kTable<float>) + sizeof(kTable<double>),
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 1.173e-07 at x = 0x1.feaaacp+3, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(
        kTableCubic, Function::kLogistic, kAutovecIsa,
        {.max_abs = 1.18e-07, .checks = kChecks | SetOf(Check::kMonotone, Check::kSymmetric)}),
    // max |error| 1.127e-07 at x = -0x1.ffebdf59181a7p+3, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kTableCubic, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 1.13e-07, .checks = kChecks}),
};
SIGMARK_REGISTER(kTableCubic, kKernels);

}  // namespace
}  // namespace sigmark
