// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "reports/compare/parts.h"

namespace sigmark::compare {
namespace {

using results::DataError;
using results::Text;

// Of one run: logarithms of time ratios, round by round.
struct Rounds {
  std::vector<double> to_yardstick;
  std::vector<double> to_chain;  // empty in files that have none
  double yardstick_ns = 0;
  const Json* samples = nullptr;

  const std::vector<double>& Relative(bool chained) const { return chained ? to_chain : to_yardstick; }
};

struct Timed {
  const Json* row = nullptr;
  std::map<std::size_t, Rounds> runs;  // by the number of the run
  bool chained = true;                 // all of them
};

std::vector<double> LogRatios(const Json& times, const Json& units) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(times.size(), units.size()); ++i) {
    ratios.push_back(std::log(times[i].get<double>() / units[i].get<double>()));
  }
  const bool finite = std::all_of(ratios.begin(), ratios.end(), [](double ratio) { return std::isfinite(ratio); });
  return finite && times.size() == units.size() ? ratios : std::vector<double>();
}

Rounds ReadRounds(const Json& row, const std::string& file) {
  const Json& samples = row.at("samples");
  Rounds rounds;
  rounds.samples = &samples;
  rounds.to_yardstick = LogRatios(samples.at("candidate"), samples.at("yardstick"));
  if (rounds.to_yardstick.empty()) {
    throw DataError(fmt::format("{}: samples of {} {} n = {} are not rounds of two positive times; measure again", file,
                                results::QualifiedId(row), Text(row.at("format")), row.at("n").dump()));
  }
  if (samples.contains("chain")) rounds.to_chain = LogRatios(samples.at("candidate"), samples.at("chain"));
  rounds.yardstick_ns = Median(samples.at("yardstick").get<std::vector<double>>());
  return rounds;
}

Json AxesOf(const Json& row) {
  Json key = KernelAxes(row);
  for (const char* axis : {"mode", "inputs", "n", "threads", "yardstick"}) key[axis] = row.at(axis);
  return key;
}

// Throws DataError where two runs have the same samples: a file that was copied is no run of its own, and pairs of it
// are not independent.
void RequireNoCopy(const Timed& timed, const Side& side, std::size_t run) {
  const Rounds& rounds = timed.runs.at(run);
  for (const auto& [other, others] : timed.runs) {
    if (other == run || others.to_yardstick != rounds.to_yardstick || *others.samples != *rounds.samples) continue;
    throw DataError(fmt::format("{} and {} hold the same samples of {} {}: a copy is no run of its own; measure again",
                                side.runs[other].name, side.runs[run].name, results::QualifiedId(*timed.row),
                                Text(timed.row->at("format"))));
  }
}

std::map<std::string, Timed> ReadSide(const Side& side) {
  std::map<std::string, Timed> all;
  for (std::size_t run = 0; run < side.runs.size(); ++run) {
    for (const Json& row : side.runs[run].results.at("measurements")) {
      if (row.at("kind") != "throughput") continue;
      Timed& timed = all[AxesOf(row).dump()];
      if (timed.row == nullptr) timed.row = &row;
      const auto [it, added] = timed.runs.emplace(run, ReadRounds(row, side.runs[run].name));
      timed.chained = timed.chained && !it->second.to_chain.empty();
      if (added) {
        RequireNoCopy(timed, side, run);
        continue;
      }
      throw DataError(fmt::format("{}: holds {} {} twice, of two builds; compare one build at a time",
                                  side.runs[run].name, results::QualifiedId(row), Text(row.at("format"))));
    }
  }
  return all;
}

Row StartSpeedRow(const Json& measured) {
  Row row = StartRow(Part::kSpeed, measured);
  const std::string size = fmt::format("n:{}", measured.at("n").dump());
  const bool threaded = measured.at("threads") != 1;
  const std::string threads = threaded ? fmt::format("threads:{}", measured.at("threads").dump()) : "";
  row.what = fmt::format("{}, {}, {}{}{}", Text(measured.at("mode")), Text(measured.at("inputs")), size,
                         threaded ? ", " : "", threads);
  row.key = AxesOf(measured);
  row.benchmark = fmt::format("{}/{}/{}/{}/{}/{}/{}{}{}", Text(measured.at("function")), results::QualifiedId(measured),
                              Text(measured.at("format")), Text(measured.at("isa")), Text(measured.at("inputs")), size,
                              Text(measured.at("mode")), threaded ? "/" : "", threads);
  if (measured.at("yardstick") != "textbook/naive") row.benchmark += "/against:" + Text(measured.at("yardstick"));
  return row;
}

// The relative time: of one run its rounds', of several the runs' medians.
Json SpeedFigures(const Timed& timed, bool chained) {
  std::vector<double> values;
  for (const auto& [run, rounds] : timed.runs) {
    if (timed.runs.size() == 1) values = rounds.Relative(chained);
    if (timed.runs.size() > 1) values.push_back(Median(rounds.Relative(chained)));
  }
  const Interval own = MedianInterval(values, 0.05);
  return {{"runs", timed.runs.size()},
          {"relative_time", std::exp(own.estimate)},
          {"lo", std::exp(own.lo)},
          {"hi", std::exp(own.hi)},
          {"unit", Text(timed.row->at("yardstick")) + (chained ? " in a chain" : "")}};
}

