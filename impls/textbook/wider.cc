// SPDX-License-Identifier: Apache-2.0
//
// naive in the next wider format, rounded once at the end: binary32 in double, binary64 in long double (x87's 64-bit
// significand on x86-64, binary128 on AArch64). The wider exponent range leaves nothing to overflow, and the error is
// half an ulp plus that of the wider computation.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T, class Wide>
T Wider(T x) {
  return static_cast<T>(Wide{1} / (Wide{1} + std::exp(-static_cast<Wide>(x))));
}

constexpr Implementation kWider = {
    .id = "wider",
    .family = "textbook",
    .summary =
        "naive one format up, rounded once: binary32 in double, binary64 in long double, 16-bit formats through "
        "binary32, rounded twice",
    .source = "folklore",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  using Wide = std::conditional_t<std::is_same_v<T, float>, double, long double>;\n"
        "  return static_cast<T>(1 / (1 + std::exp(-static_cast<Wide>(x))));\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // Max 0.5 ulp, and a little for the error in double, at x = -0x1.d4p-18, exhaustive.
    ScalarKernel<Wider<float, double>>(
        kWider, Function::kLogistic, kLibmIsa,
        {.max_ulp = 0.501,
         .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50098 ulp at x = -0x1.f383eff99474dp-33, sampled; ½ + 2.5·2^-11 follows from an expl good to an ulp.
    // Symmetric,
    // as the two roundings add up to 3/4 ulp.
    ScalarKernel<Wider<double, long double>>(
        kWider, Function::kLogistic, kLibmIsa,
        {.max_ulp = 0.502,
         .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Correctly rounded.
    ScalarKernel<ThroughBinary32<Wider<float, double>, bfloat16>>(
        kWider, Function::kLogistic, kLibmIsa,
        {.max_ulp = 0.5,
         .checks = kBoundedChecks | SetOf(Check::kSubnormalResults, Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50006 ulp at x = 0x1.6p-7, exhaustive.
    ScalarKernel<ThroughBinary32<Wider<float, double>, binary16>>(kWider, Function::kLogistic, kLibmIsa, kRoundedTwice),
};
SIGMARK_REGISTER(kWider, kKernels);

}  // namespace
}  // namespace sigmark
