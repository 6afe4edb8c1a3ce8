// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "reports/compare/example.h"
#include "reports/results/testing.h"

namespace sigmark::compare {
namespace {

using example::Accuracy;
using example::Base;
using example::Files;
using example::New;
using example::OtherBits;
using example::Quick;

const char* const kWhat = "nearest, all";

Row CompareAccuracyRows(const Json& base, const Json& next, const Options& options = {}) {
  return example::Find(Compare(Base({base}), New({next}), options), kWhat);
}

TEST(CompareAccuracyTest, TheSameIsTheSame) {
  const Row row = CompareAccuracyRows(Accuracy("split", 2.36), Accuracy("split", 2.36));
  EXPECT_EQ(row.kernel, "logistic textbook/split binary32 libm");
  EXPECT_EQ(row.verdict, Verdict::kSame);
  EXPECT_FALSE(row.regression);
  EXPECT_EQ(row.detail, "");
  EXPECT_EQ(row.base, row.next);
}

TEST(CompareAccuracyTest, EveryFigureCountsExactlyAndInBothDirections) {
  struct Case {
    const char* figure;
    Json good, bad;
  };
  const double ulp = 2.36;
  for (const Case& c : std::vector<Case>{{"max_ulp", ulp, ulp + 1},
                                         {"max_ulp", ulp, std::nextafter(ulp, 3)},
                                         {"max_abs", 1e-7, std::nextafter(1e-7, 1)},
                                         {"max_rel", 1e-6, 2e-6},
                                         {"max_rel", 1e-6, "inf"},
                                         {"misrounded", 120, 121},
                                         {"nonfinite", 0, 1},
                                         {"sum_ulp", "fa00000000", "fa00000001"},
                                         {"first_flushed", nullptr, "-0x1.62e43p+6"},
                                         {"first_flushed", "-0x1.62e43p+6", "-0x1p+6"},
                                         {"evidence", "exhaustive", "sampled"},
                                         {"evidence", "proved", "sampled"},
                                         {"evidence", "exhaustive", "proved"}}) {
    Json good = Accuracy("split", ulp), bad = good;
    if (std::string(c.figure) == "sum_ulp") bad = OtherBits(bad);
    good[c.figure] = c.good;
    bad[c.figure] = c.bad;
    const Row worse = CompareAccuracyRows(good, bad);
    EXPECT_EQ(worse.verdict, Verdict::kWorse) << c.figure;
    EXPECT_TRUE(worse.regression) << c.figure;
    EXPECT_CONTAINS(worse.detail, "→");
    const Row better = CompareAccuracyRows(bad, good);
    EXPECT_EQ(better.verdict, Verdict::kBetter) << c.figure;
    EXPECT_FALSE(better.regression) << c.figure;
  }
}

TEST(CompareAccuracyTest, AnyWorseningWinsOverImprovements) {
  Json next = OtherBits(Accuracy("split", 2.36));
  next["misrounded"] = 10;
  next["max_ulp"] = 3.36;
  const Row row = CompareAccuracyRows(Accuracy("split", 2.36), next);
  EXPECT_EQ(row.verdict, Verdict::kWorse);
  EXPECT_EQ(row.detail, "max_ulp 2.36 → 3.36 at x = -0x1.62e43p+6 (−88.7228); better: misrounded 120 → 10");
}

TEST(CompareAccuracyTest, OtherBitsWithTheSameFiguresAreReportedAndNoRegression) {
  const Json base = Accuracy("split", 2.36);
  const Row row = CompareAccuracyRows(base, OtherBits(base));
  EXPECT_EQ(row.verdict, Verdict::kChanged);
  EXPECT_FALSE(row.regression);
  EXPECT_CONTAINS(row.detail, "other bits, the same figures: fingerprint");
  Options strict;
  strict.strict_bits = true;
  EXPECT_TRUE(CompareAccuracyRows(base, OtherBits(base), strict).regression);
  EXPECT_EQ(Compare(Base({base}), New({OtherBits(base)}), strict).Status(), 1);
}

TEST(CompareAccuracyTest, AnotherSumOfTheSameBitsIsTheReferences) {
  Json next = Accuracy("split", 2.36);
  next["sum_ulp"] = "fa00000001";
  const Row row = CompareAccuracyRows(Accuracy("split", 2.36), next);
  EXPECT_EQ(row.verdict, Verdict::kChanged);
  EXPECT_FALSE(row.regression);
  EXPECT_CONTAINS(row.detail, "the same bits, summed by another reference: mean_ulp ");
}

TEST(CompareAccuracyTest, RowsOfOtherInputsDoNotMatch) {
  const Json base = Accuracy("split", 2.36);
  for (const char* axis : {"function", "format", "isa", "rounding"}) {
    Json other = base;
    other[axis] = std::string(axis) == "function"   ? "tanh"
                  : std::string(axis) == "format"   ? "binary64"
                  : std::string(axis) == "rounding" ? "upward"
                                                    : "AVX2";
    other["fingerprint"] = results::Fingerprint(other);
    const Json shared = Accuracy("naive", 1);  // so that something matches
    const Comparison comparison = Compare(Base({base, shared}), New({other, shared}), {});
    EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kMissing), 1u) << axis;
    EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kNew), 1u) << axis;
    EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kSame), 1u) << axis;
    EXPECT_EQ(comparison.Status(), 1) << axis;
    EXPECT_THROW(Compare(Base({base}), New({other}), {}), results::DataError) << axis;
  }
  Json more = base;
  more["domain"]["count"] = 2000;
  const Row row = CompareAccuracyRows(base, more);
  EXPECT_EQ(row.verdict, Verdict::kMissing);
  EXPECT_EQ(row.detail, "measured on other inputs: 1000 in BASE, 2000 in NEW");
}

