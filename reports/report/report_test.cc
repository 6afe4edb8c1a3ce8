// SPDX-License-Identifier: Apache-2.0
#include "reports/report/report.h"
#include "reports/results/testing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/report/kernels.h"
#include "reports/report/markdown.h"
#include "reports/results/atomic_file.h"
#include "reports/results/example.h"
#include "reports/results/hex_float.h"

namespace sigmark::report {
namespace {

namespace fs = std::filesystem;
namespace example = results::example;

#define EXPECT_LACKS(text, part) EXPECT_EQ((text).find(part), std::string::npos) << (text)

void AddImplementation(Json& results, const std::string& id, Json claims = Json::array()) {
  Json entry = results["implementations"][0];
  entry["id"] = id;
  entry["claims"] = std::move(claims);
  results["implementations"].push_back(entry);
}

// A validated kernel of textbook/`id`.
void AddKernel(Json& results, const std::string& id, double max_ulp, double speed) {
  AddImplementation(results, id);
  for (const Json& row : {example::Accuracy(id, max_ulp), example::Behaviour(id, "monotone"),
                          example::Throughput(id, speed), example::Throughput(id, speed / 2, 1 << 22)}) {
    results["measurements"].push_back(row);
  }
}

// naive, three validated kernels of which one is dominated, one that broke its claim, one that crashed.
Json Results() {
  Json results = example::Empty();
  results["implementations"].erase(1);
  Json& rows = results["measurements"];
  rows = {example::Accuracy("naive", 2.11e6), example::Behaviour("naive", "monotone"),
          example::Behaviour("naive", "subnormal_results", "violated"), example::Throughput("naive", 1.0),
          example::Throughput("naive", 1.0, 1 << 22)};
  AddKernel(results, "exact", 0.5, 2.0);
  AddKernel(results, "close", 3.9, 7.0);
  AddKernel(results, "dominated", 4.0, 6.0);
  AddKernel(results, "rough", 1e4, 20.0);
  AddImplementation(results, "liar");
  rows.push_back(example::Accuracy("liar", 1.0));
  rows.push_back(example::Behaviour("liar", "monotone", "violated", true));
  rows.push_back(example::Throughput("liar", 30.0));
  AddImplementation(results, "crash");
  rows.push_back(example::Failure("crash", "signal"));
  AddImplementation(results, "absent");
  results["implementations"].back().update({{"status", "unavailable"}, {"reason", "needs libabsent-dev"}});
  results::Validate(results, "results");
  return results;
}

// The first line of `text` that holds `part`.
std::string Line(const std::string& text, const std::string& part) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != std::string::npos) return line;
  }
  ADD_FAILURE() << "no line with " << part << " in\n" << text;
  return "";
}

TEST(MarkdownTest, EscapeLeavesNoMarkup) {
  EXPECT_EQ(Escape("a|b\nc`d<script>&*[x](y)"), "a\\|b c\\`d&lt;script&gt;&amp;\\*\\[x\\](y)");
  EXPECT_EQ(Escape("exp_ratio"), "exp_ratio");
  EXPECT_EQ(Escape("_x_"), "\\_x\\_");
  EXPECT_EQ(Escape("σ"), "σ");
}

TEST(MarkdownTest, EscapeKeepsTextInItsOrder) {
  for (const char* mover : {"\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066",
                            "\u2067", "\u2068", "\u2069", "\u2028", "\u2029"}) {
    EXPECT_EQ(Escape(fmt::format("a{}b", mover)), "a\ufffdb") << mover;
  }
  EXPECT_EQ(Escape("\u2013\u2192\u2212\u05d0\u0627"),
            "\u2013\u2192\u2212\u05d0\u0627");  // others stay, right to left too
  EXPECT_EQ(Escape("\xe2\x80"), "\xe2\x80");
}

TEST(MarkdownTest, BoundsAreNeverBelowTheirValue) {
  EXPECT_EQ(Bound(0.5), "0.5");
  EXPECT_EQ(Bound(0.500001), "0.5001");
  EXPECT_EQ(Bound(2.36), "2.36");
  EXPECT_EQ(Bound(9.99991), "10");
  EXPECT_EQ(Bound(2.1101e6), "2.12e+06");
  EXPECT_EQ(Bound(0), "0");
  for (double x = 1e-9; x < 1e9; x *= 1.37) {
    EXPECT_GE(std::stod(Bound(x)), x);
    EXPECT_LE(std::stod(Bound(x)), x * 1.011);
  }
}

