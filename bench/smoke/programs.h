// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the programs share: the programs are run as a user runs them.
#ifndef SIGMARK_BENCH_SMOKE_PROGRAMS_H_
#define SIGMARK_BENCH_SMOKE_PROGRAMS_H_

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "reports/results/results.h"

namespace sigmark {

inline const std::string kAccuracy = SIGMARK_BIN "/bench_accuracy";
inline const std::string kBehaviour = SIGMARK_BIN "/bench_behaviour";
inline const std::string kThroughput = SIGMARK_BIN "/bench_throughput";

inline std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class Programs : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / fmt::format("sigmark_programs_{}", getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  struct Ended {
    int status;
    std::string out, err;
  };

  pid_t Start(const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
      dup2(open((folder_ / "stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
      dup2(open((folder_ / "stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
      execv(program.c_str(), argv.data());
      _exit(127);
    }
    return child;
  }

  Ended Wait(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status), Read(folder_ / "stdout"),
            Read(folder_ / "stderr")};
  }

  Ended Run(const std::string& program, const std::vector<std::string>& arguments) {
    return Wait(Start(program, arguments));
  }

  std::string Out() const { return (folder_ / "out.json").string(); }

  // Rows of the results file, which must be valid.
  results::Json Rows(const std::string& kind) const {
    results::Json rows = results::Json::array();
    const results::Json document = results::Load(Out());
    for (const results::Json& row : document["measurements"]) {
      if (row["kind"] == kind) rows.push_back(row);
    }
    return rows;
  }

  // The rows of a file by key, without what says when they were measured and which errors happened to be planted.
  static std::map<std::string, results::Json> RowsOf(const std::string& file) {
    std::map<std::string, results::Json> rows;
    const results::Json document = results::Load(file);
    for (results::Json row : document["measurements"]) {
      const std::string key = results::RowKey(row);
      row.erase("date");
      row.erase("controls");
      rows[key] = row;
    }
    return rows;
  }

  // Names the rows that differ; whole files would not be read.
  static void ExpectSameRows(const std::map<std::string, results::Json>& got,
                             const std::map<std::string, results::Json>& expected) {
    for (const auto& [key, row] : expected) {
      const auto found = got.find(key);
      EXPECT_EQ(found == got.end() ? results::Json("no row") : found->second, row) << key;
    }
    for (const auto& [key, row] : got) EXPECT_TRUE(expected.contains(key)) << "one row too many: " << key;
  }

  std::filesystem::path folder_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SMOKE_PROGRAMS_H_
