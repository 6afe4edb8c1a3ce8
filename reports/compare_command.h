// SPDX-License-Identifier: Apache-2.0
//
// sigmark compare: the command line of reports/compare.
#ifndef SIGMARK_REPORTS_COMPARE_COMMAND_H_
#define SIGMARK_REPORTS_COMPARE_COMMAND_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "reports/compare/compare.h"

namespace sigmark {

class CompareCommand {
 public:
  // Adds the subcommand to `app`, which this object must outlive.
  void Define(CLI::App& app);
  bool Parsed() const { return command_->parsed(); }

  // Loads, compares, writes the files that were asked for, and prints the table. The exit status. Throws
  // results::DataError, before anything is written if the input is at fault.
  int Run();

 private:
  CLI::App* command_ = nullptr;
  compare::Options options_;
  std::string base_;
  std::string next_;
  std::vector<std::string> only_;
  std::string threshold_ = "5%";
  std::string max_inconclusive_ = "5%";
  bool all_ = false;
  std::string markdown_;
  std::string junit_;
  std::string json_;
  std::string undecided_;
  std::string github_action_benchmark_;
  std::string bencher_;
};

}  // namespace sigmark

#endif  // SIGMARK_REPORTS_COMPARE_COMMAND_H_
