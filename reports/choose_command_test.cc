// SPDX-License-Identifier: Apache-2.0
//
// sigmark choose from outside.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "reports/results/example.h"
#include "reports/results/testing.h"

namespace sigmark {
namespace {

using results::Json;
using results::Outcome;

class ChooseCommandTest : public results::FolderTest {
 protected:
  void SetUp() override { results::Save(results::example::Full(), Path("results.json")); }
  Outcome Choose(const std::string& arguments) const { return Shell(SIGMARK_PROGRAM " choose " + arguments); }
};

TEST_F(ChooseCommandTest, NamesTheWinnerAndWhatTheOthersLostOn) {
  const Outcome outcome = Choose("results.json --max-ulp=3");
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  for (const char* part : {"Ship textbook/split (libm)", "textbook/naive (libm): not validated: signal", "CMake:",
                           "pkg-config: ", "Licence: Apache-2.0: ", "Measured on AMD EPYC (amd-25-1-1-3f9c)"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\n" << outcome.out;
  }
}

TEST_F(ChooseCommandTest, NothingThatFitsIsOneAndNamesRelaxations) {
  const Outcome outcome = Choose("results.json --max-ulp=1 --require=monotone");
  EXPECT_EQ(outcome.status, 1) << outcome.out;
  EXPECT_NE(outcome.out.find("without --require=monotone"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("--max-ulp=2.36"), std::string::npos) << outcome.out;
}

TEST_F(ChooseCommandTest, AsksForFourUlpUnlessTold) {
  const auto bound = [this](const std::string& flags) {
    return Json::parse(Choose("results.json --json " + flags).out).at("query").at("max_ulp");
  };
  EXPECT_EQ(bound(""), 4);
  EXPECT_EQ(bound("--max-ulp=2.5"), 2.5);
  EXPECT_EQ(bound("--max-ulp=inf"), Json());
  EXPECT_EQ(bound("--max-abs=1e-7"), Json());
}

TEST_F(ChooseCommandTest, JsonIsTheWholeAnswer) {
  const Outcome outcome =
      Choose("results.json --json --domain=-20:0x1p4 --n=4096 --isa=libm,AVX2 --evidence=exhaustive");
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  const Json answer = Json::parse(outcome.out);
  EXPECT_EQ(answer["winner"]["name"], "textbook/split");
  EXPECT_EQ(answer["query"]["domain"], Json({"-0x1.4p+4", "0x1p+4"}));
  EXPECT_EQ(answer["query"]["isa"], Json({"libm", "AVX2"}));
}

TEST_F(ChooseCommandTest, TakesTheReportOfTheLastRunUnlessTold) {
  const Outcome without = Choose("");
  EXPECT_EQ(without.status, 2);
  EXPECT_NE(without.err.find("run scripts/run"), std::string::npos) << without.err;
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
    EXPECT_EQ(outcome.status, 2) << arguments << ": " << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << arguments << ": " << outcome.err;
    EXPECT_EQ(outcome.err.rfind("sigmark: ", 0), 0u) << arguments << ": " << outcome.err;
  }
}

}  // namespace
}  // namespace sigmark
