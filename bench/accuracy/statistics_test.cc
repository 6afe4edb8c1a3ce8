// SPDX-License-Identifier: Apache-2.0
#include "bench/accuracy/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace sigmark {
namespace {

constexpr Function kLogistic = Function::kLogistic;
constexpr Rounding kNearest = Rounding::kNearest;

// Correctly rounded results at random nontrivial inputs: something to plant errors in.
template <class F>
struct LineOf {
  std::vector<F> x, y;
};
using Line = LineOf<float>;

template <class F = float>
LineOf<F> CorrectLine(std::size_t n, std::uint64_t seed, Rounding rounding = kNearest) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<F> uniform(kWidth<F> == 32 ? F{-103} : F{-744}, kWidth<F> == 32 ? F{20} : F{40});
  Oracle oracle(kLogistic);
  LineOf<F> line;
  for (std::size_t i = 0; i < n; ++i) {
    line.x.push_back(uniform(random));
    line.y.push_back(static_cast<F>(oracle.Round(ToDouble(line.x.back()), FormatTraits<F>::kFormat, rounding)));
  }
  return line;
}

template <class F>
Statistics Assess(const LineOf<F>& line, Rounding rounding = kNearest) {
  Statistics statistics;
  Assessor(kLogistic, FormatTraits<F>::kFormat, rounding)
      .Add(line.x.data(), line.y.data(), line.x.size(), 0, statistics);
  return statistics;
}

// The same by MPFR alone, input by input.
template <class F>
Statistics AssessByMpfr(const LineOf<F>& line, Rounding rounding) {
  Oracle oracle(kLogistic);
  Statistics statistics;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    const double x = ToDouble(line.x[i]), y = ToDouble(line.y[i]);
    const PointError error = oracle.Error(x, y, FormatTraits<F>::kFormat, rounding);
    ++statistics.count;
    statistics.misrounded += error.misrounded ? 1u : 0u;
    statistics.nonfinite += error.nonfinite ? 1u : 0u;
    if (error.nonfinite) continue;
    statistics.max_ulp.Raise(error.ulp, x, y);
    statistics.max_absolute.Raise(error.absolute, x, y);
    statistics.max_relative.Raise(error.relative, x, y);
  }
  return statistics;
}

TEST(Statistics, CorrectRoundingHasNothingToReport) {
  const Statistics statistics = Assess(CorrectLine(20000, 1));
  EXPECT_EQ(statistics.count, 20000u);
  EXPECT_EQ(statistics.misrounded, 0u);
  EXPECT_EQ(statistics.nonfinite, 0u);
  EXPECT_LE(statistics.max_ulp.value, 0.5);
  EXPECT_FALSE(statistics.first_flushed);
}

// Negative control: one wrong result among 20,000, of each kind, at a random place, is found and named.
TEST(Statistics, OnePlantedErrorIsFound) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 20; ++round) {
    Line line = CorrectLine(5000, static_cast<std::uint64_t>(round));
    const std::size_t place = random() % line.x.size();
    const float good = line.y[place];
    line.y[place] = FromBits<float>(ToBits(good) + 1);
    Statistics statistics = Assess(line);
    EXPECT_EQ(statistics.misrounded, 1u);
    EXPECT_EQ(statistics.max_ulp.x, ToDouble(line.x[place]));
    EXPECT_GE(statistics.max_ulp.value, 0.5);

    line.y[place] = NAN;
    statistics = Assess(line);
    EXPECT_EQ(statistics.nonfinite, 1u);
    ASSERT_TRUE(statistics.first_nonfinite);
    EXPECT_EQ(statistics.first_nonfinite->x, ToDouble(line.x[place]));

    line.y[place] = 0;
    statistics = Assess(line);
    ASSERT_TRUE(statistics.first_flushed);
    EXPECT_EQ(statistics.first_flushed->x, ToDouble(line.x[place]));
    EXPECT_EQ(statistics.max_relative.value, 1);
  }
}

