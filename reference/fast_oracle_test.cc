// SPDX-License-Identifier: Apache-2.0
#include "reference/fast_oracle.h"

#include <gtest/gtest.h>
#include <hwy/highway.h>
#include <hwy/targets.h>

#include <cmath>
#include <vector>

#include "reference/fast_oracle_check.h"
#include "reference/regime.h"

namespace sigmark {
namespace {

constexpr std::size_t kRandomInputs = 50000;  // for each function

// Hard inputs, and the neighbourhoods of the ends of regimes.
template <class F>
std::vector<F> ChosenInputs(Function function) {
  std::vector<F> inputs;
  for (double x : HardInputs(function, FormatTraits<F>::kFormat)) inputs.push_back(static_cast<F>(x));
  for (const Regime& regime : Regimes(function, FormatTraits<F>::kFormat)) {
    const auto end = static_cast<F>(regime.end);
    for (int step = -20; step <= 20; ++step) {
      const F near = FromBits<F>(ToBits(end) + static_cast<BitsOf<F>>(step));
      if (IsFinite(near)) inputs.insert(inputs.end(), {near, -near});
    }
  }
  return inputs;
}

template <class F>
void ExpectAgreementAtChosenInputs() {
  std::mt19937_64 random(1);
  for (Function function : kFastFunctions) {
    Oracle oracle(function);
    const std::vector<F> x = ChosenInputs<F>(function);
    for (Rounding rounding : kModes) {
      std::vector<F> right;
      for (F input : x) {
        right.push_back(static_cast<F>(oracle.Round(ToDouble(input), FormatTraits<F>::kFormat, rounding)));
      }
      ExpectAgreement(function, rounding, x, right);
      // The other candidates of a rounding: those that a near verdict would confuse with the right one.
      for (int step : {-1, 1}) {
        std::vector<F> next = right;
        for (F& y : next) y = FromBits<F>(ToBits(y) + static_cast<BitsOf<F>>(step));
        ExpectAgreement(function, rounding, x, next);
      }
      std::vector<F> some;
      for (F y : right) some.push_back(ResultOfSomeQuality(y, random));
      ExpectAgreement(function, rounding, x, some);
    }
  }
}

TEST(FastOracle, AgreesWithMpfrAtChosenInputsOfBinary32) { ExpectAgreementAtChosenInputs<float>(); }

TEST(FastOracle, AgreesWithMpfrAtRandomInputsOfBinary32) {
  for (Function function : kFastFunctions) ExpectAgreementAtRandom<float>(function, 2, kRandomInputs);
}

TEST(FastOracle, AgreesWithMpfrAtChosenInputsOfBinary64) { ExpectAgreementAtChosenInputs<double>(); }

TEST(FastOracle, AgreesWithMpfrAtRandomInputsOfBinary64) {
  for (Function function : kFastFunctions) ExpectAgreementAtRandom<double>(function, 4, kRandomInputs);
}

void UseTargets(std::int64_t targets) {
  hwy::SetSupportedTargetsForTest(targets);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

// With vectors of every width, and with multiplications that are not fused.
TEST(FastOracle, AgreesWithMpfrOnEveryTarget) {
  int targets = 0;
  std::int64_t rest = hwy::SupportedTargets() & HWY_TARGETS;
  for (; rest != 0; rest &= rest - 1, ++targets) {
    const std::int64_t target = rest & -rest;
    UseTargets(target);
    for (Function function : kFastFunctions) {
      ExpectAgreementAtRandom<float>(function, 5, 5000);
      ExpectAgreementAtRandom<double>(function, 6, 5000);
    }
    ExpectAgreementAtChosenInputs<double>();
    EXPECT_FALSE(HasFailure()) << hwy::TargetName(target);
  }
  UseTargets(0);
  EXPECT_GT(targets, 0);
}

// The ulp of a tail is looked up in a value that is right to 2^-47. No input has a value within 2^-40 of a power of
// two, but 0 and what is proved in regime.cc to be on a known side: every place where a value crosses one is visited.
TEST(FastOracle, NoValueOfBinary32IsNextToAPowerOfTwo) {
  for (Function function : kFastFunctions) {
    Oracle oracle(function);
    Real value;
    const auto binade = [&](std::uint32_t magnitude) {
      oracle.Value(-ToDouble(FromBits<float>(magnitude)), 64, value);
      return mpfr_get_exp(value.Get());
    };
    const auto distance = [&](std::uint32_t magnitude) {  // from the nearest power of two, relatively
      oracle.Value(-ToDouble(FromBits<float>(magnitude)), 64, value);
      mpfr_set_exp(value.Get(), 1);
      const double significand = mpfr_get_d(value.Get(), MPFR_RNDN);
      return std::min(significand - 1, 2 - significand);
    };
    const std::uint32_t first = ToBits(0x1p-12f), last = ToBits(128.0f);
    int crossings = 0;
    for (std::uint32_t near = first; binade(near) != binade(last); ++crossings) {
      std::uint32_t inside = near, outside = last;  // the last input of near's binade is between them
      while (outside - inside > 1) {
        const std::uint32_t middle = inside + (outside - inside) / 2;
        (binade(middle) == binade(near) ? inside : outside) = middle;
      }
      EXPECT_GT(distance(inside), 0x1p-40) << FromBits<float>(inside);
      EXPECT_GT(distance(outside), 0x1p-40) << FromBits<float>(outside);
      near = outside;
    }
    EXPECT_GT(crossings, 180);
  }
}

TEST(FastOracle, EveryLengthIsCountedOnce) {
  for (float input : {3.0f, -3.0f, 1e-30f, 1e-7f, 1e9f}) {
    const std::vector<float> x(40, input);
    const std::vector<float> y(40, NAN), wrong(40, 0.75f);
    for (Rounding rounding : kModes) {
      for (std::size_t n = 0; n <= x.size(); ++n) {
        EXPECT_EQ(FastErrors(Function::kLogistic, rounding, x.data(), y.data(), n, 0).nonfinite, n);
        EXPECT_EQ(FastErrors(Function::kLogistic, rounding, x.data(), wrong.data(), n, 0).misrounded, n);
      }
    }
  }
}

// Negative control: a result that is right, changed by one bit anywhere, is seen, in a run of right ones as well.
template <class F>
void ExpectOneUlpIsSeen() {
  std::mt19937_64 random(3);
  for (Function function : kFastFunctions) {
    Oracle oracle(function);
    for (Rounding rounding : kModes) {
      std::vector<F> x, y;
      for (int i = 0; i < 1000; ++i) x.push_back(RandomInput<F>(function, random));
      std::sort(x.begin(), x.end());
      for (F input : x) {
        y.push_back(static_cast<F>(oracle.Round(ToDouble(input), FormatTraits<F>::kFormat, rounding)));
      }
      const ErrorSummary right = FastErrors(function, rounding, x.data(), y.data(), x.size(), 0);
      EXPECT_EQ(right.misrounded, 0u);
      for (std::size_t i = 0; i < y.size(); ++i) {
        std::vector<F> planted = y;
        planted[i] = FromBits<F>(ToBits(y[i]) + 1);
        const ErrorSummary wrong = FastErrors(function, rounding, x.data(), planted.data(), x.size(), 0);
        EXPECT_TRUE(wrong.misrounded == 1 || wrong.undecided > right.undecided) << x[i] << " " << Name(rounding);
      }
    }
  }
}

TEST(FastOracle, OneUlpAnywhereIsSeenInBinary32) { ExpectOneUlpIsSeen<float>(); }
TEST(FastOracle, OneUlpAnywhereIsSeenInBinary64) { ExpectOneUlpIsSeen<double>(); }

}  // namespace
}  // namespace sigmark
