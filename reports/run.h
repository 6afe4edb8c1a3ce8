// SPDX-License-Identifier: Apache-2.0
//
// sigmark run: the three bench programs in turn, then the report.
#ifndef SIGMARK_REPORTS_RUN_H_
#define SIGMARK_REPORTS_RUN_H_

#include <string>
#include <vector>

namespace sigmark {

// Exit statuses of all programs. Where several apply, the larger problem is told: void, bad data, failed, inconclusive.
enum ExitStatus { kWell = 0, kFailed = 1, kBadData = 2, kInconclusive = 3, kVoid = 4, kInterrupted = 130 };

struct RunOptions {
  // A flag as the user gave it, handed to every stage that it concerns: "--impl" and "^sigmark/".
  struct Flag {
    std::string name;
    std::string value;
  };
  std::vector<Flag> flags;
  std::string out = "build/report";
  std::string publish;  // empty: nowhere
};

// Measures, merges, reports. Progress goes to stderr, the summary to stdout. Throws results::DataError before anything
// is started if out or publish cannot be written or a bench program is missing. A stage's status 2, or a signal, ends
// the run; the files of finished stages stay in `out`.
int Run(const RunOptions& options);

}  // namespace sigmark

#endif  // SIGMARK_REPORTS_RUN_H_
