// SPDX-License-Identifier: Apache-2.0
//
// bench_behaviour: what an implementation does at the edges, and whether its results depend on what they may not depend
// on. Point checks are one task for each kernel; checks of the whole line go block by block over the inputs that an
// accuracy sweep of the same effort visits.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <list>
#include <random>
#include <set>

#include "bench/behaviour/expectations.h"
#include "bench/behaviour/finding.h"
#include "bench/behaviour/line.h"
#include "bench/behaviour/probes.h"
#include "bench/frame/document.h"
#include "bench/frame/failures.h"
#include "bench/frame/journal.h"
#include "bench/frame/program.h"
#include "bench/sweep/plan.h"
#include "bench/worker/pool.h"
#include "reference/oracle.h"
#include "reports/results/fingerprint.h"
#include "reports/results/hex_float.h"
#include "reports/results/verdict.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

// What the walk along the line decides, alone or with the probes.
constexpr Check kLineChecks[] = {Check::kRange,      Check::kMonotone,
                                 Check::kSymmetric,  Check::kSubnormalResults,
                                 Check::kSaturation, Check::kNoSpuriousFlags};
// What single inputs decide, and what all NaN patterns do.
constexpr Check kSpecialChecks[] = {Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero};
constexpr Check kNanChecks[] = {Check::kNanPropagates, Check::kQuietNanPayload, Check::kSignalingNan};
// What is asked of single inputs, in a 16-bit format of all.
constexpr Check kInputChecks[] = {Check::kInexactFlag, Check::kUnderflowFlag, Check::kRoundingModes, Check::kFtzDaz};

template <std::size_t kCount>
bool IsAmong(const Check (&checks)[kCount], Check check) {
  return std::find(std::begin(checks), std::end(checks), check) != std::end(checks);
}

// Every row that a kernel gets.
std::vector<Decision> Decisions() {
  std::vector<Decision> decisions;
  for (std::size_t i = 0; i < kCheckNames.size(); ++i) {
    const auto check = static_cast<Check>(i);
    if (check != Check::kRoundingModes) {
      decisions.emplace_back(check);
      continue;
    }
    for (Rounding mode : {Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero}) {
      decisions.emplace_back(check, mode);
    }
  }
  return decisions;
}

