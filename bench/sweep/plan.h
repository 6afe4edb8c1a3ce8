// SPDX-License-Identifier: Apache-2.0
//
// Which inputs a sweep visits, for accuracy and for behaviour: blocks of segments of the ordinal line
// (impls/core/bits.h). A block is the unit of work, of sharding and of the fingerprint. Every segment lies within one
// bin of the error envelope.
#ifndef SIGMARK_BENCH_SWEEP_PLAN_H_
#define SIGMARK_BENCH_SWEEP_PLAN_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/frame/options.h"
#include "impls/core/axes.h"

namespace sigmark {

// Ordinals first … first + count − 1. stride 1: all of them. Else one, at random, of every `stride` of them.
struct Segment {
  std::uint64_t first;
  std::uint64_t count;
  std::uint64_t stride;
  int bin;
  bool hard = false;  // one of the hard inputs, out of order behind the others
};

struct Block {
  int index;  // in its plan
  std::vector<Segment> segments;
  std::uint64_t search = 0;  // inputs to try in a search for larger errors, when the segments have been swept
};

// A bin of the envelope, as an interval of inputs.
struct Bin {
  double lo, hi;
};

struct Plan {
  std::string domain_name;
  double lo, hi;
  bool exhaustive;
  std::vector<Block> blocks;
  std::vector<Bin> bins;
};

// The plan for these axes. `domain` narrows it to the user's interval. binary32 with a fast oracle: all 2^32 patterns,
// or (quick) the nontrivial inputs whole and one of every 4096 others. 16-bit formats: all patterns. binary64, and
// whatever only MPFR can judge: a stratified sample with hard inputs and a search.
// No bin crosses the ends of a region (regions.h), nor of one of `parts`.
Plan MakePlan(Function function, Format format, Rounding rounding, Effort effort, std::optional<Interval> domain,
              const std::vector<Interval>& parts = {});

// Whether the segments of each block visit all inputs of an interval, in order, and those of one are those of the other
// with the opposite sign.
bool AreMirrorImages(const Block& left, const Block& right, Format format);

nlohmann::json ToJson(const Block& block);
Block BlockFromJson(const nlohmann::json& json);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_PLAN_H_
