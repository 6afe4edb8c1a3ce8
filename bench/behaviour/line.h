// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_BEHAVIOUR_LINE_H_
#define SIGMARK_BENCH_BEHAVIOUR_LINE_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "bench/behaviour/expectations.h"
#include "bench/behaviour/finding.h"
#include "bench/sweep/plan.h"
#include "impls/core/implementation.h"

namespace sigmark {

struct WalkSeeds {
  std::uint64_t inputs;    // the run's, of which a sampled segment's inputs follow
  std::uint64_t controls;  // of the places of the negative controls: not to be predicted
};

// One block of the ordinal line, walked in numerical order: what watch.h lists, and preserves_fp_state. The answer
// holds the block's findings, the digest of its results (the one that an accuracy sweep of the block has), how many
// negative controls were planted and found, and the first and the last result, so that blocks can be joined.
nlohmann::json WalkBlock(const Kernel& kernel, const Expectations& expectations, const Block& block,
                         const WalkSeeds& seeds);

// The same of two blocks that are mirror images, left and right, with one call of the kernel for each input: where
// symmetry is expected, WalkBlock calls it on the mirror images of the right block's inputs once more.
std::pair<nlohmann::json, nlohmann::json> WalkMirrorImages(const Kernel& kernel, const Expectations& expectations,
                                                           const Block& left, const Block& right,
                                                           const WalkSeeds& seeds);

// Joins the answers of a plan's blocks, in any order, into the findings of the whole line.
Findings JoinBlocks(const Expectations& expectations, std::vector<nlohmann::json> answers);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_LINE_H_
