// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_ACCURACY_ROW_H_
#define SIGMARK_BENCH_ACCURACY_ROW_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/accuracy/statistics.h"
#include "bench/frame/options.h"
#include "bench/sweep/plan.h"

namespace sigmark {

// One accuracy row in the making: a kernel in a rounding mode, over a plan.
struct Measurement {
  const Kernel* kernel;
  Rounding rounding;
  Plan plan;
  Statistics statistics;
  std::vector<std::pair<int, std::string>> digests;  // by block
  nlohmann::json controls;                           // planted, found, missed
  std::size_t blocks_wanted = 0;                     // of this shard, less those of the run that is resumed
  std::uint64_t inputs_wanted = 0;                   // the finite ones in those blocks

  bool Complete() const { return digests.size() == blocks_wanted; }
};

// The row's identity: everything that its key consists of.
nlohmann::json AccuracyRowKey(const Measurement& measurement, const Options& options);

// Where the documentation of a kernel's library promises something of its own.
std::vector<Interval> DocumentedParts(const Kernel& kernel);

// Why the measurement is void, or nothing: a planted error that was not found, or inputs that were not judged.
std::string WhyVoid(const Measurement& measurement);

// The row of the results file. Every maximum is recomputed in MPFR at its witness.
nlohmann::json AccuracyRow(Measurement& measurement, const Options& options);

// Why the claim of a kernel is looser than its exhaustive row allows (more than 1.25 × the measured maximum, on the
// claim's platform), or nothing.
std::string LooseClaim(const Measurement& measurement, const nlohmann::json& row, const std::string& platform);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_ACCURACY_ROW_H_
