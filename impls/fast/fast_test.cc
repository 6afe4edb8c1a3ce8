// SPDX-License-Identifier: Apache-2.0
//
// The fast family: its tables, its special values, that array forms do not depend on position, and its claims on a
// dense grid. Whole domains are the business of bench_accuracy and bench_behaviour.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"
#include "impls/fast/logistic_table.h"

namespace sigmark {
namespace {

template <class T>
using Array = std::vector<T>;

// The kernels of the family in the format of T that this CPU executes.
template <class T>
std::vector<const Kernel*> Kernels() {
  std::vector<const Kernel*> kernels;
  for (const RegisteredImplementation& registered : Registry()) {
    if (std::string(registered.implementation->family) != "fast") continue;
    for (const Kernel* kernel : registered.kernels) {
      if (kernel->format == FormatTraits<T>::kFormat && IsaSupported(kernel->isa)) kernels.push_back(kernel);
    }
  }
  return kernels;
}

template <class T>
const Kernel* Find(const char* id) {
  for (const Kernel* kernel : Kernels<T>()) {
    if (std::string(kernel->implementation->id) == id) return kernel;
  }
  return nullptr;
}

template <class T>
T Call(const Kernel& kernel, T x) {
  T y = 0;
  kernel.array(&x, &y, 1);
  return y;
}

template <class T>
Array<T> Call(const Kernel& kernel, const Array<T>& x) {
  Array<T> y(x.size());
  kernel.array(x.data(), y.data(), x.size());
  return y;
}

long double Exact(long double x) {
  const long double e = std::exp(-std::fabs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

// In numerical order: steps of 2^-10 in [−32, 32], and every power of two with its neighbours, both signs.
template <class T>
Array<T> Grid() {
  Array<T> grid;
  for (int i = -(1 << 15); i <= 1 << 15; ++i) grid.push_back(static_cast<T>(i) / 1024);
  for (T p = std::numeric_limits<T>::denorm_min(); p <= std::numeric_limits<T>::max() / 2; p *= 2) {
    for (const T x : {std::nextafter(p, T{0}), p, std::nextafter(p, 2 * p)}) {
      grid.push_back(x);
      grid.push_back(-x);
    }
  }
  std::sort(grid.begin(), grid.end());
  return grid;
}

template <class T>
double MaxAbsoluteError(const Array<T>& x, const Array<T>& y) {
  long double max = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const long double error = std::fabs(static_cast<long double>(y[i]) - Exact(x[i]));
    if (std::isnan(error)) return std::numeric_limits<double>::infinity();
    max = std::max(max, error);
  }
  return static_cast<double>(max);
}

template <class T>
class FastTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!IsaSupported(kAutovecIsa)) GTEST_SKIP() << "needs " << kAutovecIsa;
  }
};
using Formats = testing::Types<float, double>;
TYPED_TEST_SUITE(FastTest, Formats);

TYPED_TEST(FastTest, EveryImplementationHasBothFormats) {
  for (const RegisteredImplementation& registered : Registry()) {
    if (std::string(registered.implementation->family) != "fast") continue;
    EXPECT_NE(Find<TypeParam>(registered.implementation->id), nullptr) << registered.implementation->id;
  }
  EXPECT_GE(Kernels<TypeParam>().size(), 14u);
}

TYPED_TEST(FastTest, TableAgreesWithTheLibrary) {
  static constexpr fast::LogisticTable<TypeParam, 32, 16> kTable;
  const double bound = 0x1p-46 + std::numeric_limits<TypeParam>::epsilon();
  for (int i = 1; i < 2 * kTable.kHalf; ++i) {
    const long double exact = Exact((i - kTable.kHalf) / 32.0L);
    EXPECT_LE(std::fabs(kTable.at[i] - exact), bound * exact) << i;
  }
  EXPECT_EQ(kTable.at[0], 0);
  EXPECT_EQ(kTable.at[kTable.kHalf], TypeParam{0.5});
  EXPECT_EQ(kTable.at[2 * kTable.kHalf], 1);
  EXPECT_EQ(kTable.at[2 * kTable.kHalf + 1], 1);
}

TYPED_TEST(FastTest, SpecialValuesAreAsClaimed) {
  using T = TypeParam;
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  constexpr BitsOf<T> kNans[] = {kQuietNanBits<T>, kQuietNanBits<T> | kSignBit<T>, kQuietNanBits<T> | 0x2a5,
                                 kInfinityBits<T> | 1, static_cast<BitsOf<T>>(~BitsOf<T>{0})};
  for (const Kernel* kernel : Kernels<T>()) {
    SCOPED_TRACE(kernel->implementation->id);
    const std::uint32_t checks = kernel->claim.checks;
    for (const BitsOf<T> nan : kNans) {
      EXPECT_EQ(std::isnan(Call(*kernel, FromBits<T>(nan))), Contains(checks, Check::kNanPropagates)) << nan;
    }
    EXPECT_EQ(Call(*kernel, kInfinity) == 1, Contains(checks, Check::kPositiveInfinity));
    EXPECT_EQ(Call(*kernel, -kInfinity) == 0, Contains(checks, Check::kNegativeInfinity));
    EXPECT_EQ(Call(*kernel, T{0}) == T{0.5} && Call(*kernel, -T{0}) == T{0.5}, Contains(checks, Check::kZero));
  }
}

