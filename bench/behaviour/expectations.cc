// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/expectations.h"

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <limits>

#include "bench/sweep/last_where.h"
#include "bench/worker/fp_modes.h"
#include "impls/core/bits.h"
#include "reference/oracle.h"
#include "reference/real.h"

namespace sigmark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Expectations Of(Function function) {
  Expectations e = {};
  e.shape = Shape::kRising;
  e.symmetry = Symmetry::kNone;
  e.domain_lo = -kInfinity;
  e.domain_hi = kInfinity;
  switch (function) {
    case Function::kLogistic:
      e.symmetry = Symmetry::kComplement;
      e.lo = e.at_minus_infinity = 0;
      e.hi = e.at_infinity = 1;
      e.at_zero = 0.5;
      e.exact = {0};
      break;
    case Function::kDerivative:
      e.shape = Shape::kRisingThenFalling;
      e.symmetry = Symmetry::kEven;
      e.lo = e.at_minus_infinity = e.at_infinity = 0;
      e.hi = e.at_zero = 0.25;
      e.exact = {0};
      break;
    case Function::kLogLogistic:
      e.lo = e.at_minus_infinity = -kInfinity;
      e.hi = e.at_infinity = 0;
      e.at_zero = kNan;
      break;
    case Function::kLogit:
      e.lo = e.at_zero = -kInfinity;
      e.hi = kInfinity;
      e.at_minus_infinity = e.at_infinity = kNan;
      e.domain_lo = 0;
      e.domain_hi = 1;
      e.exact = {0.5};
      e.poles = {0, 1};
      break;
    case Function::kTanh:
      e.symmetry = Symmetry::kOdd;
      e.lo = e.at_minus_infinity = -1;
      e.hi = e.at_infinity = 1;
      e.at_zero = 0;
      e.exact = {0};
      break;
  }
  return e;
}

// Whether f(x) is tiny. Asked of 4 f(x), where rounding to the format is rounding with an unbounded exponent range if
// there is any doubt, that is, from half of the smallest normal number on.
bool IsTiny(Oracle& oracle, double x, FormatShape shape) {
  constexpr int kShift = 2, kBits = 128;
  Real value;
  oracle.Value(x, kBits, value);
  mpfr_mul_2si(value.Get(), value.Get(), kShift, MPFR_RNDN);
  const double threshold = std::ldexp(1, shape.min_exponent + kShift);
  if (kTininessAfterRounding) return std::abs(RoundToFormat(value, shape, Rounding::kNearest)) < threshold;
  mpfr_abs(value.Get(), value.Get(), MPFR_RNDN);
  return mpfr_cmp_d(value.Get(), threshold) < 0;
}

template <class F>
void FindTails(Function function, Expectations& expectations) {
  Oracle oracle(function);
  const double smallest_normal = std::ldexp(1, FormatTraits<F>::kMinExponent);
  const auto largest = static_cast<BitsOf<F>>(kInfinityBits<F> - 1);
  for (int side = 0; side < 2; ++side) {
    const double sign = side == 0 ? -1 : 1;
    const double limit = side == 0 ? expectations.at_minus_infinity : expectations.at_infinity;
    if (!std::isfinite(limit)) continue;
    auto input = [&](BitsOf<F> magnitude) { return sign * ToDouble(FromBits<F>(magnitude)); };
    auto rounded = [&](BitsOf<F> magnitude) {
      return oracle.Round(input(magnitude), FormatTraits<F>::kFormat, Rounding::kNearest);
    };
    auto interval = [&](BitsOf<F> near, BitsOf<F> far) {
      return side == 0 ? Interval{input(far), input(near)} : Interval{input(near), input(far)};
    };
    // Away from 0 the distance to the limit shrinks, so each predicate changes once.
    auto tiny = [&](BitsOf<F> magnitude) { return IsTiny(oracle, input(magnitude), kShapeOf<F>); };
    const auto unsaturated = LastWhere<F>([&](BitsOf<F> m) { return rounded(m) != limit; });
    if (unsaturated && *unsaturated < largest) {
      expectations.saturated[side] = interval(static_cast<BitsOf<F>>(*unsaturated + 1), largest);
    }
    if (limit != 0) {
      // tanh: tiny around 0.
      if (const auto last = LastWhere<F>(tiny)) expectations.tiny[side] = interval(0, *last);
      continue;
    }
    const auto normal = LastWhere<F>([&](BitsOf<F> m) { return std::abs(rounded(m)) >= smallest_normal; });
    if (normal && unsaturated && *normal < *unsaturated) {
      expectations.subnormal[side] = interval(static_cast<BitsOf<F>>(*normal + 1), *unsaturated);
    }
    const auto large = LastWhere<F>([&](BitsOf<F> m) { return (!unsaturated || m <= *unsaturated) && !tiny(m); });
    if (large && *large < largest) expectations.tiny[side] = interval(static_cast<BitsOf<F>>(*large + 1), largest);
  }
}

}  // namespace

int Expectations::Allowed(double lo_x, double hi_x) const {
  auto between = [&](double point) { return lo_x <= point && point <= hi_x; };
  if (lo_x == hi_x && std::any_of(poles.begin(), poles.end(), between)) return FE_DIVBYZERO;
  if (std::isinf(lo_x) || std::isinf(hi_x) || std::any_of(exact.begin(), exact.end(), between) ||
      std::any_of(poles.begin(), poles.end(), between)) {
    return 0;
  }
  const bool all_tiny = std::any_of(std::begin(tiny), std::end(tiny), [&](const std::optional<Interval>& interval) {
    return interval && interval->lo <= lo_x && hi_x <= interval->hi;
  });
  return all_tiny ? FE_INEXACT | FE_UNDERFLOW : FE_INEXACT;
}

int Expectations::Required(double x) const { return Allowed(x, x) & ~FE_DIVBYZERO; }

Expectations ExpectationsOf(Function function, Format format) {
  Expectations expectations = Of(function);
  VisitFormat(format, [&]<class F>() { FindTails<F>(function, expectations); });
  return expectations;
}

}  // namespace sigmark
