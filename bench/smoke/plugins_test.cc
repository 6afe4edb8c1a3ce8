// SPDX-License-Identifier: Apache-2.0
//
// Anyone's code in the programs: measured like any other where it is right, named for what it does where it is not, and
// never felt by anybody else. The plugins are in the folder plugins.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "bench/smoke/programs.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

using results::Json;

std::string Plugin(const std::string& symbol, const std::string& kind = "array",
                   const std::string& file = "misbehaving", const std::string& format = "binary32") {
  return "--plugin=" SIGMARK_PLUGINS "/" + file + ".so:" + symbol + ":" + format + ":" + kind;
}

// A misbehaviour, how each program has to call it, and what has to be in its description.
struct Misbehaviour {
  std::string symbol, kind, what, detail;
  std::string file = "misbehaving";
  bool at_two = true;  // the witness is x = 2
};

const std::vector<Misbehaviour>& Misbehaviours() {
  static const std::vector<Misbehaviour> all = {
      {"segfaults", "scalar", "signal", "SIGSEGV"},
      {"aborts", "scalar", "signal", "SIGABRT"},
      {"throws", "scalar", "exception", "two", "throws"},
      {"hangs", "scalar", "timeout", "no sign of life"},
      {"exits", "scalar", "exit", "exit status 0"},
      {"reads_before", "array", "out_of_bounds", "reads x[-1]", "misbehaving", false},
      {"reads_after", "array", "out_of_bounds", "reads x[", "misbehaving", false},
      {"writes_before", "array", "out_of_bounds", "writes y[-1]", "misbehaving", false},
      {"writes_after", "array", "out_of_bounds", "writes y[", "misbehaving", false},
      {"leaves_unwritten", "array", "unwritten", "does not write element"},
      {"changes_rounding", "scalar", "state", "rounding mode upward"},
      {"turns_ftz_on", "scalar", "state", "FTZ on"},
      {"leaves_all_unwritten", "array", "unwritten", "does not write element", "misbehaving", false},
      {"writes_inputs", "array", "out_of_bounds", "writes to its inputs", "misbehaving", false},
      {"depends_on_old_results", "array", "nondeterministic", "", "misbehaving", false},
      {"answers_differently", "array", "nondeterministic", "", "misbehaving", false},
  };
  return all;
}

class Plugins : public Programs {
 protected:
  std::map<std::string, Json> Failures() const {
    std::map<std::string, Json> failures;
    for (const Json& row : Rows("failure")) {
      EXPECT_TRUE(failures.emplace(row["impl"], row).second) << row;
    }
    return failures;
  }

  // The fingerprints of an implementation's accuracy rows.
  std::set<std::string> Fingerprints(const std::string& impl) const {
    std::set<std::string> fingerprints;
    for (const Json& row : Rows("accuracy")) {
      if (row["impl"] == impl) fingerprints.insert(row["fingerprint"].get<std::string>());
    }
    return fingerprints;
  }

  void ExpectNamed(const std::map<std::string, Json>& failures) {
    for (const Misbehaviour& one : Misbehaviours()) {
      const auto found = failures.find(one.symbol);
      ASSERT_NE(found, failures.end()) << one.symbol;
      const Json& row = found->second;
      EXPECT_EQ(row["what"], one.what) << row;
      EXPECT_NE(row["detail"].get<std::string>().find(one.detail), std::string::npos) << row;
      ASSERT_TRUE(row["witness"].is_object()) << row;
      if (!one.at_two) continue;
      EXPECT_EQ(row["witness"]["x"], "0x1p+1") << row;
    }
  }
};

const std::vector<std::string> kCommon = {"--impl=naive", "--function=logistic", "--format=binary32", "--timeout=8"};

std::vector<std::string> Flags(std::vector<std::string> more) {
  more.insert(more.begin(), kCommon.begin(), kCommon.end());
  return more;
}

std::vector<std::string> FlagsWithAll() {
  std::vector<std::string> flags = kCommon;
  for (const Misbehaviour& one : Misbehaviours()) flags.push_back(Plugin(one.symbol, one.kind, one.file));
  return flags;
}

TEST_F(Plugins, ArePartOfTheFieldWhereTheyAreRight) {
  std::vector<std::string> flags = {"--impl=^plugin/",
                                    "--function=logistic",
                                    Plugin("good"),
                                    Plugin("good_scalar", "scalar"),
                                    Plugin("good_binary64", "array", "misbehaving", "binary64"),
                                    Plugin("good_bfloat16", "scalar", "misbehaving", "bfloat16"),
                                    "--out=" + Out()};
  EXPECT_EQ(Run(kAccuracy, flags).status, 0);
  const Json rows = Rows("accuracy");
  EXPECT_EQ(rows.size(), 4u);
  for (const Json& row : rows) {
    EXPECT_EQ(row["family"], "plugin");
    EXPECT_EQ(row["isa"], "plugin");
    EXPECT_GT(row["controls"]["planted"], 0);
    if (row["format"] != "binary32") continue;
    EXPECT_NEAR(row["max_ulp"].get<double>(), 2.097e6, 1e3) << row;
  }
  EXPECT_EQ(Fingerprints("good"), Fingerprints("good_scalar"));

  EXPECT_EQ(Run(kBehaviour, flags).status, 0);
  EXPECT_EQ(Rows("failure").size(), 0u);

  flags.push_back("--benchmark_min_time=0.01");
  flags.push_back("--against=plugin/good");
  flags.push_back("--format=binary32");
  EXPECT_EQ(Run(kThroughput, flags).status, 0);
  for (const Json& row : Rows("throughput")) EXPECT_EQ(row["yardstick"], "plugin/good");
}

