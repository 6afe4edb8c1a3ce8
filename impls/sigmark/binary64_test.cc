// SPDX-License-Identifier: Apache-2.0
//
// The binary64 kernels of the tiers that approximate, one row for each Highway target, as far as this CPU executes
// them, and the library's functions, which are the same kernels. Errors are proved by scripts/proofs; searched for in
// claims.*.
#include <gtest/gtest.h>
#include <sigmark/logistic.h>

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

constexpr double kInfinity = FromBits<double>(kInfinityBits<double>);

struct Tier {
  const char* id;
  double (*scalar)(double);
  void (*array)(const double*, double*, std::size_t);
};

void PrintTo(const Tier& tier, std::ostream* out) { *out << tier.id; }

class Binary64Tier : public ::testing::TestWithParam<Tier> {
 protected:
  static std::vector<const Kernel*> Rows() {
    std::vector<const Kernel*> rows;
    for (const RegisteredImplementation& one : Registry()) {
      if (QualifiedId(*one.implementation) != std::string("sigmark/") + GetParam().id) continue;
      for (const Kernel* kernel : one.kernels) {
        if (kernel->format == Format::kBinary64 && IsaSupported(kernel->isa)) rows.push_back(kernel);
      }
    }
    return rows;
  }

  // Half of them uniform on the inputs with results other than 0 and 1, and some beyond; half of them near 0.
  static std::vector<double> RandomInputs(std::size_t count, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> all(-750, 45);
    std::uniform_real_distribution<double> central(-20, 20);
    std::vector<double> x(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = i % 2 == 0 ? all(generator) : central(generator);
    return x;
  }

  static std::vector<double> Apply(const Kernel& kernel, const std::vector<double>& x) {
    std::vector<double> y(x.size());
    kernel.array(x.data(), y.data(), x.size());
    return y;
  }

  static bool SameBits(const double* a, const double* b, std::size_t n) {
    return std::memcmp(a, b, n * sizeof(double)) == 0;
  }
};

TEST_P(Binary64Tier, HasARowForEachTarget) {
  EXPECT_FALSE(Rows().empty());
#if defined(__x86_64__)
  for (std::string_view isa : {"SSSE3", "SSE4", "AVX2", "AVX3"}) {
    EXPECT_NE(FindKernel(std::string("sigmark/") + GetParam().id, Function::kLogistic, Format::kBinary64, isa), nullptr)
        << isa;
  }
#endif
}

TEST_P(Binary64Tier, SpecialValues) {
  const double nan = FromBits<double>(kQuietNanBits<double>);
  const double signaling = FromBits<double>(kInfinityBits<double> + 1);
  const double largest = FromBits<double>(kInfinityBits<double> - 1);
  const double smallest = FromBits<double>(1);
  const std::vector<double> x = {kInfinity, -kInfinity, 0, -0.0, largest, -largest, smallest, -smallest, nan, -nan};
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    const std::vector<double> y = Apply(*row, x);
    EXPECT_EQ(ToBits(y[0]), ToBits(1.0));
    EXPECT_EQ(ToBits(y[1]), ToBits(0.0));
    EXPECT_EQ(y[2], 0.5);
    EXPECT_EQ(y[3], 0.5);
    EXPECT_EQ(ToBits(y[4]), ToBits(1.0));
    EXPECT_EQ(ToBits(y[5]), ToBits(0.0));
    EXPECT_EQ(y[6], 0.5);
    EXPECT_EQ(y[7], 0.5);
    EXPECT_TRUE(IsNan(y[8]));
    EXPECT_TRUE(IsNan(y[9]));
    EXPECT_TRUE(IsNan(Apply(*row, {signaling})[0]));
  }
}

TEST_P(Binary64Tier, ErrorIsWithinTheClaim) {
  std::vector<double> x = RandomInputs(4000, 1);
  for (int i = 0; i < 1000; ++i) x.push_back(-708.3 - i * 0.0369);  // subnormal results
  Oracle oracle(Function::kLogistic);
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    const std::vector<double> y = Apply(*row, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const PointError error = oracle.Error(x[i], y[i], Format::kBinary64, Rounding::kNearest);
      EXPECT_FALSE(error.nonfinite) << x[i];
      const bool within =
          row->claim.max_ulp > 0 ? error.ulp <= row->claim.max_ulp : error.absolute <= row->claim.max_abs;
      EXPECT_TRUE(within) << x[i] << ": " << error.ulp << " ulp, " << error.absolute;
    }
  }
}

// With FMA, or without it, the bits are the same for every vector length.
TEST_P(Binary64Tier, TargetsAgree) {
  const std::vector<double> x = RandomInputs(100000, 2);
  std::vector<double> with_fma;
  std::vector<double> without_fma;
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    const std::string_view isa = row->isa;
    const bool fma = isa != "SCALAR" && isa != "EMU128" && isa != "SSSE3" && isa != "SSE4";
    std::vector<double>& first = fma ? with_fma : without_fma;
    const std::vector<double> y = Apply(*row, x);
    if (first.empty()) first = y;
    EXPECT_TRUE(SameBits(y.data(), first.data(), y.size()));
  }
}

