// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = 1 / (1 + e^-x), as everybody writes it. e^-x overflows below x = −max_exponent·ln 2 (−88.72 in binary32,
// −709.78 in binary64): the quotient is then 0, where the true value is still representable as a subnormal number.
// Just above that threshold 1 + e^-x rounds well and the result is good to a few ulp.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T>
T Naive(T x) {
  return T{1} / (T{1} + std::exp(-x));
}

// σ′(x) = y (1 − y): cancels for x > 0, and is 0 from x = 17.33 on in binary32, where the true value is 3e-8.
template <class T>
T NaiveDerivative(T x) {
  const T y = Naive(x);
  return y * (T{1} - y);
}

constexpr Implementation kNaive = {
    .id = "naive",
    .family = "textbook",
    .summary =
        "1 / (1 + e^-x): overflows to 0 where the result is subnormal; 16-bit formats through binary32, rounded twice",
    .source = "folklore; P.-F. Verhulst, Recherches mathématiques sur la loi d'accroissement de la population, 1845",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  return 1 / (1 + std::exp(-x));\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // Max 2.098e6 ulp at x = -0x1.62e43p+6 (result 0), exhaustive.
    ScalarKernel<Naive<float>>(
        kNaive, Function::kLogistic, kLibmIsa,
        {.max_ulp = 2.1e6, .checks = kBoundedChecks | SetOf(Check::kMonotone), .platform = kGlibcFma}),
    // Max 2^50 ulp at x = -0x1.62e42fefa39fp+9, the first input with a result of 0: no other can come near.
    ScalarKernel<Naive<double>>(kNaive, Function::kLogistic, kLibmIsa,
                                {.max_ulp = 1.13e15, .checks = kBoundedChecks, .platform = kGlibcFma}),
    // Max 24.26 ulp at x = -0x1.64p+6, exhaustive.
    ScalarKernel<ThroughBinary32<Naive<float>, bfloat16>>(
        kNaive, Function::kLogistic, kLibmIsa,
        {.max_ulp = 24.3,
         .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50013 ulp at x = -0x1.7p-7, exhaustive.
    ScalarKernel<ThroughBinary32<Naive<float>, binary16>>(kNaive, Function::kLogistic, kLibmIsa, kRoundedTwice),
    // Max 1.678e7 ulp at x = 0x1.3687aap+4 (result 0), exhaustive. Not monotone: 763,721 steps.
    ScalarKernel<NaiveDerivative<float>>(kNaive, Function::kDerivative, kLibmIsa,
                                         {.max_ulp = 1.68e7, .checks = kBoundedChecks, .platform = kGlibcFma}),
    // Max 9.008e15 ulp at x = 0x1.52417db067f38p+5 (result 0), sampled.
    ScalarKernel<NaiveDerivative<double>>(kNaive, Function::kDerivative, kLibmIsa,
                                          {.max_ulp = 1.0e16, .checks = kBoundedChecks, .platform = kGlibcFma}),
    // Max 255.8 ulp at x = 0x1.6ep+4, exhaustive.
    ScalarKernel<ThroughBinary32<NaiveDerivative<float>, bfloat16>>(
        kNaive, Function::kDerivative, kLibmIsa,
        {.max_ulp = 256, .checks = kBoundedChecks | SetOf(Check::kMonotone), .platform = kGlibcFma}),
    // Max 1.422 ulp at x = 0x1.22p+3, exhaustive.
    ScalarKernel<ThroughBinary32<NaiveDerivative<float>, binary16>>(
        kNaive, Function::kDerivative, kLibmIsa,
        {.max_ulp = 1.43,
         .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
};
SIGMARK_REGISTER(kNaive, kKernels);

}  // namespace
}  // namespace sigmark
