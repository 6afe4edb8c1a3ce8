// SPDX-License-Identifier: Apache-2.0
//
// bench_behaviour: what an implementation does at the edges, and whether its results depend on what they may not depend
// on. Point checks are one task for each kernel; checks of the whole line go block by block over the inputs that an
// accuracy sweep of the same effort visits.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <list>

#include "bench/behaviour/expectations.h"
#include "bench/behaviour/finding.h"
#include "bench/behaviour/line.h"
#include "bench/behaviour/probes.h"
#include "bench/frame/document.h"
#include "bench/frame/program.h"
#include "bench/sweep/plan.h"
#include "bench/worker/pool.h"
#include "reference/oracle.h"
#include "reports/results/results.h"
#include "reports/results/verdict.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

constexpr Check kPointChecks[] = {
    Check::kNanPropagates,       Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
    Check::kPositionIndependent, Check::kLength1To64,      Check::kUnaligned,        Check::kInPlace,
    Check::kNoOutOfBounds,       Check::kWritesAll,        Check::kDeterministic,    Check::kPreservesFpState};
constexpr Check kLineChecks[] = {Check::kRange, Check::kMonotone, Check::kSymmetric, Check::kSubnormalResults,
                                 Check::kSaturation};

bool IsLineCheck(Check check) {
  return std::find(std::begin(kLineChecks), std::end(kLineChecks), check) != std::end(kLineChecks);
}

Handler MakeChecker(const Kernel& kernel) {
  return [&kernel, expectations = ExpectationsOf(kernel.function, kernel.format)](const Json& request) {
    const std::uint64_t seed = request.at("seed");
    if (request.contains("block")) return WalkBlock(kernel, expectations, BlockFromJson(request.at("block")), seed);
    const Effort effort = request.at("effort") == "full" ? Effort::kFull : Effort::kQuick;
    Json findings = Json::object();
    for (const auto& [check, finding] : Probe(kernel, expectations, effort, seed)) {
      findings[std::string(Name(check))] = finding.ToJson();
    }
    return Json{{"probes", findings}};
  };
}

struct Examination {
  const Kernel* kernel;
  Plan plan;
  Expectations expectations;
  Json probes;
  std::vector<Json> blocks;

  bool Complete() const { return !probes.is_null() && blocks.size() == plan.blocks.size(); }
};

class Run {
 public:
  Run(const Options& options, Json document) : options_(options), document_(std::move(document)) {}

