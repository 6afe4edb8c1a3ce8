// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/exports.h"
#include "reports/results/testing.h"

#include <gtest/gtest.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <set>
#include <sstream>

#include "reports/compare/example.h"
#include "reports/compare/summary.h"

namespace sigmark::compare {
namespace {

using boost::property_tree::ptree;
using example::Accuracy;
using example::Base;
using example::Behaviour;
using example::Files;
using example::New;
using example::OtherBits;
using example::Runs;

// Every control character, what ends strings, cells, tags and lines in the formats, and characters that XML has not.
const char* const kHostile =
    "</script>\"'`|<img src=x onerror=alert(1)>&amp;]]>\\n\x01\x02\x1b[31m\t\r\n\x7f_*#$ \xef\xbf\xbe\xef\xbf\xbf "
    "\xf0\x9f\x92\xa9";

Json Hostile() {
  Json row = Accuracy("split", 2.36);
  row["impl"] = kHostile;
  row["isa"] = kHostile;
  return row;
}

Json HostileFile(const std::vector<Json>& rows) {
  Json file = example::File(rows);
  file["implementations"].push_back(file["implementations"][0]);
  file["implementations"].back()["id"] = kHostile;
  file["machine"]["isas"].push_back(kHostile);
  file["run"]["git"] = kHostile;
  file["machine"]["brand"] = kHostile;
  return file;
}

// A worse, a missing, a changed and a new row, one speed and one failure, all of them with hostile names.
Comparison HostileComparison() {
  std::mt19937_64 random(1);
  Json timed = example::Timed("split", 0.8, 0.001, random);
  timed["impl"] = timed["isa"] = timed["inputs"] = kHostile;
  Json failure = example::Failure("split", "signal");
  failure["impl"] = failure["isa"] = failure["detail"] = failure["stage"] = kHostile;
  Json worse = Hostile(), changed = Hostile(), missing = Hostile(), brand_new = Hostile();
  changed["format"] = "binary64";
  missing["format"] = "binary16";
  brand_new["format"] = "bfloat16";
  for (Json* row : {&changed, &missing, &brand_new}) (*row)["fingerprint"] = results::Fingerprint(*row);
  const Json base = HostileFile({worse, changed, missing, timed});
  worse["max_ulp"] = 3;
  return Compare(Files("BASE", {base}),
                 Files("NEW", {HostileFile({worse, OtherBits(changed), brand_new, timed, failure})}), {});
}

ptree ParseXml(const std::string& text) {
  std::istringstream stream(text);
  ptree tree;
  read_xml(stream, tree);
  return tree;
}

bool HasRawControls(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

TEST(ExportsTest, EscapeXml) {
  EXPECT_EQ(EscapeXml("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
  EXPECT_EQ(EscapeXml("\t\n\r"), "&#9;&#10;&#13;");
  EXPECT_EQ(EscapeXml(std::string("\0\x01\x1f", 3)), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(EscapeXml("a\xef\xbf\xbe"
                      "b\xef\xbf\xbf"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(EscapeXml("→ \xf0\x9f\x92\xa9 \xef\xbf\xbd"), "→ \xf0\x9f\x92\xa9 \xef\xbf\xbd");
  EXPECT_EQ(EscapeXml("\xef"), "\xef");
}

TEST(ExportsTest, JUnitCountsAndCases) {
  const std::vector<Json> base = {Accuracy("naive", 1), Accuracy("split", 2.36), Behaviour("split", "range"),
                                  Behaviour("split", "zero")};
  std::vector<Json> next = {Accuracy("naive", 1), Accuracy("split", 3.36), Behaviour("split", "range"),
                            Behaviour("split", "monotone")};
  const ptree suites = ParseXml(JUnit(Compare(Base(base), New(next), {}))).get_child("testsuites");
  EXPECT_EQ(suites.get<std::string>("<xmlattr>.name"), "sigmark compare: 2 regressions");
  EXPECT_EQ(suites.get<int>("<xmlattr>.tests"), 6);
  EXPECT_EQ(suites.get<int>("<xmlattr>.failures"), 2);
  EXPECT_EQ(suites.get<int>("<xmlattr>.errors"), 0);
  EXPECT_EQ(suites.get<int>("<xmlattr>.skipped"), 1);
  int cases = 0, failures = 0, skipped = 0;
  for (const auto& [tag, suite] : suites) {
    if (tag != "testsuite") continue;
    for (const auto& [inner, one] : suite) {
      if (inner != "testcase") continue;
      ++cases;
      EXPECT_TRUE(one.get<std::string>("<xmlattr>.classname").starts_with("sigmark."));
      EXPECT_FALSE(one.get<std::string>("<xmlattr>.name").empty());
      failures += static_cast<int>(one.count("failure"));
      skipped += static_cast<int>(one.count("skipped"));
      if (one.count("failure") > 0 && suite.get<std::string>("<xmlattr>.name") == "accuracy") {
        EXPECT_CONTAINS(one.get<std::string>("failure.<xmlattr>.message"), "max_ulp 2.36 → 3.36");
        EXPECT_EQ(one.get<std::string>("failure.<xmlattr>.type"), "worse");
      }
    }
  }
  EXPECT_EQ(cases, 6);
  EXPECT_EQ(failures, 2);
  EXPECT_EQ(skipped, 1);
  next[1]["controls"] = {{"planted", 2}, {"found", 1}};
  EXPECT_EQ(ParseXml(JUnit(Compare(Base(base), New(next), {}))).get<int>("testsuites.<xmlattr>.errors"), 1);
}

TEST(ExportsTest, HostileNamesAreInert) {
  const Comparison comparison = HostileComparison();
  EXPECT_EQ(comparison.Count(Part::kAccuracy, Verdict::kWorse), 1u);
  EXPECT_EQ(comparison.Count(Part::kBehaviour, Verdict::kWorse), 1u);  // the failure
  const std::string xml = JUnit(comparison);
  EXPECT_FALSE(HasRawControls(xml));
  EXPECT_EQ(xml.find("<img"), std::string::npos);
  EXPECT_EQ(xml.find("\xef\xbf\xbe"), std::string::npos);
  EXPECT_EQ(ParseXml(xml).get<int>("testsuites.<xmlattr>.tests"), 6);
  const std::string markdown = Markdown(comparison, true);
  EXPECT_FALSE(HasRawControls(markdown));
  EXPECT_EQ(markdown.find("<img"), std::string::npos);
  EXPECT_EQ(markdown.find("</script"), std::string::npos);
  // Each row of the table is one line of four cells.
  std::istringstream lines(markdown);
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("src=x") == std::string::npos || !line.starts_with("|")) continue;
    ++rows;
    int cells = 0;
    for (std::size_t i = 0; i < line.size(); ++i) cells += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1 : 0;
    EXPECT_EQ(cells, 5) << line;
  }
  EXPECT_EQ(rows, 6);
  for (const std::string& text : {ToJson(comparison), GithubActionBenchmark(comparison), Bencher(comparison)}) {
    EXPECT_FALSE(HasRawControls(text));
    EXPECT_TRUE(Json::accept(text));
  }
  EXPECT_EQ(Json::parse(ToJson(comparison))["rows"][0]["key"]["implementation"], std::string("textbook/") + kHostile);
}

TEST(ExportsTest, PathsThatAreNotUtf8AreWrittenAsUtf8) {
  const Json file = example::File({Accuracy("split", 1)});
  const Side side = MakeSide("BASE", {{"caf\xe9/\xff.json", file}});
  const Comparison comparison = Compare(side, New({Accuracy("split", 2)}), {});
  EXPECT_TRUE(Json::accept(ToJson(comparison)));
  EXPECT_EQ(JUnit(comparison).find('\xff'), std::string::npos);
  EXPECT_EQ(Markdown(comparison, false).find('\xff'), std::string::npos);
}

TEST(ExportsTest, JsonHoldsEveryRowWithItsFigures) {
  const Comparison comparison = Compare(Runs("BASE", 12, 0.8, 0.005, 1, 3), Runs("NEW", 12, 0.88, 0.005, 2, 3), {});
  const Json json = Json::parse(ToJson(comparison));
  EXPECT_EQ(json["schema"], "sigmark-compare/1");
  EXPECT_EQ(json["status"], 1);
  EXPECT_EQ(json["counts"]["speed"]["worse"], 3);
  ASSERT_EQ(json["rows"].size(), 3u);
  const Json& row = json["rows"][0];
  EXPECT_EQ(row["part"], "speed");
  EXPECT_EQ(row["verdict"], "worse");
  EXPECT_EQ(row["regression"], true);
  EXPECT_EQ(row["key"]["n"], 1);
  EXPECT_EQ(row["key"]["yardstick"], "textbook/naive");
  EXPECT_EQ(row["change"]["time_factor"], comparison.rows[0].change->estimate);
  EXPECT_LE(row["change"]["lo"], row["change"]["time_factor"]);
  EXPECT_EQ(row["base"]["runs"], 12);
  EXPECT_EQ(Json::parse(ToJson(
                Compare(Base({Accuracy("split", 1)}), New({Accuracy("split", 1)}), {})))["rows"][0]["base"]["max_ulp"],
            1.0);
}

// The formats' own requirements: strings, numbers, and names that are unique.
TEST(ExportsTest, TrackersGetTheValuesOfNew) {
  std::mt19937_64 random(1);
  const std::vector<Json> base = {Accuracy("split", 2), example::Timed("split", 0.8, 0.005, random)};
  const std::vector<Json> next = {Accuracy("split", 3), example::Timed("split", 0.4, 0.005, random)};
  const Comparison comparison = Compare(Base(base), New(next), {});
  const Json entries = Json::parse(GithubActionBenchmark(comparison));
  ASSERT_EQ(entries.size(), 2u);
  const Json &accuracy = entries[0], &speed = entries[1];
  EXPECT_EQ(accuracy["name"], "logistic textbook/split binary32 libm, nearest, all");
  EXPECT_EQ(accuracy["unit"], "ulp");
  EXPECT_EQ(accuracy["value"], 3.0);
  EXPECT_FALSE(accuracy.contains("range"));
  EXPECT_EQ(speed["name"], "logistic/textbook/split/binary32/libm/normal/n:4096/throughput");
  EXPECT_EQ(speed["unit"], "of textbook/naive");
  EXPECT_NEAR(speed["value"].get<double>(), 0.4, 0.01);
  EXPECT_TRUE(speed["range"].get<std::string>().starts_with("± 0.00"));
  for (const Json& entry : entries) EXPECT_TRUE(entry["extra"].is_string());
  const Json bencher = Json::parse(Bencher(comparison));
  ASSERT_EQ(bencher.size(), 2u);
  EXPECT_EQ(bencher[accuracy["name"].get<std::string>()]["max-ulp"]["value"], 3.0);
  const Json& time = bencher[speed["name"].get<std::string>()]["relative-time"];
  EXPECT_LT(time["lower_value"], time["value"]);
  EXPECT_GT(time["upper_value"], time["value"]);
  EXPECT_EQ(Json::parse(Bencher(Compare(Base({Behaviour("split", "zero")}), New({Behaviour("split", "zero")}), {}))),
            Json::object());
}

// Trackers and JUnit know an entry by its name alone: the larger error must not hide behind the smaller.
TEST(ExportsTest, NamesAreUniqueWhereRowsDifferInEffortOrSeedOnly) {
  Json first = example::Quick(Accuracy("split", 1)), second = example::Quick(Accuracy("split", 9)), third = second;
  second["seed"] = 2;
  third["effort"] = "full";
  Json check = Behaviour("split", "range");
  check.update({{"effort", "quick"}, {"seed", 1}});
  Json other = check;
  other["domain"]["name"] = "sampled";
  for (Json* row : {&second, &third}) (*row)["fingerprint"] = results::Fingerprint(*row);
  const std::vector<Json> rows = {first, second, third, Accuracy("naive", 3), check, other};
  const Comparison comparison = Compare(Base(rows), New(rows), {});
  const std::string kernel = "logistic textbook/split binary32 libm";
  const Json bencher = Json::parse(Bencher(comparison));
  ASSERT_EQ(bencher.size(), 4u) << bencher;
  EXPECT_EQ(bencher[kernel + ", nearest, sampled, effort quick, seed 1"]["max-ulp"]["value"], 1.0);
  EXPECT_EQ(bencher[kernel + ", nearest, sampled, effort quick, seed 2"]["max-ulp"]["value"], 9.0);
  EXPECT_TRUE(bencher.contains(kernel + ", nearest, sampled, effort full, seed 1"));
  EXPECT_TRUE(bencher.contains("logistic textbook/naive binary32 libm, nearest, all"));  // no longer than it need be
  std::set<std::string> names, entries;
  for (const Json& entry : Json::parse(GithubActionBenchmark(comparison))) entries.insert(entry["name"]);
  EXPECT_EQ(entries.size(), 4u);
  std::size_t cases = 0;
  const ptree suites = ParseXml(JUnit(comparison)).get_child("testsuites");
  for (const auto& [tag, suite] : suites) {
    if (tag != "testsuite") continue;
    for (const auto& [inner, one] : suite) {
      if (inner != "testcase") continue;
      ++cases;
      names.insert(one.get<std::string>("<xmlattr>.classname") + " " + one.get<std::string>("<xmlattr>.name"));
    }
  }
  EXPECT_GE(cases, 6u);
  EXPECT_EQ(names.size(), cases);
  EXPECT_EQ(names.count("sigmark.behaviour " + kernel + ": range, nearest, domain sampled"), 1u);
}

TEST(ExportsTest, ForcedComparisonsSaySoEverywhere) {
  Json file = Runs("NEW", 1, 0.8, 0.005, 1).runs[0].results;
  file["machine"]["cpu_id"] = "arm-1";
  Options force;
  force.force = true;
  const Comparison comparison = Compare(Runs("BASE", 1, 0.8, 0.005, 1), Files("NEW", {file}), force);
  EXPECT_TRUE(Markdown(comparison, false).starts_with("> **FORCED: these speeds are not comparable: the CPU is "));
  EXPECT_TRUE(ParseXml(JUnit(comparison)).get<std::string>("testsuites.<xmlattr>.name").starts_with("FORCED"));
  EXPECT_EQ(Json::parse(ToJson(comparison))["forced"].size(), 1u);
  EXPECT_TRUE(Json::parse(GithubActionBenchmark(comparison))[0]["extra"].get<std::string>().starts_with("FORCED"));
  EXPECT_EQ(ForcedLine(Compare(Base({Accuracy("split", 1)}), New({Accuracy("split", 1)}), force)), "");
}

TEST(ExportsTest, TheTableTellsRegressionsFirstAndTheRestInNumbers) {
  std::vector<Json> base = {Accuracy("naive", 1), Accuracy("split", 2)},
                    next = {Accuracy("naive", 1), Accuracy("split", 3)};
  for (const char* check : {"range", "zero", "monotone"}) base.push_back(Behaviour("naive", check));
  next.push_back(Behaviour("split", "range"));
  next.push_back(Behaviour("naive", "range"));
  const Comparison comparison = Compare(Base(base), New(next), {});
  const std::string text = Markdown(comparison, false);
  const auto worse =
      text.find("| **worse** | logistic textbook/split binary32 libm | accuracy: nearest, all | max_ulp 2.0 → 3.0");
  const auto missing = text.find(
      "| **missing** | logistic textbook/naive binary32 libm | behaviour: monotone, nearest and 1 more | not measured "
      "in NEW |");
  const auto added = text.find("| new | logistic textbook/split binary32 libm | behaviour: range, nearest | holds |");
  EXPECT_LT(worse, missing) << text;
  EXPECT_LT(missing, added) << text;
  EXPECT_NE(added, std::string::npos) << text;
  EXPECT_EQ(text.find("| same |"), text.find("| same |\n"));  // only in the heading of the counts
  EXPECT_TRUE(text.starts_with("## sigmark compare: 3 regressions\n"));
  EXPECT_CONTAINS(text, "| behaviour | 0 | 0 | 2 | 0 | 0 | 0 | 1 | 2 |");
  EXPECT_CONTAINS(Markdown(comparison, true),
                  "| same | logistic textbook/naive binary32 libm | accuracy: nearest, all |");
}

TEST(ExportsTest, ManyInconclusiveRowsAreCutShort) {
  const Comparison comparison = Compare(Runs("BASE", 3, 1, 0.1, 1, 30), Runs("NEW", 3, 1, 0.1, 2, 30), {});
  const std::string text = Markdown(comparison, false);
  EXPECT_CONTAINS(text, "10 more rows are inconclusive (--all prints them).");
  EXPECT_EQ(Markdown(comparison, true).find("more rows are"), std::string::npos);
  EXPECT_CONTAINS(text, "**Too few pairs of runs to judge 30 rows together at 95 %: it takes 11.**");
}

TEST(ExportsTest, TheSameInputGivesTheSameBytes) {
  const auto all = [] {
    const Comparison comparison = Compare(Runs("BASE", 12, 0.8, 0.05, 1, 5), Runs("NEW", 12, 0.85, 0.05, 2, 5), {});
    return Markdown(comparison, true) + JUnit(comparison) + ToJson(comparison) + Bencher(comparison) +
           GithubActionBenchmark(comparison);
  };
  EXPECT_EQ(all(), all());
}

}  // namespace
}  // namespace sigmark::compare
