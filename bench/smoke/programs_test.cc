// SPDX-License-Identifier: Apache-2.0
//
// The bench programs as a user meets them: what they write, what they refuse, and what they survive.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "bench/smoke/programs.h"
#include "reports/results/hex_float.h"
#include "reports/results/results.h"
#include "reports/results/verdict.h"

namespace sigmark {
namespace {

namespace fs = std::filesystem;
using results::Json;

// One line on stderr that names the input, status 2, nothing on disk, and no time spent.
TEST_F(Programs, BadInputIsOneLineAndNothingStarts) {
  std::ofstream(folder_ / "file") << "x";
  const std::string under_a_file = "--out=" + (folder_ / "file" / "out.json").string();
  struct Case {
    std::string program;
    std::vector<std::string> arguments;
    std::string named;
  };
  std::vector<Case> cases;
  for (const std::string& program : {kAccuracy, kBehaviour, kThroughput}) {
    cases.push_back({program, {"--no-such-flag"}, "--no-such-flag"});
    cases.push_back({program, {"--impl=("}, "--impl=("});
    cases.push_back({program, {"--impl=no_such"}, "no_such"});
    cases.push_back({program, {"--impl=^nothing/"}, "^nothing/"});
    cases.push_back({program, {"--impl=naive", "--function=logit"}, "--function"});
    cases.push_back({program, {"--function=sine"}, "sine"});
    cases.push_back({program, {"--format=float"}, "float"});
    cases.push_back({program, {"--isa=MMX"}, "MMX"});
    cases.push_back({program, {"--rounding=up"}, "up"});
    cases.push_back({program, {"--effort=medium"}, "medium"});
    cases.push_back({program, {"--threads=-1"}, "-1"});
    cases.push_back({program, {"--threads=two"}, "two"});
    cases.push_back({program, {"--seed=x"}, "x"});
    cases.push_back({program, {"--seed=-1"}, "-1"});
    cases.push_back({program, {"--shard=3/2"}, "3/2"});
    cases.push_back({program, {"--shard=4294967296/4294967297"}, "4294967296/4294967297"});
    cases.push_back({program, {"--shard=0/1000000"}, "0/1000000"});
    cases.push_back({program, {"--timeout=0"}, "0"});
    cases.push_back({program, {"--timeout=inf"}, "inf"});
    cases.push_back({program, {under_a_file}, "file"});
    cases.push_back({program, {"--out=" + folder_.string()}, folder_.string()});
    cases.push_back({program, {"--out=" + (folder_ / "none" / "out.json").string()}, "none"});
  }
  cases.push_back({kAccuracy, {"--domain=1"}, "--domain=1"});
  cases.push_back({kAccuracy, {"--domain=2:1"}, "2:1"});
  cases.push_back({kAccuracy, {"--at=one"}, "one"});
  cases.push_back({kThroughput, {"--benchmark_filter=nothing_like_it"}, "nothing_like_it"});
  cases.push_back({kThroughput, {"--benchmark_filter=("}, "("});
  cases.push_back({kThroughput, {"--benchmark_no_such"}, "--benchmark_no_such"});
  cases.push_back({kThroughput, {"--benchmark_min_time=long"}, "long"});
  cases.push_back({kThroughput, {"--benchmark_format=xml"}, "xml"});
  cases.push_back({kThroughput, {"--mode=speed"}, "speed"});
  cases.push_back({kThroughput, {"--inputs=no_such_file"}, "no_such_file"});
  cases.push_back({kThroughput, {"--n=0"}, "0"});
  cases.push_back({kThroughput, {"--against=no_such"}, "no_such"});
#if defined(__x86_64__)
  const std::string elsewhere = "--against=variants/naive_libm_sse2";
  cases.push_back(
      {kThroughput, {"--impl=naive", "--function=logistic", "--format=binary32", elsewhere}, "GLIBC_TUNABLES"});
#endif
  for (Case& c : cases) {
    if (std::none_of(c.arguments.begin(), c.arguments.end(),
                     [](const std::string& argument) { return argument.rfind("--out", 0) == 0; })) {
      c.arguments.push_back("--out=" + Out());
    }
    const Ended ended = Run(c.program, c.arguments);
    const std::string called =
        fmt::format("{} {}", fs::path(c.program).filename().string(), fmt::join(c.arguments, " "));
    EXPECT_EQ(ended.status, 2) << called;
    EXPECT_EQ(ended.out, "") << called;
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << called << "\n" << ended.err;
    EXPECT_NE(ended.err.find(c.named), std::string::npos) << called << "\n" << ended.err;
    EXPECT_FALSE(fs::exists(Out())) << called;
  }
}

TEST_F(Programs, HelpVersionAndList) {
  for (const std::string& program : {kAccuracy, kBehaviour, kThroughput}) {
    EXPECT_NE(Run(program, {"--help"}).out.find("--impl"), std::string::npos);
    EXPECT_NE(Run(program, {"--version"}).out.find("sigmark "), std::string::npos);
    const Ended list = Run(program, {"--list", "--impl=split", "--format=bfloat16"});
    EXPECT_EQ(list.status, 0);
    EXPECT_NE(list.out.find("split"), std::string::npos);
    EXPECT_EQ(list.out.find("naive"), std::string::npos);
  }
  EXPECT_NE(Run(kThroughput, {"--benchmark_list_tests", "--impl=naive", "--function=logistic", "--format=binary32"})
                .out.find("logistic/naive/binary32/libm/normal/n:4096/throughput\n"),
            std::string::npos);
}

TEST_F(Programs, AccuracyIsTheSameForAnyThreadsAndShards) {
  const std::vector<std::string> flags = {"--impl=split", "--function=logistic", "--format=bfloat16,binary64"};
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), flags.begin(), flags.end());
    more.push_back("--out=" + Out());
    EXPECT_EQ(Run(kAccuracy, more).status, 0);
    return results::Load(Out());
  };
  const Json one = with({"--threads=1"});
  const Json two = with({"--threads=3"});
  ASSERT_EQ(one["measurements"].size(), 2u);
  std::set<std::string> prints;
  for (const Json& row : one["measurements"]) prints.insert(row["fingerprint"]);
  for (const Json& row : two["measurements"]) EXPECT_EQ(prints.count(row["fingerprint"]), 1u);

  const Json merged = results::Merge({with({"--shard=0/3"}), with({"--shard=1/3"}), with({"--shard=2/3"})});
  for (const Json& row : merged["measurements"]) EXPECT_EQ(prints.count(row["fingerprint"]), 1u);
  EXPECT_EQ(prints.size(), 2u);
  const Json other_seed = with({"--seed=2"});
  for (const Json& row : other_seed["measurements"]) EXPECT_EQ(prints.count(row["fingerprint"]), 0u);
}

