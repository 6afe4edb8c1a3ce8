// SPDX-License-Identifier: Apache-2.0
#include "reports/results/verdict.h"

#include <gtest/gtest.h>

#include "reports/results/example.h"

namespace sigmark::results {
namespace {

const KernelId kSplit = {"logistic", "binary32", "textbook", "split", "libm", "gcc"};

// split with accuracy 2.36 ulp, `behaviour`, and `claim`.
Json Results(const Json& behaviour, const Json& claim = nullptr) {
  Json results = example::Empty();
  results["measurements"] = {example::Accuracy("split", 2.36), behaviour, example::Failure("naive", "signal")};
  if (!claim.is_null()) {
    Json full = {{"function", "logistic"}, {"format", "binary32"}};
    full.update(claim);
    results["implementations"][1]["claims"] = Json::array({full});
  }
  Validate(results, "results");
  return results;
}

const Json kHolds = example::Behaviour("split", "monotone");

TEST(VerdictTest, ValidatedNeedsAccuracyAndBehaviourOfTheSameBuild) {
  const Verdict verdict = Judge(Results(kHolds), kSplit);
  EXPECT_TRUE(verdict.validated) << verdict.reason;
  EXPECT_EQ(verdict.reason, "");

  Json results = Results(kHolds);
  results["measurements"].erase(0);
  EXPECT_EQ(Judge(results, kSplit).reason, "accuracy not measured on a whole domain");
  results = Results(kHolds);
  results["measurements"][0]["rounding"] = "upward";
  EXPECT_EQ(Judge(results, kSplit).reason, "accuracy not measured on a whole domain");
  results = Results(kHolds);
  results["measurements"][1]["build"] = "clang";
  EXPECT_EQ(Judge(results, kSplit).reason, "behaviour not measured");
  KernelId other = kSplit;
  other.isa = "AVX2";
  EXPECT_EQ(Judge(results, other).reason, "not measured");
}

TEST(VerdictTest, AMissedControlIsVoid) {
  for (const std::size_t row : {0u, 1u}) {
    Json results = Results(kHolds);
    results["measurements"][row]["controls"] = {{"planted", 5}, {"found", 5}};
    EXPECT_TRUE(Judge(results, kSplit).validated);
    results["measurements"][row]["controls"]["found"] = 4;
    EXPECT_EQ(Judge(results, kSplit).reason, "void: 4 of 5 planted errors were found");
  }
}

TEST(VerdictTest, FailuresAreTheReason) {
  const KernelId naive = {"logistic", "binary32", "textbook", "naive", "libm", "gcc"};
  EXPECT_EQ(Judge(Results(kHolds), naive).reason, "signal in accuracy: signal 11 at x = 0x1p+0");
}

TEST(VerdictTest, OnlyClaimedOrSafetyChecksBind) {
  EXPECT_TRUE(Judge(Results(example::Behaviour("split", "monotone", "violated", false)), kSplit).validated);
  EXPECT_EQ(Judge(Results(example::Behaviour("split", "monotone", "violated", true)), kSplit).reason,
            "claims monotone, violated 7 times");
  EXPECT_EQ(Judge(Results(example::Behaviour("split", "deterministic", "violated", false)), kSplit).reason,
            "must satisfy deterministic, violated 7 times");
}

TEST(VerdictTest, ClaimsBindOnTheirAxes) {
  EXPECT_TRUE(Judge(Results(kHolds, {{"max_ulp", 2.4}}), kSplit).validated);
  EXPECT_EQ(Judge(Results(kHolds, {{"max_ulp", 2.3}}), kSplit).reason,
            "claims max_ulp 2.3 ulp, measured 2.36 ulp (nearest)");
  EXPECT_FALSE(Judge(Results(kHolds, {{"max_abs", 1e-8}}), kSplit).validated);
  EXPECT_TRUE(Judge(Results(kHolds, {{"max_ulp", 2.3}, {"isa", "AVX2"}}), kSplit).validated);
  EXPECT_TRUE(Judge(Results(kHolds, {{"max_ulp", 2.3}, {"format", "binary64"}}), kSplit).validated);
  EXPECT_TRUE(Judge(Results(kHolds, {{"max_ulp", 2.3}, {"roundings", {"upward"}}}), kSplit).validated);
  EXPECT_TRUE(Judge(Results(kHolds, {{"max_ulp", 0}, {"max_abs", nullptr}}), kSplit).validated);
  EXPECT_EQ(Judge(Results(kHolds, {{"correctly_rounded", true}}), kSplit).reason,
            "claims to round correctly, but 120 results do not (nearest)");
  EXPECT_TRUE(Judge(Results(kHolds, {{"correctly_rounded", false}}), kSplit).validated);
  EXPECT_TRUE(Judge(Results(kHolds, {{"correctly_rounded", true}, {"roundings", {"upward"}}}), kSplit).validated);
}

// Two programs that asked the same kernel for the same results got others.
TEST(VerdictTest, DifferingFingerprintsInvalidate) {
  Json behaviour = example::Behaviour("split", "range");
  const Json accuracy = example::Accuracy("split", 2.36);
  for (const char* member : {"effort", "seed", "domain", "blocks", "fingerprint"}) behaviour[member] = accuracy[member];
  EXPECT_TRUE(Judge(Results(behaviour), kSplit).validated);
  behaviour["blocks"][0]["digest"] = "ffffffffffffffff";
  behaviour["fingerprint"] = Fingerprint(behaviour);
  EXPECT_EQ(Judge(Results(behaviour), kSplit).reason, "results differ between two processes");
  behaviour["seed"] = 2;  // another plan
  behaviour["fingerprint"] = Fingerprint(behaviour);
  EXPECT_TRUE(Judge(Results(behaviour), kSplit).validated);
}

TEST(VerdictTest, ResultsThatAreNotFiniteBreakAMaximum) {
  Json results = Results(kHolds, {{"max_ulp", 2.4}});
  results["measurements"][0]["nonfinite"] = 3;
  EXPECT_FALSE(Judge(results, kSplit).validated);
  results["implementations"][1]["claims"] = Json::array();
  EXPECT_TRUE(Judge(results, kSplit).validated);
}

}  // namespace
}  // namespace sigmark::results
