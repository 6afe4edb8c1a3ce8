// SPDX-License-Identifier: Apache-2.0
#include "bench/sweep/regions.h"

#include <cmath>

#include "bench/sweep/last_where.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

// Away from 0 a result becomes subnormal once, where the function tends to 0.
template <class F>
double LastNormal(Function function, double sign) {
  Oracle oracle(function);
  const double smallest_normal = std::ldexp(1, FormatTraits<F>::kMinExponent);
  const auto input = [&](BitsOf<F> magnitude) { return sign * ToDouble(FromBits<F>(magnitude)); };
  const auto last = LastWhere<F>([&](BitsOf<F> magnitude) {
    return std::abs(oracle.Round(input(magnitude), FormatTraits<F>::kFormat, Rounding::kNearest)) >= smallest_normal;
  });
  return input(*last);
}

template <class F>
std::vector<Region> RegionsIn(Function function) {
  const bool has_tails =
      function == Function::kLogistic || function == Function::kDerivative || function == Function::kLogLogistic;
  if (!has_tails) return {};
  return {{"normal_results", LastNormal<F>(function, -1), LastNormal<F>(function, 1)}, {"within_20", -20, 20}};
}

}  // namespace

std::vector<Region> Regions(Function function, Format format) {
  return VisitFormat(format, [&]<class F>() { return RegionsIn<F>(function); });
}

}  // namespace sigmark
