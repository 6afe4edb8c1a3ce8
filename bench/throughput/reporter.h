// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_THROUGHPUT_REPORTER_H_
#define SIGMARK_BENCH_THROUGHPUT_REPORTER_H_

#include <benchmark/benchmark.h>

#include <vector>

#include "bench/frame/program.h"

namespace sigmark {

// A reporter of Google Benchmark's that shows the names as they were registered, without "iterations:1" and
// "manual_time", which are true of every benchmark here, and the worker's time in place of the parent's CPU time.
template <class Reporter>
class Plain : public Reporter {
 public:
  using Reporter::Reporter;
  void ReportRuns(const std::vector<benchmark::BenchmarkReporter::Run>& runs) override {
    std::vector<benchmark::BenchmarkReporter::Run> plain = runs;
    for (benchmark::BenchmarkReporter::Run& run : plain) {
      run.run_name.iterations.clear();
      run.run_name.time_type.clear();
      run.cpu_accumulated_time = run.real_accumulated_time;
    }
    ClearProgress();
    Reporter::ReportRuns(plain);
  }
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_THROUGHPUT_REPORTER_H_