TYPED_TEST(FastTest, WhatBecomesOfNanWhereItIsNotKept) {
  const TypeParam nan = std::numeric_limits<TypeParam>::quiet_NaN();
  EXPECT_EQ(Call(*Find<TypeParam>("schraudolph"), nan), 1);
  EXPECT_EQ(Call(*Find<TypeParam>("schraudolph_corrected"), nan), 0);
  EXPECT_EQ(Call(*Find<TypeParam>("table_nearest_512"), nan), 0);
}

TYPED_TEST(FastTest, NewtonReciprocalStaysAboveZero) {
  const TypeParam least = Call(*Find<TypeParam>("newton_reciprocal"), -std::numeric_limits<TypeParam>::infinity());
  EXPECT_NEAR(std::log(static_cast<double>(least)), sizeof(TypeParam) == 4 ? -86 : -707, 1e-3);
}

TYPED_TEST(FastTest, PlanDropsWhereItsPublishedSegmentsMeet) {
  const Kernel& plan = *Find<TypeParam>("plan");
  const TypeParam meet = TypeParam{2.375};
  EXPECT_EQ(Call(plan, meet), TypeParam{0.91796875});
  EXPECT_GT(Call(plan, std::nextafter(meet, TypeParam{0})), TypeParam{0.92187});
}

TYPED_TEST(FastTest, ResultsDoNotDependOnPositionOrLength) {
  using T = TypeParam;
  constexpr std::size_t kMax = 64;
  Array<T> x;
  for (std::size_t i = 0; i < kMax; ++i) x.push_back(static_cast<T>(i % 2 == 0 ? 0.37 : -0.41) * static_cast<T>(i));
  x[5] = std::numeric_limits<T>::quiet_NaN();
  x[11] = std::numeric_limits<T>::infinity();
  x[23] = -std::numeric_limits<T>::infinity();
  for (const Kernel* kernel : Kernels<T>()) {
    SCOPED_TRACE(kernel->implementation->id);
    Array<T> single;
    for (const T value : x) single.push_back(Call(*kernel, value));
    for (std::size_t length = 1; length <= kMax; ++length) {
      for (std::size_t start = 0; start + length <= kMax; ++start) {
        Array<T> y(kMax + 1, T{-7});
        kernel->array(x.data() + start, y.data() + start, length);
        Array<T> in_place = x;
        kernel->array(in_place.data() + start, in_place.data() + start, length);
        for (std::size_t i = 0; i < length; ++i) {
          // NaN of any payload is the same result.
          const T expected = single[start + i];
          if (std::isnan(expected)) {
            ASSERT_TRUE(std::isnan(y[start + i]) && std::isnan(in_place[start + i])) << length << " at " << start;
          } else {
            ASSERT_EQ(ToBits(y[start + i]), ToBits(expected)) << length << " at " << start << ", " << i;
            ASSERT_EQ(ToBits(in_place[start + i]), ToBits(expected)) << length << " at " << start << ", " << i;
          }
        }
        ASSERT_EQ(y[start + length], T{-7});
      }
    }
  }
}

TYPED_TEST(FastTest, ErrorOnTheGridIsWithinTheClaimAndCloseToIt) {
  const Array<TypeParam> grid = Grid<TypeParam>();
  for (const Kernel* kernel : Kernels<TypeParam>()) {
    SCOPED_TRACE(kernel->implementation->id);
    const double error = MaxAbsoluteError(grid, Call(*kernel, grid));
    EXPECT_GT(kernel->claim.max_abs, 0);
    EXPECT_LE(error, kernel->claim.max_abs);
    EXPECT_GE(error, kernel->claim.max_abs / 2);  // a claim that has nothing to do with the kernel
  }
}

TYPED_TEST(FastTest, OneWrongResultOnTheGridBreaksTheClaim) {
  const Array<TypeParam> grid = Grid<TypeParam>();
  const Kernel& kernel = *Find<TypeParam>("exp2_poly5");
  Array<TypeParam> y = Call(kernel, grid);
  y[grid.size() / 3] += static_cast<TypeParam>(3 * kernel.claim.max_abs);
  EXPECT_GT(MaxAbsoluteError(grid, y), kernel.claim.max_abs);
  y[grid.size() / 3] = std::numeric_limits<TypeParam>::quiet_NaN();
  EXPECT_GT(MaxAbsoluteError(grid, y), kernel.claim.max_abs);
}

TYPED_TEST(FastTest, RangeAndMonotonicityHoldOnTheGridWhereClaimed) {
  const Array<TypeParam> grid = Grid<TypeParam>();
  for (const Kernel* kernel : Kernels<TypeParam>()) {
    SCOPED_TRACE(kernel->implementation->id);
    const Array<TypeParam> y = Call(*kernel, grid);
    if (Contains(kernel->claim.checks, Check::kRange)) {
      EXPECT_TRUE(std::all_of(y.begin(), y.end(), [](TypeParam v) { return v >= 0 && v <= 1; }));
    }
    if (Contains(kernel->claim.checks, Check::kMonotone)) {
      EXPECT_TRUE(std::is_sorted(y.begin(), y.end()));
    }
  }
}

}  // namespace
}  // namespace sigmark
