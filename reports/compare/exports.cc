// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/exports.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "reports/compare/summary.h"

namespace sigmark::compare {
namespace {

Json RowToJson(const Row& row) {
  Json json = {{"part", Name(row.part)}, {"key", row.key},      {"verdict", Name(row.verdict)},
               {"base", row.base},       {"new", row.next},     {"regression", row.regression},
               {"row", row.what},        {"detail", row.detail}};
  if (row.change) {
    json["change"] = {{"time_factor", row.change->estimate},
                      {"lo", row.change->lo},
                      {"hi", row.change->hi},
                      {"reached", row.change->reached}};
  }
  return json;
}

Json CountsToJson(const Comparison& comparison) {
  Json counts;
  for (const Part part : kParts) {
    for (const Verdict verdict : kVerdicts) counts[Name(part)][Name(verdict)] = comparison.Count(part, verdict);
  }
  return counts;
}

// What of a row the trackers of benchmarks follow: the speed, or the largest error, of NEW.
struct Metric {
  std::string name;
  const char* measure;
  std::string unit;
  double value, lo, hi;
};

std::vector<Metric> Metrics(const Comparison& comparison) {
  std::vector<Metric> metrics;
  for (const Row& row : comparison.rows) {
    if (row.next.is_null()) continue;
    if (row.part == Part::kSpeed && row.next.contains("relative_time")) {
      metrics.push_back({row.benchmark, "relative-time", "of " + row.next.at("unit").get<std::string>(),
                         row.next.at("relative_time"), row.next.at("lo"), row.next.at("hi")});
    } else if (row.part == Part::kAccuracy && row.next.contains("max_ulp")) {
      const double value = row.next.at("max_ulp");
      metrics.push_back({fmt::format("{}, {}", row.kernel, row.what), "max-ulp", "ulp", value, value, value});
    }
  }
  // By name: a tracker's file should not be reordered by verdicts.
  std::sort(metrics.begin(), metrics.end(), [](const Metric& a, const Metric& b) { return a.name < b.name; });
  return metrics;
}

}  // namespace

std::string ToJson(const Comparison& comparison) {
  const Options& options = comparison.options;
  Json rows = Json::array(), parts = Json::array();
  for (const Row& row : comparison.rows) rows.push_back(RowToJson(row));
  for (const Part part : options.parts) parts.push_back(Name(part));
  const Json json = {{"schema", "sigmark-compare/1"},
                     {"status", comparison.Status()},
                     {"headline", Headline(comparison)},
                     {"forced", comparison.forced},
                     {"base", comparison.base_title},
                     {"new", comparison.next_title},
                     {"options",
                      {{"only", parts},
                       {"threshold", options.threshold},
                       {"confidence", options.confidence},
                       {"max_inconclusive", options.max_inconclusive},
                       {"allow_missing", options.allow_missing},
                       {"strict", options.strict},
                       {"strict_bits", options.strict_bits}}},
                     {"noise", comparison.noise},
                     {"notes", comparison.notes},
                     {"spread", comparison.spread},
                     {"level", comparison.level},
                     {"counts", CountsToJson(comparison)},
                     {"rows", rows}};
  return json.dump(1) + "\n";
}

std::string Undecided(const Comparison& comparison) {
  std::set<std::string> names;
  for (const Row& row : comparison.rows) {
    if (row.part != Part::kSpeed || row.verdict != Verdict::kInconclusive) continue;
    const auto text = [&row](const char* axis) { return row.key.at(axis).get<std::string>(); };
    const std::string implementation = text("implementation");
    names.insert(fmt::format("{}/{}/{}/{}/{}/n:{}/{}\n", text("function"),
                             implementation.substr(implementation.rfind('/') + 1), text("format"), text("isa"),
                             text("inputs"), row.key.at("n").dump(), text("mode")));
  }
  return fmt::format("{}", fmt::join(names, ""));
}

std::string GithubActionBenchmark(const Comparison& comparison) {
  const std::string forced = ForcedLine(comparison);
  Json entries = Json::array();
  for (const Metric& metric : Metrics(comparison)) {
    Json entry = {{"name", metric.name}, {"unit", metric.unit}, {"value", metric.value}};
    if (metric.lo < metric.hi) {
      entry["range"] = fmt::format("± {:.3g}", std::max(metric.value - metric.lo, metric.hi - metric.value));
    }
    entry["extra"] = forced.empty() ? comparison.next_title : forced + "\n" + comparison.next_title;
    entries.push_back(std::move(entry));
  }
  return entries.dump(1) + "\n";
}

std::string Bencher(const Comparison& comparison) {
  Json benchmarks = Json::object();
  for (const Metric& metric : Metrics(comparison)) {
    benchmarks[metric.name][metric.measure] = {
        {"value", metric.value}, {"lower_value", metric.lo}, {"upper_value", metric.hi}};
  }
  return benchmarks.dump(1) + "\n";
}

}  // namespace sigmark::compare
