// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_THROUGHPUT_BENCHMARK_FLAGS_H_
#define SIGMARK_BENCH_THROUGHPUT_BENCHMARK_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

namespace sigmark {

// Google Benchmark's own flags pass through. The filter is applied here, to the names as they are shown: Google
// Benchmark neither reports one that matches nothing nor a bad pattern.
struct BenchmarkFlags {
  std::string filter = ".";
  std::optional<double> min_time_s;
  std::string format = "console", out_format = "json";
  bool out = false;
  bool list = false;
  std::vector<std::string> passed;  // what Google Benchmark is to see
};

// Reads what the other flags left over. Throws UsageError.
BenchmarkFlags ReadBenchmarkFlags(const std::vector<std::string>& arguments);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_THROUGHPUT_BENCHMARK_FLAGS_H_
