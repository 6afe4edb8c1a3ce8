// SPDX-License-Identifier: Apache-2.0
//
// sigmark compare as CI meets it: files and folders in, an exit status, a table and files out.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "reports/results/atomic_file.h"
#include "reports/results/example.h"
#include "reports/results/results.h"
#include "reports/results/testing.h"

namespace sigmark {
namespace {

namespace fs = std::filesystem;
namespace example = results::example;
using results::Json;
using results::Outcome;
using results::ReadFile;

class CompareCommandTest : public results::FolderTest {
 protected:
  void Save(const std::string& name, const std::vector<Json>& rows, const std::string& cpu = "amd-25-1-1-3f9c") const {
    Json file = example::Empty();
    file["machine"]["cpu_id"] = cpu;
    file["measurements"] = rows;
    fs::create_directories((folder_ / name).parent_path());
    results::Save(file, Path(name));
  }

  Outcome Compare(const std::string& arguments) const { return Shell(SIGMARK_PROGRAM " compare " + arguments); }

  // Sixteen runs of `rows` speed rows in folder `name`, the time of the second row times `factor`.
  void SaveRuns(const std::string& name, double factor, double noise, std::uint64_t seed, int rows,
                int runs = 16) const {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    for (int run = 0; run < runs; ++run) {
      std::vector<Json> timed;
      for (int n = 1; n <= rows; ++n) {
        const double luck = std::exp(noise * normal(random));
        Json row = example::Throughput("split", 1, n);
        row["samples"] = {{"candidate", Json::array()}, {"yardstick", Json::array()}, {"copy", Json::array()}};
        for (int round = 0; round < 25; ++round) {
          row["samples"]["candidate"].push_back((n == 2 ? factor : 1) * luck * std::exp(0.01 * normal(random)));
          row["samples"]["yardstick"].push_back(1.0);
          row["samples"]["copy"].push_back(0.1);
        }
        timed.push_back(std::move(row));
      }
      Save(fmt::format("{}/{:02}.json", name, run), timed);
    }
  }
};

TEST_F(CompareCommandTest, BadUsageAndDataAreOneLineAndNothingIsWritten) {
  Save("a.json", {example::Accuracy("split", 1), example::Throughput("split", 1)});
  Save("arm.json", {example::Accuracy("split", 1), example::Throughput("split", 1)}, "arm-1");
  Save("other.json", {example::Accuracy("naive", 1)});
  Save("three/1.json", {example::Throughput("split", 1)});
  Save("three/2.json", {example::Throughput("split", 1)});
  Save("mixed/1.json", {example::Throughput("split", 1)});
  Save("mixed/2.json", {example::Throughput("split", 1)}, "arm-1");
  fs::create_directories(folder_ / "empty");
  std::ofstream(folder_ / "garbage.json") << "{";
  for (const char* arguments : {"",
                                "a.json",
                                "a.json a.json a.json",
                                "a.json missing.json",
                                "a.json garbage.json",
                                "a.json empty",
                                "a.json arm.json",
                                "a.json other.json",
                                "a.json three",
                                "three mixed",
                                "a.json a.json --bad",
                                "a.json a.json --threshold=0.05",
                                "a.json a.json --threshold=5",
                                "a.json a.json --threshold=0%",
                                "a.json a.json --threshold=200%",
                                "a.json a.json --threshold=x%",
                                "a.json a.json --confidence=1",
                                "a.json a.json --confidence=95%",
                                "a.json a.json --max-inconclusive=x",
                                "a.json a.json --only=colour",
                                "a.json a.json --only=behaviour",
                                "a.json a.json --markdown=missing/file",
                                "a.json a.json --undecided=b.md --markdown=missing/file",
                                "a.json a.json --undecided=b.md --junit=missing/file",
                                "a.json a.json --undecided=b.md --bencher=empty",
                                "a.json a.json --undecided=b.md --bencher=empty/",
                                "a.json a.json --undecided=b.md --bencher=b.md",
                                "a.json a.json --undecided=b.md --bencher=empty/../b.md",
                                "a.json a.json --markdown=./out"}) {
    const Outcome outcome = Compare(std::string(arguments) + " --json=out");
    EXPECT_EQ(outcome.status, 2) << arguments;
    EXPECT_EQ(outcome.out, "") << arguments;
    EXPECT_TRUE(outcome.err.starts_with("sigmark: ")) << arguments << ": " << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << arguments << ": " << outcome.err;
    EXPECT_FALSE(fs::exists(folder_ / "out")) << arguments;
    EXPECT_FALSE(fs::exists(folder_ / "b.md")) << arguments;
  }
  EXPECT_CONTAINS(Compare("a.json arm.json").err, "the CPU is \"amd-25-1-1-3f9c\" in BASE and \"arm-1\" in NEW");
  EXPECT_CONTAINS(Compare("a.json a.json --junit=x --json=./x").err, "./x: is named by --junit and --json");
  EXPECT_CONTAINS(Compare("a.json a.json --threshold=0.05").err, "0.05 is not a percentage such as 5%");
}

TEST_F(CompareCommandTest, AccuracyAndBehaviourGateAcrossMachines) {
  const std::vector<Json> base = {example::Accuracy("split", 2.36), example::Behaviour("split", "monotone"),
                                  example::Throughput("split", 1)};
  std::vector<Json> next = base;
  Save("base.json", base);
  Save("same.json", next, "arm-1");
  next[0] = example::Accuracy("split", 3.36);  // one ulp
  Save("worse.json", next, "arm-1");
  const std::string only = " --only=accuracy,behaviour";
  const Outcome same = Compare("base.json same.json" + only);
  EXPECT_EQ(same.status, 0) << same.err;
  EXPECT_TRUE(same.out.starts_with("## sigmark compare: nothing is worse\n")) << same.out;
  EXPECT_CONTAINS(same.out, "| speed | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |");
  const Outcome worse = Compare("base.json worse.json" + only);
  EXPECT_EQ(worse.status, 1);
  EXPECT_CONTAINS(worse.out,
                  "| **worse** | logistic textbook/split binary32 libm | accuracy: nearest, all | max_ulp 2.36 → 3.36");
  EXPECT_EQ(Compare("worse.json base.json" + only).status, 0);
  EXPECT_EQ(Compare("base.json worse.json --only=behaviour").status, 0);
  // Forced, the speeds are compared, and every output says that they should not be.
  const Outcome forced = Compare("base.json same.json --force");
  EXPECT_EQ(forced.status, 0);
  EXPECT_TRUE(forced.out.starts_with("> **FORCED: ")) << forced.out;
}

TEST_F(CompareCommandTest, SpeedsOfSixteenPairs) {
  SaveRuns("base", 1, 0.01, 1, 20);
  SaveRuns("new", 1, 0.01, 2, 20);
  SaveRuns("slow", 1.10, 0.01, 3, 20);
  Outcome outcome = Compare("base new --strict");
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_CONTAINS(outcome.out, "base (16 runs)");
  outcome = Compare("base slow");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_CONTAINS(outcome.out, "## sigmark compare: 1 regression\n");
  EXPECT_CONTAINS(outcome.out,
                  "| **worse** | logistic textbook/split binary32 libm | speed: throughput, normal, n:2 |");
  outcome = Compare("slow base");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_CONTAINS(outcome.out, "| better |");
  EXPECT_EQ(Compare("base slow --threshold=20%").status, 0);
  EXPECT_EQ(Compare("base slow --only=accuracy").status, 2);  // nothing left to compare
}

TEST_F(CompareCommandTest, ANoisyMachineIsStatusThreeWithStrict) {
  SaveRuns("base", 1, 0.1, 1, 10);
  SaveRuns("new", 1, 0.1, 2, 10);
  EXPECT_EQ(Compare("base new").status, 0);
  const Outcome outcome = Compare("base new --strict");
  EXPECT_EQ(outcome.status, 3);
  EXPECT_CONTAINS(outcome.out, "## sigmark compare: inconclusive");
  EXPECT_CONTAINS(outcome.out, "**Too noisy to judge: 10 of 10 speed rows");
  EXPECT_EQ(Compare("base new --strict --max-inconclusive=100%").status, 0);
}

TEST_F(CompareCommandTest, MissingAndVoidRows) {
  Save("base.json", {example::Accuracy("split", 1), example::Accuracy("naive", 1)});
  Save("less.json", {example::Accuracy("split", 1)});
  EXPECT_EQ(Compare("base.json less.json").status, 1);
  EXPECT_EQ(Compare("base.json less.json --allow-missing").status, 0);
  Json row = example::Accuracy("split", 1);
  row["controls"] = {{"planted", 2}, {"found", 1}};
  Save("void.json", {row});
  EXPECT_EQ(Compare("base.json void.json").status, 4);  // the missing row beside it is the smaller problem
}

TEST_F(CompareCommandTest, ChangedBitsAreStrictOnDemand) {
  Json row = example::Accuracy("split", 1);
  Save("base.json", {row});
  row["blocks"][0]["digest"] = "fedcba9876543210";
  row["fingerprint"] = results::Fingerprint(row);
  Save("bits.json", {row});
  const Outcome outcome = Compare("base.json bits.json");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_CONTAINS(outcome.out, "| changed | logistic textbook/split");
  EXPECT_EQ(Compare("base.json bits.json --strict-bits").status, 1);
}

TEST_F(CompareCommandTest, EveryFileThatIsAskedFor) {
  Save("base.json", {example::Accuracy("split", 1)});
  Save("new.json", {example::Accuracy("split", 2)});
  const Outcome outcome = Compare(
      "base.json new.json --markdown=a.md --junit=a.xml --json=a.json --github-action-benchmark=g.json "
      "--bencher=b.json");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(ReadFile(Path("a.md")), outcome.out);
  EXPECT_TRUE(ReadFile(Path("a.xml")).starts_with("<?xml "));
  EXPECT_EQ(Json::parse(ReadFile(Path("a.json")))["schema"], "sigmark-compare/1");
  EXPECT_EQ(Json::parse(ReadFile(Path("g.json")))[0]["value"], 2.0);
  EXPECT_EQ(Json::parse(ReadFile(Path("b.json"))).size(), 1u);
}

// As scripts/regress leaves them, but for a run that got lost on either side.
TEST_F(CompareCommandTest, PairsAreOfTheSameName) {
  SaveRuns("base", 1, 0.01, 1, 2, 7);
  SaveRuns("new", 1, 0.01, 2, 2, 7);
  EXPECT_EQ(Compare("base new").status, 0);
  fs::remove(folder_ / "base" / "02.json");
  fs::remove(folder_ / "new" / "06.json");
  const Outcome outcome = Compare("base new");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_CONTAINS(outcome.err, "03.json is in BASE and 02.json in its place in NEW");
}

// Four times the rows take at most four times as long, as the shortest of three runs says; something quadratic in the
// rows would take sixteen times.
TEST_F(CompareCommandTest, TakesTimeInProportionToTheRows) {
  const auto shortest = [this](int rows) {
    SaveRuns("base", 1, 0.01, 1, rows, 4);
    SaveRuns("new", 1, 0.01, 2, rows, 4);
    auto best = std::chrono::steady_clock::duration::max();
    for (int run = 0; run < 3; ++run) {
      const auto start = std::chrono::steady_clock::now();
      EXPECT_EQ(Compare("base new").status, 0);
      best = std::min(best, std::chrono::steady_clock::now() - start);
    }
    return best;
  };
  const auto few = shortest(160);
  EXPECT_LT(shortest(640), 8 * few);
}

}  // namespace
}  // namespace sigmark
