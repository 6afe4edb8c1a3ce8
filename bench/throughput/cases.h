// SPDX-License-Identifier: Apache-2.0
//
// Which cases bench_throughput times.
#ifndef SIGMARK_BENCH_THROUGHPUT_CASES_H_
#define SIGMARK_BENCH_THROUGHPUT_CASES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "bench/frame/options.h"
#include "impls/core/implementation.h"

namespace sigmark {

// One benchmark.
struct Case {
  const Kernel* kernel;
  const Kernel* yardstick;
  std::string mode, inputs;
  std::size_t n;

  // As Google Benchmark shows and filters it.
  std::string Name() const;
};

// What the program's own flags select.
struct ThroughputOptions {
  std::vector<std::string> modes, inputs;
  std::vector<std::size_t> sizes;
  std::string against = "textbook/naive";
};

// Throws UsageError where a flag names what cannot be timed.
void CheckShapes(const ThroughputOptions& wanted);

// The cases of the kernels that belong to the shard. Throws UsageError where the yardstick has no such kernel.
std::vector<Case> CasesOf(const Options& options, const ThroughputOptions& wanted,
                          const std::vector<const Kernel*>& kernels);

// Those whose name --benchmark_filter matches, or does not where it begins with "-". Throws UsageError if none is left.
std::vector<Case> Filtered(const std::string& filter, const std::vector<Case>& cases);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_THROUGHPUT_CASES_H_
