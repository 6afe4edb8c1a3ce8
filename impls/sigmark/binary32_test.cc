// SPDX-License-Identifier: Apache-2.0
//
// The binary32 kernels of the tiers that approximate, one row for each Highway target, as far as this CPU executes
// them, and the library's functions, which are the same kernels. Error and monotonicity over all inputs: claims.*
// (exhaustive).
#include <gtest/gtest.h>
#include <sigmark/logistic.h>

#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

constexpr float kInfinity = FromBits<float>(kInfinityBits<float>);

struct Tier {
  const char* id;
  float (*scalar)(float);
  void (*array)(const float*, float*, std::size_t);
};

void PrintTo(const Tier& tier, std::ostream* out) { *out << tier.id; }

class Binary32Tier : public ::testing::TestWithParam<Tier> {
 protected:
  static std::vector<const Kernel*> Rows() {
    std::vector<const Kernel*> rows;
    for (const RegisteredImplementation& one : Registry()) {
      if (QualifiedId(*one.implementation) != std::string("sigmark/") + GetParam().id) continue;
      for (const Kernel* kernel : one.kernels) {
        if (kernel->format == Format::kBinary32 && IsaSupported(kernel->isa)) rows.push_back(kernel);
      }
    }
    return rows;
  }

  // Uniform on the inputs with results other than 0 and 1, and some beyond.
  static std::vector<float> RandomInputs(std::size_t count, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<float> uniform(-106, 45);
    std::vector<float> x(count);
    for (float& one : x) one = uniform(generator);
    return x;
  }

  static std::vector<float> Apply(const Kernel& kernel, const std::vector<float>& x) {
    std::vector<float> y(x.size());
    kernel.array(x.data(), y.data(), x.size());
    return y;
  }

  static bool SameBits(const float* a, const float* b, std::size_t n) {
    return std::memcmp(a, b, n * sizeof(float)) == 0;
  }
};

TEST_P(Binary32Tier, HasARowForEachTarget) {
  EXPECT_FALSE(Rows().empty());
#if defined(__x86_64__)
  for (std::string_view isa : {"SSSE3", "SSE4", "AVX2", "AVX3"}) {
    EXPECT_NE(FindKernel(std::string("sigmark/") + GetParam().id, Function::kLogistic, Format::kBinary32, isa), nullptr)
        << isa;
  }
#endif
}

TEST_P(Binary32Tier, SpecialValues) {
  const float nan = FromBits<float>(kQuietNanBits<float>);
  const float signaling = FromBits<float>(kInfinityBits<float> + 1);
  const float largest = FromBits<float>(kInfinityBits<float> - 1);
  const float smallest = FromBits<float>(1);
  const std::vector<float> x = {kInfinity, -kInfinity, 0, -0.0f, largest, -largest, smallest, -smallest, nan, -nan};
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    const std::vector<float> y = Apply(*row, x);
    EXPECT_EQ(ToBits(y[0]), ToBits(1.0f));
    EXPECT_EQ(ToBits(y[1]), ToBits(0.0f));
    EXPECT_EQ(y[2], 0.5f);
    EXPECT_EQ(y[3], 0.5f);
    EXPECT_EQ(ToBits(y[4]), ToBits(1.0f));
    EXPECT_EQ(ToBits(y[5]), ToBits(0.0f));
    EXPECT_EQ(y[6], 0.5f);
    EXPECT_EQ(y[7], 0.5f);
    EXPECT_TRUE(IsNan(y[8]));
    EXPECT_TRUE(IsNan(y[9]));
    EXPECT_TRUE(IsNan(Apply(*row, {signaling})[0]));
  }
}

TEST_P(Binary32Tier, ErrorIsWithinTheClaim) {
  std::vector<float> x = RandomInputs(4000, 1);
  for (int i = 0; i < 1000; ++i) x.push_back(-87.3f - static_cast<float>(i) * 0.0168f);  // subnormal results
  Oracle oracle(Function::kLogistic);
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    const std::vector<float> y = Apply(*row, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const PointError error = oracle.Error(x[i], y[i], Format::kBinary32, Rounding::kNearest);
      EXPECT_FALSE(error.nonfinite) << x[i];
      const bool within =
          row->claim.max_ulp > 0 ? error.ulp <= row->claim.max_ulp : error.absolute <= row->claim.max_abs;
      EXPECT_TRUE(within) << x[i] << ": " << error.ulp << " ulp, " << error.absolute;
    }
  }
}

// With FMA, or without it, the bits are the same for every vector length.
TEST_P(Binary32Tier, TargetsAgree) {
  const std::vector<float> x = RandomInputs(100000, 2);
  std::vector<float> with_fma;
  std::vector<float> without_fma;
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    const std::string_view isa = row->isa;
    const bool fma = isa != "SCALAR" && isa != "EMU128" && isa != "SSSE3" && isa != "SSE4";
    std::vector<float>& first = fma ? with_fma : without_fma;
    const std::vector<float> y = Apply(*row, x);
    if (first.empty()) first = y;
    EXPECT_TRUE(SameBits(y.data(), first.data(), y.size()));
  }
}

