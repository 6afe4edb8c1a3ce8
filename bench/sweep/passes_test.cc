// SPDX-License-Identifier: Apache-2.0
//
// The vectorised loops against the plain sentence that each stands for, on every length up to some vectors.
#include "bench/sweep/passes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <random>
#include <vector>

namespace sigmark {
namespace {

template <class F>
class PassesTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kLongest = 70;
  std::mt19937_64 random_{1};

  // Mostly ordinary numbers in order, now and then one that is not.
  std::vector<F> Numbers(std::size_t n) {
    const F odd[] = {std::numeric_limits<F>::quiet_NaN(), -std::numeric_limits<F>::infinity(), F(-0.0), F(2), F(-1)};
    std::vector<F> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<F>(i + 1) / static_cast<F>(n + 1);
    if (n > 0 && random_() % 2 == 0) x[random_() % n] = odd[random_() % std::size(odd)];
    return x;
  }
};

using Formats = ::testing::Types<float, double>;
TYPED_TEST_SUITE(PassesTest, Formats);

TYPED_TEST(PassesTest, FillInOrder) {
  using F = TypeParam;
  const auto zero = ToOrdinal<F>(ToBits(F(0)));
  for (std::size_t n = 0; n <= this->kLongest; ++n) {
    const std::uint64_t first = zero - n / 2;  // from below −0 to above +0
    std::vector<F> x(n + 1, F(-7)), mirror(n + 1, F(-7)), reversed(n + 1, F(-7)), filled(n + 1, F(-7));
    FillOrdinals(first, x.data(), n);
    FillMirrored(x.data(), mirror.data(), n);
    FillReversed(x.data(), reversed.data(), n);
    FillBits(filled.data(), n, kQuietNanBits<F>);
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_EQ(ToOrdinal<F>(ToBits(x[i])), first + i);
      ASSERT_EQ(ToBits(mirror[i]), ToBits(-std::abs(x[i])));
      ASSERT_EQ(ToBits(reversed[i]), ToBits(x[n - 1 - i]));
      ASSERT_EQ(ToBits(filled[i]), kQuietNanBits<F>);
    }
    for (F behind : {x[n], mirror[n], reversed[n], filled[n]}) ASSERT_EQ(behind, F(-7)) << n;
  }
}

TYPED_TEST(PassesTest, SayWhatTheSentencesSay) {
  using F = TypeParam;
  for (int round = 0; round < 40; ++round) {
    for (std::size_t n = 0; n <= this->kLongest; ++n) {
      std::vector<F> x = this->Numbers(n);
      const F some = n > 0 ? x[n / 2] : F(0);
      ASSERT_EQ(AnyIsNan(x.data(), n), std::any_of(x.begin(), x.end(), [](F v) { return std::isnan(v); }));
      ASSERT_EQ(AnyHasBits(x.data(), n, ToBits(some)), n > 0);
      ASSERT_FALSE(AnyHasBits(x.data(), n, ToBits(F(123))));
      const bool within = std::all_of(x.begin(), x.end(), [](F v) { return v >= 0 && v <= 1; });
      ASSERT_EQ(AllWithinInOrder(x.data(), n, F(0), F(1), false), within && std::is_sorted(x.begin(), x.end()));
      std::reverse(x.begin(), x.end());
      ASSERT_EQ(AllWithinInOrder(x.data(), n, F(0), F(1), true),
                within && std::is_sorted(x.begin(), x.end(), std::greater<F>()));
      ASSERT_EQ(AllAre(x.data(), n, some), std::all_of(x.begin(), x.end(), [&](F v) { return v == some; }));
    }
  }
}

TEST(Passes, ComplementsAddUpToOne) {
  constexpr double kBound = 0x1p-24;
  for (std::size_t n = 0; n <= 70; ++n) {
    std::vector<float> y(n), mirror(n);
    for (std::size_t i = 0; i < n; ++i) y[i] = 0.5f + static_cast<float>(i) / 256, mirror[i] = 1 - y[i];
    ASSERT_TRUE(AllComplements(y.data(), mirror.data(), n, kBound));
    if (n == 0) continue;
    const float kept = mirror[n / 2];
    mirror[n / 2] = kept + 0x1p-22f;
    ASSERT_FALSE(AllComplements(y.data(), mirror.data(), n, kBound));
    mirror[n / 2] = std::nanf("");
    ASSERT_FALSE(AllComplements(y.data(), mirror.data(), n, kBound));
    mirror[n / 2] = kept;
    y[n - 1] = 0.25f, mirror[n - 1] = 0.75f;
    ASSERT_FALSE(AllComplements(y.data(), mirror.data(), n, kBound));
  }
}

}  // namespace
}  // namespace sigmark