TEST(MarkdownTest, Numbers) {
  EXPECT_EQ(Number(1.2345), "1.23");
  EXPECT_EQ(Number(12345), "12345");
  EXPECT_EQ(Number(1.234e-7), "1.23e-07");
  EXPECT_EQ(Count(302016), "302,016");
  EXPECT_EQ(Count(16), "16");
  EXPECT_EQ(Share(0, 100), "0");
  EXPECT_EQ(Share(100, 100), "100 %");
  EXPECT_EQ(Share(999999, 1000000), "99.9 %");
  EXPECT_EQ(Share(1, 4294967296u), "2.33e-08 %");
  EXPECT_EQ(Bytes(32768), "32 KiB");
  EXPECT_EQ(Bytes(64u << 20), "64 MiB");
  EXPECT_EQ(InputText("-0x1.62e43p+6"), "-0x1.62e43p+6 (−88.7228)");
}

// The page computes its texts by itself (reports/page/numbers.mjs), and its tests hold it to the same table.
TEST(MarkdownTest, NumbersAreThoseOfTheTableThatThePageIsHeldTo) {
  const Json table = Json::parse(results::ReadFile(SIGMARK_NUMBER_TEXTS));
  std::size_t rows = 0;
  for (const auto& [name, texts] : table.items()) {
    for (const Json& row : texts) {
      const Json& argument = row.at(0);
      const std::string expected = row.back();
      ++rows;
      if (name == "bound" || name == "number") {
        const double value = results::ParseFloat(argument.get<std::string>());
        EXPECT_EQ(name == "bound" ? Bound(value) : Number(value), expected) << name << " " << row;
      } else if (name == "input") {
        EXPECT_EQ(InputText(argument), expected);
      } else if (name == "share") {
        EXPECT_EQ(Share(argument.get<std::uint64_t>(), row.at(1).get<std::uint64_t>()), expected) << row;
      } else {
        ASSERT_TRUE(name == "bytes" || name == "count") << name;
        const auto value = argument.get<std::uint64_t>();
        EXPECT_EQ(name == "bytes" ? Bytes(value) : Count(value), expected) << name << " " << row;
      }
    }
  }
  EXPECT_GT(rows, 500u);
}

TEST(ReportTest, RowsAreSortedBySpeed) {
  const Json results = Results();
  const std::vector<Group> groups = GroupKernels(results);
  ASSERT_EQ(groups.size(), 1u);
  std::vector<double> speeds;
  for (const Kernel& kernel : groups[0].kernels) speeds.push_back(kernel.Speed());
  EXPECT_TRUE(std::is_sorted(speeds.rbegin(), speeds.rend()));
  EXPECT_EQ(speeds.back(), 0);  // the crash was not timed
}

TEST(ReportTest, FrontIsOfValidatedKernelsOnly) {
  const Json results = Results();
  const std::vector<Group> groups = GroupKernels(results);
  for (const Kernel& kernel : groups[0].kernels) {
    const bool expected = kernel.id.impl == "exact" || kernel.id.impl == "close" || kernel.id.impl == "rough";
    EXPECT_EQ(kernel.on_front, expected) << kernel.id.impl;
  }
  EXPECT_TRUE(Line(Markdown(results), "| textbook/close").starts_with("| ● |"));
  EXPECT_TRUE(Line(Markdown(results), "| textbook/liar").starts_with("| | textbook/liar"));
}

TEST(ReportTest, ResultsThatAreNotFiniteKeepOffTheFront) {
  Json results = Results();
  for (Json& row : results["measurements"]) {
    if (row["impl"] == "close" && row["kind"] == "accuracy") row["nonfinite"] = 1;
  }
  const std::vector<Group> groups = GroupKernels(results);
  for (const Kernel& kernel : groups[0].kernels) {
    const bool expected = kernel.id.impl == "exact" || kernel.id.impl == "dominated" || kernel.id.impl == "rough";
    EXPECT_EQ(kernel.on_front, expected) << kernel.id.impl;
  }
}

TEST(ReportTest, TheFiveLines) {
  const auto lines = Summary(Results());
  EXPECT_CONTAINS(lines[0],
                  "AMD EPYC (amd-25-1-1-3f9c), glibc 2.36 (fma), effort full: 7 kernels measured, 5 validated");
  EXPECT_CONTAINS(lines[1], "textbook/exact (libm): max 0.5 ulp (all: 1,000 inputs, exhaustive), 2 × textbook/naive");
  EXPECT_CONTAINS(lines[2], "textbook/close (libm): max 3.9 ulp");
  EXPECT_CONTAINS(lines[3], "max 2.11e+06 ulp at x = -0x1.62e43p+6 (−88.7228)");
  EXPECT_CONTAINS(lines[4], "Failures: 1; kernels not validated: 2; implementations not available here: 1");
  for (const std::string& line : lines) {
    EXPECT_LACKS(line, "\n");
    EXPECT_CONTAINS(Markdown(Results()), "- " + Escape(line) + "\n");
  }
  const auto none = Summary(example::Empty());
  EXPECT_CONTAINS(none[1], "none is validated");
  EXPECT_CONTAINS(none[3], "not measured");
}

