// SPDX-License-Identifier: Apache-2.0
//
// The program sigmark as a user meets it: started in a folder of its own, beside bench programs that are scripts.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <thread>

#include "reports/results/atomic_file.h"
#include "reports/results/example.h"
#include "reports/results/results.h"
#include "reports/results/testing.h"

namespace sigmark {
namespace {

namespace fs = std::filesystem;
namespace example = results::example;
using results::Json;
using results::Outcome;
using results::ReadFile;

class SigmarkTest : public results::FolderTest {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "bin");
    fs::copy_file(SIGMARK_PROGRAM, folder_ / "bin" / "sigmark");
    for (const char* stage : {"accuracy", "behaviour", "throughput"}) FakeStage(stage, 0);
    Save("accuracy.fixture", {example::Accuracy("split", 2.36)});
    Save("behaviour.fixture", {example::Behaviour("split", "monotone")});
    Save("throughput.fixture", {example::Throughput("split", 0.65)});
  }

  void Save(const std::string& name, const std::vector<Json>& rows, const std::string& effort = "full") const {
    Json file = example::Empty("2024-05-01T12:00:00Z", effort);
    file["measurements"] = rows;
    results::Save(file, Path(name));
  }

  void Script(const std::string& program, const std::string& body) const {
    const fs::path path = folder_ / "bin" / program;
    std::ofstream(path) << "#!/bin/sh\n" << body;
    fs::permissions(path, fs::perms::owner_all);
  }

  // A stage that logs its arguments, copies its fixture to --out, runs `more`, and exits with `status`.
  void FakeStage(const std::string& stage, int status, const std::string& more = "") const {
    Script("bench_" + stage,
           fmt::format(
               "echo \"{0} $*\" >> '{1}/log'\necho table\n"
               "for a; do case $a in --out=*) cp '{1}/{0}.fixture' \"${{a#--out=}}\";; esac; done\n{2}\nexit {3}\n",
               stage, folder_.string(), more, status));
  }

  // Starts sigmark in folder_, its output going to files.
  pid_t Start(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = {Path("bin/sigmark")};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& argument : all) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
      if (chdir(folder_.c_str()) != 0) _exit(99);
      dup2(open("stdout", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
      dup2(open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
      execv(argv[0], argv.data());
      _exit(99);
    }
    return pid;
  }
  Outcome Finish(pid_t pid) const {
    int status = 0;
    waitpid(pid, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(Path("stdout")), ReadFile(Path("stderr"))};
  }
  Outcome Sigmark(const std::vector<std::string>& arguments) const { return Finish(Start(arguments)); }

  // Names of everything in `folder`, below folder_.
  std::set<std::string> Entries(const std::string& folder) const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / folder)) names.insert(entry.path().filename().string());
    return names;
  }
  std::string Log() const { return fs::exists(folder_ / "log") ? ReadFile(Path("log")) : ""; }
};

TEST_F(SigmarkTest, BadInputIsOneLineAndChangesNothing) {
  std::ofstream(folder_ / "garbage") << "{";
  std::ofstream(folder_ / "wrong") << R"({"schema": "sigmark-results/1"})";
  Json other = example::Empty();
  other["machine"]["cpu_id"] = "arm-1";
  results::Save(other, Path("other"));
  Sigmark({"--version"});  // so that its output files are there
  const std::set<std::string> before = Entries(".");
  const std::vector<std::vector<std::string>> bad = {
      {},
      {"--bad"},
      {"frobnicate"},
      {"run", "--bad"},
      {"run", "--function=sigmoid"},
      {"run", "--format=binary128"},
      {"run", "--rounding=even"},
      {"run", "--effort=heroic"},
      {"run", "--threads=0"},
      {"run", "--threads=x"},
      {"run", "--seed=-1"},
      {"run", "--timeout=0"},
      {"run", "extra"},
      {"run", "--out=garbage/sub"},
      {"run", "--publish=garbage/sub"},
      {"merge", "--out=m"},
      {"merge", "missing", "--out=m"},
      {"merge", "accuracy.fixture", "garbage", "--out=m"},
      {"merge", "accuracy.fixture", "wrong", "--out=m"},
      {"merge", "accuracy.fixture", "other", "--out=m"},
      {"merge", "accuracy.fixture", "--out=missing/m"},
      {"merge", "accuracy.fixture"},
      {"report", "accuracy.fixture"},
      {"report", "accuracy.fixture", "--table", "--out=r"},
      {"report", "accuracy.fixture", "--table", "--publish=r"},
      {"report", "garbage", "--out=r"},
      {"report", "other", "--table"},
      {"report", "accuracy.fixture", "--out=garbage/sub"},
      {"report", "--out=r"},
      {"show", "naive"},
      {"show"},
      {"show", "naive", "1", "2"},
      {"show", "naive", "1", "--format=binary128"},
  };
  for (const auto& arguments : bad) {
    const Outcome outcome = Sigmark(arguments);
    const std::string command = fmt::format("{}", fmt::join(arguments, " "));
    EXPECT_EQ(outcome.status, 2) << command;
    EXPECT_EQ(outcome.out, "") << command;
    EXPECT_TRUE(outcome.err.starts_with("sigmark: ")) << command << ": " << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << command << ": " << outcome.err;
    EXPECT_EQ(Entries("."), before) << command;
    EXPECT_EQ(Log(), "") << command;
  }
}

