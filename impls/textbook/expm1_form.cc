// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = 1 / (2 + u) with u = e^-x − 1 from expm1. For |x| ≤ ½, u is small and rounded on its own scale, so that the
// denominator carries hardly more than its own rounding, where naive's also carries that of e^-x. Farther out that gain
// is gone, and expm1 is the less accurate function; u overflows as e^-x does, below x = −max_exponent·ln 2, and the
// results that should be subnormal are 0.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"
#include "impls/textbook/claims.h"

namespace sigmark {
namespace {

template <class T>
T Expm1Form(T x) {
  return T{1} / (T{2} + std::expm1(-x));
}

constexpr Implementation kExpm1Form = {
    .id = "expm1_form",
    .family = "textbook",
    .summary =
        "1 / (2 + expm1(-x)): better than naive for |x| <= 1/2, overflows as naive does; 16-bit formats through "
        "binary32, rounded twice",
    .source = "folklore",
    .usage =
        "template <class T>\n"
        "T Logistic(T x) {\n"
        "  return 1 / (2 + std::expm1(-x));\n"
        "}\n",
};

constexpr Kernel kKernels[] = {
    // Max 2.098e6 ulp at x = -0x1.62e43p+6 (result 0), exhaustive.
    ScalarKernel<Expm1Form<float>>(
        kExpm1Form, Function::kLogistic, kLibmIsa,
        {.max_ulp = 2.1e6, .checks = kBoundedChecks | SetOf(Check::kMonotone), .platform = kGlibcFma}),
    // Max 2^50 ulp at x = -0x1.62e42fefa39fp+9, the first input with a result of 0: no other can come near.
    ScalarKernel<Expm1Form<double>>(kExpm1Form, Function::kLogistic, kLibmIsa,
                                    {.max_ulp = 1.13e15, .checks = kBoundedChecks, .platform = kGlibcFma}),
    // Max 24.26 ulp at x = -0x1.64p+6, exhaustive.
    ScalarKernel<ThroughBinary32<Expm1Form<float>, bfloat16>>(
        kExpm1Form, Function::kLogistic, kLibmIsa,
        {.max_ulp = 24.3,
         .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric),
         .platform = kGlibcFma}),
    // Max 0.50006 ulp at x = 0x1.6p-7, exhaustive.
    ScalarKernel<ThroughBinary32<Expm1Form<float>, binary16>>(kExpm1Form, Function::kLogistic, kLibmIsa, kRoundedTwice),
};
SIGMARK_REGISTER(kExpm1Form, kKernels);

}  // namespace
}  // namespace sigmark
