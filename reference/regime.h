// SPDX-License-Identifier: Apache-2.0
//
// The line of inputs of one function, cut into intervals in each of which a fast oracle has one formula for the value.
// In the nontrivial middle that is the quotient with e^-|x|; around 0 two terms of the Taylor series do; further in and
// far out the value is a constant for all that the results of the format can tell.
#ifndef SIGMARK_REFERENCE_REGIME_H_
#define SIGMARK_REFERENCE_REGIME_H_

#include <span>

#include "impls/core/axes.h"

namespace sigmark {

enum class Formula {
  kConstant,   // `constant` stands for all values
  kSeries,     // `constant` and two more terms of the Taylor series at 0
  kTail,       // a quotient with e^-|x|; the ulp is that of the value
  kDeepTail,   // e^-|x| in binary64, where it is subnormal or nearly so
  kComplement  // 1 − σ(−x), with the ulp of [½, 1)
};

struct Regime {
  double end;  // the regime holds the inputs x < end that the one before does not
  Formula formula;
  double constant;     // a number of the format that the values are next to
  double nudge;        // kConstant: an error, in ulps, with the sign of constant − f(x); 0 where that is exact
  double inverse_ulp;  // where all values of the regime have the same ulp; times `scale`
  double scale;        // a power of two that lifts subnormal numbers of binary64
  double margin;       // in ulps: a verdict as close to its boundary is left undecided
};

// Values that are below 2^-29 ulp of 0 are not computed.
inline bool Vanishing(const Regime& regime) { return regime.formula == Formula::kConstant && regime.constant == 0; }

// The regimes of a function in binary32 or binary64, in ascending order; the last one ends at infinity.
std::span<const Regime> Regimes(Function function, Format format);

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_REGIME_H_
