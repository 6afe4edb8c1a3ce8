// SPDX-License-Identifier: Apache-2.0
//
// What the headers of the textbook forms say of their special values and thresholds. Their errors are for the
// accuracy bench to find.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

const Kernel& Find(const std::string& id, Function function, Format format) {
  for (const char* isa : {kLibmIsa, kAutovecIsa}) {
    for (const char* family : {"textbook/", "peers/"}) {  // Boost.Math's is one of them
      const Kernel* kernel = FindKernel(family + id, function, format, isa);
      if (kernel != nullptr) return *kernel;
    }
  }
  throw std::invalid_argument("no kernel of " + id);
}

template <class T>
T Logistic(const std::string& id, double x) {
  const T input = static_cast<T>(x);
  T output;
  Find(id, Function::kLogistic, FormatTraits<T>::kFormat).array(&input, &output, 1);
  return output;
}

template <class T>
T Derivative(const std::string& id, double x) {
  const T input = static_cast<T>(x);
  T output;
  Find(id, Function::kDerivative, FormatTraits<T>::kFormat).array(&input, &output, 1);
  return output;
}

// In units of the last place of the exact value.
template <class T>
double Error(Function function, double x, T y) {
  Oracle oracle(function);
  const PointError error = oracle.Error(ToDouble(static_cast<T>(x)), y, FormatTraits<T>::kFormat, Rounding::kNearest);
  return error.nonfinite ? HUGE_VAL : error.ulp;
}

template <class T>
class TextbookTest : public ::testing::Test {
 protected:
  // Inputs with a subnormal result: below kOverflow e^-x overflows as well, above it is finite.
  static constexpr bool kIsFloat = sizeof(T) == sizeof(float);
  static constexpr double kSubnormal = kIsFloat ? -88.5 : -709.5;
  static constexpr double kOverflow = kIsFloat ? -89 : -710;
  static constexpr double kVanished = kIsFloat ? 20 : 43;  // 1 − σ(x) is below half an ulp of 1
};

using Formats = ::testing::Types<float, double>;
TYPED_TEST_SUITE(TextbookTest, Formats);

constexpr const char* kScalarForms[] = {"naive",      "exp_ratio",  "split", "split_branchless", "tanh_half",
                                        "expm1_form", "log1p_form", "wider", "boost_cdf"};

TYPED_TEST(TextbookTest, ZeroInfinityAndNan) {
  using T = TypeParam;
  for (const std::string id : kScalarForms) {
    SCOPED_TRACE(id);
    EXPECT_EQ(Logistic<T>(id, 0.0), T{0.5});
    EXPECT_EQ(Logistic<T>(id, -0.0), T{0.5});
    EXPECT_EQ(Logistic<T>(id, -HUGE_VAL), T{0});
    if (id != "exp_ratio") {
      EXPECT_EQ(Logistic<T>(id, HUGE_VAL), T{1});
    }
    EXPECT_TRUE(std::isnan(Logistic<T>(id, std::nan(""))));
  }
}

TYPED_TEST(TextbookTest, ExpRatioIsNanWhereTheExponentialOverflows) {
  using T = TypeParam;
  EXPECT_EQ(Logistic<T>("exp_ratio", -TestFixture::kSubnormal), T{1});
  EXPECT_TRUE(std::isnan(Logistic<T>("exp_ratio", -TestFixture::kOverflow)));
  EXPECT_TRUE(std::isnan(Logistic<T>("exp_ratio", HUGE_VAL)));
}

TYPED_TEST(TextbookTest, FormsThatOverflowLoseSubnormalResults) {
  using T = TypeParam;
  for (const std::string id : {"naive", "expm1_form", "log1p_form", "boost_cdf", "tanh_half"}) {
    SCOPED_TRACE(id);
    EXPECT_EQ(Logistic<T>(id, TestFixture::kOverflow), T{0});
  }
  for (const std::string id : {"naive", "expm1_form"}) {
    SCOPED_TRACE(id);
    EXPECT_LT(Error(Function::kLogistic, TestFixture::kSubnormal, Logistic<T>(id, TestFixture::kSubnormal)), 2);
  }
  // Boost cuts off at 88 and 709, a little before the overflow.
  EXPECT_EQ(Logistic<T>("boost_cdf", TestFixture::kSubnormal), T{0});
}