TEST(CompareAccuracyTest, BuildsAreNotCompared) {
  Json file = example::File({Accuracy("split", 2.36)});
  file["builds"][0]["id"] = "other";
  file["measurements"][0]["build"] = "other";
  const Comparison comparison = Compare(Base({Accuracy("split", 2.36)}), Files("NEW", {file}), {});
  EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kSame), 1u);
}

TEST(CompareAccuracyTest, MissingIsARegressionUnlessAllowed) {
  const std::vector<Json> both = {Accuracy("naive", 1), Accuracy("split", 2.36)};
  Comparison comparison = Compare(Base(both), New({both[0]}), {});
  EXPECT_EQ(comparison.Status(), 1);
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kMissing);
  EXPECT_EQ(comparison.rows[0].detail, "not measured in NEW");
  Options allow;
  allow.allow_missing = true;
  comparison = Compare(Base(both), New({both[0]}), allow);
  EXPECT_EQ(comparison.Status(), 0);
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kMissing);
  // The reason, where there is one.
  Json unavailable = example::File({both[0]});
  unavailable["implementations"][1]["status"] = "unavailable";
  unavailable["implementations"][1]["reason"] = "needs libfoo";
  comparison = Compare(Base(both), Files("NEW", {unavailable}), {});
  EXPECT_EQ(comparison.rows[0].detail, "not available in NEW: needs libfoo");
  comparison = Compare(Base(both), New({both[0], example::Failure("split", "signal")}), {});
  EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kWorse), 1u);  // the failure itself
  EXPECT_EQ(example::Find(comparison, kWhat).kernel, "");             // two rows
  EXPECT_CONTAINS(comparison.rows[1].detail, "failed in NEW: signal in accuracy: signal 11 at");
}

TEST(CompareAccuracyTest, NewRowsAreNoRegression) {
  const Comparison comparison =
      Compare(Base({Accuracy("naive", 1)}), New({Accuracy("naive", 1), Accuracy("split", 9)}), {});
  EXPECT_EQ(comparison.Status(), 0);
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kNew);
  EXPECT_EQ(comparison.rows[0].detail, "max_ulp 9.0 at x = -0x1.62e43p+6 (−88.7228)");
}

TEST(CompareAccuracyTest, MissedControlsAreVoidOnEitherSide) {
  Json bad = Accuracy("split", 2.36);
  bad["controls"] = {{"planted", 53}, {"found", 52}};
  for (const auto& [base, next] : {std::pair(Accuracy("split", 2.36), bad), std::pair(bad, Accuracy("split", 9))}) {
    const Comparison comparison = Compare(Base({base}), New({next}), {});
    EXPECT_EQ(comparison.Status(), 4);
    EXPECT_EQ(comparison.rows[0].verdict, Verdict::kVoid);
    EXPECT_EQ(comparison.rows[0].detail, "52 of 53 planted errors were found");
  }
}

