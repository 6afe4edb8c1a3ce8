// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "reports/compare/example.h"
#include "reports/results/testing.h"

namespace sigmark::compare {
namespace {

using example::Accuracy;
using example::Base;
using example::Behaviour;
using example::Failure;
using example::Files;
using example::New;
using example::Quick;

Row CompareBehaviourRows(const Json& base, const Json& next) {
  return example::Find(Compare(Base({base}), New({next}), {}), "monotone, nearest");
}

TEST(CompareBehaviourTest, EveryTransition) {
  const std::vector<std::string> states = {"holds", "violated", "not_applicable", "not_run"};
  const std::vector<std::vector<Verdict>> expected = {
      // to holds, violated, not_applicable, not_run
      {Verdict::kSame, Verdict::kWorse, Verdict::kWorse, Verdict::kWorse},
      {Verdict::kBetter, Verdict::kSame, Verdict::kBetter, Verdict::kBetter},
      {Verdict::kBetter, Verdict::kWorse, Verdict::kSame, Verdict::kChanged},
      {Verdict::kBetter, Verdict::kWorse, Verdict::kChanged, Verdict::kSame}};
  for (std::size_t from = 0; from < states.size(); ++from) {
    for (std::size_t to = 0; to < states.size(); ++to) {
      const Row row = CompareBehaviourRows(Behaviour("split", "monotone", states[from]),
                                           Behaviour("split", "monotone", states[to]));
      EXPECT_EQ(row.verdict, expected[from][to]) << states[from] << " to " << states[to];
      EXPECT_EQ(row.regression, row.verdict == Verdict::kWorse);
    }
  }
}

TEST(CompareBehaviourTest, ViolationsEvidenceAndClaims) {
  const Json base = Behaviour("split", "monotone", "violated");
  Json next = base;
  next["violations"] = 8;
  EXPECT_EQ(CompareBehaviourRows(base, next).verdict, Verdict::kWorse);
  EXPECT_EQ(CompareBehaviourRows(base, next).detail, "violated 7 → 8 times");
  EXPECT_EQ(CompareBehaviourRows(next, base).verdict, Verdict::kBetter);
  next = base;
  next["evidence"] = "sampled";
  EXPECT_EQ(CompareBehaviourRows(base, next).verdict, Verdict::kWorse);
  EXPECT_EQ(CompareBehaviourRows(next, base).verdict, Verdict::kBetter);
  const Json claimed = Behaviour("split", "monotone", "holds", true), dropped = Behaviour("split", "monotone");
  EXPECT_EQ(CompareBehaviourRows(claimed, dropped).verdict, Verdict::kChanged);
  EXPECT_EQ(CompareBehaviourRows(claimed, dropped).detail, "is no longer claimed");
  EXPECT_FALSE(CompareBehaviourRows(claimed, dropped).regression);
}

TEST(CompareBehaviourTest, TheDetailSaysWhere) {
  Json next = Behaviour("split", "monotone", "violated", true);
  next["witness"] = {{"x", "0x1p+3"}};
  next["detail"] = "0x1p-1 after 0x1.8p-1";
  EXPECT_EQ(CompareBehaviourRows(Behaviour("split", "monotone"), next).detail,
            "holds → violated 7 times (claimed) at x = 0x1p+3 (8): 0x1p-1 after 0x1.8p-1");
}

TEST(CompareBehaviourTest, WalksHaveFingerprints) {
  const auto walk = [](const char* digest) {
    Json row = Behaviour("split", "monotone");
    row.update({{"effort", "full"},
                {"seed", 1},
                {"domain", {{"name", "all"}, {"lo", "-inf"}, {"hi", "inf"}, {"count", 9}, {"blocks", 1}}},
                {"blocks", {{{"index", 0}, {"digest", digest}}}}});
    row["fingerprint"] = results::Fingerprint(row);
    return row;
  };
  EXPECT_EQ(CompareBehaviourRows(walk("0123456789abcdef"), walk("0123456789abcdef")).verdict, Verdict::kSame);
  EXPECT_EQ(CompareBehaviourRows(walk("0123456789abcdef"), walk("0123456789abcdee")).verdict, Verdict::kChanged);
  // Shards of one walk are of other inputs.
  Json first = walk("0123456789abcdef"), second = first;
  first["domain"]["blocks"] = second["domain"]["blocks"] = 2;
  second["blocks"][0]["index"] = 1;
  for (Json* row : {&first, &second}) (*row)["fingerprint"] = results::Fingerprint(*row);
  EXPECT_EQ(CompareBehaviourRows(first, second).verdict, Verdict::kMissing);
  EXPECT_TRUE(CompareBehaviourRows(first, second).regression);
}

TEST(CompareBehaviourTest, QuickIsHeldAgainstFull) {
  Json full = Behaviour("split", "monotone");
  full.update({{"effort", "full"}, {"seed", 1}});
  Json quick = Quick(Behaviour("split", "monotone", "violated"));
  quick["seed"] = 1;
  EXPECT_EQ(CompareBehaviourRows(full, quick).verdict, Verdict::kWorse);
  full = Behaviour("split", "monotone", "violated");
  full.update({{"effort", "full"}, {"seed", 1}});
  EXPECT_EQ(CompareBehaviourRows(full, quick).verdict, Verdict::kSame);
  quick["observed"] = "holds";  // on fewer inputs: nothing to praise
  quick["violations"] = 0;
  EXPECT_EQ(CompareBehaviourRows(full, quick).verdict, Verdict::kSame);
  EXPECT_EQ(CompareBehaviourRows(full, quick).detail, "no worse than all inputs in BASE");
}

TEST(CompareBehaviourTest, MissingVoidAndDisagreeingRows) {
  const Json row = Behaviour("split", "monotone"), other = Behaviour("split", "range");
  Comparison comparison = Compare(Base({row, other}), New({other}), {});
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kMissing);
  EXPECT_EQ(comparison.Status(), 1);
  Json missed = row;
  missed["controls"] = {{"planted", 4}, {"found", 3}};
  EXPECT_EQ(Compare(Base({row}), New({missed}), {}).Status(), 4);
  comparison =
      Compare(Base({row}),
              Files("NEW", {example::File({row}), example::File({Behaviour("split", "monotone", "violated")})}), {});
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kWorse);
  EXPECT_EQ(comparison.rows[0].detail, "not deterministic: the 2 runs of NEW differ");
}

