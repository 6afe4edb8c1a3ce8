// SPDX-License-Identifier: Apache-2.0
//
// Thresholds: the error of a regime's formula, in ulps, is below FastOracleBound and below `margin`, and where values
// approach a number of the format, every distance from that number is above `margin`: then no verdict but those of
// genuinely hard inputs stays open. Where a constant stands for the values, the nudge tells their side, and is the
// distance. The formulas and their bounds stand in fast_oracle.cc and wide_oracle.cc.
#include "reference/regime.h"

#include <limits>

namespace sigmark {
namespace {

using enum Formula;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNudge = 0x1p-42, kMargin = 0x1p-43;

// binary32, logistic. σ(−128) < 2^-184, 2^-35 of the ulp; 1 − σ(36) < 2^-51, 2^-27 of it; for |x| < 2^-48,
// |σ − ½| < 2^-50, 2^-25 of it. Between 16 and 36 and below −100, e^-|x| is at most 4 and 64 ulps, and at least 2^-28
// and 2^-36 of one.
constexpr Regime kLogistic32[] = {
    {-128, kConstant, 0, -kNudge, 0x1p149, 1, kMargin},
    {-100, kTail, 0, 0, 0, 1, 0x1p-40},
    {-0x1p-12, kTail, 0, 0, 0, 1, 0x1p-21},
    {-0x1p-48, kSeries, 0.5, 0, 0x1p25, 1, 0x1p-38},
    {0, kConstant, 0.5, kNudge, 0x1p25, 1, kMargin},
    {0x1p-149, kConstant, 0.5, 0, 0x1p24, 1, kMargin},
    {0x1p-48, kConstant, 0.5, -kNudge, 0x1p24, 1, kMargin},
    {0x1p-12, kSeries, 0.5, 0, 0x1p24, 1, 0x1p-38},
    {16, kComplement, 0, 0, 0x1p24, 1, 0x1p-21},
    {36, kComplement, 0, 0, 0x1p24, 1, 0x1p-40},
    {kInfinity, kConstant, 1, kNudge, 0x1p24, 1, kMargin},
};

// binary32, derivative: even in x. For |x| < 2^-24, ¼ − σ′ < 2^-52, 2^-26 of the ulp.
constexpr Regime kDerivative32[] = {
    {-128, kConstant, 0, -kNudge, 0x1p149, 1, kMargin},
    {-100, kTail, 0, 0, 0, 1, 0x1p-40},
    {-0x1p-12, kTail, 0, 0, 0, 1, 0x1p-21},
    {-0x1p-24, kSeries, 0.25, 0, 0x1p26, 1, 0x1p-38},
    {0, kConstant, 0.25, kNudge, 0x1p26, 1, kMargin},
    {0x1p-149, kConstant, 0.25, 0, 0x1p25, 1, kMargin},
    {0x1p-24, kConstant, 0.25, kNudge, 0x1p26, 1, kMargin},
    {0x1p-12, kSeries, 0.25, 0, 0x1p26, 1, 0x1p-38},
    {100, kTail, 0, 0, 0, 1, 0x1p-21},
    {128, kTail, 0, 0, 0, 1, 0x1p-40},
    {kInfinity, kConstant, 0, -kNudge, 0x1p149, 1, kMargin},
};

// binary64, logistic. σ(−773) < 2^-1115, 2^-41 of the ulp; 1 − σ(66) < 2^-95, 2^-42 of it; for |x| < 2^-93,
// |σ − ½| < 2^-95, 2^-41 of it: just outside, nothing is closer to a number of the format than 2^-42.3 ulp. Beyond
// −700 the values are above 2^-1010.
constexpr double kLift = 0x1p600;
constexpr Regime kLogistic64[] = {
    {-773, kConstant, 0, -kNudge, 0x1p474, kLift, kMargin},
    {-700, kDeepTail, 0, 0, 0, kLift, kMargin},
    {-0x1p-18, kTail, 0, 0, 0, 1, kMargin},
    {-0x1p-93, kSeries, 0.5, 0, 0x1p54, 1, kMargin},
    {0, kConstant, 0.5, kNudge, 0x1p54, 1, kMargin},
    {0x1p-1074, kConstant, 0.5, 0, 0x1p53, 1, kMargin},
    {0x1p-93, kConstant, 0.5, -kNudge, 0x1p53, 1, kMargin},
    {0x1p-18, kSeries, 0.5, 0, 0x1p53, 1, kMargin},
    {66, kComplement, 0, 0, 0x1p53, 1, kMargin},
    {kInfinity, kConstant, 1, kNudge, 0x1p53, 1, kMargin},
};

// binary64, derivative: even in x. For |x| < 2^-46, ¼ − σ′ < 2^-96, 2^-41 of the ulp.
constexpr Regime kDerivative64[] = {
    {-773, kConstant, 0, -kNudge, 0x1p474, kLift, kMargin},
    {-700, kDeepTail, 0, 0, 0, kLift, kMargin},
    {-0x1p-16, kTail, 0, 0, 0, 1, kMargin},
    {-0x1p-46, kSeries, 0.25, 0, 0x1p55, 1, kMargin},
    {0, kConstant, 0.25, kNudge, 0x1p55, 1, kMargin},
    {0x1p-1074, kConstant, 0.25, 0, 0x1p54, 1, kMargin},
    {0x1p-46, kConstant, 0.25, kNudge, 0x1p55, 1, kMargin},
    {0x1p-16, kSeries, 0.25, 0, 0x1p55, 1, kMargin},
    {700, kTail, 0, 0, 0, 1, kMargin},
    {773, kDeepTail, 0, 0, 0, kLift, kMargin},
    {kInfinity, kConstant, 0, -kNudge, 0x1p474, kLift, kMargin},
};

}  // namespace

std::span<const Regime> Regimes(Function function, Format format) {
  if (format == Format::kBinary64) {
    if (function == Function::kDerivative) return kDerivative64;
    return kLogistic64;
  }
  if (function == Function::kDerivative) return kDerivative32;
  return kLogistic32;
}

}  // namespace sigmark
