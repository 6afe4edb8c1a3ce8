// SPDX-License-Identifier: Apache-2.0
//
// What a report says of third-party libraries and of variants of flags.
#include <gtest/gtest.h>

#include <cmath>

#include "reports/report/findings.h"
#include "reports/report/regions.h"
#include "reports/report/tables.h"
#include "reports/report/variants.h"
#include "reports/results/example.h"

namespace sigmark::report {
namespace {

namespace example = results::example;

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)
#define EXPECT_LACKS(text, part) EXPECT_EQ((text).find(part), std::string::npos) << (text)

Json Region(const char* name, const char* lo, const char* hi, double max_ulp, const char* x) {
  return {{"name", name},
          {"lo", lo},
          {"hi", hi},
          {"max_ulp", max_ulp},
          {"witness", {{"x", x}, {"got", "0x1p-1"}, {"exact", "0x1p-1"}}}};
}

// 9 ulp, 5 where results are normal, 3 within 20.
Json AccuracyWithRegions(const std::string& impl) {
  Json row = example::Accuracy(impl, 9);
  row["regions"] = {Region("normal_results", "-0x1.5cp+6", "0x1.fffffep+127", 5, "-0x1.8p+5"),
                    Region("within_20", "-0x1.4p+4", "0x1.4p+4", 3, "0x1p-3"),
                    Region("documented", "-0x1.4p+4", "0x1.4p+4", 3, "0x1p-3")};
  return row;
}

void AddTo(Json& results, const std::string& family, const std::string& id, const std::vector<Json>& rows) {
  Json entry = results["implementations"][0];
  entry["id"] = id;
  entry["family"] = family;
  results["implementations"].push_back(entry);
  for (Json row : rows) {
    row["family"] = family;
    results["measurements"].push_back(row);
  }
}

Json Unlike(Json row, const char* digest) {
  row["blocks"][0]["digest"] = digest;
  row["fingerprint"] = results::Fingerprint(row);
  return row;
}

Json Witnessed(Json row, const char* x, const char* detail) {
  row["witness"] = {{"x", x}, {"got", "0x1p-2"}, {"exact", "0x1.8p-2"}};
  row["detail"] = detail;
  return row;
}

TEST(Regions, AreFoundWhereAllOfThemWasMeasured) {
  const Json row = AccuracyWithRegions("naive");
  ASSERT_NE(FindRegion(row, "within_20"), nullptr);
  EXPECT_EQ(FindRegion(row, "within_20")->at("max_ulp"), 3);
  EXPECT_EQ(FindRegion(row, "elsewhere"), nullptr);
  EXPECT_EQ(FindRegion(example::Accuracy("naive", 1), "within_20"), nullptr);
  // Of a part, the maximum would say too little.
  Json part = row;
  part["domain"]["lo"] = "0x0p+0";
  EXPECT_EQ(FindRegion(part, "within_20"), nullptr);
  Json shard = row;
  shard["domain"]["blocks"] = 2;
  EXPECT_EQ(FindRegion(shard, "within_20"), nullptr);
}

TEST(Field, TheMainTableHoldsRegionsPlacementAndCode) {
  Json results = example::Empty();
  Json timed = example::Throughput("naive", 1);
  timed["code_bytes"] = 640;
  results["implementations"][0]["table_bytes"] = 2048;
  results["measurements"] = {AccuracyWithRegions("naive"), example::Behaviour("naive", "position_independent"),
                             example::Behaviour("naive", "in_place", "violated"), timed};
  const std::vector<Group> groups = GroupKernels(results);
  const std::string table = MainTable(groups.at(0));
  EXPECT_HAS(table, "max ulp, normal results");
  EXPECT_HAS(table, "| 9 | `-0x1.62e43p+6` (−88.7228) | 5 | 3 |");
  EXPECT_HAS(table, "✗ in place | 640 B | 2 KiB |");
}

TEST(Variants, OneRowForAllThatGiveTheSame) {
  Json results = example::Empty();
  results["measurements"] = {example::Accuracy("naive", 2.1e6), example::Throughput("naive", 1)};
  AddTo(results, "variants", "naive_gcc_o2",
        {example::Accuracy("naive_gcc_o2", 2.1e6), example::Throughput("naive_gcc_o2", 1.01)});
  AddTo(results, "variants", "naive_clang_o2", {example::Accuracy("naive_clang_o2", 2.1e6)});
  AddTo(results, "variants", "naive_gcc_ofast",
        {Unlike(example::Accuracy("naive_gcc_ofast", 8.4e6), "fedcba9876543210"),
         example::Throughput("naive_gcc_ofast", 5)});
  const Group group = GroupKernels(results).at(0);
  const std::string table = VariantsTable(group);
  EXPECT_HAS(table, "| naive_clang_o2 (libm) not timed<br>naive_gcc_o2 (libm) 1.01 × | textbook/naive libm |");
  EXPECT_HAS(table, "| naive_gcc_ofast (libm) 5 × | |");
  // What is not on the front has no row of its own beside the other implementations.
  EXPECT_LACKS(MainTable(group), "naive_gcc_o2 ");
  EXPECT_HAS(MainTable(group), "textbook/naive");
  results["implementations"].erase(2);
  EXPECT_EQ(VariantsTable(GroupKernels(example::Full()).at(0)), "");
}

TEST(Findings, NameLibrariesWithTheirWitnesses) {
  Json results = example::Empty();
  results["measurements"] = Json::array({example::Accuracy("naive", 2.1e6)});
  Json sampled = Witnessed(example::Behaviour("quick_exp", "monotone", "violated"), "0x1p+1", "gives less");
  sampled["evidence"] = "sampled";
  Json nonfinite = AccuracyWithRegions("quick_exp");
  nonfinite["nonfinite"] = 12;
  nonfinite["nonfinite_witness"] = {{"x", "-0x1.64p+7"}, {"got", "nan"}, {"exact", "0x1p-200"}};
  nonfinite["first_flushed"] = "-0x1p+5";
  AddTo(results, "peers", "quick_exp",
        {nonfinite, sampled, example::Behaviour("quick_exp", "nan_propagates"),
         Witnessed(example::Behaviour("quick_exp", "in_place", "violated"), "0x1p+2", "element 1")});
  AddTo(results, "peers", "careful", {AccuracyWithRegions("careful"), example::Behaviour("careful", "monotone")});
  const std::string text = Findings(results);
  EXPECT_HAS(text, "2 implementations and formats were looked at");
  EXPECT_HAS(text, "a larger input gives a smaller result, or NaN: 1 of 2.");
  EXPECT_HAS(text, "| peers/quick_exp | binary32 | libm | 7, sampled | `0x1p+1` (2) | `0x1p-2` | gives less |");
  EXPECT_HAS(text, "a NaN comes out as a number, and nobody notices: 0 of 1.");
  EXPECT_HAS(text, "| 12 | `-0x1.64p+7` (−178) | `nan` |");
  EXPECT_HAS(text, "0 where the exact value is a normal number: 1 of 2.");
  EXPECT_HAS(text, "in_place: element 1");
  EXPECT_HAS(text, "a probability that is none: not measured.");
  EXPECT_LACKS(text, "textbook/naive");  // ours are in the tables
  EXPECT_LACKS(text, "documentation promises");
  EXPECT_EQ(Findings(example::Full()), "");
}

TEST(Findings, ADocumentedPromiseIsHeldAgainstTheMeasurement) {
  Json results = example::Empty();
  AddTo(results, "peers", "promising", {AccuracyWithRegions("promising")});
  const auto promise = [&](double ulp) {
    results["implementations"].back()["documented"] = Json::array({{{"format", "binary32"},
                                                                    {"max_ulp", ulp},
                                                                    {"lo", "-0x1.4p+4"},
                                                                    {"hi", "0x1.4p+4"},
                                                                    {"source", "its manual"}}});
    return Findings(results);
  };
  EXPECT_HAS(promise(2), "| 3 | `0x1p-3` (0.125) | **refuted** | its manual |");
  EXPECT_HAS(promise(3), "| 3 | `0x1p-3` (0.125) | holds | its manual |");
}

}  // namespace
}  // namespace sigmark::report
