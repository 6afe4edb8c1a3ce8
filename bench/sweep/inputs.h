// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_SWEEP_INPUTS_H_
#define SIGMARK_BENCH_SWEEP_INPUTS_H_

#include <algorithm>
#include <cstdint>
#include <span>

#include "bench/sweep/passes.h"
#include "bench/sweep/plan.h"
#include "bench/worker/random.h"
#include "impls/core/bits.h"

namespace sigmark {

// How many inputs a segment stands for.
constexpr std::uint64_t InputCount(const Segment& segment) {
  return (segment.count + segment.stride - 1) / segment.stride;
}

// How many of those are finite: all, but in a segment at an end of the line, which is never a sampled one.
template <class F>
std::uint64_t FiniteInputCount(const Segment& segment) {
  constexpr std::uint64_t kFirst = ToOrdinal<F>(static_cast<BitsOf<F>>(kInfinityBits<F> | kSignBit<F>)) + 1u;
  constexpr std::uint64_t kLast = ToOrdinal<F>(kInfinityBits<F>) - 1u;
  if (segment.stride > 1) return InputCount(segment);
  const std::uint64_t first = std::max(segment.first, kFirst),
                      last = std::min(segment.first + (segment.count - 1), kLast);
  return first <= last ? last - first + 1 : 0;
}

// The inputs i, i + 1, … of a segment, in numerical order: every one, or a random one of each stride.
template <class F>
void FillInputs(const Segment& segment, std::uint64_t seed, std::uint64_t i, std::span<F> x) {
  if (segment.stride == 1) return FillOrdinals(segment.first + i, x.data(), x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    const std::uint64_t start = (i + k) * segment.stride;
    const std::uint64_t width = std::min(segment.stride, segment.count - start);
    const std::uint64_t offset = start + Mix(seed, segment.first + start) % width;
    x[k] = FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(segment.first + offset)));
  }
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_INPUTS_H_