// What the change of a row is judged by.
struct Evidence {
  bool paired = false;
  bool chained = false;               // measured in the yardstick's latency rather than in its throughput
  std::vector<double> changes;        // of each pair
  std::vector<double> before, after;  // rounds of the only run
  std::size_t lost = 0;               // pairs of which only BASE has the row
  std::size_t gained = 0;             // and only NEW
  std::size_t size() const { return paired ? changes.size() : std::min(before.size(), after.size()); }
};

Evidence Collect(const Timed& before, const Timed& after, bool paired) {
  Evidence evidence;
  evidence.paired = paired;
  const bool chained = evidence.chained = before.chained && after.chained;
  for (const auto& [run, rounds] : after.runs) {
    const auto partner = before.runs.find(run);
    if (partner == before.runs.end()) {
      ++evidence.gained;
    } else if (paired) {
      evidence.changes.push_back(Median(rounds.Relative(chained)) - Median(partner->second.Relative(chained)));
    } else {
      evidence.before = partner->second.Relative(chained);
      evidence.after = rounds.Relative(chained);
    }
  }
  evidence.lost = before.runs.size() + evidence.gained - after.runs.size();
  return evidence;
}

Interval IntervalOf(const Evidence& evidence, double alpha) {
  return evidence.paired ? MedianInterval(evidence.changes, alpha)
                         : DifferenceOfMedians(evidence.before, evidence.after, alpha);
}

double SpreadOf(const Evidence& evidence) {
  return evidence.paired ? Spread(evidence.changes) : std::hypot(Spread(evidence.before), Spread(evidence.after));
}

std::string Percent(double logarithm) { return fmt::format("{:.2g} %", 100 * std::expm1(logarithm)); }

// Worse and better are said of all rows together, same of each by itself: a change that is missed is no false alarm,
// and it takes far fewer runs to see that a row is where it was.
constexpr double kAlphaOfSame = 0.05;

bool Within(const Interval& change, double limit) { return change.reached && change.lo > -limit && change.hi < limit; }

void JudgeRow(Row& row, const Evidence& evidence, double alpha, double threshold) {
  const double limit = std::log1p(threshold);
  const Interval change = IntervalOf(evidence, alpha);
  row.change = Interval{std::exp(change.estimate), std::exp(change.lo), std::exp(change.hi), change.reached};
  row.verdict = change.reached && change.lo > limit                 ? Verdict::kWorse
                : change.reached && change.hi < -limit              ? Verdict::kBetter
                : Within(IntervalOf(evidence, kAlphaOfSame), limit) ? Verdict::kSame
                                                                    : Verdict::kInconclusive;
  row.detail = fmt::format("time × {:.3f} [{:.3f}, {:.3f}]: {:.4g} → {:.4g} of {}", row.change->estimate,
                           row.change->lo, row.change->hi, row.base.at("relative_time").get<double>(),
                           row.next.at("relative_time").get<double>(), Text(row.next.at("unit")));
  if (change.reached || row.verdict != Verdict::kInconclusive) return;
  row.detail += evidence.paired
                    ? fmt::format("; {} of the {} pairs of runs that it takes", evidence.size(), ValuesNeeded(alpha))
                    : fmt::format("; {} of the {} rounds that it takes", evidence.size(), ValuesNeeded(alpha / 2));
}

// What the pairs do not show that lack the row on one side: it may be the slow ones or those that failed.
// scripts/regress measures fewer rows in later runs, but the same ones of both sides.
void JudgeGaps(Row& row, const Evidence& evidence, const std::string& reason, const Options& options) {
  if (evidence.gained > 0) {
    row.detail += fmt::format("; in {} of the {} pairs in which NEW has it, BASE has it not", evidence.gained,
                              evidence.size() + evidence.gained);
  }
  if (evidence.lost == 0) return;
  const std::string detail = fmt::format("in {} of the {} pairs in which BASE has it {}; {}", evidence.lost,
                                         evidence.size() + evidence.lost, reason, row.detail);
  if (row.verdict != Verdict::kWorse) {
    MarkMissing(row, options, "", detail);
  } else {
    row.detail = detail;
  }
}