template <class F>
void ExpectTheFastPathAgrees(Rounding rounding) {
  LineOf<F> line = CorrectLine<F>(3000, 3, rounding);
  std::mt19937_64 random(4);
  for (F& y : line.y) y = FromBits<F>(ToBits(y) + static_cast<BitsOf<F>>(random() % 5));
  line.y[17] = NAN;
  line.y[18] = INFINITY;
  const Statistics fast = Assess(line, rounding);
  const Statistics slow = AssessByMpfr(line, rounding);
  EXPECT_EQ(fast.count, slow.count);
  EXPECT_EQ(fast.misrounded, slow.misrounded);
  EXPECT_EQ(fast.nonfinite, slow.nonfinite);
  EXPECT_NEAR(fast.max_ulp.value, slow.max_ulp.value, FastOracleBound(FormatTraits<F>::kFormat));
  EXPECT_EQ(fast.max_ulp.x, slow.max_ulp.x);
  EXPECT_NEAR(fast.max_absolute.value, slow.max_absolute.value, 0x1p-46);
  EXPECT_NEAR(fast.max_relative.value, slow.max_relative.value, 1e-12 * slow.max_relative.value);
  EXPECT_EQ(fast.max_relative.x, slow.max_relative.x);
}

TEST(Statistics, TheFastPathAgreesWithMpfrInEveryMode) {
  for (Rounding rounding : {Rounding::kNearest, Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero}) {
    ExpectTheFastPathAgrees<float>(rounding);
    ExpectTheFastPathAgrees<double>(rounding);
  }
}

// A kernel that clamps: where the exact value vanishes the relative error of what it returns grows with every run, and
// its zeros in between do not hide it.
TEST(Statistics, TheLargestRelativeErrorIsFoundWhereValuesVanish) {
  Line line;
  for (float x = -700; x < -100; x += 0.25f) {
    line.x.push_back(x);
    line.y.push_back(line.x.size() % 3 == 1 ? 0.0f : 0x1p-126f);
  }
  const Statistics fast = Assess(line);
  const Statistics slow = AssessByMpfr(line, kNearest);
  EXPECT_EQ(fast.max_relative.x, -699.75);
  EXPECT_EQ(fast.max_relative.x, slow.max_relative.x);
  EXPECT_EQ(fast.max_relative.value, slow.max_relative.value);
}

TEST(Statistics, MergingIsAssociativeCommutativeAndSurvivesTheProtocol) {
  std::vector<Statistics> parts;
  for (std::uint64_t i = 0; i < 6; ++i) {
    Line line = CorrectLine(700, 10 + i);
    line.y[i] = i % 2 == 0 ? NAN : 0.0f;
    Statistics part;
    Assessor(kLogistic, Format::kBinary32, kNearest)
        .Add(line.x.data(), line.y.data(), line.x.size(), static_cast<int>(i % 3), part);
    parts.push_back(Statistics::FromJson(nlohmann::json::parse(part.ToJson().dump())));
  }
  Statistics forwards, backwards, grouped;
  for (const Statistics& part : parts) forwards.Merge(part);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) backwards.Merge(*part);
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    Statistics pair = parts[i + 1];
    pair.Merge(parts[i]);
    grouped.Merge(pair);
  }
  EXPECT_EQ(forwards.ToJson(), backwards.ToJson());
  EXPECT_EQ(forwards.ToJson(), grouped.ToJson());
  EXPECT_EQ(forwards.count, 6u * 700u);
}

// −104 … : the exact value is below half of the smallest subnormal, so 0 is right and nothing is flushed.
TEST(Statistics, ZeroIsFlushedOnlyWhereTheRoundedValueIsNot) {
  const Line line = {{-200, -104, -103.97f}, {0, 0, 0}};
  const Statistics statistics = Assess(line);
  ASSERT_TRUE(statistics.first_flushed);
  EXPECT_EQ(statistics.first_flushed->x, ToDouble(-103.97f));
}

}  // namespace
}  // namespace sigmark