TEST_F(Plugins, LongArraysCount) {
  const std::vector<std::string> flags =
      Flags({Plugin("writes_after_777"), Plugin("differs_beyond_200"), Plugin("differs_below_256"),
             Plugin("depends_on_nan_in_block"), "--out=" + Out()});
  EXPECT_EQ(Run(kBehaviour, flags).status, 1);
  const std::map<std::string, Json> failures = Failures();
  EXPECT_EQ(failures.size(), 4u);
  EXPECT_EQ(failures.at("writes_after_777")["what"], "out_of_bounds");
  const auto breaks = [&](const std::string& plugin, const std::string& check) {
    return failures.at(plugin)["detail"].get<std::string>().find(check) != std::string::npos;
  };
  EXPECT_TRUE(breaks("differs_beyond_200", "position_independent"));
  EXPECT_TRUE(breaks("differs_below_256", "position_independent"));
  EXPECT_TRUE(breaks("depends_on_nan_in_block", "neighbour_independent"));
}

TEST_F(Plugins, SignalsChildrenAndWritesStayWithinTheirProcess) {
  for (const std::string& program : {kAccuracy, kBehaviour}) {
    ASSERT_EQ(Run(program, Flags({"--out=" + Out()})).status, 0);
    const std::map<std::string, Json> undisturbed = RowsOf(Out());
    EXPECT_EQ(Run(program, Flags({Plugin("signals_its_group", "scalar"), Plugin("forks", "scalar"),
                                  Plugin("writes_to_channel", "scalar"), "--out=" + Out()}))
                  .status,
              1);
    const std::map<std::string, Json> failures = Failures();
    EXPECT_EQ(failures.size(), 2u);
    EXPECT_EQ(failures.at("forks")["what"], "state");
    EXPECT_EQ(failures.at("writes_to_channel")["what"], "exit");
    std::map<std::string, Json> others = RowsOf(Out());
    std::erase_if(others, [](const auto& row) { return row.second["family"] == "plugin"; });
    ExpectSameRows(others, undisturbed);
  }
}

// What is timed is checked at the length that is timed, and a yardstick before anything is compared with it.
TEST_F(Plugins, WhatComputesNothingIsNotFast) {
  const std::vector<std::string> flags =
      Flags({"--n=4096,262144", "--benchmark_min_time=0.01", Plugin("counts_in_16_bits"), "--out=" + Out()});
  EXPECT_EQ(Run(kThroughput, flags).status, 1);
  EXPECT_EQ(Failures().at("counts_in_16_bits")["what"], "unwritten");
  for (const Json& row : Rows("throughput")) EXPECT_TRUE(row["impl"] == "naive" || row["n"] == 4096) << row;
  EXPECT_EQ(Rows("throughput").size(), 3u);

  std::vector<std::string> against = flags;
  against.push_back("--against=plugin/counts_in_16_bits");
  against.push_back("--n=262144");
  EXPECT_EQ(Run(kThroughput, against).status, 1);
  EXPECT_EQ(Failures().size(), 1u);
  EXPECT_EQ(Failures().count("counts_in_16_bits"), 1u);
}

TEST_F(Plugins, AYardsticksNameMustBeItsOwn) {
  const Ended ended = Run(kThroughput, Flags({"--plugin=naive=" SIGMARK_PLUGINS "/misbehaving.so:good:binary32",
                                              "--against=naive", "--out=" + Out()}));
  EXPECT_EQ(ended.status, 2);
  EXPECT_NE(ended.err.find("plugin/naive, textbook/naive"), std::string::npos) << ended.err;
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
}

