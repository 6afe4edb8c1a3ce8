// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/parts.h"

#include <fmt/format.h>

namespace sigmark::compare {
namespace {

using results::Text;

// Of a kernel in one of the programs.
std::string StageKey(const Json& row, const Json& stage) {
  Json key = KernelAxes(row);
  key["stage"] = stage;
  return key.dump();
}

std::string DescribeFailure(const Json& failure) {
  return fmt::format("{} in {}: {}", Text(failure.at("what")), Text(failure.at("stage")), Text(failure.at("detail")));
}

std::map<std::string, const Json*> Failures(const Side& side, const Options& options) {
  std::map<std::string, const Json*> failures;
  for (const Run& run : side.runs) {
    for (const Json& row : run.results.at("measurements")) {
      if (row.at("kind") != "failure" || !options.Compares(PartOfStage(Text(row.at("stage"))))) continue;
      Json key = KernelAxes(row);
      for (const char* axis : {"stage", "what", "rounding"}) key[axis] = row.value(axis, Json());
      failures.emplace(key.dump(), &row);
    }
  }
  return failures;
}

}  // namespace

Part PartOfStage(const std::string& stage) {
  return stage == "accuracy" ? Part::kAccuracy : stage == "throughput" ? Part::kSpeed : Part::kBehaviour;
}

Json KernelAxes(const Json& row) {
  return {{"function", row.at("function")},
          {"implementation", results::QualifiedId(row)},
          {"format", row.at("format")},
          {"isa", row.at("isa")}};
}

Row StartRow(Part part, const Json& measured) {
  Row row;
  row.part = part;
  row.kernel = fmt::format("{} {} {} {}", Text(measured.at("function")), results::QualifiedId(measured),
                           Text(measured.at("format")), Text(measured.at("isa")));
  row.key = KernelAxes(measured);
  return row;
}

Absences::Absences(const Side& next) {
  for (const Run& run : next.runs) {
    for (const Json& row : run.results.at("measurements")) {
      if (row.at("kind") != "failure" || row.at("what") == "claim") continue;
      reasons_.emplace(StageKey(row, row.at("stage")), "failed in NEW: " + DescribeFailure(row));
    }
    for (const Json& entry : run.results.at("implementations")) {
      if (entry.at("status") != "unavailable") continue;
      reasons_.emplace(results::QualifiedId(entry), "not available in NEW: " + Text(entry.at("reason")));
    }
  }
}

std::string Absences::Why(const Json& base_row) const {
  for (const std::string& key : {StageKey(base_row, base_row.at("kind")), results::QualifiedId(base_row)}) {
    if (const auto it = reasons_.find(key); it != reasons_.end()) return it->second;
  }
  return "not measured in NEW";
}

void MarkMissing(Row& row, const Options& options, const std::string& excuse, const std::string& reason) {
  row.verdict = Verdict::kMissing;
  row.regression = excuse.empty() && !options.allow_missing;
  row.detail = excuse.empty() ? reason : "not comparable: " + excuse;
}

std::vector<Row> CompareFailures(const Side& base, const Side& next, const Options& options) {
  const auto before = Failures(base, options);
  const auto after = Failures(next, options);
  std::map<std::string, const Json*> all = after;
  all.insert(before.begin(), before.end());
  std::vector<Row> rows;
  for (const auto& [key, failure] : all) {
    Row row = StartRow(PartOfStage(Text(failure->at("stage"))), *failure);
    row.what = fmt::format("failure: {} in {}", Text(failure->at("what")), Text(failure->at("stage")));
    row.key = Json::parse(key);
    const bool was = before.count(key) > 0, is = after.count(key) > 0;
    if (was) row.base = {{"detail", before.at(key)->at("detail")}};
    if (is) row.next = {{"detail", after.at(key)->at("detail")}};
    row.verdict = was && is ? Verdict::kSame : is ? Verdict::kWorse : Verdict::kBetter;
    row.detail = Text(failure->at("detail"));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace sigmark::compare
