// SPDX-License-Identifier: Apache-2.0
//
// The parts of a comparison, and what they share. Rows come in the order of their keys.
#ifndef SIGMARK_REPORTS_COMPARE_PARTS_H_
#define SIGMARK_REPORTS_COMPARE_PARTS_H_

#include <map>
#include <string>
#include <vector>

#include "reports/compare/compare.h"

namespace sigmark::compare {

std::vector<Row> CompareAccuracy(const Side& base, const Side& next, const Options& options);

// Checks, and whether each kernel that has accuracy and behaviour on both sides is validated.
std::vector<Row> CompareBehaviour(const Side& base, const Side& next, const Options& options);

// Of each kernel that BASE has no rows of and that something speaks against (a failure, a claim or a check that is
// broken), a row: there is nothing that it could be worse than, but nobody should rely on
// it.
std::vector<Row> CompareNewKernels(const Side& base, const Side& next, const Options& options);

// The part of a comparison that a failed program belongs to.
Part PartOfStage(const std::string& stage);

// Failure rows of the stages that `options` compares.
std::vector<Row> CompareFailures(const Side& base, const Side& next, const Options& options);

struct SpeedComparison {
  std::vector<Row> rows;
  std::vector<std::string> notes;
  std::string noise;
  double spread = 0;
  double level = 0;
};

// Throws DataError where the sides have several runs but not equally many, or samples that cannot be used.
SpeedComparison CompareSpeed(const Side& base, const Side& next, const Options& options);

// The axes of the kernel of a row, to which callers add what names the row.
Json KernelAxes(const Json& row);

// A new row about `measured`, without a verdict.
Row StartRow(Part part, const Json& measured);

// Why NEW does not have what BASE has.
class Absences {
 public:
  explicit Absences(const Side& next);
  // It failed, it is not available there, or it is just not there: one line.
  std::string Why(const Json& base_row) const;

 private:
  std::map<std::string, std::string> reasons_;  // by kernel and stage, or by implementation
};

// Makes `row` missing, a regression unless there is an excuse or it is allowed.
void MarkMissing(Row& row, const Options& options, const std::string& excuse, const std::string& reason);

}  // namespace sigmark::compare

#endif  // SIGMARK_REPORTS_COMPARE_PARTS_H_
