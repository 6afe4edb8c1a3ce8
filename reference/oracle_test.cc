// SPDX-License-Identifier: Apache-2.0
#include "reference/oracle.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace sigmark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Rounding kModes[] = {Rounding::kNearest, Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero};
constexpr Format kFormats[] = {Format::kBinary16, Format::kBfloat16, Format::kBinary32, Format::kBinary64};

TEST(Oracle, ExactPointsAreExactInEveryModeAndFormat) {
  for (Format format : kFormats) {
    for (Rounding mode : kModes) {
      Oracle logistic(Function::kLogistic), derivative(Function::kDerivative), logit(Function::kLogit),
          log_logistic(Function::kLogLogistic), tanh(Function::kTanh);
      EXPECT_EQ(logistic.Round(0.0, format, mode), 0.5);
      EXPECT_EQ(logistic.Round(-0.0, format, mode), 0.5);
      EXPECT_EQ(logistic.Round(kInfinity, format, mode), 1.0);
      EXPECT_EQ(logistic.Round(-kInfinity, format, mode), 0.0);
      EXPECT_TRUE(std::isnan(logistic.Round(NAN, format, mode)));
      EXPECT_EQ(derivative.Round(0.0, format, mode), 0.25);
      EXPECT_EQ(derivative.Round(kInfinity, format, mode), 0.0);
      EXPECT_EQ(log_logistic.Round(-kInfinity, format, mode), -kInfinity);
      EXPECT_EQ(log_logistic.Round(kInfinity, format, mode), 0.0);
      EXPECT_EQ(logit.Round(0.5, format, mode), 0.0);
      EXPECT_EQ(logit.Round(1.0, format, mode), kInfinity);
      EXPECT_EQ(logit.Round(0.0, format, mode), -kInfinity);
      EXPECT_TRUE(std::isnan(logit.Round(1.5, format, mode)));
      EXPECT_TRUE(std::signbit(tanh.Round(-0.0, format, mode)));
      EXPECT_EQ(tanh.Round(-kInfinity, format, mode), -1.0);
    }
  }
}

// σ is never exact away from 0 and ±inf, so beyond the last input that matters each mode has one answer: 1 or its
// predecessor, 0 or the smallest subnormal.
TEST(Oracle, SaturatesByMode) {
  struct Case {
    Format format;
    double below_one, smallest;
  };
  const Case cases[] = {{Format::kBinary16, 1 - 0x1p-11, 0x1p-24},
                        {Format::kBfloat16, 1 - 0x1p-8, 0x1p-133},
                        {Format::kBinary32, 1 - 0x1p-24, 0x1p-149},
                        {Format::kBinary64, 1 - 0x1p-53, 0x1p-1074}};
  Oracle oracle(Function::kLogistic);
  for (const Case& c : cases) {
    for (double x : {1e3, 6e4, 1e30, 1e300}) {
      EXPECT_EQ(oracle.Round(x, c.format, Rounding::kNearest), 1.0);
      EXPECT_EQ(oracle.Round(x, c.format, Rounding::kUpward), 1.0);
      EXPECT_EQ(oracle.Round(x, c.format, Rounding::kDownward), c.below_one);
      EXPECT_EQ(oracle.Round(x, c.format, Rounding::kTowardZero), c.below_one);
      EXPECT_EQ(oracle.Round(-x, c.format, Rounding::kNearest), 0.0);
      EXPECT_EQ(oracle.Round(-x, c.format, Rounding::kUpward), c.smallest);
      EXPECT_EQ(oracle.Round(-x, c.format, Rounding::kDownward), 0.0);
      EXPECT_EQ(oracle.Round(-x, c.format, Rounding::kTowardZero), 0.0);
    }
  }
}

TEST(Oracle, ThresholdsOfBinary32) {
  Oracle oracle(Function::kLogistic);
  // The last inputs that do not round to 1 and to 0, and their neighbours beyond: σ(x) crosses 1 − 2^-25 at
  // 17.3286795… and 2^-150 at −103.972077….
  EXPECT_EQ(oracle.Round(0x1.154246p+4, Format::kBinary32, Rounding::kNearest), 1.0);
  EXPECT_EQ(oracle.Round(0x1.154244p+4, Format::kBinary32, Rounding::kNearest), 1 - 0x1p-24);
  EXPECT_EQ(oracle.Round(-0x1.9fe368p+6, Format::kBinary32, Rounding::kNearest), 0x1p-149);
  EXPECT_EQ(oracle.Round(-0x1.9fe36ap+6, Format::kBinary32, Rounding::kNearest), 0.0);
}

