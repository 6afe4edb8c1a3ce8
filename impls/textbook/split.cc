// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = 1 / (1 + e^-x) for x ≥ 0 and e^x / (1 + e^x) for x < 0: the exponential is in (0, 1] and never overflows, and
// a subnormal result is e^x itself. Every finite input is within a few ulp.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T>
T Split(T x) {
  if (x >= T{0}) return T{1} / (T{1} + std::exp(-x));
  const T t = std::exp(x);
  return t / (T{1} + t);
}

// σ′(x) = y (1 − y) with y = σ(−|x|), the smaller of σ(x) and σ(−x): y ≤ ½, so nothing cancels, and for large |x| the
// result is e^-|x|, where naive's is 0. Written y − y², it never exceeds ¼ (as t / (1 + t)² with t = e^-|x| does): for
// y = ½ − δ ≥ ¼, the number ¼ − δ is representable, so y² ≥ ¼ − δ rounds to no less.
template <class T>
T SplitDerivative(T x) {
  const T t = std::exp(-std::fabs(x));
  const T y = t / (T{1} + t);
  return y - y * y;
}

constexpr Implementation kSplit = {
    .id = "split",
    .family = "textbook",
    .summary =
        "by the sign of x, so that the exponential never overflows; 16-bit formats through binary32, rounded twice",
    .source = "folklore",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  if (x >= 0) return 1 / (1 + std::exp(-x));\n"
        "  const T t = std::exp(x);\n"
        "  return t / (1 + t);\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // Max 2.402 ulp at x = -0x1.0a111ap+2, exhaustive. Not monotone: 207,059 steps down, from x = -0x1.62e436p-1 on.
    ScalarKernel<Split<float>>(
        kSplit, Function::kLogistic, kLibmIsa,
        {.max_ulp = 2.41, .checks = kBoundedChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
    // Max 2.490 ulp at x = -0x1.3687a06dd1d56p+3, searched.
    ScalarKernel<Split<double>>(
        kSplit, Function::kLogistic, kLibmIsa,
        {.max_ulp = 2.7, .checks = kBoundedChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
    // Correctly rounded.
    ScalarKernel<ThroughBinary32<Split<float>, bfloat16>>(
        kSplit, Function::kLogistic, kLibmIsa,
        {.max_ulp = 0.5,
         .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50006 ulp at x = 0x1.6p-7, exhaustive.
    ScalarKernel<ThroughBinary32<Split<float>, binary16>>(kSplit, Function::kLogistic, kLibmIsa, kRoundedTwice),
    // Max 3.221 ulp at x = 0x1.8f104cp+2, exhaustive. Not monotone: 272,544 steps, from |x| = 0x1.62e48cp-1 on.
    ScalarKernel<SplitDerivative<float>>(kSplit, Function::kDerivative, kLibmIsa,
                                         {.max_ulp = 3.23,
                                          .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kSymmetric),
                                          .platform = kGlibcFma}),
    // Max 3.467 ulp at x = -0x1.e7eec31176289p+2, searched. Four roundings, all but the last counted twice where y is
    // just above a power of two and the result just below it, make 3.5, and a little for the error of the exponential.
    ScalarKernel<SplitDerivative<double>>(
        kSplit, Function::kDerivative, kLibmIsa,
        {.max_ulp = 3.6,
         .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Correctly rounded.
    ScalarKernel<ThroughBinary32<SplitDerivative<float>, bfloat16>>(
        kSplit, Function::kDerivative, kLibmIsa,
        {.max_ulp = 0.5,
         .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50006 ulp at x = -0x1.62p-1, exhaustive.
    ScalarKernel<ThroughBinary32<SplitDerivative<float>, binary16>>(kSplit, Function::kDerivative, kLibmIsa,
                                                                    kRoundedTwice),
};
SIGMARK_REGISTER(kSplit, kKernels);

}  // namespace
}  // namespace sigmark
