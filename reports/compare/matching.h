// SPDX-License-Identifier: Apache-2.0
//
// Which rows of two sides measured the same inputs.
#ifndef SIGMARK_REPORTS_COMPARE_MATCHING_H_
#define SIGMARK_REPORTS_COMPARE_MATCHING_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "reports/compare/compare.h"

namespace sigmark::compare {

// The rows of a side that measured one thing, one for each run that did, all of one build. Never empty; the pointers
// live as long as the side.
struct Entry {
  std::vector<const Json*> rows;
  const Json& Row() const { return *rows.front(); }
};

enum class Fit {
  kNone,
  kSame,   // the same inputs
  kCovers  // a full sweep of BASE, whose inputs hold those of a quick one of NEW
};

struct Match {
  const Entry* entry = nullptr;
  Fit fit = Fit::kNone;
};

// The accuracy or behaviour rows of a side.
class Index {
 public:
  // Throws DataError where a side holds one thing of two builds, or twice in one file: their differences would pass for
  // those of repetitions.
  Index(const Side& side, const std::string& kind);

  // By what was measured, in a fixed order.
  const std::map<std::string, Entry>& Entries() const { return entries_; }

  // Of BASE: the entry that measured what `row` of NEW, of the same kind, did.
  Match Find(const Json& row) const;

  // An entry of the same kernel, rounding and check, whatever its inputs; null if there is none.
  const Entry* AnySample(const Json& row) const;

 private:
  std::map<std::string, Entry> entries_;
  std::map<std::string, const Entry*> exhaustive_;  // by domain, whatever the effort and seed
  std::map<std::string, const Entry*> full_;        // of full effort, by kernel and question
  std::map<std::string, const Entry*> any_;         // by kernel and question
};

// What differs between accuracy and behaviour rows.
struct SweptKind {
  const char* kind;
  // A row that names `measured`; its figures; what a row that is new tells.
  std::function<Row(const Json& measured)> start;
  std::function<Json(const Json& measured)> figures;
  std::function<std::string(const Json& measured)> describe;
  // Gives `row` its verdict and its detail.
  std::function<void(Row& row, const Entry& base, const Entry& next, Fit fit)> compare;
};

// A row for each that either side measured. Rows that the machine of NEW cannot answer, and samples of a full BASE that
// a quick NEW does not have, are missing but no regressions.
std::vector<Row> CompareSwept(const Side& base, const Side& next, const Options& options, const SweptKind& kind);

// The blocks of its domain that a row measured; none where it was not measured by blocks.
std::vector<std::uint64_t> BlockIndices(const Json& row);

// Why rows of one domain, of which either may be a shard, measured other inputs; empty if they did not.
std::string OtherBlocks(const Json& base_row, const Json& next_row);

// Whether every input of the domain was tried.
bool IsExhaustive(const Json& row);

}  // namespace sigmark::compare

#endif  // SIGMARK_REPORTS_COMPARE_MATCHING_H_
