// SPDX-License-Identifier: Apache-2.0
//
// sigmark choose: the command line of reports/choose.
#ifndef SIGMARK_REPORTS_CHOOSE_COMMAND_H_
#define SIGMARK_REPORTS_CHOOSE_COMMAND_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace sigmark {

class ChooseCommand {
 public:
  // Adds the subcommand to `app`, which this object must outlive.
  void Define(CLI::App& app);
  bool Parsed() const { return command_->parsed(); }

  // Loads, decides and prints. kWell, or kFailed if nothing fits. Throws results::DataError.
  int Run() const;

 private:
  CLI::App* command_ = nullptr;
  std::vector<std::string> files_;
  std::string function_ = "logistic";
  std::string format_ = "binary32";
  std::string rounding_ = "nearest";
  std::vector<std::string> isa_;
  std::string domain_;
  std::vector<std::string> require_;
  std::string metric_ = "throughput";
  std::string inputs_ = "normal";
  std::string license_ = "any";
  std::string evidence_ = "sampled";
  double max_ulp_ = 0;
  double max_abs_ = 0;
  std::size_t n_ = 0;
  std::size_t top_ = 3;
  bool no_dependencies_ = false;
  bool json_ = false;
};

}  // namespace sigmark

#endif  // SIGMARK_REPORTS_CHOOSE_COMMAND_H_
