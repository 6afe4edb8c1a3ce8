// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "reports/compare/example.h"
#include "reports/compare/exports.h"
#include "reports/results/testing.h"

namespace sigmark::compare {
namespace {

using example::Accuracy;
using example::Files;
using example::Runs;

constexpr double kNoise = 0.005;

std::string Refusal(const Side& base, const Side& next, const Options& options = {}) {
  try {
    Compare(base, next, options);
  } catch (const results::DataError& error) {
    return error.what();
  }
  return "";
}

// The verdict on a change of the time by `factor`, from 12 pairs, and on the contrary.
std::pair<Verdict, Verdict> Judge(double factor) {
  const Side base = Runs("BASE", 12, 0.8, kNoise, 1), next = Runs("NEW", 12, 0.8 * factor, kNoise, 2);
  return {Compare(base, next, {}).rows.at(0).verdict, Compare(next, base, {}).rows.at(0).verdict};
}

TEST(CompareSpeedTest, VerdictsMirror) {
  EXPECT_EQ(Judge(1), std::pair(Verdict::kSame, Verdict::kSame));
  EXPECT_EQ(Judge(1.02), std::pair(Verdict::kSame, Verdict::kSame));
  EXPECT_EQ(Judge(1.10), std::pair(Verdict::kWorse, Verdict::kBetter));
  EXPECT_EQ(Judge(1 / 1.10), std::pair(Verdict::kBetter, Verdict::kWorse));
  EXPECT_EQ(Judge(1.05), std::pair(Verdict::kInconclusive, Verdict::kInconclusive));
}

TEST(CompareSpeedTest, TheIntervalIsOfTheTime) {
  const Comparison comparison = Compare(Runs("BASE", 12, 0.8, kNoise, 1), Runs("NEW", 12, 0.88, kNoise, 2), {});
  const Row& row = comparison.rows.at(0);
  EXPECT_EQ(row.what, "throughput, normal, n:1");
  EXPECT_EQ(row.benchmark, "logistic/textbook/split/binary32/libm/normal/n:1/throughput");
  EXPECT_TRUE(row.regression);
  EXPECT_EQ(comparison.Status(), 1);
  ASSERT_TRUE(row.change.has_value());
  EXPECT_NEAR(row.change->estimate, 1.1, 0.01);
  EXPECT_LT(row.change->lo, row.change->estimate);
  EXPECT_GT(row.change->hi, row.change->estimate);
  EXPECT_NEAR(row.base.at("relative_time").get<double>(), 0.8, 0.01);
  EXPECT_NEAR(row.next.at("relative_time").get<double>(), 0.88, 0.01);
  EXPECT_TRUE(row.detail.starts_with("time × 1.")) << row.detail;
  EXPECT_TRUE(row.detail.ends_with(" of textbook/naive")) << row.detail;
}

TEST(CompareSpeedTest, TheThresholdIsAnOption) {
  const Side base = Runs("BASE", 12, 0.8, kNoise, 1), next = Runs("NEW", 12, 0.82, kNoise, 2);
  Options options;
  EXPECT_EQ(Compare(base, next, options).rows.at(0).verdict, Verdict::kSame);
  options.threshold = 0.01;
  EXPECT_EQ(Compare(base, next, options).rows.at(0).verdict, Verdict::kWorse);
}

// Pairs that share their luck are compared with each other: noise that both runs of a pair see is not noise.
TEST(CompareSpeedTest, RunsArePairedInTheirOrder) {
  std::vector<Json> base, next, shuffled;
  std::mt19937_64 random(3);
  for (int run = 0; run < 12; ++run) {
    const double luck = 1 + 0.3 * (run % 3);
    base.push_back(example::File({example::Timed("split", luck, 0.001, random)}));
    next.push_back(example::File({example::Timed("split", luck * 1.1, 0.001, random)}));
  }
  EXPECT_EQ(Compare(Files("BASE", base), Files("NEW", next), {}).rows.at(0).verdict, Verdict::kWorse);
  std::rotate(next.begin(), next.begin() + 1, next.end());
  EXPECT_EQ(Compare(Files("BASE", base), Files("NEW", next), {}).rows.at(0).verdict, Verdict::kInconclusive);
}

TEST(CompareSpeedTest, TooFewRunsAreSaidToBe) {
  const Comparison comparison = Compare(Runs("BASE", 5, 0.8, 0, 1), Runs("NEW", 5, 0.8, 0, 2), {});
  EXPECT_EQ(comparison.rows.at(0).verdict, Verdict::kInconclusive);
  EXPECT_CONTAINS(comparison.rows.at(0).detail, "; 5 of the 6 pairs of runs that it takes");
  EXPECT_EQ(comparison.noise, "Too few pairs of runs to judge 1 rows together at 95 %: it takes 6.");
  EXPECT_EQ(Compare(Runs("BASE", 6, 0.8, 0, 1), Runs("NEW", 6, 0.8, 0, 2), {}).rows.at(0).verdict, Verdict::kSame);
}

// The more rows, the stricter each: of 40 rows, one is worse from 11 pairs on.
TEST(CompareSpeedTest, ConfidenceIsOfAllRowsTogether) {
  Comparison comparison = Compare(Runs("BASE", 10, 0.8, kNoise, 1, 40), Runs("NEW", 10, 1.0, kNoise, 2, 40), {});
  EXPECT_NEAR(comparison.level, 1 - 0.05 / 40, 1e-12);
  EXPECT_EQ(comparison.Count(Part::kSpeed, Verdict::kInconclusive), 40u);
  const std::string undecided = Undecided(comparison);
  EXPECT_EQ(std::count(undecided.begin(), undecided.end(), '\n'), 40);
  comparison = Compare(Runs("BASE", 11, 0.8, kNoise, 1, 40), Runs("NEW", 11, 1.0, kNoise, 2, 40), {});
  EXPECT_EQ(comparison.Count(Part::kSpeed, Verdict::kWorse), 40u);
  EXPECT_EQ(Undecided(comparison), "");
}

// Six pairs show that rows are the same, however many they are, and five do not.
TEST(CompareSpeedTest, SameIsOfEachRowByItself) {
  Comparison comparison = Compare(Runs("BASE", 6, 0.8, kNoise, 1, 40), Runs("NEW", 6, 0.8, kNoise, 2, 40), {});
  EXPECT_EQ(comparison.Count(Part::kSpeed, Verdict::kSame), 40u);
  comparison = Compare(Runs("BASE", 5, 0.8, kNoise, 1, 40), Runs("NEW", 5, 0.8, kNoise, 2, 40), {});
  EXPECT_EQ(comparison.Count(Part::kSpeed, Verdict::kInconclusive), 40u);
  EXPECT_CONTAINS(comparison.noise, "Too few pairs");
}

TEST(CompareSpeedTest, ANoisyMachineIsToldSo) {
  const Side base = Runs("BASE", 12, 0.8, 0.05, 1, 20), next = Runs("NEW", 12, 0.8, 0.05, 2, 20);
  Options options;
  Comparison comparison = Compare(base, next, options);
  EXPECT_CONTAINS(comparison.noise, "Too noisy to judge: ");
  EXPECT_CONTAINS(comparison.noise, " of 20 speed rows");
  EXPECT_NEAR(comparison.spread, 0.07, 0.03);
  EXPECT_EQ(comparison.Status(), 0);
  options.strict = true;
  EXPECT_EQ(Compare(base, next, options).Status(), 3);
  options.max_inconclusive = 1;
  comparison = Compare(base, next, options);
  EXPECT_EQ(comparison.noise, "");
  EXPECT_EQ(comparison.Status(), 0);
}

TEST(CompareSpeedTest, ARegressionBeatsNoiseAndVoidBeatsBoth) {
  std::vector<Json> base, next;
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 0.1);
  for (int run = 0; run < 12; ++run) {
    base.push_back(
        example::File({example::Timed("split", std::exp(normal(random)), 0.001, random), Accuracy("split", 1)}));
    next.push_back(
        example::File({example::Timed("split", std::exp(normal(random)), 0.001, random), Accuracy("split", 2)}));
  }
  Options strict;
  strict.strict = true;
  EXPECT_EQ(Compare(Files("BASE", base), Files("NEW", base), strict).Status(), 0);
  EXPECT_EQ(Compare(Files("BASE", base), Files("NEW", next), strict).Status(), 1);
  for (Json& file : next) file["measurements"][1]["controls"] = {{"planted", 2}, {"found", 1}};
  EXPECT_EQ(Compare(Files("BASE", base), Files("NEW", next), strict).Status(), 4);
}

TEST(CompareSpeedTest, OneRunEachIsJudgedByItsRounds) {
  const auto verdict = [](double factor, double noise) {
    std::mt19937_64 random(3);
    const Side base = Files("BASE", {example::File({example::Timed("split", 0.8, noise, random)})});
    const Side next = Files("NEW", {example::File({example::Timed("split", 0.8 * factor, noise, random)})});
    const Comparison comparison = Compare(base, next, {});
    EXPECT_CONTAINS(comparison.notes.at(0), "One run on each side");
    return comparison.rows.at(0).verdict;
  };
  EXPECT_EQ(verdict(1, 0.005), Verdict::kSame);
  EXPECT_EQ(verdict(1.1, 0.005), Verdict::kWorse);
  EXPECT_EQ(verdict(1 / 1.1, 0.005), Verdict::kBetter);
  EXPECT_EQ(verdict(1.1, 0.1), Verdict::kInconclusive);
}

// A yardstick whose throughput differs from process to process, beside its chain, which does not.
TEST(CompareSpeedTest, TheChainIsTheBetterYardstick) {
  const auto runs = [](const char* label, double time, bool chained, int seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    std::vector<Json> files;
    for (int run = 0; run < 12; ++run) {
      Json row = example::Timed("split", time, 0.002, random);
      const double luck = random() % 2 == 0 ? 1 : 1.25;
      if (chained) row["samples"]["chain"] = row["samples"]["yardstick"];
      for (Json& sample : row["samples"]["yardstick"]) sample = sample.get<double>() * luck;
      files.push_back(example::File({row}));
    }
    return Files(label, files);
  };
  const Comparison chained = Compare(runs("BASE", 0.8, true, 1), runs("NEW", 0.88, true, 2), {});
  EXPECT_EQ(chained.rows.at(0).verdict, Verdict::kWorse);
  EXPECT_LT(chained.spread, 0.01);
  EXPECT_TRUE(chained.rows.at(0).detail.ends_with("of textbook/naive in a chain")) << chained.rows.at(0).detail;
  // Where one side has none, both are measured by what both have.
  for (const bool base_has : {false, true}) {
    const Comparison mixed = Compare(runs("BASE", 0.8, base_has, 1), runs("NEW", 0.88, !base_has, 2), {});
    EXPECT_GT(mixed.spread, 0.1);
    EXPECT_TRUE(mixed.rows.at(0).detail.ends_with("of textbook/naive")) << mixed.rows.at(0).detail;
  }
}

TEST(CompareSpeedTest, AYardstickThatMovedIsNoticed) {
  std::vector<Json> slower;
  std::mt19937_64 random(3);
  for (int run = 0; run < 12; ++run) {
    Json row = example::Timed("split", 0.8, 0.002, random, 1);
    for (const char* samples : {"candidate", "yardstick"}) {
      for (Json& sample : row["samples"][samples]) sample = sample.get<double>() * 1.2;
    }
    slower.push_back(example::File({row}));
  }
  const Comparison comparison = Compare(Runs("BASE", 12, 0.8, kNoise, 1), Files("NEW", slower), {});
  EXPECT_EQ(comparison.rows.at(0).verdict, Verdict::kSame);
  ASSERT_EQ(comparison.notes.size(), 1u);
  EXPECT_CONTAINS(comparison.notes[0], "The yardstick itself takes × 1.2");
  EXPECT_TRUE(Compare(Runs("BASE", 12, 0.8, kNoise, 1), Runs("NEW", 12, 0.8, kNoise, 2), {}).notes.empty());
}

TEST(CompareSpeedTest, OtherMachinesAndBuildsAreRefusedUnlessForced) {
  const Side base = Runs("BASE", 1, 0.8, kNoise, 1);
  struct Case {
    const char *pointer, *value, *expected;
  };
  for (const Case& c : std::vector<Case>{
           {"/machine/cpu_id", "arm-1", "the CPU is \"amd-25-1-1-3f9c\" in BASE and \"arm-1\" in NEW"},
           {"/machine/libm/version", "musl 1.2", "libm is \"glibc 2.36 (fma)\" in BASE and \"musl 1.2 (fma)\" in NEW"},
           {"/machine/libm/variant", "sse2", "libm is \"glibc 2.36 (fma)\" in BASE and \"glibc 2.36 (sse2)\" in NEW"},
           {"/builds/0/compiler", "Clang 14", "the compiler is \"GCC 12.2\" in BASE and \"Clang 14\" in NEW"},
           {"/builds/0/flags", "-O3", "the compiler's flags is \"-O2\" in BASE and \"-O3\" in NEW"}}) {
    Json file = Runs("NEW", 1, 0.8, kNoise, 1).runs[0].results;
    file[Json::json_pointer(c.pointer)] = c.value;
    const Side next = Files("NEW", {file});
    EXPECT_CONTAINS(Refusal(base, next), c.expected);
    EXPECT_CONTAINS(Refusal(base, next), "--only=accuracy,behaviour, or --force");
    Options force;
    force.force = true;
    const Comparison comparison = Compare(base, next, force);
    EXPECT_EQ(comparison.forced, std::vector<std::string>{c.expected});
    EXPECT_EQ(comparison.Status(), 0);
  }
  // Builds that timed nothing do not matter; without speeds nothing is refused.
  Json file = Runs("NEW", 1, 0.8, kNoise, 1).runs[0].results;
  file["builds"].push_back({{"id", "other"}, {"compiler", "Clang 14"}, {"flags", "-O3"}});
  EXPECT_EQ(Refusal(base, Files("NEW", {file})), "");
  file["machine"]["cpu_id"] = "arm-1";
  file["measurements"] = std::vector<Json>{Accuracy("split", 1)};
  EXPECT_EQ(Refusal(example::Base({Accuracy("split", 1)}), Files("NEW", {file})), "");
}

TEST(CompareSpeedTest, WhatCannotBePairedOrReadIsRefused) {
  EXPECT_CONTAINS(Refusal(Runs("BASE", 3, 1, 0, 1), Runs("NEW", 2, 1, 0, 1)), "BASE has 3 runs and NEW has 2");
  const Side good = Runs("BASE", 1, 1, 0, 1);
  const std::vector<Json> bad = {Json::array(), {1.0, 2.0}, std::vector<double>(25, 0.0)};
  for (const Json& samples : bad) {
    Json file = Runs("NEW", 1, 1, 0, 1).runs[0].results;
    file["measurements"][0]["samples"]["candidate"] = samples;
    EXPECT_CONTAINS(Refusal(good, Files("NEW", {file})), "NEW/0.json: samples of textbook/split binary32 n = 1");
  }
  Json twice = good.runs[0].results;
  twice["measurements"].push_back(twice["measurements"][0]);
  EXPECT_CONTAINS(Refusal(good, Files("NEW", {twice})), "twice");
}

TEST(CompareSpeedTest, MissingAndNewRows) {
  const Comparison comparison = Compare(Runs("BASE", 6, 0.8, 0, 1, 2), Runs("NEW", 6, 0.8, 0, 2, 1), {});
  EXPECT_EQ(comparison.Status(), 1);
  EXPECT_EQ(example::Find(comparison, "throughput, normal, n:2").verdict, Verdict::kMissing);
  EXPECT_EQ(example::Find(comparison, "throughput, normal, n:1").verdict, Verdict::kSame);  // a family of one
  const Comparison mirrored = Compare(Runs("BASE", 6, 0.8, 0, 2, 1), Runs("NEW", 6, 0.8, 0, 1, 2), {});
  EXPECT_EQ(mirrored.Status(), 0);
  EXPECT_EQ(example::Find(mirrored, "throughput, normal, n:2").verdict, Verdict::kNew);
}

// NEW without the row in all pairs but three, in which it is slower: too few to be surely so, and what is not there
// cannot be told.
TEST(CompareSpeedTest, RowsThatSomePairsLackAreMissing) {
  const auto without = [](Side side, std::size_t from, std::size_t to) {
    for (std::size_t run = from; run < to; ++run) side.runs[run].results["measurements"].erase(1);
    return side;
  };
  const Side base = Runs("BASE", 20, 0.8, kNoise, 1, 2), same = Runs("NEW", 20, 0.8, kNoise, 2, 2);
  const Side slower = without(Runs("NEW", 20, 1.2, kNoise, 2, 2), 3, 20);
  const char* const what = "throughput, normal, n:2";
  Row row = example::Find(Compare(base, slower, {}), what);
  EXPECT_EQ(row.verdict, Verdict::kMissing);
  EXPECT_TRUE(row.regression);
  EXPECT_TRUE(row.detail.starts_with("in 17 of the 20 pairs in which BASE has it not measured in NEW; time × 1.5"))
      << row.detail;
  Options allow;
  allow.allow_missing = true;
  EXPECT_FALSE(example::Find(Compare(base, slower, allow), what).regression);
  // One pair without it among many with it, which are slower: that is the larger trouble.
  row = example::Find(Compare(base, without(Runs("NEW", 20, 1.2, kNoise, 2, 2), 19, 20), allow), what);
  EXPECT_EQ(row.verdict, Verdict::kWorse);
  EXPECT_TRUE(row.detail.starts_with("in 1 of the 20 pairs")) << row.detail;
  // What both sides stopped measuring is missing on neither, and what BASE lacks is no regression, but is said.
  EXPECT_EQ(example::Find(Compare(without(base, 6, 20), without(same, 6, 20), {}), what).verdict, Verdict::kSame);
  row = example::Find(Compare(without(base, 12, 20), same, {}), what);
  EXPECT_EQ(row.verdict, Verdict::kSame);
  EXPECT_TRUE(row.detail.ends_with("; in 8 of the 20 pairs in which NEW has it, BASE has it not")) << row.detail;
}

TEST(CompareSpeedTest, ACopyIsNoRun) {
  Side base = Runs("BASE", 6, 0.8, kNoise, 1);
  base.runs[4].results = base.runs[2].results;
  EXPECT_EQ(
      Refusal(base, Runs("NEW", 6, 0.8, kNoise, 2)),
      "BASE/2.json and BASE/4.json hold the same samples of textbook/split binary32: a copy is no run of its own; "
      "measure again");
}

TEST(CompareSpeedTest, PairsOfFoldersHaveOneName) {
  Side base = Runs("BASE", 6, 0.8, kNoise, 1), next = Runs("NEW", 6, 0.8, kNoise, 2);
  base.folder = next.folder = true;
  EXPECT_EQ(Refusal(base, next), "");
  next.runs[5].name = "NEW/6.json";
  EXPECT_CONTAINS(Refusal(base, next), "5.json is in BASE and 6.json in its place in NEW: ");
  Options accuracy;
  accuracy.parts = {Part::kAccuracy};
  EXPECT_CONTAINS(Refusal(base, next, accuracy), "no row of ");  // which needs no pairs
}

}  // namespace
}  // namespace sigmark::compare
