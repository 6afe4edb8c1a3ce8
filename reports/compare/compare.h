// SPDX-License-Identifier: Apache-2.0
//
// Whether a revision is worse than another: accuracy and behaviour exactly, speed by intervals.
//
// Accuracy, behaviour, failures: results are bits, and the same inputs give the same ones, so every difference is one.
// Rows match if they measured the same inputs: the same kernel, rounding, domain, effort and seed; of exhaustive rows
// effort and seed do not matter, and a quick row is held against a full one, which covers its inputs, by what a part
// can show: a maximum or a count above that of the whole, a violation of what held.
//
// Speed: a row's time is relative to a yardstick timed in the same process, round by round; of a run, the median over
// its rounds. The yardstick is taken in a chain where both sides have that (its latency is the same in every process,
// its throughput is not), and as it is otherwise. With several runs on both sides the change of a row is the median
// over pairs (the first run of BASE with the first of NEW: measured next to each other) of log(new / base), and its
// interval is that of interval.h. With one run each, it is the difference of the medians over rounds: that knows the
// noise within a process, not the larger one between processes, so that the promise below holds for these two processes
// only, and the report says so.
//
// The promise: with probability `confidence` at least, every interval of the comparison holds its row's true change;
// so false "worse" and false "better" rows together, however many rows there are, come up in 5 % of comparisons at
// most. Bonferroni: of n rows, each interval has the level 1 - (1 - confidence) / n. It assumes pairs to be
// independent of each other, and nothing of how the rows of one pair depend on each other. For 650 rows that takes 15
// pairs at least. "Same" takes six: it is said of each row by itself, by an interval of 95 %, since a change that it
// misses is no false alarm. So a few pairs of everything sift out what has not changed, and only the rest needs more.
// The level does not depend on which rows those are: a row that is never given enough pairs is never called worse.
#ifndef SIGMARK_REPORTS_COMPARE_COMPARE_H_
#define SIGMARK_REPORTS_COMPARE_COMPARE_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "reports/compare/interval.h"
#include "reports/compare/side.h"

namespace sigmark::compare {

enum class Part { kAccuracy, kBehaviour, kSpeed };
inline constexpr std::array kParts = {Part::kAccuracy, Part::kBehaviour, Part::kSpeed};

// In the order of reports.
enum class Verdict {
  kVoid,          // the measurement missed an error that was planted in it, on either side
  kWorse,         // any figure worse; slower by more than the threshold, surely; new and not validated
  kMissing,       // in BASE only, or in BASE only in some of the pairs
  kChanged,       // other bits with the same figures, or a claim that was dropped or made
  kInconclusive,  // of a speed: none of the others yet
  kBetter,        // some figures better and none worse; faster by more than the threshold, surely
  kNew,           // in NEW only
  kSame           // no figure differs; slower and faster by less than the threshold, at 95 %
};
inline constexpr std::array kVerdicts = {Verdict::kVoid,         Verdict::kWorse,  Verdict::kMissing, Verdict::kChanged,
                                         Verdict::kInconclusive, Verdict::kBetter, Verdict::kNew,     Verdict::kSame};

const char* Name(Part part);        // "accuracy"
const char* Name(Verdict verdict);  // "worse"

struct Options {
  std::vector<Part> parts = {Part::kAccuracy, Part::kBehaviour, Part::kSpeed};
  double threshold = 0.05;         // times within [1 / (1 + threshold), 1 + threshold] of each other are the same
  double confidence = 0.95;        // of all speed rows together
  double max_inconclusive = 0.05;  // a larger part of the speed rows: too noisy to judge
  bool allow_missing = false;      // missing rows are no regressions
  bool strict = false;             // too noisy is a failure
  bool strict_bits = false;        // changed rows are regressions
  bool force = false;              // compare speeds of different machines or builds

  bool Compares(Part part) const;
};

struct Row {
  Part part = Part::kAccuracy;
  std::string kernel;  // "logistic textbook/naive binary32 libm"
  std::string what;    // "nearest, all": which of the kernel's rows
  Json key;            // both, as an object of axes
  Verdict verdict = Verdict::kSame;
  bool regression = false;
  std::string detail;  // one line of plain text; empty if there is nothing to say
  Json base;           // the figures of either side; null where it has no row
  Json next;
  std::optional<Interval> change;  // of a speed: new time / old time
  std::string benchmark;           // of a speed: as bench_throughput names it
};

struct Comparison {
  Options options;
  std::string base_title;  // path, runs, revision, date, machine: one line each
  std::string next_title;
  std::vector<std::string> forced;  // differences that --force overrode: to be said loudly
  std::vector<std::string> notes;   // what the reader of the numbers must know
  std::vector<Row> rows;            // by verdict, the order of `Verdict`; then by part, kernel and row
  std::string noise;                // one sentence: why the speeds cannot be judged; empty if they can
  double spread = 0;                // of one row's change between pairs (or of rounds): the median over rows
  double level = 0;                 // of one speed row's interval; 0 if there are none

  std::size_t Count(Part part, Verdict verdict) const;
  std::size_t Regressions() const;
  // The exit status: 4 void, 1 regression, 3 too noisy and strict, 0 else.
  int Status() const;
};

// Throws DataError, in one line: for speeds of different machines or builds, unless forced; for sides whose runs cannot
// be paired or are copies; for several builds in one side; where no row of one side matches one of the other.
Comparison Compare(const Side& base, const Side& next, const Options& options);

}  // namespace sigmark::compare

#endif  // SIGMARK_REPORTS_COMPARE_COMPARE_H_
