// SPDX-License-Identifier: Apache-2.0
//
// A comparison in words: Markdown that reads well as text, for a terminal and for a step summary.
#ifndef SIGMARK_REPORTS_COMPARE_SUMMARY_H_
#define SIGMARK_REPORTS_COMPARE_SUMMARY_H_

#include <string>

#include "reports/compare/compare.h"

namespace sigmark::compare {

// "3 regressions", "nothing is worse" …: the verdict on the whole.
std::string Headline(const Comparison& comparison);

// What changed, regressions first, then counts. Rows of a kernel that say the same are one line. With `all`, every row
// in a line of its own.
std::string Markdown(const Comparison& comparison, bool all);

// The first line of every output where --force overrode differences; empty otherwise.
std::string ForcedLine(const Comparison& comparison);

}  // namespace sigmark::compare

#endif  // SIGMARK_REPORTS_COMPARE_SUMMARY_H_
