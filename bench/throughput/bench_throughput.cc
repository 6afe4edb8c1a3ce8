// SPDX-License-Identifier: Apache-2.0
//
// bench_throughput: a Google Benchmark program whose every benchmark runs in a worker process, candidate, yardstick and
// copy interleaved. One benchmark is one iteration to Google Benchmark: the rounds are ours, and the time that it
// reports is the median over them, for one call (throughput) or one link of the chain (latency). --benchmark_min_time
// is the time that the rounds of one benchmark fill.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include "bench/frame/document.h"
#include "bench/frame/failures.h"
#include "bench/frame/journal.h"
#include "bench/frame/program.h"
#include "bench/frame/progress.h"
#include "bench/throughput/benchmark_flags.h"
#include "bench/throughput/cases.h"
#include "bench/throughput/inputs.h"
#include "bench/throughput/reporter.h"
#include "bench/throughput/stopwatch.h"
#include "bench/worker/diagnosis.h"
#include "bench/worker/load.h"
#include "bench/worker/pool.h"
#include "reports/results/bootstrap.h"
#include "reports/results/results.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

// The latter where one pass takes 5 ms and more: the smallest number for which the interval of the bootstrap, there the
// second to the second largest, holds the median in 95 % of cases.
constexpr std::size_t kRounds = 25, kSlowRounds = 9;
constexpr double kFullTime = 0.12, kQuickTime = 0.08;  // seconds, for the rounds of one benchmark together

// A yardstick that cannot be loaded is no row of these results: without it there are none.
void RequireLoading(const Kernel& yardstick, double timeout_s) {
  if (!NeedsLoading(yardstick)) return;
  WorkerProcess worker(yardstick);
  const WorkerProcess::Opened opened = worker.WaitUntilOpen(timeout_s);
  if (opened.failure) {
    throw UsageError(fmt::format("--against: {} {}", KernelName(yardstick), opened.failure->detail));
  }
}

class Bench {
 public:
  Bench(const Options& options, double min_time_s, Json document)
      : options_(options), min_time_s_(min_time_s), journal_(options, std::move(document)) {}

  // What of the cases is left to be timed: those of kernels that load, and that the resumed run had not timed.
  std::vector<Case> Remaining(const std::vector<Case>& cases) {
    std::vector<const Kernel*> kernels;
    for (const Case& one : cases) {
      if (std::find(kernels.begin(), kernels.end(), one.kernel) == kernels.end()) kernels.push_back(one.kernel);
    }
    std::vector<const Kernel*> usable = TryLoading(kernels, options_, journal_, any_failed_);
    for (const Case& one : cases) {
      if (std::find(kernels.begin(), kernels.end(), one.yardstick) != kernels.end()) continue;
      kernels.push_back(one.yardstick);
      RequireLoading(*one.yardstick, options_.timeout_s);
      usable.push_back(one.yardstick);
    }
    const auto is_usable = [&](const Kernel* kernel) {
      return std::find(usable.begin(), usable.end(), kernel) != usable.end();
    };
    std::vector<Case> remaining;
    for (const Case& one : cases) {
      const bool failed = journal_.FailedEarlier(*one.kernel, "throughput");
      any_failed_ = any_failed_ || failed;
      if (!failed && is_usable(one.kernel) && is_usable(one.yardstick) && !TimedEarlier(one)) remaining.push_back(one);
    }
    cases_ = remaining.size();
    return remaining;
  }

  void Measure(benchmark::State& state, const Case& timed) {
    for (auto _ : state) {
      if (!progress_) progress_ = std::make_unique<Progress>("throughput", cases_);
      progress_->Update(begun_++, timed.Name());
      if (Interrupted()) return state.SkipWithError("interrupted");
      if (!Checked(*timed.yardstick, timed)) return state.SkipWithError("its yardstick failed");
      if (!Checked(*timed.kernel, timed)) return state.SkipWithError(failed_.at(timed.kernel).c_str());
      try {
        const std::vector<Json> rounds = Rounds(timed);
        if (rounds.empty()) return state.SkipWithError("interrupted");
        const Json row = Row(timed, rounds);
        journal_.Add(row);
        const double ns = row["ns_per_element"];
        const double call_ns = ns * static_cast<double>(timed.n);
        state.SetIterationTime(call_ns * 1e-9);
        state.SetItemsProcessed(static_cast<std::int64_t>(timed.n));
        state.counters["ns/elem"] = ns;
        state.counters["x"] = row["relative"];
        state.counters["x_lo"] = row["relative_ci95"][0];
        state.counters["x_hi"] = row["relative_ci95"][1];
      } catch (const WorkerFailure& failure) {
        if (Interrupted()) return state.SkipWithError("interrupted");
        Fail(*timed.kernel, failure);
        return state.SkipWithError(failed_.at(timed.kernel).c_str());
      }
    }
  }

