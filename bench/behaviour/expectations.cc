// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/expectations.h"

#include <cmath>
#include <limits>

#include "impls/core/bits.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Expectations Of(Function function) {
  switch (function) {
    case Function::kLogistic:
      return {Shape::kRising, Symmetry::kComplement, 0, 1, 0, 1, 0.5, -kInfinity, kInfinity, {}, {}};
    case Function::kDerivative:
      return {Shape::kRisingThenFalling, Symmetry::kEven, 0, 0.25, 0, 0, 0.25, -kInfinity, kInfinity, {}, {}};
    case Function::kLogLogistic:
      return {Shape::kRising, Symmetry::kNone, -kInfinity, 0, -kInfinity, 0, kNan, -kInfinity, kInfinity, {}, {}};
    case Function::kLogit:
      return {Shape::kRising, Symmetry::kNone, -kInfinity, kInfinity, kNan, kNan, -kInfinity, 0, 1, {}, {}};
    case Function::kTanh:
      break;
  }
  return {Shape::kRising, Symmetry::kOdd, -1, 1, -1, 1, 0, -kInfinity, kInfinity, {}, {}};
}

// The largest magnitude bits in [0, infinity) for which `holds` is true, given that it is true up to some point and
// false from there on; nothing if it is false at 0.
template <class F, class Predicate>
std::optional<BitsOf<F>> LastWhere(const Predicate& holds) {
  BitsOf<F> good = 0;
  BitsOf<F> bad = kInfinityBits<F>;
  if (!holds(good)) return std::nullopt;
  while (bad - good > 1) {
    const auto middle = static_cast<BitsOf<F>>(good + (bad - good) / 2);
    (holds(middle) ? good : bad) = middle;
  }
  return good;
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
    const auto unsaturated = LastWhere<F>([&](BitsOf<F> m) { return rounded(m) != limit; });
    if (unsaturated && *unsaturated < largest) {
      expectations.saturated[side] = interval(static_cast<BitsOf<F>>(*unsaturated + 1), largest);
    }
    if (limit != 0) continue;
    const auto normal = LastWhere<F>([&](BitsOf<F> m) { return std::abs(rounded(m)) >= smallest_normal; });
    if (normal && unsaturated && *normal < *unsaturated) {
      expectations.subnormal[side] = interval(static_cast<BitsOf<F>>(*normal + 1), *unsaturated);
    }
  }
}

}  // namespace

Expectations ExpectationsOf(Function function, Format format) {
  Expectations expectations = Of(function);
  VisitFormat(format, [&]<class F>() { FindTails<F>(function, expectations); });
  return expectations;
}

}  // namespace sigmark
