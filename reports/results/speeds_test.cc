// SPDX-License-Identifier: Apache-2.0
#include "reports/results/speeds.h"

#include <gtest/gtest.h>

#include "reports/results/example.h"

namespace sigmark::results {
namespace {

// A process whose core runs at `clock` and whose yardstick takes `yardstick` cycles.
Json Timed(const char* impl, double candidate, double yardstick, double clock) {
  Json row = example::Throughput(impl, yardstick / candidate);
  Json samples = {
      {"candidate", Json::array()}, {"yardstick", Json::array()}, {"copy", Json::array()}, {"chain", Json::array()}};
  for (int round = 0; round < 5; ++round) {
    samples["candidate"].push_back(candidate / clock);
    samples["yardstick"].push_back(yardstick / clock);
    samples["copy"].push_back(0.1 / clock);
    samples["chain"].push_back(10 / clock);
  }
  row["samples"] = samples;
  return row;
}

// Two equal kernels; the yardstick of the first one's process was slow, and the second one's core.
TEST(Speeds, DoNotDependOnTheYardstickThatARowMet) {
  Json results = example::Empty();
  results["measurements"] = {Timed("naive", 1, 5, 1), Timed("split", 1, 4, 0.5), Timed("third", 2, 4, 1)};
  results["implementations"].push_back(results["implementations"][0]);
  results["implementations"][2]["id"] = "third";
  Validate(results, "test");
  NormaliseSpeeds(results);
  Validate(results, "test");
  const Json& rows = results["measurements"];
  EXPECT_DOUBLE_EQ(rows[0]["relative"], 4);
  EXPECT_DOUBLE_EQ(rows[1]["relative"], 4);
  EXPECT_DOUBLE_EQ(rows[2]["relative"], 2);
  EXPECT_DOUBLE_EQ(rows[0]["relative_ci95"][0], 4);

  Json again = results;
  NormaliseSpeeds(again);
  EXPECT_EQ(again, results);
}

TEST(Speeds, AreLeftAloneWithoutAChain) {
  Json results = example::Full();
  const Json before = results;
  NormaliseSpeeds(results);
  EXPECT_EQ(results, before);
}

// Whatever the samples, what comes out is valid.
TEST(Speeds, OfImpossibleTimesAreLeftAlone) {
  Json results = example::Empty();
  Json row = Timed("naive", 1, 5, 1);
  for (Json& time : row["samples"]["yardstick"]) time = 1e300;
  for (Json& time : row["samples"]["chain"]) time = 1e-300;
  results["measurements"] = std::vector<Json>{row};
  NormaliseSpeeds(results);
  Validate(results, "test");
  EXPECT_EQ(results["measurements"][0]["relative"], row["relative"]);
}

// Prices are of one kind of call each.
TEST(Speeds, ArePricedByTheirOwnKind) {
  Json results = example::Empty();
  Json other = Timed("naive", 1, 100, 1);
  other["mode"] = "latency";
  results["measurements"] = {Timed("naive", 1, 5, 1), other};
  NormaliseSpeeds(results);
  EXPECT_DOUBLE_EQ(results["measurements"][0]["relative"], 5);
  EXPECT_DOUBLE_EQ(results["measurements"][1]["relative"], 100);
}

}  // namespace
}  // namespace sigmark::results
