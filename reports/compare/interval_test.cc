// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace sigmark::compare {
namespace {

// Change from base to new as pairs of processes show it: each process draws one of two speeds 6 % apart, as code does
// that its layout makes faster or slower, then noise, and once in fifty a disturbance.
class Machine {
 public:
  explicit Machine(std::uint64_t seed) : random_(seed) {}

  double Process() {
    double time = slow_(random_) ? 0.06 : 0.0;
    time += 0.01 * normal_(random_);
    if (disturbed_(random_)) time += 0.2 * std::fabs(normal_(random_));
    return time;
  }
  std::vector<double> Pairs(std::size_t n, double change) {
    std::vector<double> changes(n);
    for (double& one : changes) one = change + Process() - Process();
    return changes;
  }

 private:
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::bernoulli_distribution slow_{0.15};
  std::bernoulli_distribution disturbed_{0.02};
};

std::vector<double> OneTo(int n) {
  std::vector<double> values;
  for (int i = n; i >= 1; --i) values.push_back(i);
  return values;
}

TEST(IntervalTest, MedianAndSpread) {
  EXPECT_EQ(Median({3}), 3);
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Median({4, 1, 2, 3}), 2.5);
  EXPECT_EQ(Spread({1, 1, 1}), 0);
  EXPECT_NEAR(Spread({-1, 0, 1}), std::sqrt(2.0 / 3), 1e-12);
  EXPECT_GT(Spread({0, 0, 0, 0, 1}), 0.4);
}

// The ranks of the sign test, as tables of it print them.
TEST(IntervalTest, RanksAreThoseOfTheSignTest) {
  const auto ends = [](int n, double alpha) {
    const Interval interval = MedianInterval(OneTo(n), alpha);
    EXPECT_EQ(interval.estimate, (n + 1) / 2.0);
    return std::tuple(interval.lo, interval.hi, interval.reached);
  };
  EXPECT_EQ(ends(5, 0.05), std::tuple(1, 5, false));  // 2/32 = 6.25 %
  EXPECT_EQ(ends(6, 0.05), std::tuple(1, 6, true));   // 2/64
  EXPECT_EQ(ends(10, 0.05), std::tuple(2, 9, true));  // 22/1024; with the third, 112/1024
  EXPECT_EQ(ends(20, 0.05), std::tuple(6, 15, true));
  EXPECT_EQ(ends(25, 0.01), std::tuple(6, 20, true));
  EXPECT_EQ(ends(16, 0.05 / 650), std::tuple(1, 16, true));
  EXPECT_EQ(ends(20, 0.05 / 650), std::tuple(2, 19, true));
  // The pairs that README.md says it takes.
  EXPECT_EQ(ends(18, 0.05 / 650), std::tuple(1, 18, true));
  EXPECT_EQ(ends(19, 0.05 / 650), std::tuple(2, 18, true));
  EXPECT_EQ(ends(22, 0.05 / 650), std::tuple(2, 21, true));
  EXPECT_EQ(ends(23, 0.05 / 650), std::tuple(3, 21, true));
  EXPECT_EQ(ends(14, 0.05 / 650), std::tuple(1, 14, false));
  EXPECT_EQ(ends(1, 0.05), std::tuple(1, 1, false));
  // Neither far tails nor many values are lost: the interval's ends approach the normal law's.
  const Interval wide = MedianInterval(OneTo(10001), 0.05);
  EXPECT_NEAR(wide.lo, 5001 - 1.96 * 50, 2);
  EXPECT_NEAR(wide.hi, 5001 + 1.96 * 50, 2);
}

TEST(IntervalTest, HowManyValuesALevelTakes) {
  EXPECT_EQ(ValuesNeeded(0.05), 6u);
  EXPECT_EQ(ValuesNeeded(std::ldexp(1, -9)), 10u);  // exactly 2^(1-10)
  EXPECT_EQ(ValuesNeeded(0.05 / 100), 12u);
  EXPECT_EQ(ValuesNeeded(0.05 / 650), 15u);
  for (const double alpha : {0.3, 0.05, 1e-3, 1e-6}) {
    const auto needed = static_cast<int>(ValuesNeeded(alpha));
    EXPECT_TRUE(MedianInterval(OneTo(needed), alpha).reached);
    EXPECT_FALSE(MedianInterval(OneTo(needed - 1), alpha).reached);
  }
}

