// SPDX-License-Identifier: Apache-2.0
//
// The binary64 rows of sigmark/rounded and sigmark/rounded_scalar in all rounding modes, as far as this CPU executes
// them, and the integer phases behind them, against MPFR and the certified oracle.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"
#include "impls/sigmark/rounded_binary64_accurate.h"
#include "reference/fast_oracle.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

constexpr Rounding kRoundings[] = {Rounding::kNearest, Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<const Kernel*> Rows() {
  std::vector<const Kernel*> rows;
  for (const RegisteredImplementation& one : Registry()) {
    const std::string id = QualifiedId(*one.implementation);
    if (id != "sigmark/rounded" && id != "sigmark/rounded_scalar") continue;
    for (const Kernel* kernel : one.kernels) {
      if (kernel->format == Format::kBinary64 && IsaSupported(kernel->isa)) rows.push_back(kernel);
    }
  }
  return rows;
}

std::vector<double> Apply(const Kernel& kernel, const std::vector<double>& x, Rounding rounding = Rounding::kNearest) {
  constexpr int kModes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
  std::vector<double> y(x.size());
  std::fesetround(kModes[static_cast<int>(rounding)]);
  kernel.array(x.data(), y.data(), x.size());
  std::fesetround(FE_TONEAREST);
  return y;
}

// Every kind of input: uniform, of all magnitudes, of few bits, with subnormal results, almost 1, near 0.
std::vector<double> Inputs(std::size_t count, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto between = [&](double lo, double hi) { return lo + (hi - lo) * uniform(generator); };
  const auto sign = [&] { return uniform(generator) < 0.5 ? -1.0 : 1.0; };
  std::vector<double> x;
  while (x.size() < count) {
    x.push_back(between(-40, 40));
    x.push_back(sign() * std::exp(between(-744, 709)));
    x.push_back(sign() * std::ldexp(std::floor(between(1, 64)), static_cast<int>(between(-60, 2))));
    x.push_back(between(-746, -700));
    x.push_back(between(30, 40));
    x.push_back(sign() * std::ldexp(between(1, 2), static_cast<int>(between(-60, -20))));
  }
  return x;
}

// Inputs at which something changes, with their neighbours.
std::vector<double> Edges() {
  std::vector<double> x;
  for (const double edge : {0x1p-1074,
                            0x1p-1022,
                            0x1p-60,
                            0x1p-53,
                            0x1p-52,
                            0x1p-27,
                            0x1p-26,
                            0x1p-25,
                            0x1p-9,
                            32.0,
                            0x1.25e4f7b2737fap5,
                            0x1.2b708872320e2p5,
                            40.0,
                            46.0,
                            640.0,
                            0x1.6232bdd7abcd2p9,
                            0x1.74385446d71c3p9,
                            0x1.74910d52d3051p9,
                            750.0,
                            0x1p10}) {
    for (const double sign : {1.0, -1.0}) {
      double at = sign * edge;
      for (int i = 0; i < 3; ++i) at = std::nextafter(at, -kInfinity);
      for (int i = 0; i < 7; ++i, at = std::nextafter(at, kInfinity)) x.push_back(at);
    }
  }
  // Worst cases of e^x, from V. Lefèvre and J.-M. Muller, Worst cases for correct rounding of the elementary functions
  // in double precision: the second and the third are within 2^-57 of an ulp.
  for (const double hard :
       {7.5417527749959590085e-10, -0x1.12d31a20fb38bp5, 0x1.83d4bcdebb3f4p2, -0x1.02393d5976769p1}) {
    x.push_back(hard);
    x.push_back(-hard);
  }
  return x;
}

void ExpectRounded(const std::vector<double>& x, const std::vector<double>& y, Rounding rounding) {
  Oracle oracle(Function::kLogistic);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double expected = oracle.Round(x[i], Format::kBinary64, rounding);
    ASSERT_EQ(ToBits(y[i]), ToBits(expected)) << x[i] << " " << Name(rounding);
  }
}

TEST(RoundedBinary64, HasRows) { EXPECT_FALSE(Rows().empty()); }

TEST(RoundedBinary64, EveryKindOfInputInEveryMode) {
  std::vector<double> x = Edges();
  const std::vector<double> more = Inputs(6000, 1);
  x.insert(x.end(), more.begin(), more.end());
  for (const Rounding rounding : kRoundings) {
    std::vector<double> expected(x.size());
    Oracle oracle(Function::kLogistic);
    for (std::size_t i = 0; i < x.size(); ++i) expected[i] = oracle.Round(x[i], Format::kBinary64, rounding);
    for (const Kernel* row : Rows()) {
      SCOPED_TRACE(row->isa);
      const std::vector<double> y = Apply(*row, x, rounding);
      for (std::size_t i = 0; i < x.size(); ++i) ASSERT_EQ(ToBits(y[i]), ToBits(expected[i])) << x[i];
    }
  }
}

