// SPDX-License-Identifier: Apache-2.0
//
// Starting the programs that stand beside this one.
#ifndef SIGMARK_REPORTS_PROCESS_H_
#define SIGMARK_REPORTS_PROCESS_H_

#include <string>
#include <vector>

namespace sigmark {

// The path of `program` in the folder of this executable. Throws results::DataError if it cannot be executed.
std::string FindSibling(const std::string& program);

struct Ending {
  int status = 0;            // what the process exited with
  int signal = 0;            // what killed it, or 0
  bool interrupted = false;  // SIGINT or SIGTERM arrived while it ran
  std::string output;        // its standard output, if it was captured
};

enum class Output { kInherit, kToStandardError, kCapture };

// Runs a program to its end. SIGINT and SIGTERM that reach this process while it waits are passed on, unless the
// terminal has sent them to both. Not for several threads at a time. Throws results::DataError if it cannot be started.
Ending RunProcess(const std::string& path, const std::vector<std::string>& arguments, Output output);

}  // namespace sigmark

#endif  // SIGMARK_REPORTS_PROCESS_H_