TEST_F(Plugins, BadOnesAreOneLine) {
  std::ofstream(folder_ / "text.so") << "not a library";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"--plugin=/no/such/file.so:f:binary32", "/no/such/file.so"},
      {Plugin("no_such_symbol"), "no_such_symbol"},
      {Plugin("not_a_function"), "not_a_function"},
      {"--plugin=" + (folder_ / "text.so").string() + ":f:binary32", "text.so"},
      {Plugin("good", "array", "misbehaving", "float"), "float"},
      {Plugin("good", "vector"), "vector"},
      {"--plugin=" SIGMARK_PLUGINS "/misbehaving.so", "SYMBOL:FORMAT"},
      {"--plugin=my function=" SIGMARK_PLUGINS "/misbehaving.so:good:binary32", "my function"},
  };
  for (const std::string& program : {kAccuracy, kBehaviour, kThroughput}) {
    for (const auto& [flag, named] : cases) {
      const Ended ended = Run(program, {flag, "--out=" + Out()});
      EXPECT_EQ(ended.status, 2) << flag;
      EXPECT_EQ(ended.out, "") << flag;
      EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
      EXPECT_NE(ended.err.find(named), std::string::npos) << ended.err;
      EXPECT_FALSE(std::filesystem::exists(Out())) << flag;
    }
  }
  const Ended twice = Run(kAccuracy, {Plugin("good"), Plugin("good")});
  EXPECT_EQ(twice.status, 2);
  EXPECT_NE(twice.err.find("NAME="), std::string::npos) << twice.err;
}

TEST_F(Plugins, AccuracyNamesEveryMisbehaviour) {
  ASSERT_EQ(Run(kAccuracy, Flags({"--out=" + Out()})).status, 0);
  const std::set<std::string> undisturbed = Fingerprints("naive");
  std::vector<std::string> flags = FlagsWithAll();
  flags.push_back(Plugin("turns_ftz_on_when_loaded", "scalar", "turns_ftz_on_when_loaded"));
  flags.push_back(Plugin("crashes_when_loaded", "scalar", "crashes_when_loaded"));
  flags.push_back(Plugin("fast_math", "array", "fast_math"));
  flags.push_back("--out=" + Out());
  const Ended ended = Run(kAccuracy, flags);
  EXPECT_EQ(ended.status, 1) << ended.err;
  std::map<std::string, Json> failures = Failures();
  ExpectNamed(failures);
  EXPECT_EQ(failures["turns_ftz_on_when_loaded"]["stage"], "load");
  EXPECT_EQ(failures["turns_ftz_on_when_loaded"]["what"], "state");
  EXPECT_EQ(failures["crashes_when_loaded"]["stage"], "load");
  EXPECT_EQ(failures["crashes_when_loaded"]["what"], "signal");
  // Nobody else noticed, nor did the results of a library that is right but for its start-up code.
  EXPECT_EQ(Fingerprints("naive"), undisturbed);
  EXPECT_EQ(Fingerprints("turns_ftz_on_when_loaded"), undisturbed);
}

TEST_F(Plugins, BehaviourNamesEveryMisbehaviour) {
  std::vector<std::string> flags = FlagsWithAll();
  flags.push_back(Plugin("depends_on_position"));
  flags.push_back(Plugin("depends_on_neighbours"));
  flags.push_back("--out=" + Out());
  const Ended ended = Run(kBehaviour, flags);
  EXPECT_EQ(ended.status, 1) << ended.err;
  std::map<std::string, Json> failures = Failures();
  ExpectNamed(failures);
  std::map<std::string, std::set<std::string>> violated;
  for (const Json& row : Rows("behaviour")) {
    if (row["observed"] == "violated") violated[row["impl"]].insert(row["check"].get<std::string>());
  }
  EXPECT_EQ(violated["depends_on_position"].count("position_independent"), 1u);
  EXPECT_EQ(violated["depends_on_position"].count("neighbour_independent"), 0u);
  EXPECT_EQ(violated["depends_on_neighbours"].count("neighbour_independent"), 1u);
  EXPECT_EQ(violated["depends_on_neighbours"].count("position_independent"), 0u);
  EXPECT_EQ(violated["naive"].count("deterministic"), 0u);
  for (const std::string name : {"depends_on_position", "depends_on_neighbours"}) {
    EXPECT_EQ(failures[name]["what"], "claim");
    EXPECT_NE(failures[name]["detail"].get<std::string>().find("independent"), std::string::npos);
    EXPECT_TRUE(failures[name]["witness"].is_object()) << failures[name];
  }
}

// A defect at one of 2^32 inputs, in a plain default run.
TEST_F(Plugins, ASingleInputCounts) {
  const Ended ended =
      Run(kAccuracy,
          Flags({Plugin("wrong_at_one_input", "scalar"), Plugin("crashes_at_one_input", "scalar"), "--out=" + Out()}));
  EXPECT_EQ(ended.status, 1);
  const std::map<std::string, Json> failures = Failures();
  ASSERT_EQ(failures.count("crashes_at_one_input"), 1u);
  EXPECT_EQ(failures.at("crashes_at_one_input")["witness"]["x"], "-0x1.921fb6p+1");
  for (const Json& row : Rows("accuracy")) {
    if (row["impl"] != "wrong_at_one_input") continue;
    EXPECT_EQ(row["witness"]["x"], "0x1.921fb6p+1");  // 3.5e6 ulp there, more than the form's own 2.1e6
  }
}

}  // namespace
}  // namespace sigmark