// Enough for each row's fast phase to leave something undecided in each mode.
TEST(RoundedBinary64, ManyInputs) {
  std::mt19937_64 generator(2);
  std::uniform_real_distribution<double> uniform(-40, 40);
  std::vector<double> x(200000);
  for (double& one : x) one = uniform(generator);
  Oracle oracle(Function::kLogistic);
  std::vector<double> ulps(x.size()), absolute(x.size()), relative(x.size()), value(x.size());
  for (const Rounding rounding : kRoundings) {
    std::vector<double> first;
    for (const Kernel* row : Rows()) {
      SCOPED_TRACE(row->isa);
      const std::vector<double> y = Apply(*row, x, rounding);
      if (first.empty()) {
        first = y;
        FastErrorArrays(Function::kLogistic, rounding, x.data(), y.data(), x.size(),
                        {ulps.data(), absolute.data(), relative.data(), value.data()});
        for (std::size_t i = 0; i < x.size(); ++i) {
          if (std::isfinite(ulps[i]) && !Misrounded(ulps[i], y[i], value[i], rounding)) continue;
          ASSERT_EQ(y[i], oracle.Round(x[i], Format::kBinary64, rounding)) << x[i];
        }
      }
      ASSERT_EQ(std::memcmp(y.data(), first.data(), y.size() * sizeof(double)), 0);
    }
  }
}

// The accurate phase, and the Ziv loop made to begin with more words than it would ever reach.
TEST(RoundedBinary64, IntegerPhases) {
  std::vector<double> x = Edges();
  for (const auto& [words, count] :
       {std::pair<std::size_t, std::size_t>{2, 2000}, {3, 400}, {4, 400}, {8, 100}, {16, 30}}) {
    const std::vector<double> more = Inputs(count, static_cast<unsigned>(words));
    x.insert(x.end(), more.begin(), more.end());
    for (const Rounding rounding : kRoundings) {
      std::vector<double> y;
      for (const double one : x) y.push_back(internal::RoundedBinary64Accurate(one, rounding, words));
      ExpectRounded(x, y, rounding);
    }
    x.clear();
  }
}

TEST(RoundedBinary64, SpecialValues) {
  const std::vector<double> x = {kInfinity,
                                 -kInfinity,
                                 0.0,
                                 -0.0,
                                 FromBits<double>(0x7ff8000000000123),
                                 FromBits<double>(0xfff8000000000123),
                                 FromBits<double>(0x7ff0000000000123),
                                 FromBits<double>(0xfff0000000000123)};
  const std::vector<std::uint64_t> expected = {
      ToBits(1.0),       0, ToBits(0.5), ToBits(0.5), 0x7ff8000000000123, 0xfff8000000000123, 0x7ff8000000000123,
      0xfff8000000000123};
  for (const Rounding rounding : kRoundings) {
    for (const Kernel* row : Rows()) {
      SCOPED_TRACE(row->isa);
      for (std::size_t repeat : {1, 16}) {  // alone, and in whole vectors
        for (std::size_t i = 0; i < x.size(); ++i) {
          for (const double y : Apply(*row, std::vector<double>(repeat, x[i]), rounding)) {
            ASSERT_EQ(ToBits(y), expected[i]) << x[i];
          }
        }
      }
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_EQ(ToBits(internal::RoundedBinary64Accurate(x[i], rounding)), expected[i]);
    }
  }
}

TEST(RoundedBinary64, Flags) {
  const double signaling = FromBits<double>(0x7ff0000000000001);
  const struct {
    double x;
    int flags;
  } cases[] = {{0.0, 0},
               {-0.0, 0},
               {kInfinity, 0},
               {-kInfinity, 0},
               {FromBits<double>(0x7ff8000000000001), 0},
               {signaling, FE_INVALID},
               {0x1p-1074, FE_INEXACT},
               {-0x1p-1022, FE_INEXACT},
               {0x1p-40, FE_INEXACT},
               {1.0, FE_INEXACT},
               {-1.5, FE_INEXACT},
               {39.0, FE_INEXACT},
               {1e300, FE_INEXACT},
               {-700.0, FE_INEXACT},
               {-0x1.6232bdd7abcd2p9, FE_INEXACT},
               {-0x1.6232bdd7abcd3p9, FE_INEXACT | FE_UNDERFLOW},
               {-720.0, FE_INEXACT | FE_UNDERFLOW},
               {-1e300, FE_INEXACT | FE_UNDERFLOW}};
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    for (const Rounding rounding : kRoundings) {
      for (const auto& one : cases) {
        for (std::size_t repeat : {1, 16}) {
          const std::vector<double> x(repeat, one.x);
          std::feclearexcept(FE_ALL_EXCEPT);
          Apply(*row, x, rounding);
          EXPECT_EQ(std::fetestexcept(FE_ALL_EXCEPT), one.flags) << one.x << " " << Name(rounding) << " " << repeat;
        }
      }
    }
  }
  std::feclearexcept(FE_ALL_EXCEPT);
}

// Kinds of inputs side by side, every length, in place, and nothing touched beside.
TEST(RoundedBinary64, MixedLengthsInPlace) {
  std::vector<double> x = Inputs(300, 5);
  for (std::size_t i = 0; i < x.size(); i += 7) x[i] = i % 2 == 0 ? 0 : kInfinity;
  std::shuffle(x.begin(), x.end(), std::mt19937_64(1));
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    const std::vector<double> whole = Apply(*row, x);
    ExpectRounded(x, whole, Rounding::kNearest);
    for (std::size_t n = 0; n <= x.size(); n += n < 70 ? 1 : 23) {
      for (std::size_t offset = 0; offset + n <= x.size() && offset < 3; ++offset) {
        std::vector<double> y(n + 16, -1);
        std::copy_n(x.data() + offset, n, y.data() + 8);
        row->array(y.data() + 8, y.data() + 8, n);
        ASSERT_EQ(std::memcmp(y.data() + 8, whole.data() + offset, n * sizeof(double)), 0) << n;
        for (std::size_t i = 0; i < 8; ++i) ASSERT_TRUE(y[i] == -1 && y[n + 8 + i] == -1) << n;
      }
    }
  }
}

}  // namespace
}  // namespace sigmark
