// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/matching.h"

#include <fmt/format.h>

#include <set>

#include "reports/compare/parts.h"

namespace sigmark::compare {
namespace {

// A JSON array as text, so that nothing in a name can be mistaken for a separator.
Json KernelAndQuestion(const Json& row) {
  Json key = Json::array();
  for (const char* axis : {"function", "format", "family", "impl", "isa", "rounding"}) key.push_back(row.at(axis));
  key.push_back(row.value("check", Json()));
  return key;
}

std::string DomainKey(const Json& row) {
  Json key = KernelAndQuestion(row);
  for (const char* member : {"name", "lo", "hi"}) key.push_back(row.at("domain").value(member, Json()));
  return key.dump();
}

std::string SampleKey(const Json& row) {
  Json key = Json::array({DomainKey(row)});
  for (const char* member : {"effort", "seed"}) key.push_back(row.value(member, Json()));
  return key.dump();
}

// Whether a quick row's figures are bounded by those of this one. Of accuracy that takes a whole domain; what a check
// says of a full sweep, it says of the quick one.
bool CanCover(const Json& row) {
  if (row.value("effort", Json()) != "full") return false;
  return row.at("kind") == "behaviour" || (IsExhaustive(row) && row.at("domain").at("name") == "all");
}

// What planted errors the measurement missed in any of its runs, or nothing.
std::string Void(const Entry& entry) {
  for (const Json* row : entry.rows) {
    const Json controls = row->value("controls", Json());
    if (controls.is_null() || controls.at("found") == controls.at("planted")) continue;
    return fmt::format("{} of {} planted errors were found", controls.at("found").dump(),
                       controls.at("planted").dump());
  }
  return "";
}

void RequireRepetition(const Entry& entry, const std::vector<std::size_t>& runs, const Json& row, std::size_t run,
                       const Side& side) {
  const auto build = [](const Json& of) { return of.at("build").get<std::string>(); };
  const bool twice = runs.back() == run;
  if (!twice && build(row) == build(entry.Row())) return;
  throw results::DataError(fmt::format(
      "{}: holds {} {} {}, of the builds {} and {}; compare one build at a time",
      twice ? side.runs[run].name : side.label, results::QualifiedId(row), row.at("format").get<std::string>(),
      twice ? "twice" : fmt::format("in {} and {}", side.runs[runs.front()].name, side.runs[run].name),
      build(*entry.rows.back()), build(row)));
}

std::string Shown(const std::vector<std::uint64_t>& indices) {
  if (indices.empty()) return "none";
  const bool contiguous = indices.back() - indices.front() + 1 == indices.size();
  return contiguous ? fmt::format("blocks {} to {}", indices.front(), indices.back())
                    : fmt::format("{} blocks, {} … {}", indices.size(), indices.front(), indices.back());
}

std::string Sampling(const Json& row) {
  return fmt::format("effort {}, seed {}", row.value("effort", "unknown"), row.value("seed", Json()).dump());
}

Row MissingRow(Row row, const Json& base_row, const Entry* other, const std::string& machine_excuse,
               const std::string& reason, const Options& options) {
  if (!machine_excuse.empty() || other == nullptr) {
    MarkMissing(row, options, machine_excuse, reason);
    return row;
  }
  const Json& next_row = other->Row();
  const std::string samples = fmt::format("{} in BASE, {} in NEW", Sampling(base_row), Sampling(next_row));
  // A gate at quick effort cannot ask all that a full report holds.
  const bool quick_gate = base_row.value("effort", "") == "full" && next_row.value("effort", "") == "quick";
  MarkMissing(row, options, quick_gate ? samples : "", "measured on other inputs: " + samples);
  return row;
}

}  // namespace

std::vector<std::uint64_t> BlockIndices(const Json& row) {
  std::vector<std::uint64_t> indices;
  if (!row.contains("blocks")) return indices;
  for (const Json& block : row.at("blocks")) indices.push_back(block.at("index").get<std::uint64_t>());
  return indices;
}

std::string OtherBlocks(const Json& base_row, const Json& next_row) {
  if (!base_row.contains("blocks") || !next_row.contains("blocks")) return "";
  const std::vector<std::uint64_t> before = BlockIndices(base_row), after = BlockIndices(next_row);
  if (before == after) return "";
  return fmt::format("measured on other inputs: {} in BASE, {} in NEW; sigmark merge shards first", Shown(before),
                     Shown(after));
}

bool IsExhaustive(const Json& row) {
  if (row.at("evidence") == "sampled") return false;
  const Json& domain = row.at("domain");
  return !row.contains("blocks") || row.at("blocks").size() == domain.at("blocks").get<std::size_t>();
}

Index::Index(const Side& side, const std::string& kind) {
  std::map<std::string, std::vector<std::size_t>> runs;  // of each entry's rows
  for (std::size_t run = 0; run < side.runs.size(); ++run) {
    for (const Json& row : side.runs[run].results.at("measurements")) {
      if (row.at("kind") != kind) continue;
      const std::string key = SampleKey(row);
      Entry& entry = entries_[key];
      if (!entry.rows.empty()) RequireRepetition(entry, runs[key], row, run, side);
      entry.rows.push_back(&row);
      runs[key].push_back(run);
    }
  }
  for (const auto& [key, entry] : entries_) {
    if (IsExhaustive(entry.Row())) exhaustive_.emplace(DomainKey(entry.Row()), &entry);
    const std::string question = KernelAndQuestion(entry.Row()).dump();
    if (CanCover(entry.Row())) full_.emplace(question, &entry);
    any_.emplace(question, &entry);
  }
}

Match Index::Find(const Json& row) const {
  if (const auto it = entries_.find(SampleKey(row)); it != entries_.end()) return {&it->second, Fit::kSame};
  if (IsExhaustive(row)) {
    if (const auto it = exhaustive_.find(DomainKey(row)); it != exhaustive_.end()) return {it->second, Fit::kSame};
  }
  if (row.value("effort", Json()) == "quick" && row.at("domain").at("name") != "interval") {
    const auto it = full_.find(KernelAndQuestion(row).dump());
    if (it != full_.end()) return {it->second, Fit::kCovers};
  }
  return {};
}

const Entry* Index::AnySample(const Json& row) const {
  const auto it = any_.find(KernelAndQuestion(row).dump());
  return it == any_.end() ? nullptr : it->second;
}

std::vector<Row> CompareSwept(const Side& base, const Side& next, const Options& options, const SweptKind& kind) {
  const Index before(base, kind.kind), after(next, kind.kind);
  const Absences absences(next);
  const auto excuse = [&](const Json& row) { return MachineExcuse(base, next, row.at("isa").get<std::string>()); };
  std::vector<Row> rows;
  std::set<const Entry*> matched;
  for (const auto& [key, entry] : after.Entries()) {
    Row row = kind.start(entry.Row());
    row.next = kind.figures(entry.Row());
    const Match match = before.Find(entry.Row());
    if (match.entry != nullptr) {
      matched.insert(match.entry);
      row.base = kind.figures(match.entry->Row());
    }
    std::string missed = Void(entry);
    if (missed.empty() && match.entry != nullptr) missed = Void(*match.entry);
    if (!missed.empty()) {
      row.verdict = Verdict::kVoid;
      row.detail = missed;
    } else if (match.entry == nullptr) {
      row.verdict = Verdict::kNew;
      row.detail = kind.describe(entry.Row());
    } else if (const std::string why = excuse(entry.Row()); !why.empty()) {
      MarkMissing(row, options, why, "");
    } else {
      kind.compare(row, *match.entry, entry, match.fit);
    }
    rows.push_back(std::move(row));
  }
  for (const auto& [key, entry] : before.Entries()) {
    if (matched.count(&entry) > 0) continue;
    Row row = kind.start(entry.Row());
    row.base = kind.figures(entry.Row());
    if (const std::string missed = Void(entry); !missed.empty()) {
      row.verdict = Verdict::kVoid;
      row.detail = missed;
      rows.push_back(std::move(row));
      continue;
    }
    rows.push_back(MissingRow(std::move(row), entry.Row(), after.AnySample(entry.Row()), excuse(entry.Row()),
                              absences.Why(entry.Row()), options));
  }
  return rows;
}

}  // namespace sigmark::compare
