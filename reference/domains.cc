// SPDX-License-Identifier: Apache-2.0
#include "reference/domains.h"

#include <algorithm>
#include <cmath>

#include "impls/core/bits.h"
#include "reference/ulp.h"

namespace sigmark {
namespace {

constexpr double kLn2 = 0x1.62e42fefa39efp-1;

// Odd multiples of a unit: the first of them, and the last below `end`.
void AddOddMultiples(double unit, double end, std::vector<double>& points) {
  for (int odd = 1; odd <= 9; odd += 2) points.insert(points.end(), {odd * unit, end - odd * unit});
}

// The hardest to round, as far as they are known, up to the sign.
std::vector<double> KnownHardInputs(Function function, Format format) {
  const int precision = ShapeOf(format).precision;
  std::vector<double> points;
  switch (function) {
    case Function::kLogistic:
      // ½ + x/4 is a tie for odd multiples of 2^(1−p), and of half of that below 0; x³/48 decides it. Up to 2^-(p/2 −
      // 1) that is less than an ulp: where ½ + x/4 alone is rounded, these are what it gets wrong.
      AddOddMultiples(std::ldexp(1, 1 - precision), std::ldexp(1, 1 - precision / 2), points);
      AddOddMultiples(std::ldexp(1, -precision), std::ldexp(1, 1 - precision / 2), points);
      // The sweep of all inputs: within 2^-30.98 ulp of a tie, and within 2^-31.05 ulp of a number of the format.
      if (format == Format::kBinary32) points.insert(points.end(), {0x1.250c02p-10, 0x1.22601ep-4});
      // All those that come out wrong when the right result in binary32 is rounded once more.
      if (format == Format::kBinary16) {
        points.insert(points.end(), {0x1.8p-9, 0x1.cp-8, 0x1.6p-7, 0x1.8p-10, 0x1.cp-9, 0x1.6p-8, 0x1.ep-8});
      }
      break;
    case Function::kDerivative:
      // ¼ − x²/16 is a tie for odd multiples of 2^-((p − 1)/2), if p is odd; x⁴/96 decides it.
      if (precision % 2 == 1)
        AddOddMultiples(std::ldexp(1, (1 - precision) / 2), std::ldexp(1, -precision / 4), points);
      // As above.
      if (format == Format::kBinary16) points.insert(points.end(), {0x1.cep-4, 0x1.62p-1, 0x1.dc8p-1});
      break;
    case Function::kLogit:
      points = {0.5, 0x1.0p-1 - 0x1p-5, 1};
      break;
    case Function::kLogLogistic:
    case Function::kTanh:
      break;
  }
  return points;
}

}  // namespace

Magnitudes Nontrivial(Function function, Format format) {
  const FormatShape shape = ShapeOf(format);
  // Lower end: σ(x) = ½ + x/4 − x³/48 …, and the last term is below 2^-(p+5) for |x| < 2^-(p/2); kept a little lower.
  // Upper end: e^-x < 2^-150, 2^-1075 … rounds to 0: |x| > (p − e_min) ln 2, kept a little higher. In binary32, from
  // 2^-12 to 110.
  switch (function) {
    case Function::kLogistic:
    case Function::kDerivative:
    case Function::kLogLogistic:
      if (format == Format::kBinary32) return {0x1p-12, 110};
      return {std::ldexp(1, -shape.precision / 2 - 2), std::ceil((shape.precision - shape.min_exponent + 4) * kLn2)};
    case Function::kTanh:
      return {std::ldexp(1, -shape.precision / 2 - 2), shape.precision * kLn2};
    case Function::kLogit:
      break;
  }
  return {std::ldexp(1, shape.min_exponent), 1};
}

std::vector<double> HardInputs(Function function, Format format) {
  const FormatShape shape = ShapeOf(format);
  std::vector<double> points;
  // Where e^x or e^-x overflows, becomes subnormal, and vanishes; where 1 − σ does, and where 1 + e^-x is no longer 1.
  for (int k : {shape.max_exponent + 1, -shape.min_exponent, shape.precision - shape.min_exponent - 1,
                shape.precision - shape.min_exponent, shape.precision - shape.min_exponent + 1, shape.precision - 1,
                shape.precision, shape.precision + 1, 1}) {
    points.push_back(k * kLn2);
  }
  for (int e = -shape.precision - 4; e <= 10; ++e) points.push_back(std::ldexp(1, e));
  const std::vector<double> known = KnownHardInputs(function, format);
  points.insert(points.end(), known.begin(), known.end());

  std::vector<double> inputs = {0.0};
  VisitFormat(format, [&]<class F>() {
    for (double point : points) {
      const BitsOf<F> bits = ToBits(FromDouble<F>(point));
      for (int step = -2; step <= 2; ++step) {
        const F near = FromBits<F>(static_cast<BitsOf<F>>(bits + static_cast<BitsOf<F>>(step)));
        if (!IsFinite(near)) continue;
        inputs.push_back(ToDouble(near));
        inputs.push_back(-ToDouble(near));
      }
    }
  });
  std::sort(inputs.begin(), inputs.end());
  inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
  return inputs;
}

}  // namespace sigmark
