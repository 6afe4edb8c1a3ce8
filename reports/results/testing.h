// SPDX-License-Identifier: Apache-2.0
//
// What tests of reports share.
#ifndef SIGMARK_REPORTS_RESULTS_TESTING_H_
#define SIGMARK_REPORTS_RESULTS_TESTING_H_

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "reports/results/atomic_file.h"
#include "reports/results/temporary_folder.h"

#define EXPECT_CONTAINS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

namespace sigmark::results {

// Of a program.
struct Outcome {
  int status;  // -1 if a signal ended it
  std::string out;
  std::string err;
};

class FolderTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  // `command` goes through a shell, in folder_.
  Outcome Shell(const std::string& command) const {
    const int status = std::system(("cd '" + folder_.string() + "' && " + command + " >stdout 2>stderr").c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(Path("stdout")), ReadFile(Path("stderr"))};
  }

 private:
  const TemporaryFolder temporary_;

 protected:
  const std::filesystem::path folder_ = temporary_.path();
};

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_TESTING_H_