TEST(CompareAccuracyTest, MissedControlsOfAnyRunAreVoid) {
  const Json good = Accuracy("split", 2.36), shared = Accuracy("naive", 1);
  Json bad = good;
  bad["controls"] = {{"planted", 53}, {"found", 1}};
  const Side fine = Files("BASE", {example::File({good, shared}), example::File({good, shared})});
  const Side second = Files("NEW", {example::File({good, shared}), example::File({bad, shared})});
  EXPECT_EQ(Compare(fine, second, {}).Status(), 4);
  EXPECT_EQ(Compare(second, fine, {}).Status(), 4);
  EXPECT_EQ(Compare(second, fine, {}).rows[0].detail, "1 of 53 planted errors were found");
  // Where NEW has nothing to hold against it, BASE is no more to be trusted.
  EXPECT_EQ(Compare(second, New({shared}), {}).Status(), 4);
}

TEST(CompareAccuracyTest, OneBuildAtATime) {
  const auto refusal = [](const std::vector<Json>& files) -> std::string {
    try {
      Compare(Base({Accuracy("split", 1)}), Files("NEW", files), {});
    } catch (const results::DataError& error) {
      return error.what();
    }
    return "";
  };
  Json other = example::File({Accuracy("split", 1)});
  other["builds"].push_back(other["builds"][0]);
  other["builds"][1]["id"] = "clang";
  other["measurements"][0]["build"] = "clang";
  Json both = other;
  both["measurements"].push_back(Accuracy("split", 2));
  EXPECT_EQ(
      refusal({both}),
      "NEW/0.json: holds textbook/split binary32 twice, of the builds clang and gcc; compare one build at a time");
  EXPECT_EQ(refusal({example::File({Accuracy("split", 1)}), other}),
            "NEW: holds textbook/split binary32 in NEW/0.json and NEW/1.json, of the builds gcc and clang; compare one "
            "build at a time");
  EXPECT_EQ(refusal({other, other}), "");
}

TEST(CompareAccuracyTest, RunsOfOneSideMustAgree) {
  const Json row = Accuracy("split", 2.36);
  const Side one = Files("BASE", {example::File({row}), example::File({row})});
  const Side other = Files("NEW", {example::File({row}), example::File({OtherBits(row)})});
  Comparison comparison = Compare(one, other, {});
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kWorse);
  EXPECT_EQ(comparison.rows[0].detail, "not deterministic: the results of the 2 runs of NEW differ");
  comparison = Compare(other, one, {});
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kBetter);
  EXPECT_EQ(Compare(one, Files("NEW", {example::File({row})}), {}).Status(), 0);  // counts need not be equal
}

TEST(CompareAccuracyTest, ShardsAreNoRepetitions) {
  std::vector<Json> files;
  for (int block = 0; block < 2; ++block) {
    Json row = Accuracy("split", 2.36);
    row["domain"]["blocks"] = 2;
    row["blocks"][0]["index"] = block;
    row["fingerprint"] = results::Fingerprint(row);
    files.push_back(example::File({row}));
  }
  const Side shards = Files("NEW", files);
  try {
    Compare(Files("BASE", files), shards, {});
    FAIL();
  } catch (const results::DataError& error) {
    EXPECT_CONTAINS(std::string(error.what()), "sigmark merge them first");
  }
}

TEST(CompareAccuracyTest, DisjointShardsAreOtherInputs) {
  const auto shard = [](int block) {
    Json row = Accuracy("split", 2.36);
    row["domain"]["blocks"] = 2;
    row["blocks"][0]["index"] = block;
    row["fingerprint"] = results::Fingerprint(row);
    return row;
  };
  EXPECT_EQ(CompareAccuracyRows(shard(0), shard(0)).verdict, Verdict::kSame);
  const Row row = CompareAccuracyRows(shard(0), shard(1));
  EXPECT_EQ(row.verdict, Verdict::kMissing);
  EXPECT_TRUE(row.regression);
  EXPECT_EQ(row.detail,
            "measured on other inputs: blocks 0 to 0 in BASE, blocks 1 to 1 in NEW; sigmark merge shards first");
}

