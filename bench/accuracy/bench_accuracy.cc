// SPDX-License-Identifier: Apache-2.0
//
// bench_accuracy: ULP error against the certified reference. The parent plans, hands out blocks of inputs to workers
// and joins their answers; the workers call the kernels and judge the results.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <list>

#include "bench/accuracy/row.h"
#include "bench/accuracy/sweep.h"
#include "bench/frame/document.h"
#include "bench/frame/machine.h"
#include "bench/frame/program.h"
#include "bench/sweep/plan.h"
#include "bench/worker/pool.h"
#include "reports/results/results.h"
#include "reports/results/verdict.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

// In quick runs and on request: the modes asked for. In full runs: those that the kernel claims.
std::vector<Rounding> RoundingsOf(const Options& options, const Kernel& kernel) {
  if (!options.roundings.empty() || options.effort == Effort::kQuick) return SelectRoundings(options);
  std::vector<Rounding> claimed;
  for (Rounding rounding : {Rounding::kNearest, Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero}) {
    if (Contains(kernel.claim.roundings, rounding)) claimed.push_back(rounding);
  }
  return claimed;
}

void PrintHeading() {
  fmt::print("{:<52} {:>12}  {:<16} {:>9} {:>9}  {}\n", "function/family/id/format/isa rounding", "max ulp", "at x",
             "mean ulp", "nonfinite", "domain");
}

void PrintRow(const Kernel& kernel, const Json& row) {
  const std::string evidence = results::Evidence(row);
  const std::string at = row["witness"].is_null() ? "" : row["witness"]["x"].get<std::string>();
  const std::string domain =
      row["domain"]["name"] == "interval"
          ? fmt::format("[{:g}, {:g}]", results::ParseFloat(row["domain"]["lo"].get<std::string>()),
                        results::ParseFloat(row["domain"]["hi"].get<std::string>()))
          : row["domain"]["name"].get<std::string>();
  fmt::print("{:<52} {:>2}{:<10.6g}  {:<16} {:>9.4g} {:>9}  {}, {} inputs, {}\n",
             KernelName(kernel) + " " + row["rounding"].get<std::string>(), evidence == "exhaustive" ? "" : "≥ ",
             row["max_ulp"].get<double>(), at, row["mean_ulp"].get<double>(), row["nonfinite"].get<std::uint64_t>(),
             domain, row["domain"]["count"].get<std::uint64_t>(), evidence);
  std::fflush(stdout);
}

class Run {
 public:
  Run(const Options& options, Json document)
      : options_(options), document_(std::move(document)), platform_(DescribePlatform()) {}

  int Measure(const std::vector<const Kernel*>& kernels) {
    std::vector<Task> tasks;
    for (const Kernel* kernel : kernels) {
      for (Rounding rounding : RoundingsOf(options_, *kernel)) AddTasks(*kernel, rounding, tasks);
    }
    PrintHeading();
    const bool ended = RunTasks(
        tasks, {options_.threads, options_.timeout_s, "accuracy"},
        [&](const Task& task, const Json& answer) { Join(task, answer); },
        [&](const Task& task, const WorkerFailure& failure) {
          Fail(*task.kernel, failure.what.c_str(), failure.detail, nullptr);
        });
    if (!options_.out.empty()) results::Save(document_, options_.out);
    return !ended ? kInterrupted : failed_ ? kFailed : kWell;
  }

 private:
  void AddTasks(const Kernel& kernel, Rounding rounding, std::vector<Task>& tasks) {
    measurements_.push_back({&kernel,
                             rounding,
                             MakePlan(kernel.function, kernel.format, rounding, options_.effort, options_.domain),
                             {},
                             {}});
    Measurement& measurement = measurements_.back();
    for (std::size_t i = 0; i < measurement.plan.blocks.size(); ++i) {
      if (static_cast<int>(i % static_cast<std::size_t>(options_.shards)) != options_.shard) continue;
      ++measurement.blocks_wanted;
      tasks.push_back(
          {&kernel,
           {{"rounding", Name(rounding)}, {"seed", options_.seed}, {"block", ToJson(measurement.plan.blocks[i])}}});
    }
  }

  void Join(const Task& task, const Json& answer) {
    const auto measurement =
        std::find_if(measurements_.begin(), measurements_.end(), [&](const Measurement& candidate) {
          return candidate.kernel == task.kernel && Name(candidate.rounding) == task.request["rounding"];
        });
    measurement->statistics.Merge(Statistics::FromJson(answer));
    measurement->digests.emplace_back(answer.at("index"), answer.at("digest"));
    if (!measurement->Complete()) return;
    const Json row = AccuracyRow(*measurement, options_);
    document_["measurements"].push_back(row);
    ClearProgress();
    PrintRow(*measurement->kernel, row);
    std::string broken = results::BrokenClaim(document_, row);
    if (broken.empty()) broken = LooseClaim(*measurement, row, platform_);
    if (!broken.empty()) Fail(*measurement->kernel, "claim", broken, row["witness"]);
  }

