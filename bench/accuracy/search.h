// SPDX-License-Identifier: Apache-2.0
//
// A search for inputs with large errors, where there are too many inputs to visit. What it finds is a lower bound of
// the maximum.
#ifndef SIGMARK_BENCH_ACCURACY_SEARCH_H_
#define SIGMARK_BENCH_ACCURACY_SEARCH_H_

#include <cstdint>
#include <functional>
#include <span>

#include "impls/core/format.h"

namespace sigmark {

// Ordinals first … last (impls/core/bits.h), both included.
struct Stratum {
  std::uint64_t first, last;
};

// Fills in the error, in ulps, of the result at each x; NaN where the result has no finite error. The inputs ascend,
// all are of the strata, and there are at most kSearchBatch of them.
inline constexpr std::size_t kSearchBatch = 256;
template <class F>
using Evaluate = std::function<void(std::span<const F> x, std::span<double> error)>;

template <class F>
struct SearchResult {
  double error = -1;  // stays if no finite error was seen
  F x = {};
};

// The largest error seen among `evaluations` inputs, the starting points included (those outside of the strata are left
// out). The strata ascend, are disjoint, and hold numbers. The result depends on the arguments and on nothing else.
// F is float or double.
template <class F>
SearchResult<F> Search(std::span<const Stratum> strata, std::span<const F> starting_points, std::uint64_t evaluations,
                       std::uint64_t seed, const Evaluate<F>& evaluate);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_ACCURACY_SEARCH_H_
