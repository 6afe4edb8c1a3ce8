// SPDX-License-Identifier: Apache-2.0
#include "reports/compare_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "reports/compare/exports.h"
#include "reports/compare/summary.h"
#include "reports/results/atomic_file.h"

namespace sigmark {
namespace {

// "5%" as 0.05. Only so: of 5 and 0.05 nobody could tell whether the other was meant.
std::optional<double> ParsePercent(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || rest + 1 != end || *rest != '%') return std::nullopt;
  return value / 100;
}

// A check for CLI11: a percentage from `least` to 100 %.
auto PercentFrom(double least) {
  return [least](const std::string& text) -> std::string {
    const std::optional<double> value = ParsePercent(text);
    if (value && *value >= least && *value <= 1) return "";
    return text + " is not a percentage such as 5%";
  };
}

std::string CheckConfidence(const std::string& text) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && rest == text.data() + text.size();
  return whole && value >= 0.5 && value <= 0.9999 ? "" : text + " is not between 0.5 and 0.9999";
}

// Throws DataError where a file could not be written, or two outputs are one file: before any is, so that a gate that
// fails leaves nothing that looks like its answer.
void CheckOutputs(const std::vector<std::pair<std::string, std::string>>& outputs) {
  namespace fs = std::filesystem;
  std::map<fs::path, std::string> flags;  // by file
  for (const auto& [flag, path] : outputs) {
    if (path.empty()) continue;
    std::error_code ignored;
    const fs::path file(path);
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, ignored)) {
      throw results::DataError(fmt::format("{}: {} is no folder; name one that is there", path, folder.string()));
    }
    if (!file.has_filename() || fs::is_directory(file, ignored)) {
      throw results::DataError(fmt::format("{}: is a folder; name a file for {}", path, flag));
    }
    results::PrepareFolder(folder.string());
    const auto [other, first] = flags.emplace(fs::canonical(folder) / file.filename(), flag);
    if (first) continue;
    throw results::DataError(fmt::format("{}: is named by {} and {}; name two files", path, other->second, flag));
  }
}

}  // namespace

void CompareCommand::Define(CLI::App& app) {
  command_ = app.add_subcommand("compare", "whether NEW is worse than BASE: the gate for CI");
  CLI::App& command = *command_;
  command.footer(
      "Several files of one side are runs of one revision; the first of BASE was measured next to the first of NEW, "
      "and so on.\nExit status: 0 nothing is worse; 1 a regression; 2 bad usage or data; 3 too noisy (with --strict); "
      "4 void.");
  command.add_option("BASE", base_, "what was: a results file, or a folder of them")->required()->type_name("PATH");
  command.add_option("NEW", next_, "what is: the same")->required()->type_name("PATH");
  command.add_option("--only", only_, "accuracy, behaviour, speed; the first two need not the same machine")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"accuracy", "behaviour", "speed"}))
      ->type_name("LIST");
  command.add_option("--threshold", threshold_, "speeds that differ by less are the same")
      ->check(PercentFrom(0.0001))
      ->capture_default_str()
      ->type_name("PERCENT");
  command.add_option("--confidence", options_.confidence, "that no speed row of the whole comparison is misjudged")
      ->check(CheckConfidence)
      ->capture_default_str()
      ->type_name("P");
  command.add_option("--max-inconclusive", max_inconclusive_, "with more of the speed rows undecided it is too noisy")
      ->check(PercentFrom(0))
      ->capture_default_str()
      ->type_name("PERCENT");
  command.add_flag("--allow-missing", options_.allow_missing, "rows that NEW does not have are no regressions");
  command.add_flag("--strict", options_.strict, "exit 3 if it is too noisy to judge");
  command.add_flag("--strict-bits", options_.strict_bits, "changed results are regressions, whatever their errors");
  command.add_flag("--force", options_.force, "compare speeds of different CPUs, C libraries, compilers or flags");
  command.add_flag("--all", all_, "print every row, not only what changed");
  const auto file = [&command](const char* name, std::string& path, const char* help) {
    command.add_option(name, path, help)->type_name("FILE");
  };
  file("--markdown", markdown_, "what is printed, for a step summary");
  file("--junit", junit_, "JUnit XML");
  file("--undecided", undecided_, "names of the speed rows that more runs would decide, one a line");
  file("--json", json_, "every row with its figures");
  file("--github-action-benchmark", github_action_benchmark_, "NEW's values, for its tool customSmallerIsBetter");
  file("--bencher", bencher_, "NEW's values in Bencher Metric Format");
}

int CompareCommand::Run() {
  options_.threshold = ParsePercent(threshold_).value();
  options_.max_inconclusive = ParsePercent(max_inconclusive_).value();
  if (!only_.empty()) {
    options_.parts.clear();
    for (const compare::Part part : compare::kParts) {
      if (std::find(only_.begin(), only_.end(), compare::Name(part)) != only_.end()) options_.parts.push_back(part);
    }
  }
  CheckOutputs({{"--markdown", markdown_},
                {"--junit", junit_},
                {"--undecided", undecided_},
                {"--json", json_},
                {"--github-action-benchmark", github_action_benchmark_},
                {"--bencher", bencher_}});
  const compare::Side base = compare::LoadSide("BASE", base_);
  const compare::Side next = compare::LoadSide("NEW", next_);
  const compare::Comparison comparison = compare::Compare(base, next, options_);
  const std::string text = compare::Markdown(comparison, all_);
  if (!markdown_.empty()) results::WriteFile(markdown_, text);
  if (!junit_.empty()) results::WriteFile(junit_, compare::JUnit(comparison));
  if (!undecided_.empty()) results::WriteFile(undecided_, compare::Undecided(comparison));
  if (!json_.empty()) results::WriteFile(json_, compare::ToJson(comparison));
  if (!github_action_benchmark_.empty()) {
    results::WriteFile(github_action_benchmark_, compare::GithubActionBenchmark(comparison));
  }
  if (!bencher_.empty()) results::WriteFile(bencher_, compare::Bencher(comparison));
  fmt::print("{}", text);
  return comparison.Status();
}

}  // namespace sigmark