Handler MakeChecker(const Kernel& kernel) {
  return [&kernel, expectations = ExpectationsOf(kernel.function, kernel.format)](const Json& request) {
    const std::uint64_t seed = request.at("seed");
    if (request.contains("blocks")) {
      const Json& blocks = request.at("blocks");
      const WalkSeeds seeds = {seed, request.at("control_seed")};
      const Block first = BlockFromJson(blocks[0]);
      if (blocks.size() == 1) return Json{{"blocks", Json::array({WalkBlock(kernel, expectations, first, seeds)})}};
      const auto [left, right] = WalkMirrorImages(kernel, expectations, first, BlockFromJson(blocks[1]), seeds);
      return Json{{"blocks", {left, right}}};
    }
    const Effort effort = request.at("effort") == "full" ? Effort::kFull : Effort::kQuick;
    return Json{{"probes", ToJson(Probe({kernel, expectations, effort, seed}))}};
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
  Run(const Options& options, Json document) : options_(options), journal_(options, std::move(document)) {}

  int Examine(const std::vector<const Kernel*>& kernels) {
    std::vector<Task> tasks;
    const std::vector<const Kernel*> usable = TryLoading(kernels, options_, journal_, failed_);
    for (std::size_t i = 0; i < usable.size(); ++i) {
      // A shard takes whole kernels: a walk has to be joined in order.
      if (static_cast<int>(i % static_cast<std::size_t>(options_.shards)) == options_.shard) {
        AddTasks(*usable[i], tasks);
      }
    }
    const bool ended = RunTasks(
        tasks, {options_.threads, options_.timeout_s, "behaviour"},
        [&](const Task& task, const Json& answer) { Join(task, answer); },
        [&](const Task& task, const WorkerFailure& failure) { Fail(*task.kernel, failure); });
    journal_.Finish(ended);
    return void_ ? kVoid : !ended ? kInterrupted : failed_ ? kFailed : kWell;
  }

 private:
  void AddTasks(const Kernel& kernel, std::vector<Task>& tasks) {
    examinations_.push_back(
        {&kernel,
         MakePlan(kernel.function, kernel.format, Rounding::kNearest, options_.effort, std::nullopt),
         ExpectationsOf(kernel.function, kernel.format),
         {},
         {}});
    const Examination& examination = examinations_.back();
    if (journal_.FailedEarlier(kernel, "behaviour")) failed_ = true;
    if (ExaminedEarlier(examination) || journal_.FailedEarlier(kernel, "behaviour")) return;
    tasks.push_back({&kernel, {{"seed", options_.seed}, {"effort", Name(options_.effort)}}});
    const auto add = [&](Json blocks) {
      tasks.push_back(
          {&kernel, {{"seed", options_.seed}, {"control_seed", unpredictable_()}, {"blocks", std::move(blocks)}}});
    };
    // From both ends of the line inwards.
    const std::vector<Block>& blocks = examination.plan.blocks;
    const bool in_pairs = examination.expectations.symmetry != Symmetry::kNone;
    for (std::size_t i = 0, j = blocks.size(); i < j; ++i) {
      --j;
      if (i < j && in_pairs && AreMirrorImages(blocks[i], blocks[j], kernel.format)) {
        add({ToJson(blocks[i]), ToJson(blocks[j])});
        continue;
      }
      add(Json::array({ToJson(blocks[i])}));
      if (i < j) add(Json::array({ToJson(blocks[j])}));
    }
  }

  bool ExaminedEarlier(const Examination& examination) {
    Findings findings;
    for (const Decision& decision : Decisions()) {
      const Json* row = journal_.Earlier(RowKey(examination, decision));
      if (row == nullptr) return false;
      if (IsBroken(*row)) failed_ = true;
      findings[decision].violations = row->at("violations");
    }
    Print(examination, findings);
    return true;
  }

  void Join(const Task& task, const Json& answer) {
    const auto examination =
        std::find_if(examinations_.begin(), examinations_.end(),
                     [&](const Examination& candidate) { return candidate.kernel == task.kernel; });
    if (answer.contains("probes")) {
      examination->probes = answer["probes"];
    } else {
      for (const Json& block : answer.at("blocks")) examination->blocks.push_back(block);
    }
    if (examination->Complete()) Conclude(*examination);
  }

  void Conclude(Examination& examination) {
    std::uint64_t planted = 0, found = 0;
    Json digests = Json::array();
    for (const Json& block : examination.blocks) {
      planted += block.at("controls").at("planted").get<std::uint64_t>();
      found += block.at("controls").at("found").get<std::uint64_t>();
      digests.push_back({{"index", block.at("index")}, {"digest", block.at("digest")}});
    }
    std::sort(digests.begin(), digests.end(), [](const Json& a, const Json& b) { return a["index"] < b["index"]; });
    if (found < planted || planted == 0) {
      ClearProgress();
      // What answers differently the second time can hide an error that was planted: its own failure says enough.
      const bool failed = Failed(*examination.kernel);
      fmt::print("{}  {}: found {} of {} planted errors\n", KernelName(*examination.kernel),
                 failed ? "left out, for it failed" : "VOID", found, planted);
      void_ = void_ || !failed;
      return;
    }
    Findings findings = JoinBlocks(examination.expectations, std::move(examination.blocks));
    Merge(findings, FindingsFromJson(examination.probes));
    Print(examination, findings);
    std::vector<WorkerFailure> broken;
    for (const Decision& decision : Decisions()) {
      Json row = Row(examination, decision, findings[decision]);
      if (IsAmong(kLineChecks, decision.check)) row["controls"] = {{"planted", planted}, {"found", found}};
      if (decision.check == Check::kRange) {  // once for the walk
        row["blocks"] = digests;
        row["fingerprint"] = results::Fingerprint(row);
      }
      if (IsBroken(row)) broken.push_back(FailureOf(row));
      journal_.Add(std::move(row));
    }
    // What breaks a rule that binds everyone breaks claims as a consequence.
    std::stable_partition(broken.begin(), broken.end(), [](const WorkerFailure& one) { return one.what != "claim"; });
    for (const WorkerFailure& failure : broken) {
      if (failure.what != "claim" || !Failed(*examination.kernel)) Fail(*examination.kernel, failure);
    }
  }

  static bool IsBroken(const Json& row) {
    return row["observed"] == "violated" &&
           (row["claimed"] == true || results::IsSafetyCheck(row["check"].get<std::string>()));
  }

  // A safety check that is violated is the misdeed itself, in the schema's words.
  static WorkerFailure FailureOf(const Json& row) {
    const std::string check = row["check"], detail = row["detail"];
    const char* what = check == Name(Check::kWritesAll)          ? "unwritten"
                       : check == Name(Check::kNoOutOfBounds)    ? "out_of_bounds"
                       : check == Name(Check::kPreservesFpState) ? "state"
                       : check == Name(Check::kDeterministic)    ? "nondeterministic"
                                                                 : "claim";
    return {what, fmt::format("breaks {}: {}", check, detail), row["witness"]};
  }

  bool Failed(const Kernel& kernel) const {
    return std::any_of(reported_.begin(), reported_.end(), [&](const auto& one) { return one.first == &kernel; });
  }

  // Each kind of failure once for a kernel; all broken claims are in its rows.
  void Fail(const Kernel& kernel, const WorkerFailure& failure) {
    failed_ = true;
    if (reported_.emplace(&kernel, failure.what).second) RecordFailure(kernel, "behaviour", failure, journal_);
  }

  static void Print(const Examination& examination, const Findings& findings) {
    std::string violated;
    for (const auto& [decision, finding] : findings) {
      if (finding.violations == 0) continue;
      const bool directed = decision.rounding != Rounding::kNearest;
      violated += fmt::format(" {}{}({})", Name(decision.check),
                              directed ? fmt::format(":{}", Name(decision.rounding)) : "", finding.violations);
    }
    ClearProgress();
    fmt::print("{:<52} {}\n", KernelName(*examination.kernel), violated.empty() ? "all hold" : "violated:" + violated);
    std::fflush(stdout);
  }

  Json RowKey(const Examination& examination, const Decision& decision) const {
    Json row = NewRow("behaviour", *examination.kernel);
    row.update({{"check", Name(decision.check)},
                {"rounding", Name(decision.rounding)},
                {"effort", Name(options_.effort)},
                {"seed", options_.seed}});
    if (IsAmong(kLineChecks, decision.check)) {
      row["domain"] = {{"name", examination.plan.domain_name},
                       {"lo", results::HexFloat(examination.plan.lo)},
                       {"hi", results::HexFloat(examination.plan.hi)},
                       {"blocks", examination.plan.blocks.size()}};
    } else {
      row["domain"] = {{"name", "probes"}};
    }
    return row;
  }

  // Whether all inputs that a check is about were asked.
  bool Exhaustive(const Examination& examination, Check check) const {
    const Format format = examination.kernel->format;
    const bool short_format = format == Format::kBinary16 || format == Format::kBfloat16;
    const bool all_nan = short_format || (format == Format::kBinary32 && options_.effort == Effort::kFull);
    if (IsAmong(kLineChecks, check)) return examination.plan.exhaustive;
    if (IsAmong(kNanChecks, check)) return all_nan;
    return IsAmong(kSpecialChecks, check) || (IsAmong(kInputChecks, check) && short_format);
  }

  Json Row(const Examination& examination, const Decision& decision, const Finding& finding) const {
    const Kernel& kernel = *examination.kernel;
    Json row = RowKey(examination, decision);
    row["domain"]["count"] = finding.decided;
    row.update({{"evidence", Exhaustive(examination, decision.check) ? "exhaustive" : "sampled"},
                {"observed", finding.decided == 0     ? "not_applicable"
                             : finding.violations > 0 ? "violated"
                                                      : "holds"},
                {"claimed", Contains(kernel.claim.checks, decision.check)},
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
  Journal journal_;
  std::list<Examination> examinations_;
  std::set<std::pair<const Kernel*, std::string>> reported_;
  std::random_device unpredictable_;
  bool failed_ = false, void_ = false;
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
    throw UsageError("--rounding: behaviour is always checked to nearest, and the other modes by rounding_modes");
  }
  CatchInterrupts();
  return Run(options, NewDocument(options, argc, argv)).Examine(kernels);
}

}  // namespace
}  // namespace sigmark

int main(int argc, char** argv) {
  return sigmark::RunProgram(argc, argv, "bench_behaviour", sigmark::MakeChecker, sigmark::Main);
}