// The gate in CI: a quick run against the committed report of full effort.
TEST(CompareAccuracyTest, QuickIsHeldAgainstFull) {
  const Json full = Accuracy("split", 2.36);
  const auto verdict = [&](double max_ulp, int misrounded) {
    Json quick = Quick(Accuracy("split", max_ulp));
    quick["misrounded"] = misrounded;
    return example::Find(Compare(Base({full}), New({quick}), {}), "nearest, sampled").verdict;
  };
  EXPECT_EQ(verdict(2.36, 120), Verdict::kSame);
  EXPECT_EQ(verdict(1, 3), Verdict::kSame);  // fewer inputs: nothing to praise
  EXPECT_EQ(verdict(2.37, 3), Verdict::kWorse);
  EXPECT_EQ(verdict(1, 121), Verdict::kWorse);
  // Not the other way round, and a sample covers no other sample.
  Options allow;
  allow.allow_missing = true;
  EXPECT_THROW(Compare(Base({Quick(full)}), New({full}), allow), results::DataError);
  Json sampled = full;
  sampled["evidence"] = "sampled";
  const Json shared = Accuracy("naive", 1);
  const Comparison comparison = Compare(Base({sampled, shared}), New({Quick(full), shared}), {});
  EXPECT_EQ(comparison.Status(), 0);
  EXPECT_EQ(example::Find(comparison, "nearest, sampled").verdict, Verdict::kNew);
  EXPECT_EQ(comparison.rows[0].detail, "not comparable: effort full, seed 1 in BASE, effort quick, seed 1 in NEW");
}

TEST(CompareAccuracyTest, EffortAndSeedOfExhaustiveRowsDoNotMatter) {
  Json next = Accuracy("split", 2.36);
  next["effort"] = "quick";
  next["seed"] = 2;
  next["fingerprint"] = results::Fingerprint(next);
  EXPECT_EQ(CompareAccuracyRows(Accuracy("split", 2.36), next).verdict, Verdict::kSame);
  EXPECT_EQ(CompareAccuracyRows(Accuracy("split", 2.36), OtherBits(next)).verdict, Verdict::kChanged);
  next["misrounded"] = 121;
  EXPECT_EQ(CompareAccuracyRows(Accuracy("split", 2.36), OtherBits(next)).verdict, Verdict::kWorse);
  // Samples of another seed are other inputs.
  Json sampled = Quick(Accuracy("split", 2.36)), other = sampled;
  other["seed"] = 2;
  other["fingerprint"] = results::Fingerprint(other);
  EXPECT_THROW(Compare(Base({sampled}), New({other}), {}), results::DataError);
}

// Accuracy can be gated against the report of another machine, as far as that can answer.
TEST(CompareAccuracyTest, OtherMachinesExcuseWhatDependsOnThem) {
  const auto row = [](const char* isa, double max_ulp) {
    Json accuracy = Accuracy("split", max_ulp);
    accuracy["isa"] = isa;
    return accuracy;
  };
  const Side base = Base({row("libm", 1), row("AVX2", 1), row("SSE4", 1)});
  Json file = example::File({row("libm", 2), row("SSE4", 1)});
  file["machine"]["cpu_id"] = "intel-6-0";
  file["machine"]["isas"] = {"libm", "SSE4"};
  file["machine"]["libm"]["version"] = "glibc 2.41";
  Comparison comparison = Compare(base, Files("NEW", {file}), {});
  EXPECT_EQ(comparison.Status(), 0);
  EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kMissing), 2u);
  EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kSame), 1u);
  EXPECT_EQ(comparison.rows[0].detail,
            "not comparable: depends on libm, which is glibc 2.36 (fma) in BASE and glibc 2.41 (fma) in NEW");
  EXPECT_EQ(comparison.rows[1].detail, "not comparable: the CPU of NEW has no AVX2");
  // The control: with the same libm the same rows are a regression, and so is an AVX2 row that only went missing.
  file["machine"]["libm"]["version"] = "glibc 2.36";
  file["machine"]["isas"] = {"libm", "SSE4", "AVX2"};
  comparison = Compare(base, Files("NEW", {file}), {});
  EXPECT_EQ(comparison.Regressions(), 2u);
}

}  // namespace
}  // namespace sigmark::compare
