// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "reports/compare/parts.h"

namespace sigmark::compare {
namespace {

using results::DataError;
using results::Text;

bool HasSpeeds(const Side& side) {
  return std::any_of(side.runs.begin(), side.runs.end(), [](const Run& run) {
    const Json& rows = run.results.at("measurements");
    return std::any_of(rows.begin(), rows.end(), [](const Json& row) { return row.at("kind") == "throughput"; });
  });
}

std::string Title(const Side& side) {
  const Json& run = side.runs.front().results.at("run");
  return fmt::format("{}: {}{}, revision {}, {}, CPU {}, libm {}", side.label, side.path,
                     side.runs.size() > 1 ? fmt::format(" ({} runs)", side.runs.size()) : "", Text(run.at("git")),
                     Text(run.at("date")), Text(side.Machine().at("cpu_id")), side.Libm());
}

// "effort quick, seed 1", of all runs of a side.
std::string Sampling(const Side& side) {
  std::set<std::string> kinds;
  for (const Run& run : side.runs) {
    const Json& description = run.results.at("run");
    kinds.insert(fmt::format("effort {}, seed {}", Text(description.at("effort")), description.at("seed").dump()));
  }
  return fmt::format("{}", fmt::join(kinds, " and "));
}

void Append(std::vector<Row>& rows, std::vector<Row> more) {
  std::move(more.begin(), more.end(), std::back_inserter(rows));
}

void CheckThatSomethingMatches(const Side& base, const Side& next, const std::vector<Row>& rows) {
  const bool matches =
      std::any_of(rows.begin(), rows.end(), [](const Row& row) { return !row.base.is_null() && !row.next.is_null(); });
  if (matches) return;
  throw DataError(fmt::format(
      "no row of {} matches one of {} ({} and {} rows of the compared parts; BASE has {}; NEW has {}): "
      "measure the same kernels on the same inputs",
      base.path, next.path, std::count_if(rows.begin(), rows.end(), [](const Row& row) { return !row.base.is_null(); }),
      std::count_if(rows.begin(), rows.end(), [](const Row& row) { return !row.next.is_null(); }), Sampling(base),
      Sampling(next)));
}

}  // namespace

const char* Name(Part part) {
  constexpr std::array kNames = {"accuracy", "behaviour", "speed"};
  return kNames[static_cast<std::size_t>(part)];
}

const char* Name(Verdict verdict) {
  constexpr std::array kNames = {"void", "worse", "missing", "changed", "inconclusive", "better", "new", "same"};
  return kNames[static_cast<std::size_t>(verdict)];
}

bool Options::Compares(Part part) const { return std::find(parts.begin(), parts.end(), part) != parts.end(); }

std::size_t Comparison::Count(Part part, Verdict verdict) const {
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&](const Row& row) { return row.part == part && row.verdict == verdict; }));
}

std::size_t Comparison::Regressions() const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.regression; }));
}

int Comparison::Status() const {
  const auto is_void = [](const Row& row) { return row.verdict == Verdict::kVoid; };
  if (std::any_of(rows.begin(), rows.end(), is_void)) return 4;
  if (Regressions() > 0) return 1;
  return options.strict && !noise.empty() ? 3 : 0;
}

Comparison Compare(const Side& base, const Side& next, const Options& options) {
  Comparison comparison;
  comparison.options = options;
  comparison.base_title = Title(base);
  comparison.next_title = Title(next);
  const bool speeds = options.Compares(Part::kSpeed) && HasSpeeds(base) && HasSpeeds(next);
  if (speeds) {
    const std::vector<std::string> differences = Differences(base, next);
    if (!differences.empty() && !options.force) {
      throw DataError(
          fmt::format("speeds cannot be compared: {}; measure both on one machine with one compiler, or give "
                      "--only=accuracy,behaviour, or --force",
                      differences.front()));
    }
    comparison.forced = differences;
  }
  if (options.Compares(Part::kAccuracy)) Append(comparison.rows, CompareAccuracy(base, next, options));
  if (options.Compares(Part::kBehaviour)) Append(comparison.rows, CompareBehaviour(base, next, options));
  if (options.Compares(Part::kAccuracy) || options.Compares(Part::kBehaviour)) {
    Append(comparison.rows, CompareNewKernels(base, next, options));
  }
  Append(comparison.rows, CompareFailures(base, next, options));
  if (options.Compares(Part::kSpeed)) {
    SpeedComparison speed = CompareSpeed(base, next, options);
    Append(comparison.rows, std::move(speed.rows));
    comparison.notes = std::move(speed.notes);
    comparison.noise = std::move(speed.noise);
    comparison.spread = speed.spread;
    comparison.level = speed.level;
  }
  CheckThatSomethingMatches(base, next, comparison.rows);
  for (Row& row : comparison.rows) {
    row.regression |= row.verdict == Verdict::kWorse || (row.verdict == Verdict::kChanged && options.strict_bits);
  }
  std::stable_sort(comparison.rows.begin(), comparison.rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.verdict, a.part) < std::pair(b.verdict, b.part);
  });
  return comparison;
}

}  // namespace sigmark::compare
