// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_SWEEP_REGIONS_H_
#define SIGMARK_BENCH_SWEEP_REGIONS_H_

#include <vector>

#include "impls/core/axes.h"

namespace sigmark {

// A part of the line, as an interval of inputs of the format, for which a reader asks the largest error.
struct Region {
  const char* name;  // "normal_results": the exact value rounds to a normal number; "within_20": |x| ≤ 20
  double lo, hi;
};

// The regions of a function and format. No bin of a plan's envelope crosses their ends, so that the largest error in
// one is that of the bins within it.
std::vector<Region> Regions(Function function, Format format);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_REGIONS_H_
