// SPDX-License-Identifier: Apache-2.0
//
// The one definition of ULP error: |y − v| / ulp(v), real-valued, for a result y and the exact value v, with
// ulp(v) = 2^(max(e, e_min) − p + 1) for 2^e ≤ |v| < 2^(e+1), and ulp(0) = the smallest subnormal. So a correctly
// rounded result has an error ≤ 0.5 (< 1 in a directed mode), below the normal range as well.
#ifndef SIGMARK_REFERENCE_ULP_H_
#define SIGMARK_REFERENCE_ULP_H_

#include <algorithm>

#include "impls/core/format.h"

namespace sigmark {

// What the definition needs to know of a format.
struct FormatShape {
  int precision;     // p, the leading bit included
  int min_exponent;  // of the smallest normal number, 2^min_exponent
  int max_exponent;  // of the largest finite number
};

template <class F>
inline constexpr FormatShape kShapeOf = {FormatTraits<F>::kPrecision, FormatTraits<F>::kMinExponent,
                                         FormatTraits<F>::kMaxExponent};

constexpr FormatShape ShapeOf(Format format) {
  return VisitFormat(format, []<class F>() { return kShapeOf<F>; });
}

// The q of ulp(v) = 2^q, for 2^e ≤ |v| < 2^(e+1).
constexpr int UlpExponent(int e, FormatShape shape) { return std::max(e, shape.min_exponent) - shape.precision + 1; }

// The q of ulp(0) = 2^q.
constexpr int UlpExponentOfZero(FormatShape shape) { return shape.min_exponent - shape.precision + 1; }

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_ULP_H_
