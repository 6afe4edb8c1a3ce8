// SPDX-License-Identifier: Apache-2.0
//
// The report of a results file, in Markdown. Every number is from the file and states its domain and evidence.
// Preconditions: results are valid (results::Validate).
#ifndef SIGMARK_REPORTS_REPORT_REPORT_H_
#define SIGMARK_REPORTS_REPORT_REPORT_H_

#include <array>
#include <string>

#include "reports/results/results.h"

namespace sigmark::report {

using results::Json;

// The whole page.
std::string Markdown(const Json& results);

// The five lines that matter, plain text: what was measured; the most accurate; the fastest within 4 ulp; what naive
// costs; what failed.
std::array<std::string, 5> Summary(const Json& results);

// The fastest validated implementations of the binary32 logistic and naive, for the README. Throws DataError if the
// file holds none.
std::string ShortTable(const Json& results);

// Writes results.json and README.md, each whole or not at all, into `folder`, which is created. Throws DataError.
void Write(const Json& results, const std::string& folder);

// Write into folder/<cpu-id>, unless these results are of a quick run and those there of a full one. One line that says
// what was done. Throws DataError.
std::string Publish(const Json& results, const std::string& folder);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_REPORT_H_
