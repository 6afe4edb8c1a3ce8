// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <tuple>

#include "reports/compare/matching.h"
#include "reports/compare/parts.h"
#include "reports/report/markdown.h"
#include "reports/results/verdict.h"

namespace sigmark::compare {
namespace {

using results::Text;

std::uint64_t Violations(const Json& row) { return row.at("violations").get<std::uint64_t>(); }

std::string Observed(const Json& row) {
  const std::string& observed = Text(row.at("observed"));
  if (observed != "violated") return observed;
  return fmt::format("violated {} times", report::Count(Violations(row)));
}

std::string Place(const Json& row) {
  std::string place;
  const Json witness = row.value("witness", Json());
  if (!witness.is_null()) place += fmt::format(" at x = {}", report::InputText(Text(witness.at("x"))));
  if (!Text(row.at("detail")).empty()) place += ": " + Text(row.at("detail"));
  return place;
}

Json BehaviourFigures(const Json& row) {
  Json figures;
  for (const char* figure : {"observed", "violations", "claimed", "evidence", "effort", "seed", "fingerprint"}) {
    if (row.contains(figure)) figures[figure] = row.at(figure);
  }
  return figures;
}

bool RunsDiffer(const Entry& entry) {
  for (const Json* row : entry.rows) {
    for (const char* figure : {"observed", "violations", "blocks"}) {
      if (row->value(figure, Json()) != entry.Row().value(figure, Json())) return true;
    }
  }
  return false;
}

// What another observation of a check amounts to. A check that held and is now not run or said not to apply is one
// that nobody vouches for any more.
Verdict Transition(const std::string& before, const std::string& after) {
  if (before == "holds" || after == "violated") return Verdict::kWorse;
  if (after == "holds" || before == "violated") return Verdict::kBetter;
  return Verdict::kChanged;
}

// Of equal observations. Any violation more counts, claimed or not: who relies on the check does not ask for claims.
std::pair<Verdict, std::string> CompareEqual(const Json& before, const Json& after, Fit fit) {
  if (Violations(before) != Violations(after)) {
    return {Violations(before) < Violations(after) ? Verdict::kWorse : Verdict::kBetter,
            fmt::format("violated {} → {} times{}", report::Count(Violations(before)), report::Count(Violations(after)),
                        Place(after))};
  }
  if (fit == Fit::kSame && before.at("evidence") != after.at("evidence")) {
    const bool weaker =
        results::EvidenceStrength(Text(after.at("evidence"))) < results::EvidenceStrength(Text(before.at("evidence")));
    return {weaker ? Verdict::kWorse : Verdict::kBetter,
            fmt::format("evidence {} → {}", Text(before.at("evidence")), Text(after.at("evidence")))};
  }
  if (before.at("claimed") != after.at("claimed")) {
    return {Verdict::kChanged, after.at("claimed").get<bool>() ? "is claimed now" : "is no longer claimed"};
  }
  if (before.value("blocks", Json()) != after.value("blocks", Json())) {
    return {Verdict::kChanged, fmt::format("other bits, the same figures: fingerprint {} → {}",
                                           Text(before.at("fingerprint")), Text(after.at("fingerprint")))};
  }
  return {Verdict::kSame, ""};
}

void CompareBehaviourRows(Row& row, const Entry& base, const Entry& next, Fit fit, const Options& options) {
  const Json& before = base.Row();
  const Json& after = next.Row();
  if (RunsDiffer(next)) {
    row.verdict = Verdict::kWorse;
    row.detail = fmt::format("not deterministic: the {} runs of NEW differ", next.rows.size());
  } else if (RunsDiffer(base)) {
    row.verdict = Verdict::kBetter;
    row.detail = fmt::format("deterministic: the {} runs of BASE differ among themselves", base.rows.size());
  } else if (const std::string others = fit == Fit::kSame ? OtherBlocks(before, after) : ""; !others.empty()) {
    MarkMissing(row, options, "", others);
  } else if (before.at("observed") != after.at("observed")) {
    row.verdict = Transition(Text(before.at("observed")), Text(after.at("observed")));
    row.detail = fmt::format("{} → {}{}{}", Observed(before), Observed(after),
                             after.at("claimed").get<bool>() ? " (claimed)" : "", Place(after));
  } else {
    std::tie(row.verdict, row.detail) = CompareEqual(before, after, fit);
  }
  // A part of BASE's inputs can show that something is worse, and nothing else.
  if (fit == Fit::kCovers && row.verdict != Verdict::kWorse) {
    row.verdict = Verdict::kSame;
    row.detail = "no worse than all inputs in BASE";
  }
}

Row StartBehaviourRow(const Json& measured) {
  Row row = StartRow(Part::kBehaviour, measured);
  row.what = fmt::format("{}, {}", Text(measured.at("check")), Text(measured.at("rounding")));
  for (const char* axis : {"check", "rounding", "effort", "seed"}) row.key[axis] = measured.value(axis, Json());
  for (const char* member : {"name", "lo", "hi"}) {
    row.key["domain"][member] = measured.at("domain").value(member, Json());
  }
  return row;
}

// The rows of each kernel, whichever its build and its run.
std::map<std::string, results::KernelRows> GroupRuns(const Side& side) {
  std::map<std::string, results::KernelRows> kernels;
  for (const Run& run : side.runs) {
    for (const Json& row : run.results.at("measurements")) {
      results::KernelRows& rows = kernels[KernelAxes(row).dump()];
      if (row.at("kind") == "accuracy") rows.accuracy.push_back(&row);
      if (row.at("kind") == "behaviour") rows.behaviour.push_back(&row);
      if (row.at("kind") == "failure") rows.failure.push_back(&row);
    }
  }
  return kernels;
}

// What results::Judge needs besides rows: every implementation, with its claims, once.
Json Implementations(const Side& side) {
  std::map<std::string, Json> implementations;
  for (const Run& run : side.runs) {
    for (const Json& entry : run.results.at("implementations")) {
      implementations.emplace(results::QualifiedId(entry), entry);
    }
  }
  Json list = Json::array();
  for (auto& [id, entry] : implementations) list.push_back(std::move(entry));
  return {{"implementations", std::move(list)}};
}

void AppendValidation(std::vector<Row>& rows, const Side& base, const Side& next) {
  const auto before = GroupRuns(base), after = GroupRuns(next);
  const Json before_claims = Implementations(base), after_claims = Implementations(next);
  for (const auto& [key, new_rows] : after) {
    const auto it = before.find(key);
    const auto measured = [](const results::KernelRows& kernel) {
      return !kernel.accuracy.empty() && !kernel.behaviour.empty();
    };
    if (it == before.end() || !measured(new_rows) || !measured(it->second)) continue;
    const Json& any = *new_rows.accuracy.front();
    if (!MachineExcuse(base, next, Text(any.at("isa"))).empty()) continue;
    const results::Verdict was = results::Judge(before_claims, it->second);
    const results::Verdict is = results::Judge(after_claims, new_rows);
    Row row = StartRow(Part::kBehaviour, any);
    row.what = "validated";
    row.key["check"] = "validated";
    row.base = {{"validated", was.validated}, {"reason", was.reason}};
    row.next = {{"validated", is.validated}, {"reason", is.reason}};
    row.verdict = was.validated == is.validated ? Verdict::kSame : is.validated ? Verdict::kBetter : Verdict::kWorse;
    if (row.verdict == Verdict::kWorse) row.detail = "no longer validated: " + is.reason;
    if (row.verdict == Verdict::kBetter) row.detail = "now validated; was not: " + was.reason;
    rows.push_back(std::move(row));
  }
}

// What speaks against a kernel, of the parts that are compared; empty if nothing does.
std::string Fault(const Json& claims, results::KernelRows rows, const Options& options) {
  if (!options.Compares(Part::kAccuracy)) rows.accuracy.clear();
  if (!options.Compares(Part::kBehaviour)) rows.behaviour.clear();
  std::erase_if(rows.failure, [&](const Json* row) { return !options.Compares(PartOfStage(Text(row->at("stage")))); });
  const results::Verdict verdict = results::Judge(claims, rows);
  return verdict.validated || verdict.incomplete ? "" : verdict.reason;
}

}  // namespace

std::vector<Row> CompareNewKernels(const Side& base, const Side& next, const Options& options) {
  const auto before = GroupRuns(base), after = GroupRuns(next);
  const Json claims = Implementations(next);
  std::vector<Row> rows;
  for (const auto& [key, kernel] : after) {
    const std::vector<const Json*>& measured = kernel.accuracy.empty() ? kernel.behaviour : kernel.accuracy;
    if (before.count(key) > 0 || measured.empty()) continue;
    const std::string isa = Text(measured.front()->at("isa"));
    // What the machine of BASE could not run is not new.
    if (isa != "libm" && !MachineExcuse(next, base, isa).empty()) continue;
    const std::string fault = Fault(claims, kernel, options);
    if (fault.empty()) continue;
    Row row = StartRow(options.Compares(Part::kBehaviour) ? Part::kBehaviour : Part::kAccuracy, *measured.front());
    row.what = "validated";
    row.key["check"] = "validated";
    row.next = {{"validated", false}, {"reason", fault}};
    row.verdict = Verdict::kWorse;
    row.detail = "new and not validated: " + fault;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> CompareBehaviour(const Side& base, const Side& next, const Options& options) {
  const auto compare = [&options](Row& row, const Entry& before, const Entry& after, Fit fit) {
    CompareBehaviourRows(row, before, after, fit, options);
  };
  std::vector<Row> rows =
      CompareSwept(base, next, options, {"behaviour", StartBehaviourRow, BehaviourFigures, Observed, compare});
  if (options.Compares(Part::kAccuracy)) AppendValidation(rows, base, next);
  return rows;
}

}  // namespace sigmark::compare
