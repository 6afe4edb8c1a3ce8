// SPDX-License-Identifier: Apache-2.0
//
// What each function itself does where behaviour is checked: mathematics, not claims.
#ifndef SIGMARK_BENCH_BEHAVIOUR_EXPECTATIONS_H_
#define SIGMARK_BENCH_BEHAVIOUR_EXPECTATIONS_H_

#include <optional>

#include "bench/frame/options.h"
#include "impls/core/axes.h"

namespace sigmark {

enum class Shape { kRising, kRisingThenFalling };

// How f(−x) follows from f(x).
enum class Symmetry { kNone, kComplement, kEven, kOdd };  // 1 − f(x), f(x), −f(x)

struct Expectations {
  Shape shape;
  Symmetry symmetry;
  double lo, hi;  // the range, closed
  double at_minus_infinity, at_infinity;
  double at_zero;               // NaN where it is not a number of every format
  double domain_lo, domain_hi;  // where f is real

  // Where the correctly rounded result (nearest) is the limit at the end of the line, and where it is subnormal and
  // not 0: closed intervals of inputs, on the negative and on the positive side. Found by bisection with the oracle.
  std::optional<Interval> saturated[2];
  std::optional<Interval> subnormal[2];
};

Expectations ExpectationsOf(Function function, Format format);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_EXPECTATIONS_H_
