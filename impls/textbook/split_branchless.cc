// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = (x < 0 ? t : 1) / (1 + t) with t = e^-|x|: the same values as `split`, without a branch on the sign, which
// random signs make a predictor miss half of the time. NaN passes |·| and e^·.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T>
T SplitBranchless(T x) {
  const T t = std::exp(-std::fabs(x));
  return (x < T{0} ? t : T{1}) / (T{1} + t);
}

constexpr Implementation kSplitBranchless = {
    .id = "split_branchless",
    .family = "textbook",
    .summary =
        "(x < 0 ? t : 1) / (1 + t) with t = e^-|x|: split with a select; 16-bit formats through binary32, rounded "
        "twice",
    .source = "folklore",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  const T t = std::exp(-std::fabs(x));\n"
        "  return (x < 0 ? t : T{1}) / (1 + t);\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // Max 2.402 ulp at x = -0x1.0a111ap+2, exhaustive. Not monotone: 207,059 steps down, from x = -0x1.62e436p-1 on.
    ScalarKernel<SplitBranchless<float>>(
        kSplitBranchless, Function::kLogistic, kLibmIsa,
        {.max_ulp = 2.41, .checks = kBoundedChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
    // Max 2.490 ulp at x = -0x1.3687a06dd1d56p+3, searched.
    ScalarKernel<SplitBranchless<double>>(
        kSplitBranchless, Function::kLogistic, kLibmIsa,
        {.max_ulp = 2.7, .checks = kBoundedChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
    // Correctly rounded.
    ScalarKernel<ThroughBinary32<SplitBranchless<float>, bfloat16>>(
        kSplitBranchless, Function::kLogistic, kLibmIsa,
        {.max_ulp = 0.5,
         .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50006 ulp at x = 0x1.6p-7, exhaustive.
    ScalarKernel<ThroughBinary32<SplitBranchless<float>, binary16>>(kSplitBranchless, Function::kLogistic, kLibmIsa,
                                                                    kRoundedTwice),
};
SIGMARK_REGISTER(kSplitBranchless, kKernels);

}  // namespace
}  // namespace sigmark