TEST(IntervalTest, DifferenceOfTwoSamples) {
  std::vector<double> before = OneTo(25), after = OneTo(25);
  for (double& value : after) value += 100;
  const Interval difference = DifferenceOfMedians(before, after, 0.02);
  EXPECT_EQ(difference.estimate, 100);
  EXPECT_EQ(difference.lo, 100 + 6 - 20);
  EXPECT_EQ(difference.hi, 100 + 20 - 6);
  EXPECT_TRUE(difference.reached);
  EXPECT_FALSE(DifferenceOfMedians(before, OneTo(5), 0.02).reached);
}

// What interval.h says of the bootstrap of the median: why it is not used.
TEST(IntervalTest, ThePercentileBootstrapWouldMissTenTimesTooOften) {
  const double alpha = 1e-4;
  std::mt19937_64 random(1);
  constexpr int kResamples = 400'000;
  int below_second = 0;
  for (int i = 0; i < kResamples; ++i) {
    int smallest = 0;  // the median of 15 drawn from 1 … 15 is 1 if 8 of them are
    for (int j = 0; j < 15; ++j) smallest += random() % 15 == 0 ? 1 : 0;
    below_second += smallest >= 8 ? 1 : 0;
  }
  EXPECT_LT(static_cast<double>(below_second) / kResamples, alpha / 2);  // so it cuts the smallest off …
  const double miss_of_second = 2 * (1 + 15) / std::ldexp(1, 15);
  EXPECT_GT(miss_of_second, 9 * alpha);  // … and what remains misses far too often
  EXPECT_EQ(MedianInterval(OneTo(15), alpha).lo, 1);
}

// The share of 2,000 comparisons of `rows` rows that hold a false "worse": the interval of a row whose change is
// exactly the threshold, the hardest case, lies above it.
double FalseAlarms(std::size_t rows, std::size_t pairs, double alpha, double change) {
  Machine machine(17);
  int alarms = 0;
  constexpr int kFamilies = 2000;
  const double limit = std::log1p(0.05);
  for (int family = 0; family < kFamilies; ++family) {
    bool alarm = false;
    for (std::size_t row = 0; row < rows; ++row) {
      alarm = MedianInterval(machine.Pairs(pairs, change), alpha).lo > limit || alarm;
    }
    alarms += alarm ? 1 : 0;
  }
  return static_cast<double>(alarms) / kFamilies;
}

TEST(IntervalTest, FalseAlarmsOfAWholeFamily) {
  const double limit = std::log1p(0.05);
  EXPECT_LE(FalseAlarms(40, 16, 0.05 / 40, limit), 0.05);
  EXPECT_LE(FalseAlarms(40, 16, 0.05 / 40, 0), 0.0005);  // of a revision against itself
  // The control: without Bonferroni the same families are full of false alarms.
  EXPECT_GT(FalseAlarms(40, 16, 0.05, limit), 0.25);
}

double Power(std::size_t pairs, double alpha, double slowdown, double noise) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(std::log1p(slowdown), noise);
  int found = 0;
  constexpr int kTrials = 4000;
  for (int i = 0; i < kTrials; ++i) {
    std::vector<double> changes(pairs);
    for (double& change : changes) change = normal(random);
    found += MedianInterval(changes, alpha).lo > std::log1p(0.05) ? 1 : 0;
  }
  return static_cast<double>(found) / kTrials;
}

TEST(IntervalTest, ASlowDownOfTenPerCentIsFound) {
  EXPECT_GE(Power(16, 0.05 / 11, 0.10, 0.02), 0.99);
  EXPECT_GE(Power(16, 0.05 / 650, 0.10, 0.012), 0.99);
  EXPECT_GE(Power(24, 0.05 / 650, 0.10, 0.02), 0.99);
  // Controls: nothing is found where nothing is, and seldom what the threshold forgives.
  EXPECT_EQ(Power(24, 0.05 / 650, 0, 0.02), 0);
  EXPECT_LE(Power(24, 0.05 / 650, 0.05, 0.02), 0.001);
}

}  // namespace
}  // namespace sigmark::compare
