// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/exports.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
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

// "quick", "2", "sampled", "interval -0x1p+0:0x1p+0": a value of an axis in a name.
std::string AxisText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return value.dump();
  const Json name = value.value("name", Json()), lo = value.value("lo", Json()), hi = value.value("hi", Json());
  return lo.is_null() ? AxisText(name) : fmt::format("{} {}:{}", AxisText(name), AxisText(lo), AxisText(hi));
}

// What of a row the trackers of benchmarks follow: the speed, or the largest error, of NEW.
struct Metric {
  std::string name;
  const char* measure;
  std::string unit;
  double value, lo, hi;
};

std::vector<Metric> Metrics(const Comparison& comparison) {
  const auto is_speed = [](const Row& row) { return row.part == Part::kSpeed && row.next.contains("relative_time"); };
  const auto is_error = [](const Row& row) { return row.part == Part::kAccuracy && row.next.contains("max_ulp"); };
  std::vector<const Row*> rows;
  for (const Row& row : comparison.rows) {
    if (!row.next.is_null() && (is_speed(row) || is_error(row))) rows.push_back(&row);
  }
  const std::vector<std::string> names = UniqueNames(rows, [](const Row& row) {
    return row.part == Part::kSpeed ? row.benchmark : fmt::format("{}, {}", row.kernel, row.what);
  });
  std::vector<Metric> metrics;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = *rows[i];
    if (is_speed(row)) {
      metrics.push_back({names[i], "relative-time", "of " + row.next.at("unit").get<std::string>(),
                         row.next.at("relative_time"), row.next.at("lo"), row.next.at("hi")});
    } else {
      const double value = row.next.at("max_ulp");
      metrics.push_back({names[i], "max-ulp", "ulp", value, value, value});
    }
  }
  // By name: a tracker's file should not be reordered by verdicts.
  std::sort(metrics.begin(), metrics.end(), [](const Metric& a, const Metric& b) { return a.name < b.name; });
  return metrics;
}

}  // namespace

std::vector<std::string> UniqueNames(const std::vector<const Row*>& rows,
                                     const std::function<std::string(const Row&)>& name) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::size_t>> named;
  for (const Row* row : rows) {
    named[name(*row)].push_back(names.size());
    names.push_back(name(*row));
  }
  for (const auto& [text, group] : named) {
    for (const char* axis : {"rounding", "domain", "effort", "seed"}) {
      std::set<std::string> values;
      for (const std::size_t i : group) values.insert(AxisText(rows[i]->key.value(axis, Json())));
      if (values.size() == 1) continue;
      for (const std::size_t i : group) {
        names[i] += fmt::format(", {} {}", axis, AxisText(rows[i]->key.value(axis, Json())));
      }
    }
  }
  // Whatever names may hold, the later of two that are still the same is numbered.
  std::set<std::string> taken;
  for (std::string& text : names) {
    const std::string plain = text;
    for (int number = 2; !taken.insert(text).second; ++number) text = fmt::format("{} ({})", plain, number);
  }
  return names;
}

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
