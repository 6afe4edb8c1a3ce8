// SPDX-License-Identifier: Apache-2.0
#include "reports/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>

#include "reports/process.h"
#include "reports/report/report.h"
#include "reports/results/atomic_file.h"
#include "reports/results/results.h"

namespace sigmark {
namespace {

namespace fs = std::filesystem;

struct Stage {
  std::string name;
  std::string program;
  std::vector<std::string> flags;  // of those that were given, the ones that concern it
};

const std::array<Stage, 3>& Stages() {
  static const std::array<Stage, 3> stages = {{
      {"accuracy",
       "bench_accuracy",
       {"--impl", "--function", "--format", "--isa", "--rounding", "--effort", "--threads", "--seed", "--timeout",
        "--domain", "--plugin", "--resume"}},
      {"behaviour",
       "bench_behaviour",
       {"--impl", "--function", "--format", "--isa", "--effort", "--threads", "--seed", "--timeout", "--plugin",
        "--resume"}},
      {"throughput",
       "bench_throughput",
       {"--impl", "--function", "--format", "--isa", "--effort", "--threads", "--seed", "--timeout", "--against",
        "--inputs", "--plugin", "--resume"}},
  }};
  return stages;
}

// The place of a status in the order of problems.
int Severity(int status) {
  static constexpr std::array<int, 5> kOrder = {kWell, kInconclusive, kFailed, kBadData, kVoid};
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), status) - kOrder.begin());
}
int Worse(int a, int b) { return Severity(a) < Severity(b) ? b : a; }

void Say(const std::string& line) { fmt::print(stderr, "sigmark: {}\n", line); }

// A folder to write to. Those that had to be created, parents too, are removed if they stay empty.
class OutputFolder {
 public:
  explicit OutputFolder(const std::string& path) : path_(fs::absolute(path).lexically_normal()), existing_(path_) {
    while (!fs::exists(existing_)) existing_ = existing_.parent_path();
    results::PrepareFolder(path);
  }
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder() {
    std::error_code ignored;
    for (fs::path path = path_; path != existing_ && fs::is_empty(path, ignored); path = path.parent_path()) {
      fs::remove(path, ignored);
    }
  }

 private:
  fs::path path_;
  fs::path existing_;
};

std::vector<std::string> ArgumentsOf(const Stage& stage, const RunOptions& options, const std::string& file) {
  std::vector<std::string> arguments;
  for (const RunOptions::Flag& flag : options.flags) {
    if (std::find(stage.flags.begin(), stage.flags.end(), flag.name) == stage.flags.end()) continue;
    arguments.push_back(flag.value.empty() ? flag.name : flag.name + "=" + flag.value);
  }
  arguments.push_back("--out=" + file);
  return arguments;
}

// Runs one stage and says so. Its status, kInterrupted, or kBadData if it did not end by itself.
int RunStage(const Stage& stage, const std::string& path, const std::vector<std::string>& arguments) {
  Say(fmt::format("{} ({} of {}) …", stage.name, 1 + (&stage - Stages().data()), Stages().size()));
  const auto start = std::chrono::steady_clock::now();
  const Ending ending = RunProcess(path, arguments, Output::kToStandardError);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (ending.interrupted || ending.status == kInterrupted) {
    Say(fmt::format("interrupted in {} after {:.1f} s", stage.name, seconds));
    return kInterrupted;
  }
  if (ending.signal != 0) {
    Say(fmt::format("{} was killed by signal {} ({}) after {:.1f} s; the run ends here", stage.program, ending.signal,
                    strsignal(ending.signal), seconds));
    return kBadData;
  }
  if (ending.status > kVoid) {
    Say(fmt::format("{} ended with status {}, which means nothing; the run ends here", stage.program, ending.status));
    return kBadData;
  }
  static constexpr std::array<const char*, 5> kMeaning = {
      "", ", failures found", ", bad usage or data", ", inconclusive",
      ", VOID: its results are left out (--resume measures what is missing)"};
  Say(fmt::format("{} took {:.1f} s{}", stage.name, seconds, kMeaning[static_cast<std::size_t>(ending.status)]));
  return ending.status;
}

// Merges the parts, writes and publishes the report, and prints where it is and what it says. Where a stage was VOID,
// its part is left out, nothing is published, and all parts stay: --resume measures what is missing in them.
void Report(const std::vector<std::string>& parts, const RunOptions& options, bool any_void) {
  std::vector<results::Json> files;
  for (const std::string& part : parts) files.push_back(results::Load(part));
  const results::Json merged = results::Merge(files);
  const report::PageTools tools = report::FindPageTools();
  const report::Written written = report::Write(merged, options.out, tools);
  if (!written.problem.empty()) Say(written.problem);
  if (!any_void) {
    for (const std::string& part : parts) fs::remove(part);
  }
  for (const std::string& file : written.files) fmt::print("{}\n", file);
  if (!options.publish.empty()) {
    fmt::print("{}\n", any_void ? "not published: a stage was VOID" : report::Publish(merged, options.publish, tools));
  }
  fmt::print("\n");
  for (const std::string& line : report::Summary(merged)) fmt::print("{}\n", line);
}

}  // namespace

int Run(const RunOptions& options) {
  std::vector<std::string> paths;
  for (const Stage& stage : Stages()) paths.push_back(FindSibling(stage.program));
  const OutputFolder out(options.out);
  if (!options.publish.empty()) const OutputFolder checked(options.publish);

  const bool resume = std::any_of(options.flags.begin(), options.flags.end(),
                                  [](const RunOptions::Flag& flag) { return flag.name == "--resume"; });
  int status = kWell;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < Stages().size(); ++i) {
    const Stage& stage = Stages()[i];
    const std::string file = (fs::path(options.out) / (stage.name + ".json")).string();
    if (!resume) fs::remove(file);  // of an earlier run: must not pass for this one's
    const int stage_status = RunStage(stage, paths[i], ArgumentsOf(stage, options, file));
    status = Worse(status, stage_status == kInterrupted ? kWell : stage_status);
    if (stage_status == kInterrupted || stage_status == kBadData) {
      if (!parts.empty()) Say(fmt::format("kept: {}", fmt::join(parts, ", ")));
      return stage_status == kInterrupted ? kInterrupted : status;
    }
    if (stage_status == kVoid) continue;
    parts.push_back(file);
  }
  if (parts.empty()) return status;
  Report(parts, options, status == kVoid);
  return status;
}

}  // namespace sigmark