  int Examine(const std::vector<const Kernel*>& kernels) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < kernels.size(); ++i) {
      // A shard takes whole kernels: a walk has to be joined in order.
      if (static_cast<int>(i % static_cast<std::size_t>(options_.shards)) == options_.shard)
        AddTasks(*kernels[i], tasks);
    }
    const bool ended = RunTasks(
        tasks, {options_.threads, options_.timeout_s, "behaviour"},
        [&](const Task& task, const Json& answer) { Join(task, answer); },
        [&](const Task& task, const WorkerFailure& failure) {
          document_["measurements"].push_back(
              FailureRow(*task.kernel, "behaviour", failure.what.c_str(), failure.detail));
          ClearProgress();
          fmt::print("{}  FAILED ({}): {}\n", KernelName(*task.kernel), failure.what, failure.detail);
          failed_ = true;
        });
    if (!options_.out.empty()) results::Save(document_, options_.out);
    return !ended ? kInterrupted : failed_ ? kFailed : kWell;
  }

 private:
  void AddTasks(const Kernel& kernel, std::vector<Task>& tasks) {
    examinations_.push_back(
        {&kernel,
         MakePlan(kernel.function, kernel.format, Rounding::kNearest, options_.effort, std::nullopt),
         ExpectationsOf(kernel.function, kernel.format),
         {},
         {}});
    tasks.push_back({&kernel, {{"seed", options_.seed}, {"effort", Name(options_.effort)}}});
    for (const Block& block : examinations_.back().plan.blocks) {
      tasks.push_back({&kernel, {{"seed", options_.seed}, {"block", ToJson(block)}}});
    }
  }

  void Join(const Task& task, const Json& answer) {
    const auto examination =
        std::find_if(examinations_.begin(), examinations_.end(),
                     [&](const Examination& candidate) { return candidate.kernel == task.kernel; });
    if (answer.contains("probes")) {
      examination->probes = answer["probes"];
    } else {
      examination->blocks.push_back(answer);
    }
    if (examination->Complete()) Report(*examination);
  }

  void Report(Examination& examination) {
    std::map<Check, Finding> findings = JoinBlocks(examination.expectations, std::move(examination.blocks));
    for (const auto& [name, finding] : examination.probes.items()) {
      findings[*Parse<Check>(kCheckNames, name)] = Finding::FromJson(finding);
    }
    std::string violated;
    std::string broken;
    auto add = [&](Check check) {
      const Json row = Row(examination, check, findings[check]);
      document_["measurements"].push_back(row);
      if (row["observed"] != "violated") return;
      violated += fmt::format(" {}({})", Name(check), findings[check].violations);
      if (row["claimed"] == true || results::IsSafetyCheck(std::string(Name(check)))) {
        broken += fmt::format(" {}: {};", Name(check), findings[check].detail);
      }
    };
    for (Check check : kPointChecks) add(check);
    for (Check check : kLineChecks) add(check);
    ClearProgress();
    fmt::print("{:<52} {}\n", KernelName(*examination.kernel), violated.empty() ? "all hold" : "violated:" + violated);
    if (broken.empty()) return;
    document_["measurements"].push_back(FailureRow(*examination.kernel, "behaviour", "claim", "breaks" + broken));
    fmt::print("{}  FAILED (claim or safety):{}\n", KernelName(*examination.kernel), broken);
    failed_ = true;
  }

  Json Row(const Examination& examination, Check check, const Finding& finding) const {
    const Kernel& kernel = *examination.kernel;
    Json row = NewRow("behaviour", kernel);
    const bool whole = IsLineCheck(check) ? examination.plan.exhaustive
                                          : check == Check::kZero || check == Check::kPositiveInfinity ||
                                                check == Check::kNegativeInfinity ||
                                                (check == Check::kNanPropagates && examination.plan.exhaustive);
    const bool applies = finding.decided > 0;
    row.update({{"check", Name(check)},
                {"rounding", Name(Rounding::kNearest)},
                {"effort", Name(options_.effort)},
                {"seed", options_.seed},
                {"domain",
                 {{"name", IsLineCheck(check) ? examination.plan.domain_name : std::string("probes")},
                  {"count", finding.decided}}},
                {"evidence", whole ? "exhaustive" : "sampled"},
                {"observed", !applies                 ? "not_applicable"
                             : finding.violations > 0 ? "violated"
                                                      : "holds"},
                {"claimed", Contains(kernel.claim.checks, check)},
                {"violations", finding.violations},
                {"witness", nullptr},
                {"detail", finding.detail}});
    if (finding.x) {
      Oracle oracle(kernel.function);
      row["witness"] = {{"x", results::HexFloat(*finding.x)},
                        {"got", results::HexFloat(finding.got)},
                        {"exact", oracle.Hex128(*finding.x)}};
    }
    return row;
  }

  Options options_;
  Json document_;
  std::list<Examination> examinations_;
  bool failed_ = false;
};

int Main(int argc, char** argv) {
  CLI::App app("Behaviour of implementations at the edges: NaN, infinities, range, order, symmetry, placement",
               "bench_behaviour");
  Options options;
  bool list = false;
  AddCommonFlags(app, options);
  app.add_flag("--list", list, "Print what the flags select, and check nothing");
  if (const auto status = Parse(app, argc, argv)) return *status;
  CheckOptions(options);
  if (list) {
    PrintList(options);
    return kWell;
  }
  const std::vector<const Kernel*> kernels = SelectKernels(options);
  if (SelectRoundings(options) != std::vector<Rounding>{Rounding::kNearest}) {
    throw UsageError("--rounding: behaviour is checked to nearest only");
  }
  CatchInterrupts();
  return Run(options, NewDocument(options, argc, argv)).Examine(kernels);
}

}  // namespace
}  // namespace sigmark

int main(int argc, char** argv) {
  return sigmark::RunProgram(argc, argv, "bench_behaviour", sigmark::MakeChecker, sigmark::Main);
}