  int Finish() {
    worker_.reset();
    progress_.reset();
    journal_.Finish(!Interrupted());
    return Interrupted() ? kInterrupted : failed_.empty() && !any_failed_ ? kWell : kFailed;
  }

 private:
  bool TimedEarlier(const Case& one) const {
    const Json row = RowKey(one);
    return std::any_of(journal_.Earlier().begin(), journal_.Earlier().end(), [&](const Json& earlier) {
      return std::all_of(row.items().begin(), row.items().end(), [&](const auto& item) {
        return earlier.contains(item.key()) && earlier[item.key()] == item.value();
      });
    });
  }

  void Fail(const Kernel& kernel, const WorkerFailure& failure) {
    journal_.Add(FailureRow(kernel, "throughput", failure));
    failed_.emplace(&kernel, fmt::format("{}: {}", failure.what, failure.detail));
  }

  // Whether a kernel, in a worker without any other, gives the same results in a call as long as the timed ones as in
  // short ones, and does nothing else.
  bool Checked(const Kernel& kernel, const Case& timed) {
    if (failed_.count(&kernel) > 0) return false;
    if (!checked_.emplace(&kernel, timed.inputs, timed.n).second) return true;
    Use(kernel);
    try {
      Ask({{"check", {{"inputs", timed.inputs}, {"n", timed.n}, {"seed", options_.seed}}}});
      return true;
    } catch (const WorkerFailure& failure) {
      Fail(kernel, failure);
      return false;
    }
  }

  void Use(const Kernel& kernel) {
    if (worker_ != nullptr && worker_kernel_ == &kernel) return;
    worker_ = std::make_unique<WorkerProcess>(kernel);
    worker_kernel_ = &kernel;
  }

  Json Ask(const Json& request) {
    worker_->Send(request);
    WorkerProcess::Received received = worker_->Wait(options_.timeout_s);
    if (received.failure) Diagnose(*worker_kernel_, *worker_, options_.timeout_s, *received.failure);
    if (!received.failure && !received.misdeeds.empty()) received.failure = received.misdeeds.front();
    if (received.failure) {
      worker_.reset();
      throw WorkerFailure(*received.failure);
    }
    return *received.answer;
  }

  std::vector<Json> Rounds(const Case& timed) {
    Use(*timed.kernel);
    const Json prepared = Ask({{"case",
                                {{"mode", timed.mode},
                                 {"inputs", timed.inputs},
                                 {"n", timed.n},
                                 {"seed", options_.seed},
                                 {"against", QualifiedId(*timed.yardstick->implementation)},
                                 {"against_isa", timed.yardstick->isa},
                                 {"round_s", min_time_s_ / kRounds}}}});
    working_set_ = prepared.at("working_set");
    code_bytes_ = prepared.value("code_bytes", Json());
    const std::size_t wanted = prepared.at("slow").get<bool>() ? kSlowRounds : kRounds;
    std::vector<Json> rounds;
    while (rounds.size() < wanted) {
      if (Interrupted()) return {};
      rounds.push_back(Ask({{"round", true}}));
    }
    return rounds;
  }

  Json RowKey(const Case& timed) const {
    Json row = NewRow("throughput", *timed.kernel);
    row.update({{"mode", timed.mode},
                {"inputs", InputName(timed.inputs)},
                {"n", timed.n},
                {"threads", 1},
                {"seed", options_.seed},
                {"yardstick", QualifiedId(*timed.yardstick->implementation)}});
    return row;
  }

  // Times to four digits: the fifth is noise.
  static double Rounded(double value) { return sigmark::Rounded(value, 4); }