TYPED_TEST(TextbookTest, FormsThatCannotOverflowKeepSubnormalResults) {
  using T = TypeParam;
  for (const std::string id : {"exp_ratio", "split", "split_branchless", "wider", "split_fastmath"}) {
    SCOPED_TRACE(id);
    for (const double x : {TestFixture::kSubnormal, TestFixture::kOverflow, 1.04 * TestFixture::kOverflow}) {
      const T y = Logistic<T>(id, x);
      EXPECT_GT(y, T{0}) << x;
      EXPECT_LT(Error(Function::kLogistic, x, y), 2) << x;
    }
  }
}

TYPED_TEST(TextbookTest, TanhHalfCancels) {
  using T = TypeParam;
  EXPECT_EQ(Logistic<T>("tanh_half", -TestFixture::kVanished), T{0});
  EXPECT_GT(Logistic<T>("split", -TestFixture::kVanished), T{0});
}

TYPED_TEST(TextbookTest, WiderIsNearlyCorrectlyRounded) {
  using T = TypeParam;
  for (double x = 1.01 * TestFixture::kOverflow; x < 40; x += 0.37) {
    EXPECT_LT(Error(Function::kLogistic, x, Logistic<T>("wider", x)), 0.502) << x;
  }
}

TYPED_TEST(TextbookTest, DerivativeOfSplitKeepsTheTailThatNaiveLoses) {
  using T = TypeParam;
  for (const std::string id : {"naive", "split"}) {
    SCOPED_TRACE(id);
    EXPECT_EQ(Derivative<T>(id, 0.0), T{0.25});
    EXPECT_EQ(Derivative<T>(id, HUGE_VAL), T{0});
    EXPECT_EQ(Derivative<T>(id, -HUGE_VAL), T{0});
    EXPECT_TRUE(std::isnan(Derivative<T>(id, std::nan(""))));
  }
  EXPECT_EQ(Derivative<T>("naive", TestFixture::kVanished), T{0});
  for (double x = -1.04 * TestFixture::kOverflow; x > 0; x -= 0.37) {
    const T y = Derivative<T>("split", x);
    EXPECT_LT(Error(Function::kDerivative, x, y), 4) << x;
    EXPECT_EQ(Derivative<T>("split", -x), y) << x;
  }
}

template <class F>
class Textbook16BitTest : public ::testing::Test {};

using NarrowFormats = ::testing::Types<binary16, bfloat16>;
TYPED_TEST_SUITE(Textbook16BitTest, NarrowFormats);

// Rounding the binary32 result once more is all that the 16-bit kernels do.
TYPED_TEST(Textbook16BitTest, GoesThroughBinary32) {
  using F = TypeParam;
  const auto compare = [](const std::string& id, Function function) {
    SCOPED_TRACE(id);
    const Kernel& narrow = Find(id, function, FormatTraits<F>::kFormat);
    const Kernel& wide = Find(id, function, Format::kBinary32);
    for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
      const F x = FromBits<F>(static_cast<std::uint16_t>(bits));
      if (IsNan(x)) continue;
      F y;
      narrow.array(&x, &y, 1);
      EXPECT_EQ(y, FromDouble<F>(ToDouble(wide.scalar.f32(ToFloat(x))))) << bits;
    }
  };
  for (const std::string id : kScalarForms) compare(id, Function::kLogistic);
  for (const std::string id : {"naive", "split"}) compare(id, Function::kDerivative);
}

// Results that are correctly rounded in binary32 (all but for an error in double) may not be so in binary16, where the
// first rounding can end halfway between two numbers.
TYPED_TEST(Textbook16BitTest, IsRoundedTwice) {
  using F = TypeParam;
  const Kernel& kernel = Find("wider", Function::kLogistic, FormatTraits<F>::kFormat);
  Oracle oracle(Function::kLogistic);
  int misrounded = 0;
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const F x = FromBits<F>(static_cast<std::uint16_t>(bits));
    if (!IsFinite(x)) continue;
    F y;
    kernel.array(&x, &y, 1);
    misrounded += ToDouble(y) == oracle.Round(ToDouble(x), kernel.format, Rounding::kNearest) ? 0 : 1;
  }
  EXPECT_EQ(misrounded, kernel.format == Format::kBinary16 ? 7 : 0);
}

}  // namespace
}  // namespace sigmark