TEST_F(Programs, TheDerivativeAndBfloat16GoThroughEveryProgram) {
  const std::vector<std::string> flags = {"--impl=naive", "--function=derivative", "--format=bfloat16",
                                          "--out=" + Out()};
  EXPECT_EQ(Run(kAccuracy, flags).status, 0);
  Json rows = Rows("accuracy");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["evidence"], "exhaustive");
  EXPECT_EQ(rows[0]["domain"]["count"], 65280);
  // y (1 − y) is 0 where σ′ is not: an error of up to 2^8 ulp in 8 bits of precision.
  EXPECT_GT(rows[0]["max_ulp"], 200);

  EXPECT_EQ(Run(kBehaviour, flags).status, 0);
  rows = Rows("behaviour");
  EXPECT_GE(rows.size(), 11u);
  for (const Json& row : rows) {
    if (row["check"] == "zero" || row["check"] == "range") {
      EXPECT_EQ(row["observed"], "holds") << row;
    }
    if (row["check"] == "symmetric") {
      EXPECT_EQ(row["observed"], "violated") << row;
    }
  }

  std::vector<std::string> timed = flags;
  timed.insert(timed.end(), {"--mode=throughput,latency", "--benchmark_min_time=0.01"});
  EXPECT_EQ(Run(kThroughput, timed).status, 0);
  rows = Rows("throughput");
  ASSERT_EQ(rows.size(), 2u);
  for (const Json& row : rows) {
    EXPECT_EQ(row["samples"]["candidate"].size(), row["samples"]["yardstick"].size());
    EXPECT_LE(row["relative_ci95"][0], row["relative"]);
    EXPECT_GE(row["relative_ci95"][1], row["relative"]);
  }
}

TEST_F(Programs, ThroughputTakesValuesFromAFileAndWritesGoogleBenchmarksJson) {
  std::ofstream(folder_ / "mine.txt") << "0.5 -3\n100\n";
  const std::string json = (folder_ / "gb.json").string();
  const Ended ended = Run(kThroughput, {"--impl=split", "--format=binary32", "--function=logistic", "--n=1,64",
                                        "--inputs=" + (folder_ / "mine.txt").string(), "--benchmark_min_time=0.01",
                                        "--benchmark_out=" + json, "--out=" + Out()});
  EXPECT_EQ(ended.status, 0) << ended.err;
  const Json benchmarks = Json::parse(Read(json))["benchmarks"];
  ASSERT_EQ(benchmarks.size(), 2u);
  EXPECT_EQ(benchmarks[1]["name"], "logistic/split/binary32/libm/mine/n:64/throughput");
  ASSERT_EQ(Rows("throughput").size(), 2u);
  EXPECT_EQ(Rows("throughput")[0]["inputs"], "mine");
}

