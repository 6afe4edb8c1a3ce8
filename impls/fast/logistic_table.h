// SPDX-License-Identifier: Apache-2.0
//
// Tables of σ as constant data, computed by the compiler: nothing is initialised at start or at first use.
#ifndef SIGMARK_IMPLS_FAST_LOGISTIC_TABLE_H_
#define SIGMARK_IMPLS_FAST_LOGISTIC_TABLE_H_

#include "impls/fast/autovec.h"

namespace sigmark::fast {

// σ(x) for |x| ≤ 16 with a relative error below 2^-46. With a = |x|, the series of e^a has positive terms only, and its
// largest, the 16th, is the product of 32 roundings; σ(−a) = 1 / (1 + e^a), and σ(a) is what is left of 1, so that the
// two add up to 1 within half an ulp.
consteval double TableLogistic(double x) {
  const double a = x < 0 ? -x : x;
  double exp = 1;
  double term = 1;
  for (int k = 1; exp + term != exp; ++k) {
    term *= a / k;
    exp += term;
  }
  const double lower = 1 / (1 + exp);
  return x < 0 ? lower : 1 - lower;
}

// σ at the points (i − kHalf) / kPerUnit for i ≤ 2 kHalf, where kHalf = kLimit · kPerUnit. The first value is 0 and the
// last is 1, the limits of σ, so that what lies outside has them exactly. One more 1 follows: every point has a right
// neighbour.
template <class T, int kPerUnit, int kLimit>
struct LogisticTable {
  static constexpr int kHalf = kPerUnit * kLimit;
  T at[2 * kHalf + 2];

  consteval LogisticTable() : at() {
    for (int i = 1; i < 2 * kHalf; ++i) {
      at[i] = static_cast<T>(TableLogistic(static_cast<double>(i - kHalf) / kPerUnit));
    }
    at[2 * kHalf] = 1;
    at[2 * kHalf + 1] = 1;
  }
};

// The integer i of a number that holds one, |i| < 2^22, in as many bits.
SIGMARK_INLINE std::int32_t ToInteger(float x) {
  return static_cast<std::int32_t>(Bits(x + Shape<float>::kRound) - Bits(Shape<float>::kRound));
}
SIGMARK_INLINE std::int64_t ToInteger(double x) {
  return static_cast<std::int64_t>(Bits(x + Shape<double>::kRound) - Bits(Shape<double>::kRound));
}

SIGMARK_INLINE float Floor(float x) { return __builtin_floorf(x); }
SIGMARK_INLINE double Floor(double x) { return __builtin_floor(x); }

}  // namespace sigmark::fast

#endif  // SIGMARK_IMPLS_FAST_LOGISTIC_TABLE_H_