  void Fail(const Kernel& kernel, const char* what, const std::string& detail, const Json& witness) {
    Json row = FailureRow(kernel, "accuracy", what, detail);
    row["witness"] = witness;
    document_["measurements"].push_back(row);
    ClearProgress();
    fmt::print("{}  FAILED ({}): {}\n", KernelName(kernel), what, detail);
    failed_ = true;
  }

  Options options_;
  Json document_;
  std::string platform_;
  std::list<Measurement> measurements_;
  bool failed_ = false;
};

// The bits of the number in a format that is nearest to what the user wrote, in hex.
std::string BitsOfText(Format format, const std::string& text) {
  return VisitFormat(format, [&]<class F>() {
    if constexpr (std::is_same_v<F, double>) return fmt::format("{:x}", ToBits(std::strtod(text.c_str(), nullptr)));
    const float x = std::strtof(text.c_str(), nullptr);
    if constexpr (std::is_same_v<F, binary16>) return fmt::format("{:x}", ToBits(ToBinary16(x)));
    if constexpr (std::is_same_v<F, bfloat16>) return fmt::format("{:x}", ToBits(ToBfloat16(x)));
    return fmt::format("{:x}", ToBits(x));
  });
}

double ValueOfBits(Format format, const std::string& bits) {
  const std::uint64_t pattern = std::stoull(bits, nullptr, 16);
  return VisitFormat(format, [&]<class F>() { return ToDouble(FromBits<F>(static_cast<BitsOf<F>>(pattern))); });
}

// --at=X: what each kernel answers at one input, as a JSON array on standard output.
int ShowAt(const Options& options, const std::vector<const Kernel*>& kernels, const std::string& text) {
  Json list = Json::array();
  bool failed = false;
  for (const Kernel* kernel : kernels) {
    Oracle oracle(kernel->function);
    for (Rounding rounding : SelectRoundings(options)) {
      const std::string bits = BitsOfText(kernel->format, text);
      const double x = ValueOfBits(kernel->format, bits);
      Json entry = NewRow("point", *kernel);
      entry.update({{"rounding", Name(rounding)},
                    {"x", results::HexFloat(x)},
                    {"exact", oracle.Hex128(x)},
                    {"exact_rounded", results::HexFloat(oracle.Round(x, kernel->format, rounding))}});
      WorkerProcess worker(*kernel);
      worker.Send({{"rounding", Name(rounding)}, {"x", bits}});
      const WorkerProcess::Received received = worker.Wait(options.timeout_s);
      if (received.failure) {
        entry["failure"] = fmt::format("{}: {}", received.failure->what, received.failure->detail);
        failed = true;
      } else {
        const double got = ValueOfBits(kernel->format, received.answer->at("got"));
        entry["got"] = results::HexFloat(got);
        entry["flags"] = received.answer->at("flags");
        const PointError error = oracle.Error(x, got, kernel->format, rounding);
        const bool comparable = !error.nonfinite && got - got == 0;
        entry["ulp_error"] = comparable ? Json(error.ulp) : error.nonfinite ? Json() : Json(0.0);
      }
      list.push_back(entry);
    }
  }
  fmt::print("{}\n", list.dump(1));
  return failed ? kFailed : kWell;
}

int Main(int argc, char** argv) {
  CLI::App app("ULP error of implementations of the logistic function and its relatives, against MPFR",
               "bench_accuracy");
  Options options;
  std::string at;
  bool list = false;
  AddCommonFlags(app, options);
  app.add_option("--domain", options.domain_text, "Measure on the inputs from LO to HI only")->type_name("LO:HI");
  app.add_option("--at", at, "Print the results at one input, as JSON, and measure nothing")->type_name("X");
  app.add_flag("--list", list, "Print what the flags select, and measure nothing");
  if (const auto status = Parse(app, argc, argv)) return *status;
  CheckOptions(options);
  if (list) {
    PrintList(options);
    return kWell;
  }
  const std::vector<const Kernel*> kernels = SelectKernels(options);
  if (!at.empty()) {
    if (!ParseNumber(at)) throw UsageError(fmt::format("--at={}: not a number", at));
    return ShowAt(options, kernels, at);
  }
  CatchInterrupts();
  return Run(options, NewDocument(options, argc, argv)).Measure(kernels);
}

}  // namespace
}  // namespace sigmark

int main(int argc, char** argv) {
  return sigmark::RunProgram(argc, argv, "bench_accuracy", sigmark::MakeSweeper, sigmark::Main);
}