// Every length and offset gives the bits of the same elements inside a long array, also beside elements that go another
// way, and touches nothing around them.
TEST_P(Binary64Tier, TailEqualsBody) {
  constexpr std::size_t kLongest = 72;
  constexpr std::size_t kMargin = 64;
  std::vector<double> ordinary(kLongest + 16);
  for (std::size_t i = 0; i < ordinary.size(); ++i) ordinary[i] = -300 + 3.7 * static_cast<double>(i);
  std::vector<double> mixed = RandomInputs(kLongest + 16, 3);
  mixed[5] = FromBits<double>(kQuietNanBits<double>);
  mixed[20] = -kInfinity;
  std::vector<double> canary(kMargin);
  std::memset(canary.data(), 0xa5, kMargin * sizeof(double));
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    for (const std::vector<double>& x : {ordinary, mixed}) {
      std::vector<double> body;
      for (double one : x) body.push_back(Apply(*row, std::vector<double>(300, one))[100]);
      for (std::size_t offset = 0; offset < 16; offset += 3) {
        for (std::size_t n = 0; n <= kLongest; ++n) {
          for (const bool in_place : {false, true}) {
            std::vector<double> y(kMargin + n + kMargin);
            std::memset(y.data(), 0xa5, y.size() * sizeof(double));
            const double* input = x.data() + offset;
            if (in_place) {
              std::memcpy(y.data() + kMargin, input, n * sizeof(double));
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
}

// Where an element has a small result, others of its strip take the steps for small results as well: with the same
// bits.
TEST_P(Binary64Tier, SmallResultsChangeNoOthers) {
  const std::vector<double> x = RandomInputs(2000, 5);
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    std::vector<double> ordinary;
    for (double one : x) {
      if (one > -350) ordinary.push_back(one);
    }
    std::vector<double> expected = Apply(*row, ordinary);
    for (std::size_t i = 0; i < ordinary.size(); i += 50) {
      ordinary[i] = -700;
      expected[i] = Apply(*row, {-700.0})[0];
    }
    EXPECT_EQ(Apply(*row, ordinary), expected);
  }
}

// Two different reductions meet where −x / ln 2 rounded to 256ths steps, or to eighths, in binary32. A sample of these.
TEST_P(Binary64Tier, MonotoneWhereTheReductionSteps) {
  constexpr double kLn2 = 0.6931471805599453;
  const auto expect_monotone = [](const Kernel& row, double centre, double spacing) {
    constexpr int kNeighbours = 50;
    std::vector<double> x;
    for (int i = -kNeighbours; i <= kNeighbours; ++i) x.push_back(centre + i * spacing * std::abs(centre));
    const std::vector<double> y = Apply(row, x);
    for (std::size_t i = 1; i < x.size(); ++i) ASSERT_GE(y[i], y[i - 1]) << x[i];
  };
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(row->isa);
    for (int n = -58 * 256; n < 1077 * 256; n += 293) expect_monotone(*row, -(n + 0.5) * kLn2 / 256, 0x1p-52);
    for (int n = -460; n < 1220; n += 7) expect_monotone(*row, -(n + 0.5) * kLn2 / 8, 0x1p-26);
  }
}

// The library's functions run the best target of this CPU.
TEST_P(Binary64Tier, LibraryRunsTheKernel) {
  const std::vector<double> x = RandomInputs(1000, 4);
  const Kernel* best = nullptr;
  for (std::string_view isa : SupportedIsas()) {  // weakest first
    const Kernel* row =
        FindKernel(std::string("sigmark/") + GetParam().id, Function::kLogistic, Format::kBinary64, isa);
    if (row != nullptr) best = row;
  }
  ASSERT_NE(best, nullptr);
  const std::vector<double> expected = Apply(*best, x);
  std::vector<double> y(x.size());
  GetParam().array(x.data(), y.data(), x.size());
  EXPECT_TRUE(SameBits(y.data(), expected.data(), y.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double one = GetParam().scalar(x[i]);
    EXPECT_TRUE(SameBits(&one, &expected[i], 1)) << x[i];
  }
}

INSTANTIATE_TEST_SUITE_P(
    Tiers, Binary64Tier,
    ::testing::Values(Tier{"fast", sigmark_logistic_fast_binary64, sigmark_logistic_fast_binary64_array},
                      Tier{"accurate", sigmark_logistic_accurate_binary64, sigmark_logistic_accurate_binary64_array},
                      Tier{"faithful", sigmark_logistic_faithful_binary64, sigmark_logistic_faithful_binary64_array}),
    [](const auto& tier) { return std::string(tier.param.id); });

}  // namespace
}  // namespace sigmark