// One sentence where more rows are inconclusive than may be, else empty.
std::string Noise(const std::vector<Row>& rows, std::size_t compared, std::size_t needed,
                  const std::vector<double>& spreads, bool paired, const Options& options) {
  std::size_t inconclusive = 0, too_few = 0;
  for (const Row& row : rows) {
    if (row.verdict != Verdict::kInconclusive) continue;
    ++inconclusive;
    too_few += row.change->reached ? 0 : 1;
  }
  const double share = static_cast<double>(inconclusive) / static_cast<double>(compared);
  if (share <= options.max_inconclusive) return "";
  if (too_few * 2 > inconclusive) {
    return fmt::format("Too few {} to judge {} rows together at {:g} %: it takes {}.",
                       paired ? "pairs of runs" : "rounds", compared, 100 * options.confidence, needed);
  }
  return fmt::format(
      "Too noisy to judge: {} of {} speed rows ({:.1f} %) are inconclusive, more than {:g} %; from {} to {} the time "
      "of "
      "a row varies by {} (standard deviation; {} in the noisiest tenth). A quieter machine or more {} would help.",
      inconclusive, compared, 100 * share, 100 * options.max_inconclusive, paired ? "pair" : "round",
      paired ? "pair" : "round", Percent(Median(spreads)), Percent(spreads[spreads.size() * 9 / 10]),
      paired ? "pairs of runs" : "runs");
}

// What relative times cannot see: a change of what they are relative to.
std::string YardstickNote(const std::vector<double>& changes, const Options& options) {
  const double change = Median(changes);
  if (std::fabs(change) <= std::log1p(options.threshold)) return "";
  return fmt::format(
      "The yardstick itself takes × {:.3f} its time in BASE (median over the rows): either the machine "
      "runs at another speed, which relative times cancel, or the yardstick changed, which they show as "
      "the contrary change of every other row.",
      std::exp(change));
}

std::string FileName(const Run& run) { return run.name.substr(run.name.rfind('/') + 1); }

std::size_t Pairs(const Side& base, const Side& next) {
  if (base.runs.size() != next.runs.size()) {
    throw DataError(
        fmt::format("BASE has {} runs and NEW has {}: runs are compared in pairs, in the order of their "
                    "names; give as many of one as of the other",
                    base.runs.size(), next.runs.size()));
  }
  // Where each side lacks another run, all pairs between the two would be of runs that were not measured together.
  for (std::size_t run = 0; base.folder && next.folder && base.runs.size() > 1 && run < base.runs.size(); ++run) {
    const std::string one = FileName(base.runs[run]), other = FileName(next.runs[run]);
    if (one == other) continue;
    throw DataError(
        fmt::format("{} is in BASE and {} in its place in NEW: runs are compared in pairs, and a pair has one name; "
                    "name the files of each pair alike",
                    one, other));
  }
  return base.runs.size();
}

}  // namespace

SpeedComparison CompareSpeed(const Side& base, const Side& next, const Options& options) {
  SpeedComparison speed;
  const std::map<std::string, Timed> before = ReadSide(base), after = ReadSide(next);
  const Absences absences(next);
  const bool paired = !before.empty() && !after.empty() && Pairs(base, next) > 1;
  std::map<std::string, Evidence> compared;
  for (const auto& [key, timed] : after) {
    const auto it = before.find(key);
    if (it == before.end()) continue;
    Evidence evidence = Collect(it->second, timed, paired);
    if (evidence.size() > 0) compared.emplace(key, std::move(evidence));
  }
  const double alpha = (1 - options.confidence) / static_cast<double>(std::max<std::size_t>(compared.size(), 1));
  std::vector<double> spreads, yardstick_changes;
  for (const auto& [key, timed] : after) {
    Row row = StartSpeedRow(*timed.row);
    const auto it = compared.find(key);
    row.next = SpeedFigures(timed, it == compared.end() ? timed.chained : it->second.chained);
    if (it == compared.end()) {
      row.verdict = Verdict::kNew;
      row.detail = fmt::format("{:.4g} of {}", row.next.at("relative_time").get<double>(), Text(row.next.at("unit")));
    } else {
      const Timed& old = before.at(key);
      row.base = SpeedFigures(old, it->second.chained);
      JudgeRow(row, it->second, alpha, options.threshold);
      JudgeGaps(row, it->second, absences.Why(*old.row), options);
      spreads.push_back(SpreadOf(it->second));
      yardstick_changes.push_back(
          std::log(timed.runs.begin()->second.yardstick_ns / old.runs.begin()->second.yardstick_ns));
    }
    speed.rows.push_back(std::move(row));
  }
  for (const auto& [key, timed] : before) {
    if (compared.count(key) > 0) continue;
    Row row = StartSpeedRow(*timed.row);
    row.base = SpeedFigures(timed, timed.chained);
    MarkMissing(row, options, MachineExcuse(base, next, Text(timed.row->at("isa"))), absences.Why(*timed.row));
    speed.rows.push_back(std::move(row));
  }
  if (compared.empty()) return speed;
  std::sort(spreads.begin(), spreads.end());
  speed.level = 1 - alpha;
  speed.spread = Median(spreads);
  speed.noise = Noise(speed.rows, compared.size(), ValuesNeeded(paired ? alpha : alpha / 2), spreads, paired, options);
  if (const std::string note = YardstickNote(yardstick_changes, options); !note.empty()) speed.notes.push_back(note);
  if (!paired) {
    speed.notes.push_back(
        "One run on each side: the intervals know the noise within a process and not that between processes, which "
        "is larger; that a row is worse holds of these two processes. scripts/regress measures pairs of runs.");
  }
  return speed;
}

}  // namespace sigmark::compare
