// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_BEHAVIOUR_LINE_H_
#define SIGMARK_BENCH_BEHAVIOUR_LINE_H_

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/behaviour/expectations.h"
#include "bench/behaviour/finding.h"
#include "bench/sweep/plan.h"
#include "impls/core/implementation.h"

namespace sigmark {

// One block of the ordinal line, walked in numerical order: range, monotone, symmetric, subnormal_results, saturation.
// The answer holds the block's findings and its first and last result, so that blocks can be joined.
nlohmann::json WalkBlock(const Kernel& kernel, const Expectations& expectations, const Block& block,
                         std::uint64_t seed);

// Joins the answers of a plan's blocks, in any order, into the findings of the whole line.
std::map<Check, Finding> JoinBlocks(const Expectations& expectations, std::vector<nlohmann::json> answers);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_LINE_H_