  Json Row(const Case& timed, const std::vector<Json>& rounds) const {
    Json samples = {
        {"candidate", Json::array()}, {"yardstick", Json::array()}, {"copy", Json::array()}, {"chain", Json::array()}};
    std::vector<double> times, relative, to_copy;
    for (const Json& round : rounds) {
      const double candidate = round.at("candidate"), yardstick = round.at("yardstick"), copy = round.at("copy");
      for (auto& [key, values] : samples.items()) values.push_back(Rounded(round.at(key).get<double>()));
      times.push_back(candidate);
      relative.push_back(yardstick / candidate);
      to_copy.push_back(copy / candidate);
    }
    const results::MedianInterval interval = results::BootstrapMedian(relative);
    Json row = RowKey(timed);
    row.update({{"working_set", working_set_},
                {"ns_per_element", Rounded(results::Median(times))},
                {"relative", Rounded(interval.median)},
                {"relative_ci95", {Rounded(interval.lo), Rounded(interval.hi)}},
                {"relative_to_copy", Rounded(results::Median(to_copy))},
                {"samples", samples}});
    if (!code_bytes_.is_null()) row["code_bytes"] = code_bytes_;
    return row;
  }

  Options options_;
  double min_time_s_;
  Journal journal_;
  std::unique_ptr<Progress> progress_;
  std::size_t cases_ = 0, begun_ = 0;
  std::unique_ptr<WorkerProcess> worker_;
  const Kernel* worker_kernel_ = nullptr;
  std::size_t working_set_ = 0;
  Json code_bytes_;
  std::map<const Kernel*, std::string> failed_;  // and how
  std::set<std::tuple<const Kernel*, std::string, std::size_t>> checked_;
  bool any_failed_ = false;  // in the run that is resumed, or while a plugin was loaded
};

std::unique_ptr<benchmark::BenchmarkReporter> ReporterFor(const std::string& format) {
  if (format == "json") return std::make_unique<Plain<benchmark::JSONReporter>>();
  return std::make_unique<Plain<benchmark::ConsoleReporter>>(
      isatty(STDOUT_FILENO) != 0 ? benchmark::ConsoleReporter::OO_Color : benchmark::ConsoleReporter::OO_None);
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Throughput and latency of implementations, relative to a yardstick timed in the same process.\n"
      "Google Benchmark's flags (--benchmark_filter, --benchmark_format=json, …) work as usual.",
      "bench_throughput");
  app.allow_extras();
  Options options;
  ThroughputOptions wanted;
  bool list = false;
  AddCommonFlags(app, options);
  app.add_option("--against", wanted.against, "What speeds are relative to (default naive)")->type_name("ID");
  app.add_option("--mode", wanted.modes, "throughput, latency")->delimiter(',')->type_name("NAME");
  app.add_option("--inputs", wanted.inputs,
                 "uniform, normal, saturated, subnormal, or a file of values (.f32 and .f64 raw, else text)")
      ->delimiter(',')
      ->type_name("NAME|FILE");
  app.add_option("--n", wanted.sizes, "Elements for each call, such as 1,8,64,4096,262144,16777216")
      ->delimiter(',')
      ->type_name("N");
  app.add_flag("--list", list, "Print the benchmarks that the flags select, and time nothing");
  if (const auto status = Parse(app, argc, argv)) return *status;
  CheckOptions(options);
  BenchmarkFlags flags = ReadBenchmarkFlags(app.remaining());
  CheckShapes(wanted);
  const std::vector<Case> cases = Filtered(flags.filter, CasesOf(options, wanted, SelectKernels(options)));
  if (list || flags.list) {
    for (const Case& one : cases) fmt::print("{}\n", one.Name());
    return kWell;
  }

  std::vector<char*> arguments = {argv[0]};
  for (std::string& argument : flags.passed) arguments.push_back(argument.data());
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  CatchInterrupts();
  const double min_time_s = flags.min_time_s.value_or(options.effort == Effort::kFull ? kFullTime : kQuickTime);
  Bench bench(options, min_time_s, NewDocument(options, argc, argv));
  for (const Case& timed : bench.Remaining(cases)) {
    benchmark::RegisterBenchmark(timed.Name().c_str(),
                                 [&bench, timed](benchmark::State& state) { bench.Measure(state, timed); })
        ->Iterations(1)
        ->UseManualTime()
        ->Unit(benchmark::kNanosecond);
  }
  const auto display = ReporterFor(flags.format);
  const auto file = flags.out ? ReporterFor(flags.out_format) : nullptr;
  benchmark::RunSpecifiedBenchmarks(display.get(), file.get());
  benchmark::Shutdown();
  return bench.Finish();
}

}  // namespace
}  // namespace sigmark

int main(int argc, char** argv) {
  return sigmark::RunProgram(argc, argv, "bench_throughput", sigmark::MakeStopwatch, sigmark::Main);
}
