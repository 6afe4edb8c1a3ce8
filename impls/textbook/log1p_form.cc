// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = exp(−log1p(e^-x)), the exponential of log σ. The logarithm is x for large −x, and its rounding, half an ulp of
// x, becomes the relative error of the result: up to 2^-18 in binary32 for x < −64. Below x = −max_exponent·ln 2 the
// inner exponential overflows, as in naive, and the results that should be subnormal are 0.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T>
T Log1pForm(T x) {
  return std::exp(-std::log1p(std::exp(-x)));
}

constexpr Implementation kLog1pForm = {
    .id = "log1p_form",
    .family = "textbook",
    .summary =
        "exp(-log1p(e^-x)): loses log2 |x| bits for x < 0, overflows as naive does; 16-bit formats through binary32, "
        "rounded twice",
    .source = "folklore",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  return std::exp(-std::log1p(std::exp(-x)));\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // Max 2.098e6 ulp at x = -0x1.62e43p+6 (result 0), exhaustive.
    ScalarKernel<Log1pForm<float>>(
        kLog1pForm, Function::kLogistic, kLibmIsa,
        {.max_ulp = 2.1e6, .checks = kBoundedChecks | SetOf(Check::kMonotone), .platform = kGlibcFma}),
    // Max 2^50 ulp at x = -0x1.62e42fefa39fp+9, the first input with a result of 0: no other can come near.
    ScalarKernel<Log1pForm<double>>(kLog1pForm, Function::kLogistic, kLibmIsa,
                                    {.max_ulp = 1.13e15, .checks = kBoundedChecks, .platform = kGlibcFma}),
    // Max 24.26 ulp at x = -0x1.64p+6, exhaustive.
    ScalarKernel<ThroughBinary32<Log1pForm<float>, bfloat16>>(
        kLog1pForm, Function::kLogistic, kLibmIsa,
        {.max_ulp = 24.3,
         .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50006 ulp at x = 0x1.6p-7, exhaustive.
    ScalarKernel<ThroughBinary32<Log1pForm<float>, binary16>>(kLog1pForm, Function::kLogistic, kLibmIsa, kRoundedTwice),
};
SIGMARK_REGISTER(kLog1pForm, kKernels);

}  // namespace
}  // namespace sigmark
