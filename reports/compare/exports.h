// SPDX-License-Identifier: Apache-2.0
//
// A comparison for other programs. Each function returns a whole file. Rows are in the order of `Comparison::rows`;
// names are as hostile as the results file's, and inert.
#ifndef SIGMARK_REPORTS_COMPARE_EXPORTS_H_
#define SIGMARK_REPORTS_COMPARE_EXPORTS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/compare/compare.h"

namespace sigmark::compare {

// Everything: "sigmark-compare/1", which README.md beside this file documents.
std::string ToJson(const Comparison& comparison);

// The names of the speed rows that more runs would decide, one a line, as bench_throughput --benchmark_filter sees
// them.
std::string Undecided(const Comparison& comparison);

// JUnit XML, as CI systems read it: a suite for each part, a case for each row. A regression is a failure, a void row
// an error, a row without a verdict (inconclusive, missing for a reason, new) is skipped.
std::string JUnit(const Comparison& comparison);

// `text` between tags or in quotes of XML 1.0. What XML cannot say, even escaped, becomes U+FFFD. Precondition: UTF-8.
std::string EscapeXml(std::string_view text);

// The values of NEW for https://github.com/benchmark-action/github-action-benchmark, tool customSmallerIsBetter: an
// array of {"name", "unit", "value", "range", "extra"}.
std::string GithubActionBenchmark(const Comparison& comparison);

// The values of NEW in Bencher Metric Format, https://bencher.dev/docs/reference/bencher-metric-format/:
// {benchmark: {measure: {"value", "lower_value", "upper_value"}}}, with the measures relative-time and max-ulp.
std::string Bencher(const Comparison& comparison);

// A name of each of these rows, `name(row)` and, where that is the name of several, what sets them apart: "…, effort
// quick, seed 2". No two are the same.
std::vector<std::string> UniqueNames(const std::vector<const Row*>& rows,
                                     const std::function<std::string(const Row&)>& name);

}  // namespace sigmark::compare

#endif  // SIGMARK_REPORTS_COMPARE_EXPORTS_H_