TEST_F(SigmarkTest, HelpVersionAndList) {
  EXPECT_EQ(Sigmark({"--help"}).status, 0);
  EXPECT_CONTAINS(Sigmark({"--help"}).out, "show");
  EXPECT_EQ(Sigmark({"run", "--help"}).status, 0);
  EXPECT_TRUE(Sigmark({"--version"}).out.starts_with("sigmark "));
  EXPECT_EQ(Sigmark({"--list"}).out, "table\n");
  EXPECT_EQ(Log(), "accuracy --list\n");
}

TEST_F(SigmarkTest, RunMeasuresReportsAndCleansUp) {
  const Outcome outcome =
      Sigmark({"run", "--out=r/deep", "--impl=^sigmark/,/naive$", "--impl=split", "--function=logistic,tanh",
               "--rounding=upward", "--effort=full", "--seed=7", "--against=split", "--publish=cpus"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(Entries("r/deep"), (std::set<std::string>{"README.md", "results.json"}));
  const Json merged = results::Load(Path("r/deep/results.json"));
  EXPECT_EQ(merged["measurements"].size(), 3u);
  EXPECT_CONTAINS(outcome.out, "r/deep/README.md\nr/deep/results.json\npublished in cpus/amd-25-1-1-3f9c\n\nAMD EPYC");
  EXPECT_CONTAINS(outcome.out, "Fastest within 4 ulp in binary32: textbook/split");
  EXPECT_EQ(outcome.out.find("table"), std::string::npos);  // the stages' own output is progress
  EXPECT_CONTAINS(outcome.err, "sigmark: accuracy took");
  EXPECT_EQ(ReadFile(Path("cpus/amd-25-1-1-3f9c/README.md")), ReadFile(Path("r/deep/README.md")));
  // Every flag reaches the stages that it concerns, and no other.
  EXPECT_EQ(Log(),
            "accuracy --impl=^sigmark/,/naive$ --impl=split --function=logistic --function=tanh --rounding=upward "
            "--effort=full --seed=7 --out=r/deep/accuracy.json\n"
            "behaviour --impl=^sigmark/,/naive$ --impl=split --function=logistic --function=tanh --effort=full "
            "--seed=7 --out=r/deep/behaviour.json\n"
            "throughput --impl=^sigmark/,/naive$ --impl=split --function=logistic --function=tanh --effort=full "
            "--seed=7 --against=split --out=r/deep/throughput.json\n");
}

TEST_F(SigmarkTest, AMissingStageIsNoticedBeforeAnythingStarts) {
  fs::remove(folder_ / "bin" / "bench_throughput");
  const Outcome outcome = Sigmark({"run", "--out=r"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_CONTAINS(outcome.err, "bench_throughput");
  EXPECT_FALSE(fs::exists(folder_ / "r"));
  EXPECT_EQ(Log(), "");
}

TEST_F(SigmarkTest, TheLargerProblemWins) {
  const auto run_with = [this](int accuracy, int behaviour, int throughput) {
    FakeStage("accuracy", accuracy);
    FakeStage("behaviour", behaviour);
    FakeStage("throughput", throughput);
    return Sigmark({"run", "--out=r"}).status;
  };
  EXPECT_EQ(run_with(1, 0, 0), 1);
  EXPECT_EQ(run_with(0, 1, 3), 1);
  EXPECT_EQ(run_with(3, 1, 0), 1);
  EXPECT_EQ(run_with(0, 0, 3), 3);
  EXPECT_EQ(run_with(1, 4, 3), 4);
  EXPECT_EQ(run_with(4, 2, 0), 4);
  EXPECT_EQ(run_with(1, 2, 0), 2);
  EXPECT_EQ(run_with(7, 0, 0), 2);
}

TEST_F(SigmarkTest, AFailureGoesOnAndBadDataEndsTheRun) {
  FakeStage("accuracy", 1);
  EXPECT_EQ(Sigmark({"run", "--out=r"}).status, 1);
  EXPECT_TRUE(fs::exists(folder_ / "r" / "README.md"));
  fs::remove(folder_ / "log");
  FakeStage("behaviour", 2);
  EXPECT_EQ(Sigmark({"run", "--out=new"}).status, 2);
  EXPECT_EQ(Log().find("throughput"), std::string::npos);
  EXPECT_CONTAINS(Log(), "behaviour");
  EXPECT_TRUE(fs::exists(folder_ / "new" / "accuracy.json"));
  EXPECT_FALSE(fs::exists(folder_ / "new" / "results.json"));
}

TEST_F(SigmarkTest, AStageThatRefusesItsFlagsLeavesNothing) {
  Script("bench_accuracy", "echo 'bench_accuracy: no' >&2; exit 2\n");
  EXPECT_EQ(Sigmark({"run", "--out=new/deep"}).status, 2);
  EXPECT_FALSE(fs::exists(folder_ / "new"));
}

TEST_F(SigmarkTest, VoidResultsAreLeftOutAndNotPublished) {
  FakeStage("accuracy", 4);
  const Outcome outcome = Sigmark({"run", "--out=r", "--publish=cpus"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_CONTAINS(outcome.out, "not published");
  EXPECT_FALSE(fs::exists(folder_ / "cpus"));
  const Json merged = results::Load(Path("r/results.json"));
  ASSERT_EQ(merged["measurements"].size(), 2u);
  for (const Json& row : merged["measurements"]) EXPECT_NE(row["kind"], "accuracy");
  // For --resume.
  for (const char* part : {"accuracy.json", "behaviour.json", "throughput.json"}) {
    EXPECT_TRUE(fs::exists(folder_ / "r" / part)) << part;
  }
}

TEST_F(SigmarkTest, WhatAStageLeavesIsValidated) {
  std::ofstream(folder_ / "behaviour.fixture") << "{}";
  const Outcome outcome = Sigmark({"run", "--out=r"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_CONTAINS(outcome.err, "behaviour.json");
  EXPECT_FALSE(fs::exists(folder_ / "r" / "results.json"));
  // A stage that says it is well and wrote nothing must not live on an older file.
  Script("bench_behaviour", "exit 0\n");
  EXPECT_EQ(Sigmark({"run", "--out=r"}).status, 2);
}

TEST_F(SigmarkTest, AKilledStageIsReported) {
  FakeStage("behaviour", 0, "kill -SEGV $$");
  const Outcome outcome = Sigmark({"run", "--out=r"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_CONTAINS(outcome.err, "bench_behaviour was killed by signal 11 (Segmentation fault)");
  EXPECT_CONTAINS(outcome.err, "kept: r/accuracy.json");
}

TEST_F(SigmarkTest, InterruptsReachTheStageAndFinishedStagesAreKept) {
  Script("bench_behaviour", fmt::format("trap 'echo trapped >> \"{0}/log\"; exit 130' INT\ntouch '{0}/started'\n"
                                        "i=0; while [ $i -lt 600 ]; do sleep 0.05; i=$((i+1)); done\n",
                                        folder_.string()));
  const pid_t pid = Start({"run", "--out=r"});
  for (int i = 0; i < 600 && !fs::exists(folder_ / "started"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ASSERT_TRUE(fs::exists(folder_ / "started"));
  kill(pid, SIGINT);
  const Outcome outcome = Finish(pid);
  EXPECT_EQ(outcome.status, 130);
  EXPECT_CONTAINS(Log(), "trapped");
  EXPECT_CONTAINS(outcome.err, "interrupted in behaviour");
  EXPECT_EQ(Entries("r"), (std::set<std::string>{"accuracy.json"}));
  EXPECT_NO_THROW(results::Load(Path("r/accuracy.json")));
}

TEST_F(SigmarkTest, MergeAndReport) {
  EXPECT_EQ(Sigmark({"merge", "accuracy.fixture", "behaviour.fixture", "throughput.fixture", "--out=m.json"}).status,
            0);
  EXPECT_EQ(results::Load(Path("m.json"))["measurements"].size(), 3u);
  EXPECT_EQ(Sigmark({"report", "m.json", "--out=a"}).status, 0);
  EXPECT_EQ(Sigmark({"report", "accuracy.fixture", "throughput.fixture", "behaviour.fixture", "--out=b"}).status, 0);
  EXPECT_EQ(ReadFile(Path("a/results.json")), ReadFile(Path("m.json")));
  EXPECT_EQ(ReadFile(Path("a/results.json")), ReadFile(Path("b/results.json")));
  EXPECT_EQ(ReadFile(Path("a/README.md")), ReadFile(Path("b/README.md")));
  const Outcome table = Sigmark({"report", "m.json", "--table"});
  EXPECT_EQ(table.status, 0);
  EXPECT_CONTAINS(table.out, "| textbook/split | libm | 2.36 | | | 0.65 |");
  EXPECT_EQ(Entries("."), (std::set<std::string>{"a", "accuracy.fixture", "b", "behaviour.fixture", "bin", "m.json",
                                                 "stderr", "stdout", "throughput.fixture"}));
}

TEST_F(SigmarkTest, PublishKeepsAFullRun) {
  Save("quick.fixture", {example::Accuracy("split", 9)}, "quick");
  EXPECT_EQ(Sigmark({"report", "accuracy.fixture", "--out=a", "--publish=cpus"}).status, 0);
  const std::string before = ReadFile(Path("cpus/amd-25-1-1-3f9c/results.json"));
  const Outcome quick = Sigmark({"report", "quick.fixture", "--out=a", "--publish=cpus"});
  EXPECT_EQ(quick.status, 0);
  EXPECT_CONTAINS(quick.out, "not published");
  EXPECT_EQ(ReadFile(Path("cpus/amd-25-1-1-3f9c/results.json")), before);
}

Json Point(const char* impl, const char* got, const Json& error) {
  return {{"function", "logistic"},
          {"family", "textbook"},
          {"impl", impl},
          {"format", "binary32"},
          {"isa", "libm"},
          {"rounding", "nearest"},
          {"x", "-0x1.633334p+6"},
          {"got", got},
          {"exact", "0x1.dc1b0fp-129"},
          {"ulp_error", error},
          {"flags", {"inexact", "underflow"}},
          {"exact_rounded", "0x1.dc1bp-129"}};
}

TEST_F(SigmarkTest, ShowRendersWhatBenchAccuracyAnswers) {
  const Json answer = {Point("naive", "0x0p+0", 2.05e6), Point("bad", "nan", nullptr)};
  std::ofstream(folder_ / "answer") << answer.dump();
  Script("bench_accuracy", fmt::format("echo \"$*\" > '{0}/log'; cat '{0}/answer'\n", folder_.string()));
  for (const char* x : {"-88.8", "-inf", "-0x1.8p+6", "inf", "nan", "1e3", "-1e-3", "-nan"}) {
    const Outcome outcome = Sigmark({"show", "naive", x, "--format=binary32"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(Log(), fmt::format("--at={} --impl=naive --format=binary32\n", x));
  }
  const std::string text = Sigmark({"show", "naive", "-88.8"}).out;
  EXPECT_CONTAINS(text, "logistic, binary32, nearest\n");
  EXPECT_CONTAINS(text, "-88.8000031");
  EXPECT_CONTAINS(text, "0x1.dc1b0fp-129");
  EXPECT_CONTAINS(text, "textbook/naive  libm  0       0x0p+0  2.05e+06    inexact underflow\n");
  EXPECT_CONTAINS(text, "textbook/bad    libm  nan     nan     not finite  inexact underflow\n");
}

TEST_F(SigmarkTest, ShowPassesOnRefusalsAndRefusesNonsense) {
  Script("bench_accuracy", "echo 'bench_accuracy: no such implementation' >&2; exit 2\n");
  Outcome outcome = Sigmark({"show", "nobody", "1"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "bench_accuracy: no such implementation\n");
  for (const char* nonsense : {"", "[]", "{}", "[1]", "[{\"function\": 3}]", "naive is fine"}) {
    Script("bench_accuracy", fmt::format("printf '%s' '{}'\n", nonsense));
    outcome = Sigmark({"show", "naive", "1"});
    EXPECT_EQ(outcome.status, 2) << nonsense;
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(outcome.err.starts_with("sigmark: ")) << outcome.err;
  }
}

}  // namespace
}  // namespace sigmark
