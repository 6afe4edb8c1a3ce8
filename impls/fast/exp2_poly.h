// SPDX-License-Identifier: Apache-2.0
//
// e^-x = 2^n · 2^f with n = round(−x / ln 2) and f = −x / ln 2 − n in [−1/2, 1/2]: 2^n is built in the exponent bits,
// 2^f is a polynomial 1 + c1 f + … whose constant term is exactly 1, so that e^0 = 1 and σ(0) = 1/2 exactly.
//
// One step of reduction: f carries the error of the rounded 1 / ln 2, at most 2^-26 · |n| in binary32, which is 2^-19
// at the ends and vanishes beside the polynomial's error in the middle, where σ is sensitive to it. The coefficients
// are binary32 numbers in both formats: the degree limits the error, not their rounding.
#ifndef SIGMARK_IMPLS_FAST_EXP2_POLY_H_
#define SIGMARK_IMPLS_FAST_EXP2_POLY_H_

#include "impls/fast/autovec.h"

namespace sigmark::fast {

// Where −x / ln 2 rounds to −bias (the exponent bits are 0: e^-x is then 0 and σ exactly 1) and to bias + 1 (they are
// those of infinity, and σ exactly 0). Beyond, n would run over the ends of the exponent.
// 88 = 126.96 ln 2, 709 = 1022.87 ln 2; −88.5 = −127.68 ln 2, −709.5 = −1023.60 ln 2.
template <class T>
inline constexpr T kExpHighest = sizeof(T) == 4 ? 0x1.6p6 : 0x1.628p9;
template <class T>
inline constexpr T kExpLowest = sizeof(T) == 4 ? -0x1.62p6 : -0x1.62cp9;

// e^-x for x in [kExpLowest, kExpHighest], or NaN; c are c1, c2, …
template <class T, class... Coefficients>
SIGMARK_INLINE T ExpOfNegative(T x, Coefficients... c) {
  // > round(1 / log(2), 53, RN);  scripts/coefficients/exp2_poly.sollya
  constexpr T kMinusLog2E = static_cast<T>(-0x1.71547652b82fep0);
  constexpr T kRound = Shape<T>::kRound + Shape<T>::kBias;  // so that the low bits hold n + bias
  const T rounded = Fma(x, kMinusLog2E, kRound);
  const T f = Fma(x, kMinusLog2E, kRound - rounded);
  return Horner(f, T{1}, static_cast<T>(c)...) * Float(Bits(rounded) << Shape<T>::kFractionBits);
}

// 1 / (1 + e^-x). NaN propagates. Results below 2^-127.5 (binary32) or 2^-1023.5 (binary64) become 0.
template <class T, class... Coefficients>
SIGMARK_INLINE T LogisticByExp2(T x, Coefficients... c) {
  return 1 / (1 + ExpOfNegative(Clamp(x, kExpLowest<T>, kExpHighest<T>), c...));
}

}  // namespace sigmark::fast

#endif  // SIGMARK_IMPLS_FAST_EXP2_POLY_H_
