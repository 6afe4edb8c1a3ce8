// SPDX-License-Identifier: Apache-2.0
//
// What each function itself does where behaviour is checked: mathematics, not claims.
#ifndef SIGMARK_BENCH_BEHAVIOUR_EXPECTATIONS_H_
#define SIGMARK_BENCH_BEHAVIOUR_EXPECTATIONS_H_

#include <optional>
#include <vector>

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

  // Where the result is exact in every format, the ends of the line not mentioned, and where it is an exact infinity at
  // a finite input. Everywhere else it is inexact: the functions are transcendental.
  std::vector<double> exact, poles;
  // Where the exact value is so small that an inexact result underflows, by this machine's rule
  // (kTininessAfterRounding): closed intervals on the negative and on the positive side.
  std::optional<Interval> tiny[2];

  // The exceptions (FE_*) that every result in [lo, hi], all of it in the domain, may raise: inexact unless some result
  // is exact, underflow if all are tiny as well, divide by zero if lo = hi is a pole. Never invalid or overflow.
  int Allowed(double lo, double hi) const;
  // The exceptions that the result at x, a finite input of the domain, has to raise: inexact, or inexact and underflow.
  // None is asked of a pole.
  int Required(double x) const;
};

Expectations ExpectationsOf(Function function, Format format);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_EXPECTATIONS_H_
