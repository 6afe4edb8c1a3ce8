// SPDX-License-Identifier: Apache-2.0
//
// What the claims of this family have in common.
//
// Figures: for binary32 and the 16-bit formats the maximum over all inputs, rounded up in the third digit; for binary64
// the maximum that a sample, or the search of a full run, has found, and some percent above it, as that is a lower
// bound. Each stands at its kernel with the input where it was found.
#ifndef SIGMARK_IMPLS_TEXTBOOK_CLAIMS_H_
#define SIGMARK_IMPLS_TEXTBOOK_CLAIMS_H_

#include <cstdint>

#include "impls/core/implementation.h"

namespace sigmark {

// Where the figures were measured. The C library's exponential has a variant without FMA, whose bits differ.
inline constexpr const char* kGlibcFma = "glibc 2.36, x86-64 with FMA";

// What a loop over a scalar function keeps, if that function returns NaN for NaN, 0 at −inf, and the right value at 0.
inline constexpr std::uint32_t kScalarLoopChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kNegativeInfinity, Check::kZero);

// As well: the right value at +inf, no result outside [0, 1], and results that are exactly 0 and 1 where they should
// be.
inline constexpr std::uint32_t kBoundedChecks =
    kScalarLoopChecks | SetOf(Check::kPositiveInfinity, Check::kRange, Check::kSaturation);

// In binary16 the forms that are good to some binary32 ulps for −17.4 ≤ x, where results do not yet round to 0: half an
// ulp, and what the first rounding adds. A few inputs, 6 to 9, are not correctly rounded.
inline constexpr Claim kRoundedTwice = {
    .max_ulp = 0.501,
    .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kMonotone, Check::kSymmetric),
    .platform = kGlibcFma};

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_TEXTBOOK_CLAIMS_H_
