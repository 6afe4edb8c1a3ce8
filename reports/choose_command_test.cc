// SPDX-License-Identifier: Apache-2.0
//
// sigmark choose from outside.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include "reports/results/example.h"

namespace sigmark {
namespace {

using results::Json;

struct Outcome {
  int status;
  std::string output;  // both streams
};

Outcome RunIn(const std::filesystem::path& folder, const std::string& arguments) {
  const std::string command = "cd " + folder.string() + " && " SIGMARK_PROGRAM " choose " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  Outcome outcome;
  std::array<char, 4096> buffer;
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe)) outcome.output.append(buffer.data(), n);
  outcome.status = WEXITSTATUS(pclose(pipe));
  return outcome;
}

class ChooseCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "sigmark-choose-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    results::Save(results::example::Full(), (folder_ / "results.json").string());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Outcome Choose(const std::string& arguments) { return RunIn(folder_, arguments); }

  std::filesystem::path folder_;
};

TEST_F(ChooseCommandTest, NamesTheWinnerAndWhatTheOthersLostOn) {
  const Outcome outcome = Choose("results.json --max-ulp=3");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  for (const char* part : {"Ship textbook/split (libm)", "textbook/naive (libm): not validated: signal", "CMake:",
                           "pkg-config: ", "Licence: Apache-2.0: ", "Measured on AMD EPYC (amd-25-1-1-3f9c)"}) {
    EXPECT_NE(outcome.output.find(part), std::string::npos) << part << "\n" << outcome.output;
  }
}

TEST_F(ChooseCommandTest, NothingThatFitsIsOneAndNamesRelaxations) {
  const Outcome outcome = Choose("results.json --max-ulp=1 --require=monotone");
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_NE(outcome.output.find("without --require=monotone"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("--max-ulp=2.36"), std::string::npos) << outcome.output;
}

TEST_F(ChooseCommandTest, JsonIsTheWholeAnswer) {
  const Outcome outcome =
      Choose("results.json --json --domain=-20:0x1p4 --n=4096 --isa=libm,AVX2 --evidence=exhaustive");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  const Json answer = Json::parse(outcome.output);
  EXPECT_EQ(answer["winner"]["name"], "textbook/split");
  EXPECT_EQ(answer["query"]["domain"], Json({"-0x1.4p+4", "0x1p+4"}));
  EXPECT_EQ(answer["query"]["isa"], Json({"libm", "AVX2"}));
}

TEST_F(ChooseCommandTest, TakesTheReportOfTheLastRunUnlessTold) {
  const Outcome without = Choose("");
  EXPECT_EQ(without.status, 2);
  EXPECT_NE(without.output.find("run scripts/run"), std::string::npos) << without.output;
  std::filesystem::create_directories(folder_ / "build" / "report");
  std::filesystem::copy(folder_ / "results.json", folder_ / "build" / "report" / "results.json");
  EXPECT_EQ(Choose("").status, 0);
}

TEST_F(ChooseCommandTest, BadInputIsOneLine) {
  for (const char* arguments :
       {"missing.json", "results.json --max-ulp=0", "results.json --max-ulp=x", "results.json --max-ulp=1 --max-abs=1",
        "results.json --domain=1", "results.json --domain=2:1", "results.json --domain=nan:1",
        "results.json --require=beauty", "results.json --metric=price", "results.json --n=0",
        "results.json --format=decimal", "results.json --function=logit", "results.json --evidence=rumour",
        "results.json --license=mine"}) {
    const Outcome outcome = Choose(arguments);
    EXPECT_EQ(outcome.status, 2) << arguments << ": " << outcome.output;
    EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 1) << arguments << ": " << outcome.output;
    EXPECT_EQ(outcome.output.rfind("sigmark: ", 0), 0u) << arguments << ": " << outcome.output;
  }
}

}  // namespace
}  // namespace sigmark