// Hardest known binary32 cases: within 2^-30.98 ulp of a midpoint, and within 2^-31.05 ulp of a number of the format.
TEST(Oracle, HardCasesOfBinary32) {
  Oracle oracle(Function::kLogistic);
  Real value;
  const double nearest = -0x1.250c02p-10;
  oracle.Value(nearest, 200, value);
  mpfr_mul_2si(value.Get(), value.Get(), 26, MPFR_RNDN);  // units of half an ulp: the ulp of [¼, ½) is 2^-25
  Real distance(200);
  mpfr_rint(distance.Get(), value.Get(), MPFR_RNDN);
  const bool odd = mpfr_get_ui(distance.Get(), MPFR_RNDN) % 2 == 1;
  EXPECT_TRUE(odd) << "a midpoint is an odd number of half ulps";
  mpfr_sub(distance.Get(), distance.Get(), value.Get(), MPFR_RNDN);
  EXPECT_NEAR(std::log2(std::abs(mpfr_get_d(distance.Get(), MPFR_RNDN)) / 2), -30.98, 0.01);

  const double directed = 0x1.22601ep-4;
  oracle.Value(directed, 200, value);
  mpfr_mul_2si(value.Get(), value.Get(), 24, MPFR_RNDN);
  mpfr_rint(distance.Get(), value.Get(), MPFR_RNDN);
  mpfr_sub(distance.Get(), distance.Get(), value.Get(), MPFR_RNDN);
  EXPECT_NEAR(std::log2(std::abs(mpfr_get_d(distance.Get(), MPFR_RNDN))), -31.05, 0.01);
  // The two directed results are neighbours, and nearest is one of them.
  for (double x : {nearest, directed}) {
    const double down = oracle.Round(x, Format::kBinary32, Rounding::kDownward);
    const double up = oracle.Round(x, Format::kBinary32, Rounding::kUpward);
    const double middle = oracle.Round(x, Format::kBinary32, Rounding::kNearest);
    EXPECT_EQ(std::nextafter(static_cast<float>(down), 2.0f), static_cast<float>(up));
    EXPECT_TRUE(middle == down || middle == up);
  }
}

// Where a correctly rounded binary32 result must not be rounded again to binary16.
TEST(Oracle, DoubleRoundingCaseOfBinary16) {
  Oracle oracle(Function::kLogistic);
  const double x = 0x1.8p-9;
  const auto once = static_cast<float>(oracle.Round(x, Format::kBinary16, Rounding::kNearest));
  const auto twice = ToFloat(ToBinary16(static_cast<float>(oracle.Round(x, Format::kBinary32, Rounding::kNearest))));
  EXPECT_NE(once, twice);
}

TEST(Oracle, RoundToFormatAgreesWithTheHardware) {
  std::mt19937_64 random(1);
  Real value(80);
  for (int i = 0; i < 20000; ++i) {
    // Spread over the whole range of binary32 and beyond both of its ends.
    const double x =
        std::ldexp(1 + std::ldexp(static_cast<double>(random() >> 12), -52), static_cast<int>(random() % 300) - 160) *
        ((random() & 1) != 0 ? 1 : -1);
    mpfr_set_d(value.Get(), x, MPFR_RNDN);
    EXPECT_EQ(RoundToFormat(value, kShapeOf<float>, Rounding::kNearest), static_cast<double>(static_cast<float>(x)));
    EXPECT_EQ(RoundToFormat(value, kShapeOf<double>, Rounding::kNearest), x);
    EXPECT_EQ(RoundToFormat(value, kShapeOf<bfloat16>, Rounding::kNearest) ==
                      static_cast<double>(ToFloat(ToBfloat16(static_cast<float>(x)))) ||
                  static_cast<double>(static_cast<float>(x)) != x,
              true);
    const double down = RoundToFormat(value, kShapeOf<float>, Rounding::kDownward);
    const double up = RoundToFormat(value, kShapeOf<float>, Rounding::kUpward);
    EXPECT_LE(down, x);
    EXPECT_GE(up, x);
    EXPECT_EQ(RoundToFormat(value, kShapeOf<float>, Rounding::kTowardZero), x < 0 ? up : down);
  }
}

