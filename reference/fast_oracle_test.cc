// SPDX-License-Identifier: Apache-2.0
#include "reference/fast_oracle.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "impls/core/bits.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

constexpr Function kFastFunctions[] = {Function::kLogistic, Function::kDerivative};

// Inputs that stand for every regime: bit patterns at random (mostly trivial), nontrivial ones at random, the
// neighbourhoods of thresholds and powers of two, and the hard cases.
std::vector<float> Inputs(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<float> nontrivial(-110, 110);
  std::vector<float> inputs = {0.0f, -0.0f, -0x1.250c02p-10f, 0x1.22601ep-4f, 0x1.8p-9f};
  for (float x : {0x1p-149f, 0x1p-126f, 0x1p-48f, 0x1p-25f, 0x1p-20f, 0x1p-12f, 0x1p-5f, 1.0f, 17.32868f, 37.0f,
                  87.33655f, 88.72284f, 103.97208f, 110.0f, 708.0f, 1e10f, 3.4e38f}) {
    for (int step = -20; step <= 20; ++step) {
      const float near = FromBits<float>(ToBits(x) + static_cast<std::uint32_t>(step));
      if (IsFinite(near)) inputs.insert(inputs.end(), {near, -near});
    }
  }
  while (static_cast<int>(inputs.size()) < count) {
    inputs.push_back(nontrivial(random));
    const float pattern = FromBits<float>(static_cast<std::uint32_t>(random()));
    if (IsFinite(pattern)) inputs.push_back(pattern);
  }
  return inputs;
}

// Compares every lane with MPFR; returns how many were left undecided.
int ExpectAgreement(Function function, const std::vector<float>& x, const std::vector<float>& y) {
  std::vector<double> ulp(x.size()), absolute(x.size()), value(x.size());
  const ErrorSummary summary =
      FastErrors(function, x.data(), y.data(), x.size(), 0.5, {ulp.data(), absolute.data(), value.data()});
  Oracle oracle(function);
  ErrorSummary expected;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const PointError exact = oracle.Error(ToDouble(x[i]), ToDouble(y[i]), Format::kBinary32, Rounding::kNearest);
    if (ulp[i] == kUndecided) {
      ++expected.undecided;
      continue;
    }
    if (exact.nonfinite) {
      ++expected.nonfinite;
      EXPECT_EQ(ulp[i], kNonfinite) << x[i];
      continue;
    }
    EXPECT_NEAR(ulp[i], exact.ulp, kFastOracleBound + exact.ulp * 0x1p-50) << x[i] << " " << y[i];
    EXPECT_NEAR(absolute[i], exact.absolute, 0x1p-50 * (1 + exact.absolute)) << x[i] << " " << y[i];
    if (exact.relative > 0 && exact.relative < 1e300) {
      EXPECT_NEAR(value[i], exact.absolute / exact.relative, 0x1p-49) << x[i];
    }
    expected.misrounded += exact.misrounded ? 1u : 0u;
    expected.max_ulp = std::max(expected.max_ulp, exact.ulp);
    expected.max_absolute = std::max(expected.max_absolute, exact.absolute);
    expected.exceeds_relative = expected.exceeds_relative || exact.relative > 0.5;
    expected.sum_ulp += exact.ulp;
  }
  EXPECT_EQ(summary.misrounded, expected.misrounded);
  EXPECT_EQ(summary.nonfinite, expected.nonfinite);
  EXPECT_EQ(summary.undecided, expected.undecided);
  EXPECT_EQ(summary.exceeds_relative, expected.exceeds_relative);
  EXPECT_NEAR(summary.max_ulp, expected.max_ulp, kFastOracleBound + expected.max_ulp * 0x1p-50);
  EXPECT_NEAR(summary.max_absolute, expected.max_absolute, 0x1p-48);
  EXPECT_NEAR(summary.sum_ulp, expected.sum_ulp, 1e-3 + expected.sum_ulp * 1e-12);
  return static_cast<int>(expected.undecided);
}

TEST(FastOracle, AgreesWithMpfrOnResultsOfEveryQuality) {
  for (Function function : kFastFunctions) {
    const std::vector<float> x = Inputs(1, 40000);
    std::mt19937_64 random(2);
    Oracle oracle(function);
    std::vector<float> exact(x.size()), close(x.size()), wrong(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      exact[i] = static_cast<float>(oracle.Round(ToDouble(x[i]), Format::kBinary32, Rounding::kNearest));
      close[i] = FromBits<float>(ToBits(exact[i]) + static_cast<std::uint32_t>(random() % 7));
      wrong[i] = FromBits<float>(static_cast<std::uint32_t>(random()));  // NaN and infinities among them
    }
    EXPECT_LT(ExpectAgreement(function, x, exact), 700);  // thresholds and powers of two were sought out
    ExpectAgreement(function, x, close);
    ExpectAgreement(function, x, wrong);
  }
}

TEST(FastOracle, EveryLengthIsCountedOnce) {
  const std::vector<float> x(40, 3.0f);
  const std::vector<float> y(40, NAN);
  double ulp[40], absolute[40], value[40];
  for (std::size_t n = 0; n <= x.size(); ++n) {
    EXPECT_EQ(FastErrors(Function::kLogistic, x.data(), y.data(), n, 0, {ulp, absolute, value}).nonfinite, n);
  }
}

// A correctly rounded result with one bit changed anywhere must be seen: the check can fail.
TEST(FastOracle, OneUlpAnywhereIsSeen) {
  for (Function function : kFastFunctions) {
    Oracle oracle(function);
    for (float x : Inputs(3, 3000)) {
      const double rounded = oracle.Round(ToDouble(x), Format::kBinary32, Rounding::kNearest);
      const float next = FromBits<float>(ToBits(static_cast<float>(rounded)) + 1);
      double ulp = 0, absolute = 0, value = 0;
      FastErrors(function, &x, &next, 1, 0, {&ulp, &absolute, &value});
      EXPECT_TRUE(ulp == kUndecided || ulp >= 0.5) << x;
    }
  }
}

}  // namespace
}  // namespace sigmark
