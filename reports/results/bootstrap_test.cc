// SPDX-License-Identifier: Apache-2.0
#include "reports/results/bootstrap.h"

#include <gtest/gtest.h>

#include <random>

namespace sigmark::results {
namespace {

TEST(Bootstrap, Median) {
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Median({4, 1, 2, 3}), 2.5);
  EXPECT_EQ(Median({7}), 7);
}

// The interval covers the true median about as often as it says, on skewed samples of the length that is used here.
TEST(Bootstrap, IntervalCoversTheMedian) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> skewed(0, 0.5);  // median 1
  int covered = 0;
  constexpr int kTrials = 400;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> sample(25);
    for (double& value : sample) value = skewed(random);
    const MedianInterval interval = BootstrapMedian(sample);
    EXPECT_LE(interval.lo, interval.median);
    EXPECT_GE(interval.hi, interval.median);
    covered += interval.lo <= 1 && 1 <= interval.hi ? 1 : 0;
  }
  EXPECT_GT(covered, kTrials * 90 / 100);
  EXPECT_LT(covered, kTrials);
}

}  // namespace
}  // namespace sigmark::results
