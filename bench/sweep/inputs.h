// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_SWEEP_INPUTS_H_
#define SIGMARK_BENCH_SWEEP_INPUTS_H_

#include <algorithm>
#include <cstdint>
#include <span>

#include "bench/sweep/plan.h"
#include "bench/worker/random.h"
#include "impls/core/bits.h"

namespace sigmark {

// How many inputs a segment stands for.
constexpr std::uint64_t InputCount(const Segment& segment) {
  return (segment.count + segment.stride - 1) / segment.stride;
}

// The inputs i, i + 1, … of a segment, in numerical order: every one, or a random one of each stride.
template <class F>
void FillInputs(const Segment& segment, std::uint64_t seed, std::uint64_t i, std::span<F> x) {
  for (std::size_t k = 0; k < x.size(); ++k) {
    const std::uint64_t start = (i + k) * segment.stride;
    std::uint64_t offset = start;
    if (segment.stride > 1) {
      const std::uint64_t width = std::min(segment.stride, segment.count - start);
      offset += Mix(seed, segment.first + start) % width;
    }
    x[k] = FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(segment.first + offset)));
  }
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_INPUTS_H_