// Identities that tie the functions to each other, at random inputs, through values that share no formula.
TEST(Oracle, FunctionsAgree) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> uniform(-40, 40);
  Oracle logistic(Function::kLogistic), derivative(Function::kDerivative), log_logistic(Function::kLogLogistic),
      logit(Function::kLogit), tanh(Function::kTanh);
  Real a, b, c;
  for (int i = 0; i < 2000; ++i) {
    const double x = uniform(random);
    logistic.Value(x, 200, a);
    logistic.Value(-x, 200, b);
    derivative.Value(x, 200, c);
    Real product(200), sum(200);
    mpfr_mul(product.Get(), a.Get(), b.Get(), MPFR_RNDN);
    mpfr_sub(product.Get(), product.Get(), c.Get(), MPFR_RNDN);
    mpfr_div(product.Get(), product.Get(), c.Get(), MPFR_RNDN);
    EXPECT_LT(std::abs(mpfr_get_d(product.Get(), MPFR_RNDN)), 0x1p-190) << x;
    log_logistic.Value(x, 200, c);
    mpfr_log(sum.Get(), a.Get(), MPFR_RNDN);
    mpfr_sub(sum.Get(), sum.Get(), c.Get(), MPFR_RNDN);
    EXPECT_LT(std::abs(mpfr_get_d(sum.Get(), MPFR_RNDN)), 0x1p-130) << x;
    tanh.Value(x / 2, 200, c);
    mpfr_mul_2ui(a.Get(), a.Get(), 1, MPFR_RNDN);
    mpfr_sub_ui(a.Get(), a.Get(), 1, MPFR_RNDN);
    mpfr_sub(a.Get(), a.Get(), c.Get(), MPFR_RNDN);
    EXPECT_LT(std::abs(mpfr_get_d(a.Get(), MPFR_RNDN)), 0x1p-190) << x;
    const double p = logistic.Round(x / 4, Format::kBinary64, Rounding::kNearest);
    // d logit / dp = 1 / (p (1 − p)): half an ulp of p becomes at most 2^-54 / (1 − p).
    EXPECT_NEAR(logit.Round(p, Format::kBinary64, Rounding::kNearest), x / 4, 0x1p-53 / (1 - p) + 1e-14) << x;
  }
}

TEST(Oracle, ErrorIsInUlpsOfTheExactValue) {
  Oracle oracle(Function::kLogistic);
  for (float x : {-100.0f, -90.0f, -88.0f, -20.0f, -1.0f, -0x1p-30f, 0x1p-30f, 1.0f, 10.0f, 30.0f}) {
    const auto rounded =
        static_cast<float>(oracle.Round(static_cast<double>(x), Format::kBinary32, Rounding::kNearest));
    const PointError best =
        oracle.Error(static_cast<double>(x), static_cast<double>(rounded), Format::kBinary32, Rounding::kNearest);
    EXPECT_LE(best.ulp, 0.5) << x;
    EXPECT_FALSE(best.misrounded) << x;
    // One step of the format below is 1 ulp further away or nearer, or half of that across a power of two.
    const float below = std::nextafter(rounded, -1.0f);
    const PointError next =
        oracle.Error(static_cast<double>(x), static_cast<double>(below), Format::kBinary32, Rounding::kNearest);
    EXPECT_TRUE(next.misrounded) << x;
    EXPECT_GE(next.ulp, 0.5) << x;
    EXPECT_LE(next.ulp, 1.5) << x;
  }
}

TEST(Oracle, UlpOfZeroAndOfSubnormalResultsIsTheSmallestSubnormal) {
  Oracle oracle(Function::kLogistic);
  EXPECT_EQ(oracle.Error(-kInfinity, 0x1p-149, Format::kBinary32, Rounding::kNearest).ulp, 1.0);
  EXPECT_EQ(oracle.Error(-1e300, 0x1p-1073, Format::kBinary64, Rounding::kNearest).ulp, 2.0);
  // At −95, 2^-137.05…: the ulp is 2^-149, so the flushed result is wrong by σ(−95) / 2^-149.
  const double flushed = oracle.Error(-95, 0, Format::kBinary32, Rounding::kNearest).ulp;
  EXPECT_NEAR(flushed, std::exp(-95 + 149 * std::log(2)), 1e-9 * flushed);
}

TEST(Oracle, NonfiniteResultsAreCountedNotMeasured) {
  Oracle oracle(Function::kLogistic);
  EXPECT_TRUE(oracle.Error(90, NAN, Format::kBinary32, Rounding::kNearest).nonfinite);
  EXPECT_TRUE(oracle.Error(90, kInfinity, Format::kBinary32, Rounding::kNearest).nonfinite);
  EXPECT_FALSE(oracle.Error(NAN, NAN, Format::kBinary32, Rounding::kNearest).nonfinite);
  Oracle log_logistic(Function::kLogLogistic);
  EXPECT_FALSE(log_logistic.Error(-kInfinity, -kInfinity, Format::kBinary32, Rounding::kNearest).nonfinite);
  EXPECT_TRUE(log_logistic.Error(-kInfinity, -1e30, Format::kBinary32, Rounding::kNearest).nonfinite);
}

TEST(Oracle, Hex128) {
  Oracle oracle(Function::kLogistic);
  EXPECT_EQ(oracle.Hex128(0), "0x8p-4");
  EXPECT_EQ(oracle.Hex128(NAN), "nan");
  EXPECT_EQ(oracle.Hex128(kInfinity), "0x1p+0");
  EXPECT_EQ(oracle.Hex128(1).size(), std::string("0xb.b26f5e1d5a3c4ad1fc8d1e3f3b1a2c3p-4").size());
}

}  // namespace
}  // namespace sigmark
