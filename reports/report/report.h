// SPDX-License-Identifier: Apache-2.0
//
// The report of a results file, in Markdown. Every number is from the file and states its domain and evidence.
// Preconditions: results are valid (results::Validate).
#ifndef SIGMARK_REPORTS_REPORT_REPORT_H_
#define SIGMARK_REPORTS_REPORT_REPORT_H_

#include <array>
#include <string>
#include <vector>

#include "reports/report/page.h"
#include "reports/results/results.h"

namespace sigmark::report {

using results::Json;

// The whole page, with `figures` that lie beside it.
std::string Markdown(const Json& results, const std::vector<Figure>& figures = {});

// The five lines that matter, plain text: what was measured; the most accurate; the fastest within 4 ulp; what naive
// costs; what failed.
std::array<std::string, 5> Summary(const Json& results);

// The fastest validated implementations of the binary32 logistic and naive, for the README. Throws DataError if the
// file holds none.
std::string ShortTable(const Json& results);

struct Written {
  std::vector<std::string> files;  // and the folder of figures, for people
  std::string problem;             // what could not be made, and the remedy: one line, or empty
};

// Writes results.json, README.md and, as far as `tools` allow, report.html and figures, each whole or not at all, into
// `folder`, which is created. What is there of other results and cannot be made now is removed. Throws DataError.
Written Write(const Json& results, const std::string& folder, const PageTools& tools = {});

// Of several machines: Write into folder/<cpu-id> for each, and folder/report.html of all. Precondition: each cpu_id
// once. Throws DataError.
Written WriteAll(const std::vector<Json>& machines, const std::string& folder, const PageTools& tools);

// Write into folder/<cpu-id>, unless these results are of a quick run and those there of a full one. One line that says
// what was done. Throws DataError.
std::string Publish(const Json& results, const std::string& folder, const PageTools& tools = {});

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_REPORT_H_
