// SPDX-License-Identifier: Apache-2.0
//
// Where a function has something to get wrong: the inputs that a sweep takes whole or samples densely, and the single
// inputs that every sampled sweep visits.
#ifndef SIGMARK_REFERENCE_DOMAINS_H_
#define SIGMARK_REFERENCE_DOMAINS_H_

#include <vector>

#include "impls/core/axes.h"

namespace sigmark {

// Magnitudes lo ≤ |x| ≤ hi. Below, the function is its value at 0 to first order; above, it is saturated or outside of
// its domain.
struct Magnitudes {
  double lo, hi;
};
Magnitudes Nontrivial(Function function, Format format);

// Inputs that are hard to round, thresholds at which the usual forms break, and powers of two, all in the format.
// Ascending.
std::vector<double> HardInputs(Function function, Format format);

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_DOMAINS_H_
