// SPDX-License-Identifier: Apache-2.0
//
// The tables of one group of kernels. Each is empty text where there is nothing to say.
#ifndef SIGMARK_REPORTS_REPORT_TABLES_H_
#define SIGMARK_REPORTS_REPORT_TABLES_H_

#include <string>

#include "reports/report/kernels.h"

namespace sigmark::report {

// What a kernel is called in a table of `group`: family/id, with its build where the group has several.
std::string Label(const Group& group, const Kernel& kernel);

// Accuracy, speed and verdict of each kernel.
std::string MainTable(const Group& group);

// Accuracy rows that the main table does not show: other rounding modes, domains and efforts.
std::string OtherAccuracyTable(const Group& group);

// Checks × kernels, and the details of violations.
std::string BehaviourTables(const Group& group);

// Speed by class of inputs, in the smallest working set.
std::string InputsTable(const Group& group);

// "≥ 2.36", the maximum of an accuracy row.
std::string MaxUlpCell(const Json& accuracy_row);

// "all: 4,278,190,080 inputs, exhaustive": what an accuracy row was measured on, plain text.
std::string DomainText(const Json& accuracy_row);

// "✓", "✗ 302,016", "–", or nothing; claimed violations in bold.
std::string CheckCell(const CheckState& state);

// "✓", or "✗ length, in place": whether a result depends on its input alone; nothing where that was not checked.
std::string PositionCell(const Kernel& kernel);

// "≥ 2.36", the maximum of an accuracy row in a region that it names, or nothing.
std::string RegionCell(const Json& accuracy_row, const char* region);

// "1.23 [1.2, 1.26]", the speed of a throughput row relative to its yardstick.
std::string SpeedCell(const Json& throughput_row);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_TABLES_H_
