// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = e^x / (e^x + 1). Small results are e^x itself, so subnormal ones are right; but from max_exponent·ln 2 on
// (88.73 in binary32, 709.79 in binary64) e^x overflows and inf / inf is NaN, where σ is 1.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T>
T ExpRatio(T x) {
  const T t = std::exp(x);
  return t / (t + T{1});
}

constexpr Implementation kExpRatio = {
    .id = "exp_ratio",
    .family = "textbook",
    .summary = "e^x / (e^x + 1): NaN where e^x overflows; 16-bit formats through binary32, rounded twice",
    .source = "folklore",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  const T t = std::exp(x);\n"
        "  return t / (t + 1);\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // No max_ulp, as NaN is no finite error; elsewhere 2.402 ulp at x = -0x1.0a111ap+2, exhaustive.
    ScalarKernel<ExpRatio<float>>(
        kExpRatio, Function::kLogistic, kLibmIsa,
        {.checks = kScalarLoopChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
    // Elsewhere 2.490 ulp at x = -0x1.3687a06dd1d56p+3, searched.
    ScalarKernel<ExpRatio<double>>(
        kExpRatio, Function::kLogistic, kLibmIsa,
        {.checks = kScalarLoopChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
    // Elsewhere correctly rounded.
    ScalarKernel<ThroughBinary32<ExpRatio<float>, bfloat16>>(
        kExpRatio, Function::kLogistic, kLibmIsa,
        {.checks = kScalarLoopChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
    // Elsewhere 0.5001 ulp at x = 0x1.6p-7, exhaustive.
    ScalarKernel<ThroughBinary32<ExpRatio<float>, binary16>>(
        kExpRatio, Function::kLogistic, kLibmIsa,
        {.checks = kScalarLoopChecks | SetOf(Check::kSubnormalResults), .platform = kGlibcFma}),
};
SIGMARK_REGISTER(kExpRatio, kKernels);

}  // namespace
}  // namespace sigmark