TEST(ReportTest, VerdictsAndReasonsAreShown) {
  const std::string page = Markdown(Results());
  EXPECT_CONTAINS(Line(page, "textbook/exact | libm"), "| validated |");
  EXPECT_CONTAINS(Line(page, "textbook/liar | libm"), "**not validated**: claims monotone, violated 7 times");
  EXPECT_CONTAINS(Line(page, "textbook/crash | libm"), "**not validated**: signal in accuracy");
  EXPECT_CONTAINS(page, "## Failures");
  EXPECT_CONTAINS(Line(page, "textbook/absent"), "needs libabsent-dev");
}

TEST(ReportTest, BehaviourIsShownByCheck) {
  Json results = Results();
  results["measurements"].push_back(example::Behaviour("naive", "ftz_daz", "not_applicable"));
  results["measurements"].push_back(example::Behaviour("naive", "zero", "not_run"));
  const std::string page = Markdown(results);
  const std::string matrix = page.substr(page.find("### Behaviour"));
  EXPECT_CONTAINS(Line(matrix, "implementation"), "| zero | monotone | subnormal_results | ftz_daz |");
  EXPECT_CONTAINS(Line(matrix, "textbook/naive"), "| | ✓ | ✗ 7 | – |");
  EXPECT_CONTAINS(Line(matrix, "textbook/liar"), "**✗ 7 (claimed)**");
}

TEST(ReportTest, SampledMaximaAreLowerBounds) {
  Json results = Results();
  for (Json& row : results["measurements"]) {
    if (row["kind"] == "accuracy" && row["impl"] == "exact") row["evidence"] = "sampled";
    if (row["kind"] == "accuracy" && row["impl"] == "close") {  // lacks a block of two
      row["domain"]["blocks"] = 2;
    }
  }
  results::Validate(results, "results");
  const std::string page = Markdown(results);
  EXPECT_CONTAINS(Line(page, "textbook/exact | libm"), "| ≥ 0.5 |");
  EXPECT_CONTAINS(Line(page, "Accuracy (textbook/exact libm)"), "sampled");
  EXPECT_CONTAINS(Line(page, "textbook/close | libm"), "| ≥ 3.9 |");
  EXPECT_CONTAINS(Line(page, "Accuracy (textbook/close libm)"), "1 of 2 blocks, sampled");
  EXPECT_CONTAINS(Line(page, "textbook/dominated | libm"), "| 4 |");
}

TEST(ReportTest, ALargerMaximumElsewhereIsNotHidden) {
  Json results = Results();
  Json interval = example::Accuracy("exact", 1.5);
  interval["domain"].update({{"name", "interval"}, {"lo", "-0x1p+0"}, {"hi", "0x1p+0"}, {"count", 10}});
  interval["misrounded"] = 2;
  interval["fingerprint"] = results::Fingerprint(interval);
  results["measurements"].push_back(interval);
  Json upward = example::Accuracy("exact", 0.99);
  upward["rounding"] = "upward";
  upward["fingerprint"] = results::Fingerprint(upward);
  results["measurements"].push_back(upward);
  results::Validate(results, "results");
  const std::string page = Markdown(results);
  EXPECT_CONTAINS(Line(page, "textbook/exact | libm"), "| 1.5 |");
  const std::string others = page.substr(page.find("### Other rounding modes"));
  EXPECT_CONTAINS(others, "| upward | 0.99 |");
  EXPECT_CONTAINS(others, "-0x1p+0 (−1) to 0x1p+0 (1): 10 inputs, exhaustive");
}

TEST(ReportTest, SpeedsStateIntervalWorkingSetAndInputs) {
  Json results = Results();
  results["measurements"].push_back(example::Throughput("naive", 1.1, 4096, "saturated"));
  results["measurements"].push_back(example::Throughput("exact", 2.2, 4096, "saturated"));
  Json noisy = example::Throughput("crash", 5);
  noisy["relative_ci95"] = Json::array({3, 8});
  results["measurements"].push_back(noisy);
  const std::string page = Markdown(results);
  EXPECT_CONTAINS(page, "× textbook/naive, normal inputs, 32 KiB");
  EXPECT_CONTAINS(page, "× textbook/naive, normal inputs, 32 MiB");
  EXPECT_CONTAINS(Line(page, "textbook/exact | libm"), "| 2 [1.96, 2.04] | 1 [0.98, 1.02] |");
  EXPECT_CONTAINS(Line(page, "textbook/crash | libm"), "5 [3, 8] noisy");
  const std::string inputs = page.substr(page.find("### Speed by class of inputs"));
  EXPECT_CONTAINS(Line(inputs, "textbook/exact"), "2 × (1.5 ns) | 2.2 × (1.36 ns)");
}

