// SPDX-License-Identifier: Apache-2.0
#include "bench/throughput/benchmark_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "bench/frame/options.h"

namespace sigmark {

BenchmarkFlags ReadBenchmarkFlags(const std::vector<std::string>& arguments) {
  static constexpr const char* kKnown[] = {"benchmark_list_tests",
                                           "benchmark_filter",
                                           "benchmark_min_time",
                                           "benchmark_repetitions",
                                           "benchmark_report_aggregates_only",
                                           "benchmark_display_aggregates_only",
                                           "benchmark_format",
                                           "benchmark_out",
                                           "benchmark_out_format",
                                           "benchmark_color",
                                           "benchmark_counters_tabular",
                                           "benchmark_context",
                                           "benchmark_time_unit",
                                           "benchmark_enable_random_interleaving",
                                           "benchmark_perf_counters"};
  BenchmarkFlags flags;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
    const bool known = name == "--v" || std::any_of(std::begin(kKnown), std::end(kKnown),
                                                    [&](const char* one) { return name == std::string("--") + one; });
    if (!known) throw UsageError(fmt::format("{}: unknown flag; --help shows the flags", argument));
    if (name == "--benchmark_filter") flags.filter = value.empty() || value == "all" ? "." : value;
    if (name == "--benchmark_list_tests") flags.list = value.empty() || value == "true" || value == "1";
    if (name == "--benchmark_min_time") {
      const std::optional<double> seconds = ParseNumber(value);
      if (!seconds || !(*seconds > 0)) throw UsageError(fmt::format("{}: not a positive number of seconds", argument));
      flags.min_time_s = *seconds;
    }
    if (name != "--benchmark_filter" && name != "--benchmark_list_tests") flags.passed.push_back(argument);
    if (name == "--benchmark_out") flags.out = !value.empty();
    if (name == "--benchmark_format") flags.format = value;
    if (name == "--benchmark_out_format") flags.out_format = value;
    if (name == "--benchmark_format" || name == "--benchmark_out_format") {
      if (value != "console" && value != "json") {
        throw UsageError(fmt::format("{}: unknown; console or json", argument));
      }
    }
  }
  return flags;
}

}  // namespace sigmark
