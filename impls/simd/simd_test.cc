// SPDX-License-Identifier: Apache-2.0
//
// The rows of simd/exp_reduction, one for each Highway target, as far as this CPU executes them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

std::vector<const Kernel*> Rows(Format format) {
  std::vector<const Kernel*> rows;
  for (const RegisteredImplementation& one : Registry()) {
    if (QualifiedId(*one.implementation) != "simd/exp_reduction") continue;
    for (const Kernel* kernel : one.kernels) {
      if (kernel->format == format && IsaSupported(kernel->isa)) rows.push_back(kernel);
    }
  }
  return rows;
}

template <class T>
class ExpReductionTest : public ::testing::Test {
 protected:
  static constexpr Format kFormat = FormatTraits<T>::kFormat;
  // Beyond this the result is 0.
  static constexpr double kRange = (FormatTraits<T>::kPrecision - FormatTraits<T>::kMinExponent) * 0.6931471805599453;

  // Uniform on the inputs with results other than 0 and 1, and some beyond.
  static std::vector<T> RandomInputs(std::size_t count, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> uniform(-1.02 * kRange, 45);
    std::vector<T> x(count);
    for (T& one : x) one = static_cast<T>(uniform(generator));
    return x;
  }

  static std::vector<T> Apply(const Kernel& kernel, const std::vector<T>& x) {
    std::vector<T> y(x.size());
    kernel.array(x.data(), y.data(), x.size());
    return y;
  }

  static bool SameBits(const T* a, const T* b, std::size_t n) { return std::memcmp(a, b, n * sizeof(T)) == 0; }
};

using Formats = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ExpReductionTest, Formats);

TYPED_TEST(ExpReductionTest, HasARowForEachTarget) {
  EXPECT_FALSE(Rows(TestFixture::kFormat).empty());
#if defined(__x86_64__)
  for (std::string_view isa : {"SSSE3", "SSE4", "AVX2", "AVX3"}) {
    EXPECT_NE(FindKernel("simd/exp_reduction", Function::kLogistic, TestFixture::kFormat, isa), nullptr) << isa;
  }
#endif
}

TYPED_TEST(ExpReductionTest, SpecialValues) {
  using T = TypeParam;
  const T infinity = FromBits<T>(kInfinityBits<T>);
  const T nan = FromBits<T>(kQuietNanBits<T>);
  const T largest = FromBits<T>(kInfinityBits<T> - 1);
  const T smallest = FromBits<T>(1);
  const std::vector<T> x = {infinity, -infinity, T{0}, -T{0}, largest, -largest, smallest, -smallest, nan, -nan};
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    SCOPED_TRACE(row->isa);
    const std::vector<T> y = this->Apply(*row, x);
    EXPECT_EQ(ToBits(y[0]), ToBits(T{1}));
    EXPECT_EQ(ToBits(y[1]), ToBits(T{0}));
    EXPECT_EQ(y[2], T{0.5});
    EXPECT_EQ(y[3], T{0.5});
    EXPECT_EQ(ToBits(y[4]), ToBits(T{1}));
    EXPECT_EQ(ToBits(y[5]), ToBits(T{0}));
    EXPECT_EQ(y[6], T{0.5});
    EXPECT_EQ(y[7], T{0.5});
    EXPECT_TRUE(IsNan(y[8]));
    EXPECT_TRUE(IsNan(y[9]));
  }
}

// Against MPFR: random inputs, and all the binades of subnormal results.
TYPED_TEST(ExpReductionTest, ErrorIsWithinTheClaim) {
  using T = TypeParam;
  std::vector<T> x = this->RandomInputs(4000, 1);
  const double first_subnormal = FormatTraits<T>::kMinExponent * 0.6931471805599453;
  for (int i = 0; i < 1000; ++i) {
    x.push_back(static_cast<T>(first_subnormal - i * (TestFixture::kRange + first_subnormal) / 1000));
  }
  Oracle oracle(Function::kLogistic);
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    SCOPED_TRACE(row->isa);
    ASSERT_GT(row->claim.max_ulp, 0);
    const std::vector<T> y = this->Apply(*row, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const PointError error = oracle.Error(ToDouble(x[i]), ToDouble(y[i]), TestFixture::kFormat, Rounding::kNearest);
      EXPECT_FALSE(error.nonfinite) << x[i];
      EXPECT_LE(error.ulp, row->claim.max_ulp) << x[i];
    }
  }
}

