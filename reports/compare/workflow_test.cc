// SPDX-License-Identifier: Apache-2.0
//
// The workflow that users copy (.github/workflows/sigmark.yml): what it names exists, and what it uses is pinned.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <regex>
#include <sstream>

#include "reports/results/atomic_file.h"

namespace sigmark {
namespace {

const std::string kRoot = SIGMARK_SOURCE_DIR;

// What a command prints, stderr included.
std::string OutputOf(const std::string& command) {
  std::string output;
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), size);
  pclose(pipe);
  return output;
}

std::vector<std::string> Words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// The help of the program of ours that a command line starts, or nothing. Words after it that are flags must be in it.
std::string HelpOf(const std::vector<std::string>& words, std::vector<std::string>& problems) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].ends_with("/sigmark") && i + 1 < words.size()) {
      return OutputOf(fmt::format("'{}' '{}' --help", SIGMARK_PROGRAM, words[i + 1]));
    }
    if (!words[i].starts_with("scripts/")) continue;
    const std::string path = kRoot + "/" + words[i];
    if (!std::filesystem::exists(path)) {
      problems.push_back(words[i] + " does not exist");
      return "";
    }
    // What scripts/run does not know itself it hands to sigmark run.
    const std::string passed =
        words[i] == "scripts/run" ? OutputOf(fmt::format("'{}' run --help", SIGMARK_PROGRAM)) : "";
    return OutputOf(fmt::format("'{}' --help", path)) + passed;
  }
  return "";
}

void CheckScript(const std::string& script, std::vector<std::string>& problems) {
  if (script.find("${{") != std::string::npos) problems.push_back("an expression within a script: " + script);
  // One command a line, after continued lines are joined.
  std::istringstream lines(std::regex_replace(script, std::regex("\\\\\n"), " "));
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> words = Words(line);
    const std::size_t before = problems.size();
    const std::string help = HelpOf(words, problems);
    if (help.empty() || problems.size() > before) continue;
    for (const std::string& word : words) {
      const std::string flag = word.substr(0, word.find('='));
      const bool known = std::regex_search(help, std::regex(fmt::format("(^|[ ,\\[]){}($|[ ,=\\]])", flag)));
      if (word.starts_with("--") && !known) problems.push_back(flag + " is not in the help of: " + line);
    }
  }
}

// All that is wrong with a workflow.
std::vector<std::string> Problems(const std::string& text) {
  std::vector<std::string> problems;
  const YAML::Node workflow = YAML::Load(text);
  for (const char* key : {"name", "on", "permissions", "concurrency", "jobs"}) {
    if (!workflow[key]) problems.push_back(fmt::format("{} is missing", key));
  }
  if (!workflow["jobs"] || !workflow["jobs"].IsMap()) return problems;
  if (const YAML::Node permissions = workflow["permissions"]; permissions && permissions.IsMap()) {
    for (const auto& permission : permissions) {
      if (permission.second.as<std::string>() != "read") problems.push_back("a permission to write");
    }
  } else {
    problems.push_back("permissions are not listed");
  }
  for (const auto& job : workflow["jobs"]) {
    if (job.second["permissions"]) problems.push_back("a job with permissions of its own");
    for (const YAML::Node& step : job.second["steps"]) {
      if (step["run"]) CheckScript(step["run"].as<std::string>(), problems);
    }
  }
  // In the text, where the version is a comment.
  const std::regex pinned("uses: [A-Za-z0-9_./-]+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+$");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("uses:") != std::string::npos && !std::regex_search(line, pinned)) {
      problems.push_back("not pinned: " + line);
    }
  }
  return problems;
}

std::string Joined(const std::vector<std::string>& problems) { return fmt::format("{}", fmt::join(problems, "\n")); }

TEST(WorkflowTest, NamesWhatExistsAndUsesWhatIsPinned) {
  const std::string text = results::ReadFile(kRoot + "/.github/workflows/sigmark.yml");
  EXPECT_EQ(Joined(Problems(text)), "");
  const YAML::Node jobs = YAML::Load(text)["jobs"];
  EXPECT_EQ(jobs.size(), 2u);
  int uses = 0, scripts = 0;
  for (const auto& job : jobs) {
    EXPECT_EQ(job.second["container"].as<std::string>(), "debian:12");
    for (const YAML::Node& step : job.second["steps"]) {
      uses += step["uses"] ? 1 : 0;
      if (!step["run"]) continue;
      ++scripts;
      const std::string script = step["run"].as<std::string>();
      EXPECT_EQ(OutputOf(fmt::format("bash -n <<'END_OF_SCRIPT'\n{}\nEND_OF_SCRIPT", script)), "");
    }
  }
  EXPECT_EQ(uses, 4);
  EXPECT_EQ(scripts, 8);
}

// The control: each kind of mistake is found.
TEST(WorkflowTest, MistakesAreFound) {
  const std::string head =
      "name: x\non: push\npermissions: {contents: read}\nconcurrency: x\njobs:\n  j:\n    steps:\n      - ";
  const auto problems = [&head](const std::string& step) { return Joined(Problems(head + step + "\n")); };
  EXPECT_EQ(problems("run: build/release/bin/sigmark compare a b --only=accuracy"), "");
  EXPECT_EQ(problems("uses: a/b@0123456789012345678901234567890123456789 # v1.2.3"), "");
  EXPECT_EQ(problems("uses: a/b@v4"), "not pinned:       - uses: a/b@v4");
  EXPECT_NE(problems("uses: a/b@0123456789012345678901234567890123456789"), "");
  EXPECT_NE(problems("uses: a/b@012345678901234567890123456789012345678 # v1.2.3"), "");
  EXPECT_EQ(problems("run: scripts/nothing --flag"), "scripts/nothing does not exist");
  EXPECT_EQ(problems("run: bin/sigmark compare a b --colour"),
            "--colour is not in the help of: bin/sigmark compare a b --colour");
  EXPECT_NE(problems("run: bin/sigmark compare a b --onl"), "");
  EXPECT_EQ(problems("run: scripts/run --effort=quick"), "");
  EXPECT_NE(problems("run: scripts/run --colour"), "");
  EXPECT_NE(problems("run: |\n          bin/sigmark compare a b \\\n            --colour"), "");
  EXPECT_NE(problems("run: echo ${{ github.head_ref }}"), "");
  EXPECT_NE(Joined(Problems("name: x\n")), "");
  EXPECT_NE(Joined(Problems("name: x\non: push\npermissions: {contents: write}\nconcurrency: x\njobs: {}\n")), "");
  EXPECT_THROW(Problems("a: [\n"), YAML::Exception);
}

}  // namespace
}  // namespace sigmark
