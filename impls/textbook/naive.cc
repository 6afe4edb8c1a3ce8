// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = 1 / (1 + e^-x), as everybody writes it. e^-x overflows below x = −max_exponent·ln 2 (−88.72 in binary32,
// −709.78 in binary64): the quotient is then 0, where the true value is still representable as a subnormal number.
// Just above that threshold 1 + e^-x rounds well and the result is good to a few ulp.
#include <cmath>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"

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
    .summary = "1 / (1 + e^-x): overflows to 0 where the result is subnormal",
    .source = "folklore; P.-F. Verhulst, Recherches mathématiques sur la loi d'accroissement de la population, 1845",
};

constexpr Kernel kKernels[] = {
    ScalarKernel<Naive<float>>(kNaive, Function::kLogistic, kLibmIsa, {.max_ulp = 2.2e6}),
    ScalarKernel<Naive<double>>(kNaive, Function::kLogistic, kLibmIsa, {}),
    ScalarKernel<ThroughBinary32<Naive<float>>>(kNaive, Function::kLogistic, kLibmIsa, {}),
    ScalarKernel<NaiveDerivative<float>>(kNaive, Function::kDerivative, kLibmIsa, {}),
    ScalarKernel<NaiveDerivative<double>>(kNaive, Function::kDerivative, kLibmIsa, {}),
    ScalarKernel<ThroughBinary32<NaiveDerivative<float>>>(kNaive, Function::kDerivative, kLibmIsa, {}),
};
SIGMARK_REGISTER(kNaive, kKernels);

}  // namespace
}  // namespace sigmark