TEST(CompareBehaviourTest, ValidatedKernelsStayValidated) {
  const std::vector<Json> good = {Accuracy("split", 2.36), Behaviour("split", "monotone", "violated")};
  Json claiming = example::File(good);
  claiming["implementations"][1]["claims"] = {{{"function", "logistic"}, {"format", "binary32"}, {"max_ulp", 2.0}}};
  // The measured figures are the same; a claim that is broken is a regression all the same.
  const Side base = Base(good), next = Files("NEW", {claiming});
  Row row = example::Find(Compare(base, next, {}), "validated");
  EXPECT_EQ(row.verdict, Verdict::kWorse);
  EXPECT_EQ(row.detail, "no longer validated: claims max_ulp 2 ulp, measured 2.36 ulp (nearest)");
  row = example::Find(Compare(Files("BASE", {claiming}), New(good), {}), "validated");
  EXPECT_EQ(row.verdict, Verdict::kBetter);
  EXPECT_EQ(example::Find(Compare(base, New(good), {}), "validated").verdict, Verdict::kSame);
  // In files of their own, accuracy and behaviour validate as well; one of them alone is not judged.
  const Side apart = Files("NEW", {example::File({good[0]}), example::File({good[1]})});
  EXPECT_EQ(example::Find(Compare(base, apart, {}), "validated").verdict, Verdict::kSame);
  Options only_behaviour;
  only_behaviour.parts = {Part::kBehaviour};
  EXPECT_EQ(Compare(base, next, only_behaviour).Status(), 0);
}

