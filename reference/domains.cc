// SPDX-License-Identifier: Apache-2.0
#include "reference/domains.h"

#include <algorithm>
#include <cmath>

#include "impls/core/bits.h"
#include "reference/ulp.h"

namespace sigmark {
namespace {

constexpr double kLn2 = 0x1.62e42fefa39efp-1;

}  // namespace

Magnitudes Nontrivial(Function function, Format format) {
  const FormatShape shape = ShapeOf(format);
  // Lower end: σ(x) = ½ + x/4 − x³/48 …, and the last term is below 2^-(p+5) for |x| < 2^-(p/2); kept a little lower.
  // Upper end: e^-x < 2^-150, 2^-1075 … rounds to 0: |x| > (p − e_min) ln 2, kept a little higher. binary32: 2^-12 …
  // 110.
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
  // Where e^x or e^-x overflows, becomes subnormal, and vanishes; where 1 − σ does.
  for (int k : {shape.max_exponent + 1, -shape.min_exponent, shape.precision - shape.min_exponent,
                shape.precision - shape.min_exponent + 1, shape.precision, shape.precision + 1, 1}) {
    points.push_back(k * kLn2);
  }
  for (int e = -shape.precision - 4; e <= 10; ++e) points.push_back(std::ldexp(1, e));
  // Hardest known: binary32 nearest and directed, and the binary16 case that must not be rounded twice.
  if (function == Function::kLogistic) points.insert(points.end(), {0x1.250c02p-10, 0x1.22601ep-4, 0x1.8p-9});
  if (function == Function::kLogit) points.insert(points.end(), {0.5, 0x1.0p-1 - 0x1p-5, 1});

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