// What is known of the usual forms, found again: naive is 2.1e6 ulp off where e^-x overflows and about 2.5 within
// |x| ≤ 20; ½ + ½·tanh(x/2) loses everything below −17.
TEST_F(Programs, WhatIsKnownOfTheUsualForms) {
  const std::vector<std::string> flags = {"--function=logistic", "--format=binary32", "--out=" + Out()};
  auto row_of = [&](std::vector<std::string> more) {
    more.insert(more.end(), flags.begin(), flags.end());
    EXPECT_EQ(Run(kAccuracy, more).status, 0);
    return Rows("accuracy").at(0);
  };
  Json row = row_of({"--impl=naive"});
  EXPECT_NEAR(row["max_ulp"].get<double>(), 2.097e6, 1e3);
  EXPECT_NEAR(results::ParseFloat(row["witness"]["x"].get<std::string>()), -88.72, 0.01);
  EXPECT_EQ(row["nonfinite"], 0);
  row = row_of({"--impl=naive", "--domain=-20:20"});
  EXPECT_NEAR(row["max_ulp"].get<double>(), 2.5, 0.1);
  row = row_of({"--impl=tanh_half"});
  EXPECT_NEAR(row["max_ulp"].get<double>(), 1.68e7, 1e5);
  // e^x / (e^x + 1) is NaN from 88.73 on, and the suite says so.
  row = row_of({"--impl=exp_ratio"});
  EXPECT_GT(row["nonfinite"].get<std::uint64_t>(), 1000000u);
  EXPECT_NEAR(results::ParseFloat(row["nonfinite_witness"]["x"].get<std::string>()), 88.72284, 1e-4);
}

TEST_F(Programs, OneInputAtATime) {
  const Ended ended = Run(kAccuracy, {"--at=-88.8", "--impl=naive", "--function=logistic", "--format=binary32"});
  EXPECT_EQ(ended.status, 0);
  const Json entry = Json::parse(ended.out).at(0);
  EXPECT_EQ(entry["got"], "0x0p+0");
  EXPECT_NEAR(entry["ulp_error"].get<double>(), 1941413, 1);
  EXPECT_NE(std::find(entry["flags"].begin(), entry["flags"].end(), "overflow"), entry["flags"].end());
}

// Every faulty kernel is named for what it does; the good one beside them is measured as if they were not there.
TEST_F(Programs, AFaultyKernelHarmsNobodyElse) {
  const Ended ended =
      Run(SIGMARK_FAULTY_PROGRAM, {"--format=binary32", "--function=logistic", "--timeout=2", "--out=" + Out()});
  EXPECT_EQ(ended.status, 1) << ended.err;
  std::map<std::string, std::string> failures;
  for (const Json& row : Rows("failure")) {
    failures[row["impl"]] = row["what"].get<std::string>() + " " + row["detail"].get<std::string>();
  }
  EXPECT_EQ(failures["segfaults"], "signal SIGSEGV, at x = 0x1p+1");
  EXPECT_EQ(failures["overruns"].rfind("out_of_bounds reads x[", 0), 0u) << failures["overruns"];
  EXPECT_EQ(failures["aborts"], "signal SIGABRT, at x = 0x1p+1");
  EXPECT_EQ(failures["throws"], "exception two, at x = 0x1p+1");
  EXPECT_EQ(failures["exits"], "exit exit status 0, at x = 0x1p+1");
  EXPECT_EQ(failures["hangs"].rfind("timeout", 0), 0u) << failures["hangs"];
  EXPECT_EQ(failures.size(), 6u);
  const Json rows = Rows("accuracy");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["impl"], "naive");
  EXPECT_NEAR(rows[0]["max_ulp"].get<double>(), 2.097e6, 1e3);
}

TEST_F(Programs, ClaimsAreHeldToTheMeasurement) {
  const Ended ended = Run(SIGMARK_FAULTY_PROGRAM, {"--format=bfloat16", "--function=logistic", "--out=" + Out()});
  EXPECT_EQ(ended.status, 1);
  std::map<std::string, std::string> failures;
  for (const Json& row : Rows("failure")) {
    EXPECT_EQ(row["what"], "claim");
    failures[row["impl"]] = row["detail"];
  }
  EXPECT_EQ(failures.size(), 2u);
  EXPECT_NE(failures["too_loose"].find("tighten"), std::string::npos);
  EXPECT_NE(failures["too_good"].find("20"), std::string::npos);
}

// An engine that sees no error is void, says so, and claims nothing; what it can still judge stands.
TEST_F(Programs, ABlindedEngineIsVoid) {
  const Ended ended =
      Run(SIGMARK_BLINDED_PROGRAM, {"--format=binary32,bfloat16", "--function=logistic", "--out=" + Out()});
  EXPECT_EQ(ended.status, 4) << ended.err;
  EXPECT_NE(ended.out.find("VOID"), std::string::npos) << ended.out;
  const Json rows = Rows("accuracy");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["format"], "bfloat16");
}

// SIGINT: what is finished is on disk and valid; nothing else is.
TEST_F(Programs, AnInterruptLeavesWhatIsFinished) {
  const pid_t child =
      Start(kAccuracy, {"--impl=^textbook/", "--format=bfloat16,binary32", "--threads=1", "--out=" + Out()});
  for (int i = 0; i < 600 && Read(folder_ / "stdout").find("bfloat16") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  kill(child, SIGINT);
  EXPECT_EQ(Wait(child).status, 130);
  EXPECT_GE(Rows("accuracy").size(), 1u);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const std::string name = entry.path().filename();
    EXPECT_TRUE(name == "out.json" || name == "stdout" || name == "stderr") << name;
  }
}

}  // namespace
}  // namespace sigmark