TEST(CompareBehaviourTest, NewKernelsMustBeValidated) {
  const std::vector<Json> shared = {Accuracy("naive", 1), Behaviour("naive", "monotone")};
  const auto compare = [&shared](Json accuracy, const Json& behaviour, const Json& claims,
                                 const Options& options = {}) {
    Json file = example::File({shared[0], shared[1], accuracy, behaviour});
    file["implementations"][1]["claims"] = claims;
    return Compare(Base(shared), Files("NEW", {file}), options);
  };
  const Json good = Accuracy("split", 2.36), holds = Behaviour("split", "monotone"), none = Json::array();
  const Json claim = {{{"function", "logistic"}, {"format", "binary32"}, {"max_ulp", 2.0}}};
  EXPECT_EQ(compare(good, holds, none).Status(), 0);
  Json nonfinite = good;
  nonfinite["nonfinite"] = 5;
  struct Case {
    Json accuracy, behaviour, claims;
    std::string reason;
  };
  for (const Case& c : std::vector<Case>{
           {good, holds, claim, "claims max_ulp 2 ulp, measured 2.36 ulp (nearest)"},
           {good, Behaviour("split", "no_out_of_bounds", "violated"), none,
            "must satisfy no_out_of_bounds, violated 7 times"},
           {good, Behaviour("split", "monotone", "violated", true), none, "claims monotone, violated 7 times"}}) {
    const Comparison comparison = compare(c.accuracy, c.behaviour, c.claims);
    EXPECT_EQ(comparison.Status(), 1) << c.reason;
    EXPECT_EQ(comparison.Regressions(), 1u) << c.reason;
    EXPECT_EQ(comparison.rows[0].verdict, Verdict::kWorse);
    EXPECT_EQ(comparison.rows[0].detail, "new and not validated: " + c.reason);
  }
  // Of what is not compared, nothing is said; that a part was not measured speaks against nothing.
  Options only;
  only.parts = {Part::kAccuracy};
  EXPECT_EQ(compare(good, Behaviour("split", "writes_all", "violated"), none, only).Status(), 0);
  EXPECT_EQ(compare(good, holds, claim, only).Status(), 1);
  only.parts = {Part::kBehaviour};
  EXPECT_EQ(compare(good, holds, claim, only).Status(), 0);
  // Nor does what nobody promised to avoid (new teaching material may be as wrong as it says), nor anything in a kernel
  // that BASE could not run.
  EXPECT_EQ(compare(good, Behaviour("split", "monotone", "violated"), none).Status(), 0);
  EXPECT_EQ(compare(nonfinite, holds, none).Status(), 0);
  Json elsewhere = good;
  elsewhere["isa"] = "AVX512F";
  elsewhere["fingerprint"] = results::Fingerprint(elsewhere);
  EXPECT_EQ(compare(elsewhere, holds, claim).Status(), 0);
}

TEST(CompareFailuresTest, NewFailuresAreRegressions) {
  const Json row = Accuracy("split", 2.36);
  const std::vector<Json> failed = {row, Failure("split", "signal")};
  Comparison comparison = Compare(Base({row}), New(failed), {});
  EXPECT_EQ(comparison.Status(), 1);
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kWorse);
  EXPECT_EQ(comparison.rows[0].what, "failure: signal in accuracy");
  EXPECT_EQ(comparison.rows[0].detail, "signal 11 at x = 0x1p+0");
  EXPECT_EQ(Compare(Base(failed), New(failed), {}).Status(), 0);
  EXPECT_EQ(Compare(Base(failed), New({row}), {}).rows[0].verdict, Verdict::kBetter);
  // Of an implementation that is new, too; not of a part that is not compared.
  EXPECT_EQ(Compare(Base({row}), New({row, Failure("naive", "timeout")}), {}).Status(), 1);
  Options only_behaviour;
  only_behaviour.parts = {Part::kBehaviour};
  const Json check = Behaviour("naive", "range");
  EXPECT_EQ(Compare(Base({check}), New({check, Failure("naive", "timeout")}), only_behaviour).Status(), 0);
}

TEST(CompareTest, NothingToCompareIsBadData) {
  EXPECT_THROW(Compare(Base({}), New({}), {}), results::DataError);
  EXPECT_THROW(Compare(Base({Accuracy("split", 1)}), New({}), {}), results::DataError);
  Options only;
  only.parts = {Part::kBehaviour};
  try {
    Compare(Base({Accuracy("split", 1)}), New({Accuracy("split", 1)}), only);
    FAIL();
  } catch (const results::DataError& error) {
    EXPECT_CONTAINS(std::string(error.what()), "BASE has effort full, seed 1");
  }
}

TEST(CompareTest, RunsOfOneSideAreOfOneMachine) {
  Json other = example::File({});
  other["machine"]["cpu_id"] = "arm-1";
  EXPECT_THROW(Files("NEW", {example::File({}), other}), results::DataError);
  other = example::File({});
  other["machine"]["libm"]["variant"] = "sse2";
  EXPECT_THROW(Files("NEW", {example::File({}), other}), results::DataError);
}

}  // namespace
}  // namespace sigmark::compare
