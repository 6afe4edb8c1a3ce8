// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// The value of σ at the nearest of 513 points in steps of 1/32 on [−8, 8]; 0 at −8 and below, 1 at 8 and above. These
// are size and limits of fastText's table (which takes the point to the left).
// Error: half a step times the slope, 1/64 · 1/4 = 2^-8, and 3.4e-4 at the ends. Monotone: the index and the table are.
// NaN becomes a number: that of the first entry, 0.
#include "impls/fast/logistic_table.h"

namespace sigmark {
namespace {

template <class T>
constexpr fast::LogisticTable<T, 32, 8> kTable;

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  // Adding kRound rounds to an integer.
  const T index = T{32} * fast::ClampNumber(x, T{-8}, T{8});
  return kTable<T>.at[fast::ToInteger(index) + kTable<T>.kHalf];
}

constexpr Implementation kTableNearest512 = {
    .id = "table_nearest_512",
    .family = "fast",
    .summary = "the nearest of 512 steps on [-8, 8], as word embeddings are trained with: one look-up, NaN becomes 0",
    .source =
        "fastText, src/loss.cc (github.com/facebookresearch/fastText); P. Bojanowski et al., Enriching Word "
        "Vectors with Subword Information, 2016, arXiv:1607.04606",
    .table_bytes = sizeof(kTable<float>) + sizeof(kTable<double>),
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero, Check::kRange,
                               Check::kMonotone, Check::kSymmetric, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 0.003906 at x = -0x1p-6, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kTableNearest512, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 0.00391, .checks = kChecks}),
    // max |error| 0.003906 at x = 0x1.ffffe2a788afbp-7, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kTableNearest512, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 0.00392, .checks = kChecks}),
};
SIGMARK_REGISTER(kTableNearest512, kKernels);

}  // namespace
}  // namespace sigmark
