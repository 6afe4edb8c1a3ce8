// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = ½ + ½ tanh(x/2). Never overflows, and good to an ulp for x ≥ 0; for x < 0 the sum cancels: its absolute error
// stays below 2^-p, so the relative one grows as e^-x until, where tanh rounds to −1, the result is 0 (with glibc from
// x = −19.41 down in binary32, −42.28 in binary64).
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T>
T TanhHalf(T x) {
  return T{0.5} + T{0.5} * std::tanh(T{0.5} * x);
}

constexpr Implementation kTanhHalf = {
    .id = "tanh_half",
    .family = "textbook",
    .summary =
        "1/2 + 1/2 tanh(x/2): cancels for x < 0, small in absolute error only; 16-bit formats through binary32, "
        "rounded twice",
    .source = "folklore",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  return T(0.5) + T(0.5) * std::tanh(T(0.5) * x);\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // Max 1.678e7 ulp at x = -0x1.3687aap+4 (result 0), exhaustive.
    ScalarKernel<TanhHalf<float>>(kTanhHalf, Function::kLogistic, kLibmIsa,
                                  {.max_ulp = 1.68e7,
                                   .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric),
                                   .platform = kGlibcFma}),
    // Max 9.007e15 ulp at x = -0x1.52417db067f38p+5 (result 0), sampled. Symmetric, as the two roundings add up to 3/4
    // ulp.
    ScalarKernel<TanhHalf<double>>(
        kTanhHalf, Function::kLogistic, kLibmIsa,
        {.max_ulp = 1.0e16, .checks = kBoundedChecks | SetOf(Check::kSymmetric), .platform = kGlibcFma}),
    // Max 255.8 ulp at x = -0x1.6ep+4, exhaustive.
    ScalarKernel<ThroughBinary32<TanhHalf<float>, bfloat16>>(
        kTanhHalf, Function::kLogistic, kLibmIsa,
        {.max_ulp = 256, .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric), .platform = kGlibcFma}),
    // Max 0.7487 ulp at x = -0x1.5a8p+3, exhaustive.
    ScalarKernel<ThroughBinary32<TanhHalf<float>, binary16>>(
        kTanhHalf, Function::kLogistic, kLibmIsa,
        {.max_ulp = 0.75,
         .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
};
SIGMARK_REGISTER(kTanhHalf, kKernels);

}  // namespace
}  // namespace sigmark
