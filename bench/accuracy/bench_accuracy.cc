// SPDX-License-Identifier: Apache-2.0
//
// bench_accuracy: ULP error against the certified reference. The parent plans, hands out blocks of inputs to workers
// and joins their answers; the workers call the kernels and judge the results.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <list>
#include <random>
#include <set>

#include "bench/accuracy/controls.h"
#include "bench/accuracy/row.h"
#include "bench/accuracy/sweep.h"
#include "bench/frame/document.h"
#include "bench/frame/failures.h"
#include "bench/frame/journal.h"
#include "bench/frame/machine.h"
#include "bench/frame/program.h"
#include "bench/sweep/inputs.h"
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

// At least so many negative controls of each kind over a plan, and one in each block.
constexpr int kControlsOfEachKind = 16;

class Run {
 public:
  Run(const Options& options, Json document)
      : options_(options), journal_(options, std::move(document)), platform_(DescribePlatform()) {
    journal_.SetUnfinished([this] { return UnfinishedRows(); });
  }

  int Measure(const std::vector<const Kernel*>& kernels) {
    const std::vector<const Kernel*> usable = TryLoading(kernels, options_, journal_, failed_);
    PrintHeading();
    std::vector<Task> tasks;
    for (const Kernel* kernel : usable) {
      if (journal_.FailedEarlier(*kernel, "accuracy")) {
        failed_ = true;
        continue;
      }
      for (Rounding rounding : RoundingsOf(options_, *kernel)) AddTasks(*kernel, rounding, tasks);
    }
    const bool ended = RunTasks(
        tasks, {options_.threads, options_.timeout_s, "accuracy"},
        [&](const Task& task, const Json& answer) { Join(task, answer); },
        [&](const Task& task, const WorkerFailure& failure) { Fail(*task.kernel, failure); });
    journal_.Finish(ended);
    return void_ ? kVoid : !ended ? kInterrupted : failed_ ? kFailed : kWell;
  }

 private:
  void AddTasks(const Kernel& kernel, Rounding rounding, std::vector<Task>& tasks) {
    measurements_.push_back({.kernel = &kernel,
                             .rounding = rounding,
                             .plan = MakePlan(kernel.function, kernel.format, rounding, options_.effort,
                                              options_.domain, DocumentedParts(kernel)),
                             .statistics = {},
                             .digests = {},
                             .controls = {}});
    Measurement& measurement = measurements_.back();
    const std::set<int> measured = BlocksMeasuredEarlier(measurement);
    const int each = std::max(1, kControlsOfEachKind / static_cast<int>(measurement.plan.blocks.size()));
    for (std::size_t i = 0; i < measurement.plan.blocks.size(); ++i) {
      const Block& block = measurement.plan.blocks[i];
      if (static_cast<int>(i % static_cast<std::size_t>(options_.shards)) != options_.shard) continue;
      if (measured.count(block.index) > 0) continue;
      ++measurement.blocks_wanted;
      measurement.inputs_wanted += VisitFormat(kernel.format, [&]<class F>() {
        std::uint64_t inputs = 0;
        for (const Segment& segment : block.segments) inputs += FiniteInputCount<F>(segment);
        return inputs;
      });
      tasks.push_back({&kernel,
                       {{"rounding", Name(rounding)},
                        {"seed", options_.seed},
                        {"controls", {{"each", each}, {"seed", unpredictable_()}}},
                        {"block", ToJson(block)}}});
    }
    if (measurement.blocks_wanted == 0 && !measured.empty()) {
      Conclude(measurement, *journal_.Earlier(AccuracyRowKey(measurement, options_)));
    }
  }

  std::set<int> BlocksMeasuredEarlier(const Measurement& measurement) const {
    std::set<int> blocks;
    if (const Json* row = journal_.Earlier(AccuracyRowKey(measurement, options_))) {
      for (const Json& block : row->at("blocks")) blocks.insert(block.at("index").get<int>());
    }
    return blocks;
  }

  void Join(const Task& task, const Json& answer) {
    const auto found = std::find_if(measurements_.begin(), measurements_.end(), [&](const Measurement& candidate) {
      return candidate.kernel == task.kernel && Name(candidate.rounding) == task.request["rounding"];
    });
    Measurement& measurement = *found;
    measurement.statistics.Merge(Statistics::FromJson(answer));
    measurement.digests.emplace_back(answer.at("index"), answer.at("digest"));
    measurement.controls = AddControls(measurement.controls, answer.at("controls"));
    if (!measurement.Complete()) return journal_.SaveIfDue();
    if (const std::string why = WhyVoid(measurement); !why.empty()) {
      ClearProgress();
      fmt::print("{} {}  VOID: {}\n", KernelName(*measurement.kernel), Name(measurement.rounding), why);
      void_ = true;
      return;
    }
    const Json row = AccuracyRow(measurement, options_);
    Conclude(measurement, journal_.WithEarlier(row));
    journal_.Add(row);
  }

  // The whole row, as far as this run was to measure it.
  void Conclude(const Measurement& measurement, const Json& row) {
    ClearProgress();
    PrintRow(*measurement.kernel, row);
    std::string broken = results::BrokenClaim(journal_.Document(), row);
    if (broken.empty()) broken = LooseClaim(measurement, row, platform_);
    if (!broken.empty()) Fail(*measurement.kernel, {.what = "claim", .detail = broken, .witness = row["witness"]});
  }

  std::vector<Json> UnfinishedRows() {
    std::vector<Json> rows;
    for (Measurement& measurement : measurements_) {
      const bool begun = !measurement.digests.empty() && !measurement.Complete();
      if (begun && given_up_.count(measurement.kernel) == 0 && WhyVoid(measurement).empty())
        rows.push_back(AccuracyRow(measurement, options_));
    }
    return rows;
  }

  void Fail(const Kernel& kernel, const WorkerFailure& failure) {
    if (failure.fatal) given_up_.insert(&kernel);
    RecordFailure(kernel, "accuracy", failure, journal_);
    failed_ = true;
  }

  Options options_;
  Journal journal_;
  std::string platform_;
  std::list<Measurement> measurements_;
  std::set<const Kernel*> given_up_;  // what is there of them is never completed
  std::random_device unpredictable_;
  bool failed_ = false, void_ = false;
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
