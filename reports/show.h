// SPDX-License-Identifier: Apache-2.0
//
// sigmark show: results, exact value, ULP error and flags at one input.
#ifndef SIGMARK_REPORTS_SHOW_H_
#define SIGMARK_REPORTS_SHOW_H_

#include <string>
#include <vector>

namespace sigmark {

// The table of what `bench_accuracy --at=X` printed, a JSON array. Throws results::DataError if it is something else.
std::string ShowTable(const std::string& json);

// Runs bench_accuracy with `arguments` and prints the table. The exit status.
int Show(const std::vector<std::string>& arguments);

}  // namespace sigmark

#endif  // SIGMARK_REPORTS_SHOW_H_
