// SPDX-License-Identifier: Apache-2.0
//
// For tests: the fast oracles against MPFR, on results of every quality.
#ifndef SIGMARK_REFERENCE_FAST_ORACLE_CHECK_H_
#define SIGMARK_REFERENCE_FAST_ORACLE_CHECK_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "impls/core/bits.h"
#include "reference/domains.h"
#include "reference/fast_oracle.h"
#include "reference/oracle.h"

namespace sigmark {

inline constexpr Function kFastFunctions[] = {Function::kLogistic, Function::kDerivative};
inline constexpr Rounding kModes[] = {Rounding::kNearest, Rounding::kUpward, Rounding::kDownward,
                                      Rounding::kTowardZero};

// Inputs at random: half of them from all bit patterns (mostly trivial), half evenly over the nontrivial range.
template <class F>
F RandomInput(Function function, std::mt19937_64& random) {
  if (random() % 2 == 0) {
    const F pattern = FromBits<F>(static_cast<BitsOf<F>>(random()));
    if (IsFinite(pattern)) return pattern;
  }
  const Magnitudes nontrivial = Nontrivial(function, FormatTraits<F>::kFormat);
  std::uniform_real_distribution<double> magnitude(nontrivial.lo, nontrivial.hi);
  return static_cast<F>(random() % 2 == 0 ? magnitude(random) : -magnitude(random));
}

// A result to judge where `rounded` is right: right itself, close, far, subnormal, special, or a random pattern.
template <class F>
F ResultOfSomeQuality(F rounded, std::mt19937_64& random) {
  const BitsOf<F> bits = ToBits(rounded);
  switch (random() % 16) {
    case 0:
    case 1:
    case 2:
    case 3:
      return rounded;
    case 4:
    case 5:
      return FromBits<F>(bits + 1);
    case 6:
    case 7:
      return FromBits<F>(bits - 1);
    case 8:
    case 9:
      return FromBits<F>(bits + static_cast<BitsOf<F>>(random() % 2000) - 1000);
    case 10: {
      constexpr F kSpecial[] = {F{0},
                                F{1},
                                F{-0.0},
                                F{0.5},
                                F{-1},
                                std::numeric_limits<F>::infinity(),
                                -std::numeric_limits<F>::infinity(),
                                std::numeric_limits<F>::quiet_NaN(),
                                std::numeric_limits<F>::denorm_min(),
                                std::numeric_limits<F>::max()};
      return kSpecial[random() % std::size(kSpecial)];
    }
    case 11:
      return FromBits<F>(static_cast<BitsOf<F>>(random() & kFractionMask<F>));  // subnormal
    case 12:
      return FromBits<F>(static_cast<BitsOf<F>>(random()));
    case 13:
      return FromBits<F>(ToBits(F{0.5}) + static_cast<BitsOf<F>>(random() % 5) - 2);
    case 14:
      return FromBits<F>(ToBits(F{1}) + static_cast<BitsOf<F>>(random() % 5) - 2);
    default:
      return rounded * static_cast<F>(random() % 4);
  }
}

// Compares every figure of every result with MPFR, and the summary with theirs. Returns how many verdicts were left
// open but for garbage.
template <class F>
std::size_t ExpectAgreement(Function function, Rounding rounding, const std::vector<F>& x, const std::vector<F>& y) {
  constexpr Format kFormat = FormatTraits<F>::kFormat;
  constexpr double kFloor = 0.5;
  constexpr double kBound = FastOracleBound(kFormat);
  std::vector<double> ulps(x.size()), absolute(x.size()), relative(x.size()), value(x.size());
  FastErrorArrays(function, rounding, x.data(), y.data(), x.size(),
                  {ulps.data(), absolute.data(), relative.data(), value.data()});
  const ErrorSummary summary = FastErrors(function, rounding, x.data(), y.data(), x.size(), kFloor);
  Oracle oracle(function);
  ErrorSummary expected;
  std::size_t open = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const PointError exact = oracle.Error(ToDouble(x[i]), ToDouble(y[i]), kFormat, rounding);
    if (ulps[i] == kUndecided) {
      ++expected.undecided;
      open += exact.ulp < 0x1p900 ? 1 : 0;  // beyond that the error overflows
      continue;
    }
    if (exact.nonfinite) {
      ++expected.nonfinite;
      EXPECT_TRUE(std::isnan(ulps[i])) << x[i];
      continue;
    }
    EXPECT_NEAR(std::abs(ulps[i]), exact.ulp, kBound + exact.ulp * 0x1p-47) << x[i] << " " << y[i];
    EXPECT_EQ(Misrounded(ulps[i], ToDouble(y[i]), value[i], rounding), exact.misrounded)
        << x[i] << " " << y[i] << " " << Name(rounding) << " " << ulps[i];
    // An ulp of a value up to 1 is at most half of a relative 2^(1 − p).
    constexpr double kUlp = kWidth<F> == 32 ? 0x1p-24 : 0x1p-53;
    EXPECT_NEAR(absolute[i], exact.absolute, kBound * kUlp + exact.absolute * 0x1p-47) << x[i] << " " << y[i];
    if (exact.ulp > 1 && !(value[i] == 0 && std::isinf(relative[i])) && exact.relative < 1e290) {
      EXPECT_NEAR(relative[i], exact.relative, exact.relative * (2 * kBound + 0x1p-46)) << x[i] << " " << y[i];
    }
    expected.Add({exact.ulp, exact.absolute, exact.ulp, exact.relative > kFloor, exact.misrounded ? 1u : 0u});
  }
  EXPECT_EQ(summary.misrounded, expected.misrounded);
  EXPECT_EQ(summary.nonfinite, expected.nonfinite);
  EXPECT_EQ(summary.undecided, expected.undecided);
  EXPECT_EQ(summary.exceeds_relative, expected.exceeds_relative) << Name(function) << " " << Name(rounding);
  EXPECT_NEAR(summary.max_ulp, expected.max_ulp, kBound + expected.max_ulp * 0x1p-47);
  EXPECT_NEAR(summary.max_absolute, expected.max_absolute, kBound + expected.max_absolute * 0x1p-46);
  if (std::isinf(expected.sum_ulp)) {
    EXPECT_TRUE(std::isinf(summary.sum_ulp));
  } else {
    EXPECT_NEAR(summary.sum_ulp, expected.sum_ulp, kBound * static_cast<double>(x.size()) + expected.sum_ulp * 1e-12);
  }
  return open;
}

// The same for `count` random inputs in runs of some hundred, every other one in order; the modes take turns. What is
// left open is rare, for the inputs are not chosen to be hard.
template <class F>
void ExpectAgreementAtRandom(Function function, std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  Oracle oracle(function);
  std::size_t open = 0, done = 0;
  for (int run = 0; done < count; ++run) {
    const Rounding rounding = kModes[run % 4];
    std::vector<F> x(100 + random() % 900), y;
    for (F& input : x) input = RandomInput<F>(function, random);
    if (run / 4 % 2 == 0) std::sort(x.begin(), x.end());
    for (F input : x) {
      const double rounded = oracle.Round(ToDouble(input), FormatTraits<F>::kFormat, rounding);
      y.push_back(ResultOfSomeQuality(static_cast<F>(rounded), random));
    }
    open += ExpectAgreement(function, rounding, x, y);
    done += x.size();
    if (::testing::Test::HasFailure()) return;  // one run of failures says enough
  }
  EXPECT_LE(open, count / 5000);
}

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_FAST_ORACLE_CHECK_H_