TEST(ReportTest, HostileTextStaysText) {
  Json results = Results();
  results["machine"]["brand"] = "<img src=x onerror=alert(1)>|\n# X";
  results["builds"][0]["flags"] = "-O2 `|\n<b>";
  for (Json& row : results["measurements"]) {
    if (row["kind"] == "failure") row["detail"] = "a|b\n\n<script>`";
  }
  const std::string page = Markdown(results);
  EXPECT_LACKS(page, "<img");
  EXPECT_LACKS(page, "<script>");
  EXPECT_LACKS(page, "<b>");
  EXPECT_CONTAINS(page, "a\\|b  &lt;script&gt;\\`");
  EXPECT_LACKS(ShortTable(results), "<img");
}

// Every table is rectangular: an unescaped bar anywhere would show here.
TEST(ReportTest, TablesAreRectangular) {
  Json results = Results();
  results["machine"]["brand"] = "a|b";
  AddKernel(results, "odd|id", 1.0, 1.0);
  std::istringstream lines(Markdown(results) + ShortTable(results));
  std::size_t columns = 0;
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("|")) {
      columns = 0;
      continue;
    }
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
    if (columns == 0) columns = bars;
    EXPECT_EQ(bars, columns) << line;
    ++rows;
  }
  EXPECT_GT(rows, 30u);
}

TEST(ReportTest, ShortTableHoldsTheFrontTheAccurateAndNaive) {
  Json results = Results();
  AddKernel(results, "accurate", 3.0, 1.5);    // dominated, within 4 ulp
  AddKernel(results, "inaccurate", 9.0, 0.5);  // dominated, beyond 4 ulp
  const std::string table = ShortTable(results);
  EXPECT_CONTAINS(Line(table, "textbook/accurate"), "| | textbook/accurate");
  EXPECT_CONTAINS(Line(table, "textbook/exact"), "| ● | textbook/exact");
  EXPECT_LACKS(table, "textbook/inaccurate");
  EXPECT_LACKS(table, "textbook/liar");
  EXPECT_CONTAINS(table, "Yardstick: textbook/naive, 32 KiB, normal inputs, one thread.");
  EXPECT_CONTAINS(table, "Accuracy on all: 1,000 inputs, exhaustive.");
  EXPECT_CONTAINS(Line(table, "naive | libm"), "✗ 7");
  EXPECT_THROW(ShortTable(example::Empty()), results::DataError);
}

class WriteTest : public results::FolderTest {
 protected:
};

TEST_F(WriteTest, WritesBothFilesOrNone) {
  Write(Results(), (folder_ / "new" / "deep").string());
  EXPECT_EQ(results::Load((folder_ / "new" / "deep" / "results.json").string()), Results());
  EXPECT_EQ(results::ReadFile((folder_ / "new" / "deep" / "README.md").string()), Markdown(Results()));
  std::ofstream(folder_ / "file") << "kept";
  EXPECT_THROW(Write(Results(), (folder_ / "file").string()), results::DataError);
  EXPECT_EQ(results::ReadFile((folder_ / "file").string()), "kept");
  Json broken = Results();
  broken.erase("builds");
  EXPECT_ANY_THROW(Write(broken, (folder_ / "broken").string()));
  EXPECT_FALSE(fs::exists(folder_ / "broken" / "results.json"));
}

TEST_F(WriteTest, AQuickRunDoesNotReplaceAPublishedFullOne) {
  const fs::path published = folder_ / "amd-25-1-1-3f9c" / "results.json";
  Json quick = Results();
  quick["run"]["effort"] = "quick";
  EXPECT_CONTAINS(Publish(quick, folder_.string()), "published in");
  EXPECT_EQ(results::Load(published.string())["run"]["effort"], "quick");
  EXPECT_CONTAINS(Publish(Results(), folder_.string()), "published in");
  EXPECT_CONTAINS(Publish(quick, folder_.string()), "not published");
  EXPECT_EQ(results::Load(published.string())["run"]["effort"], "full");
  Json later = Results();
  later["run"]["date"] = "2025-01-01T00:00:00Z";
  EXPECT_CONTAINS(Publish(later, folder_.string()), "published in");
  EXPECT_EQ(results::Load(published.string()), later);
}

}  // namespace
}  // namespace sigmark::report