// Targets round alike but for FMA: with it, or without it, the bits are the same for every vector length. Between the
// two, each is within 2.5 ulp of the exact value, hence 5 of each other.
TYPED_TEST(ExpReductionTest, TargetsAgree) {
  using T = TypeParam;
  const std::vector<T> x = this->RandomInputs(100000, 2);
  std::vector<T> with_fma;
  std::vector<T> without_fma;
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    SCOPED_TRACE(row->isa);
    const std::string_view isa = row->isa;
    const bool fma = isa != "SCALAR" && isa != "EMU128" && isa != "SSSE3" && isa != "SSE4";
    std::vector<T>& first = fma ? with_fma : without_fma;
    const std::vector<T> y = this->Apply(*row, x);
    if (first.empty()) first = y;
    EXPECT_TRUE(this->SameBits(y.data(), first.data(), y.size()));
  }
  if (with_fma.empty() || without_fma.empty()) return;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto a = static_cast<std::int64_t>(ToBits(with_fma[i]));
    const auto b = static_cast<std::int64_t>(ToBits(without_fma[i]));
    EXPECT_LE(std::abs(a - b), 5) << x[i];
  }
}

// Every length and offset gives the bits of the same elements inside a long array, and touches nothing beside them.
TYPED_TEST(ExpReductionTest, TailEqualsBody) {
  using T = TypeParam;
  constexpr std::size_t kLongest = 64;
  constexpr std::size_t kMargin = 64;
  constexpr unsigned char kCanary = 0xa5;
  const std::vector<T> x = this->RandomInputs(kLongest + 16, 3);
  std::vector<T> canary(kMargin);
  std::memset(canary.data(), kCanary, kMargin * sizeof(T));
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    SCOPED_TRACE(row->isa);
    // Padded to a length that every vector divides, so that all of x is in the body.
    std::vector<T> padded = x;
    padded.resize(512);
    const std::vector<T> body = this->Apply(*row, padded);
    for (std::size_t offset = 0; offset < 16; ++offset) {
      for (std::size_t n = 0; n <= kLongest; ++n) {
        for (const bool in_place : {false, true}) {
          std::vector<T> y(kMargin + n + kMargin);
          std::memset(y.data(), kCanary, y.size() * sizeof(T));
          const T* input = x.data() + offset;
          if (in_place) {
            std::memcpy(y.data() + kMargin, input, n * sizeof(T));
            input = y.data() + kMargin;
          }
          row->array(input, y.data() + kMargin, n);
          ASSERT_TRUE(this->SameBits(y.data() + kMargin, body.data() + offset, n)) << n << " at " << offset;
          ASSERT_TRUE(this->SameBits(y.data(), canary.data(), kMargin)) << n;
          ASSERT_TRUE(this->SameBits(y.data() + kMargin + n, canary.data(), kMargin)) << n;
        }
      }
    }
  }
}

// Where n = round(−x / ln 2) steps, two different reductions meet; elsewhere one monotone chain of roundings runs on.
TYPED_TEST(ExpReductionTest, MonotoneWhereTheReductionSteps) {
  using T = TypeParam;
  constexpr int kNeighbours = 200;
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    SCOPED_TRACE(row->isa);
    for (int k = -60; k * 0.6931471805599453 < TestFixture::kRange; ++k) {
      T x0 = static_cast<T>(-(k + 0.5) * 0.6931471805599453);
      for (int i = 0; i < kNeighbours; ++i) x0 = std::nextafter(x0, -FromBits<T>(kInfinityBits<T>));
      std::vector<T> x(2 * kNeighbours, x0);
      for (std::size_t i = 1; i < x.size(); ++i) x[i] = std::nextafter(x[i - 1], FromBits<T>(kInfinityBits<T>));
      const std::vector<T> y = this->Apply(*row, x);
      for (std::size_t i = 1; i < x.size(); ++i) EXPECT_GE(y[i], y[i - 1]) << x[i];
    }
  }
}

}  // namespace
}  // namespace sigmark