// Every length and offset gives the bits of the same elements inside a long array, also beside elements that go another
// way, and touches nothing around them.
TEST_P(Binary32Tier, TailEqualsBody) {
  constexpr std::size_t kLongest = 72;
  constexpr std::size_t kMargin = 64;
  std::vector<float> x = RandomInputs(kLongest + 16, 3);
  x[5] = FromBits<float>(kQuietNanBits<float>);
  x[20] = -kInfinity;
  std::vector<float> canary(kMargin);
  std::memset(canary.data(), 0xa5, kMargin * sizeof(float));
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    std::vector<float> body;
    for (float one : x) body.push_back(Apply(*row, std::vector<float>(512, one))[100]);
    for (std::size_t offset = 0; offset < 16; ++offset) {
      for (std::size_t n = 0; n <= kLongest; ++n) {
        for (const bool in_place : {false, true}) {
          std::vector<float> y(kMargin + n + kMargin);
          std::memset(y.data(), 0xa5, y.size() * sizeof(float));
          const float* input = x.data() + offset;
          if (in_place) {
            std::memcpy(y.data() + kMargin, input, n * sizeof(float));
            input = y.data() + kMargin;
          }
          row->array(input, y.data() + kMargin, n);
          ASSERT_TRUE(SameBits(y.data() + kMargin, body.data() + offset, n)) << n << " at " << offset;
          ASSERT_TRUE(SameBits(y.data(), canary.data(), kMargin)) << n;
          ASSERT_TRUE(SameBits(y.data() + kMargin + n, canary.data(), kMargin)) << n;
        }
      }
    }
  }
}

// Steps with subnormal results take processors up to a hundred times as long.
TEST_P(Binary32Tier, NoStepUnderflows) {
  std::vector<float> x = RandomInputs(100000, 5);
  const float largest = FromBits<float>(kInfinityBits<float> - 1);
  for (float beyond = 40; beyond < 1e38f; beyond *= 1.5f) x.insert(x.end(), {beyond, -beyond});
  x.insert(x.end(), {largest, -largest, kInfinity, -kInfinity});
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    std::feclearexcept(FE_ALL_EXCEPT);
    const std::vector<float> y = Apply(*row, x);
    EXPECT_EQ(std::fetestexcept(FE_UNDERFLOW), 0);
    EXPECT_EQ(y.back(), 0);
    for (const float one : x) {
      std::feclearexcept(FE_ALL_EXCEPT);
      float alone = 0;
      row->array(&one, &alone, 1);
      ASSERT_EQ(std::fetestexcept(FE_UNDERFLOW), 0) << one;
    }
  }
}

// Where −x / ln 2 rounded to eighths steps, two different reductions meet.
TEST_P(Binary32Tier, MonotoneWhereTheReductionSteps) {
  constexpr int kNeighbours = 100;
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    for (int k = -460; k < 1220; ++k) {
      auto x0 = static_cast<float>(-(k + 0.5) * 0.6931471805599453 / 8);
      for (int i = 0; i < kNeighbours; ++i) x0 = std::nextafter(x0, -kInfinity);
      std::vector<float> x(2 * kNeighbours, x0);
      for (std::size_t i = 1; i < x.size(); ++i) x[i] = std::nextafter(x[i - 1], kInfinity);
      const std::vector<float> y = Apply(*row, x);
      for (std::size_t i = 1; i < x.size(); ++i) ASSERT_GE(y[i], y[i - 1]) << x[i];
    }
  }
}

// The library's functions run the best target of this CPU.
TEST_P(Binary32Tier, LibraryRunsTheKernel) {
  const std::vector<float> x = RandomInputs(1000, 4);
  const Kernel* best = nullptr;
  for (std::string_view isa : SupportedIsas()) {  // weakest first
    const Kernel* row =
        FindKernel(std::string("sigmark/") + GetParam().id, Function::kLogistic, Format::kBinary32, isa);
    if (row != nullptr) best = row;
  }
  ASSERT_NE(best, nullptr);
  const std::vector<float> expected = Apply(*best, x);
  std::vector<float> y(x.size());
  GetParam().array(x.data(), y.data(), x.size());
  EXPECT_TRUE(SameBits(y.data(), expected.data(), y.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float one = GetParam().scalar(x[i]);
    EXPECT_TRUE(SameBits(&one, &expected[i], 1)) << x[i];
  }
}

INSTANTIATE_TEST_SUITE_P(
    Tiers, Binary32Tier,
    ::testing::Values(Tier{"coarse", sigmark_logistic_coarse_binary32, sigmark_logistic_coarse_binary32_array},
                      Tier{"fast", sigmark_logistic_fast_binary32, sigmark_logistic_fast_binary32_array},
                      Tier{"accurate", sigmark_logistic_accurate_binary32, sigmark_logistic_accurate_binary32_array},
                      Tier{"faithful", sigmark_logistic_faithful_binary32, sigmark_logistic_faithful_binary32_array}),
    [](const auto& tier) { return std::string(tier.param.id); });

TEST(Library, CppFunctionsAreTheCOnes) {
  const std::vector<float> x = {-3.25f, 0.5f, 7.0f};
  std::vector<float> y(3);
  std::vector<float> expected(3);
  logistic(x, y);
  sigmark_logistic_faithful_binary32_array(x.data(), expected.data(), 3);
  EXPECT_EQ(y, expected);
  EXPECT_EQ(logistic(x[0]), expected[0]);
  logistic_fast(x, y);
  sigmark_logistic_fast_binary32_array(x.data(), expected.data(), 3);
  EXPECT_EQ(y, expected);
  EXPECT_EQ(logistic_fast(x[1]), expected[1]);
  EXPECT_NE(logistic_coarse(x[0]), logistic_accurate(x[0]));
}

TEST(LibraryDeathTest, TooFewResultsAbort) {
  const std::vector<float> x(3);
  std::vector<float> y(2);
  EXPECT_DEATH(logistic(x, y), "");
}

}  // namespace
}  // namespace sigmark
