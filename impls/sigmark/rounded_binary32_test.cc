// SPDX-License-Identifier: Apache-2.0
//
// The binary32 rows of sigmark/rounded and sigmark/rounded_scalar, one for each Highway target, as far as this CPU
// executes them: results and flags in every rounding mode. (That all 2^32 inputs are right is for a sweep to say.)
#include <gtest/gtest.h>

#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"
#include "reference/oracle.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace sigmark {
namespace {

constexpr Rounding kRoundings[] = {Rounding::kNearest, Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero};

int ModeOf(Rounding rounding) {
  switch (rounding) {
    case Rounding::kNearest:
      return FE_TONEAREST;
    case Rounding::kUpward:
      return FE_UPWARD;
    case Rounding::kDownward:
      return FE_DOWNWARD;
    case Rounding::kTowardZero:
      break;
  }
  return FE_TOWARDZERO;
}

std::vector<const Kernel*> Rows() {
  std::vector<const Kernel*> rows;
  for (const RegisteredImplementation& one : Registry()) {
    const std::string id = QualifiedId(*one.implementation);
    if (id != "sigmark/rounded" && id != "sigmark/rounded_scalar") continue;
    for (const Kernel* kernel : one.kernels) {
      const bool here = kernel->function == Function::kLogistic && kernel->format == Format::kBinary32;
      if (here && kernel->array != nullptr && IsaSupported(kernel->isa)) rows.push_back(kernel);
    }
  }
  return rows;
}

std::string Name(const Kernel& row) { return QualifiedId(*row.implementation) + " " + row.isa; }

struct Called {
  std::vector<float> y;
  int flags;
};

// Compilers know of no rounding mode; the call, through a pointer, stays where it stands.
Called Call(const Kernel& row, Rounding rounding, const std::vector<float>& x, int flags_before = 0) {
  Called called = {std::vector<float>(x.size()), 0};
  std::fesetround(ModeOf(rounding));
  std::feclearexcept(FE_ALL_EXCEPT);
  if (flags_before != 0) std::feraiseexcept(flags_before);
  row.array(x.data(), called.y.data(), x.size());
  called.flags = std::fetestexcept(FE_ALL_EXCEPT);
  EXPECT_EQ(std::fegetround(), ModeOf(rounding)) << Name(row);
  std::fesetround(FE_TONEAREST);
  std::feclearexcept(FE_ALL_EXCEPT);
  return called;
}

// Random ones of every size and sign, those around every bound of the algorithm, and the hardest to round.
std::vector<float> Inputs() {
  std::mt19937_64 generator(32);
  std::vector<float> x = {-0x1.250c02p-10f, 0x1.22601ep-4f};
  for (int i = 0; i < 600; ++i) {
    x.push_back(static_cast<float>(std::uniform_real_distribution<double>(-20, 20)(generator)));
    x.push_back(static_cast<float>(std::uniform_real_distribution<double>(-105, -85)(generator)));
    x.push_back(static_cast<float>(std::ldexp(i % 2 == 0 ? -1 : 1, i / 4 - 140) * (1 + i % 7 / 8.0)));
  }
  for (const float bound : {0x1p-149f, 0x1p-126f, 0x1p-30f, 0x1p-24f, 0x1p-12f, 0x1.62e43p-1f, 17.328679f, 19.0f, 20.0f,
                            87.0f, 0x1.5d589ep6f, 103.972076f, 105.0f, 0x1.fffffep127f}) {
    for (float near : {std::nextafter(bound, 0.0f), bound, std::nextafter(bound, 0x1.fffffep127f)}) {
      if (near == 0) continue;
      x.push_back(near);
      x.push_back(-near);
    }
  }
  return x;
}

TEST(RoundedBinary32Test, HasARowForEachTarget) {
  EXPECT_FALSE(Rows().empty());
#if defined(__x86_64__)
  for (const char* id : {"sigmark/rounded", "sigmark/rounded_scalar"}) {
    for (const char* isa : {"SSSE3", "SSE4", "AVX2", "AVX3"}) {
      EXPECT_NE(FindKernel(id, Function::kLogistic, Format::kBinary32, isa), nullptr) << id << " " << isa;
    }
  }
#endif
}

// The bits of the correct result, whole arrays, and the same inputs one by one with their flags.
TEST(RoundedBinary32Test, ResultsAndFlags) {
  const std::vector<float> x = Inputs();
  Oracle oracle(Function::kLogistic);
  for (const Rounding rounding : kRoundings) {
    std::vector<float> expected;
    for (const float one : x) {
      expected.push_back(static_cast<float>(oracle.Round(one, Format::kBinary32, rounding)));
    }
    for (const Kernel* row : Rows()) {
      SCOPED_TRACE(Name(*row) + ", mode " + std::to_string(ModeOf(rounding)));
      const Called all = Call(*row, rounding, x);
      EXPECT_EQ(all.flags, FE_INEXACT | FE_UNDERFLOW);
      for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_EQ(ToBits(all.y[i]), ToBits(expected[i])) << x[i];
        // Tiny by its exact value, or rounded to 24 bits: no result is near enough to 2^-126 to differ.
        const int flags = FE_INEXACT | (x[i] < -0x1.5d589ep6f ? FE_UNDERFLOW : 0);
        const Called alone = Call(*row, rounding, {x[i]});
        EXPECT_EQ(ToBits(alone.y[0]), ToBits(expected[i])) << x[i];
        EXPECT_EQ(alone.flags, flags) << x[i];
        if (i % 8 == 0) {
          EXPECT_EQ(Call(*row, rounding, std::vector<float>(40, x[i])).flags, flags) << x[i];
        }
      }
    }
  }
}

// σ is exact at 0 and the infinities; NaN keeps sign and payload and becomes quiet. An array raises what its elements
// do.
TEST(RoundedBinary32Test, ExactAndNan) {
  struct Case {
    std::uint32_t x, y;
    int flags;
  };
  constexpr Case kCases[] = {
      {0x00000000, 0x3f000000, 0}, {0x80000000, 0x3f000000, 0},          {0x7f800000, 0x3f800000, 0},
      {0xff800000, 0x00000000, 0}, {0x7fc00000, 0x7fc00000, 0},          {0xffc12345, 0xffc12345, 0},
      {0x7fffffff, 0x7fffffff, 0}, {0x7f800001, 0x7fc00001, FE_INVALID}, {0xffabcdef, 0xffebcdef, FE_INVALID},
  };
  for (const Kernel* row : Rows()) {
    for (const Rounding rounding : kRoundings) {
      SCOPED_TRACE(Name(*row) + ", mode " + std::to_string(ModeOf(rounding)));
      for (const Case& one : kCases) {
        for (const std::size_t n : {1u, 7u, 33u, 600u}) {
          const Called called = Call(*row, rounding, std::vector<float>(n, FromBits<float>(one.x)));
          EXPECT_EQ(called.flags, one.flags) << std::hex << one.x << " of " << n;
          for (const float y : called.y) EXPECT_EQ(ToBits(y), one.y) << std::hex << one.x << " of " << n;
        }
        std::vector<float> mixed(600, 0.0f);
        mixed[599] = FromBits<float>(one.x);
        EXPECT_EQ(Call(*row, rounding, mixed).flags, one.flags) << std::hex << one.x;
        mixed[300] = 1;
        EXPECT_EQ(Call(*row, rounding, mixed).flags, one.flags | FE_INEXACT) << std::hex << one.x;
      }
      EXPECT_EQ(Call(*row, rounding, {0.0f}, FE_OVERFLOW).flags, FE_OVERFLOW);  // what was set stays
      EXPECT_EQ(Call(*row, rounding, std::vector<float>(64), FE_DIVBYZERO).flags, FE_DIVBYZERO);
    }
  }
}

// Every length, offset and neighbourhood gives the same bits, in place or not, and nothing beside them is touched.
TEST(RoundedBinary32Test, TailEqualsBody) {
  constexpr std::size_t kMargin = 64;
  constexpr unsigned char kCanary = 0xa5;
  std::vector<float> x = Inputs();
  x.resize(1200);
  std::vector<float> canary(kMargin);
  std::memset(canary.data(), kCanary, kMargin * sizeof(float));
  const auto same = [](const float* a, const float* b, std::size_t n) {
    return std::memcmp(a, b, n * sizeof(float)) == 0;
  };
  for (const Kernel* row : Rows()) {
    SCOPED_TRACE(Name(*row));
    const std::vector<float> body = Call(*row, Rounding::kNearest, x).y;
    for (const std::size_t offset : {0u, 1u, 3u, 13u}) {
      for (std::size_t n = 0; n <= 1100; n += n < 70 ? 1 : 103) {
        for (const bool in_place : {false, true}) {
          std::vector<float> y(kMargin + n + kMargin);
          std::memset(y.data(), kCanary, y.size() * sizeof(float));
          float* const results = y.data() + kMargin;
          if (in_place) std::memcpy(results, x.data() + offset, n * sizeof(float));
          row->array(in_place ? results : x.data() + offset, results, n);
          ASSERT_TRUE(same(results, body.data() + offset, n)) << n << " at " << offset;
          ASSERT_TRUE(same(y.data(), canary.data(), kMargin)) << n;
          ASSERT_TRUE(same(results + n, canary.data(), kMargin)) << n;
        }
      }
    }
  }
}

#if defined(__x86_64__)

// With subnormal numbers flushed and taken for 0, and with traps that no result deserves, all is as without.
TEST(RoundedBinary32Test, ModesOfTheCaller) {
  constexpr unsigned kFlush = 0x8040, kMasks = 0x1f80, kInexactMask = 0x1000, kUnderflowMask = 0x0800;
  const std::vector<float> x = Inputs();
  for (const Kernel* row : Rows()) {
    for (const Rounding rounding : kRoundings) {
      SCOPED_TRACE(Name(*row) + ", mode " + std::to_string(ModeOf(rounding)));
      const Called plain = Call(*row, rounding, x);
      const unsigned before = _mm_getcsr();
      std::fesetround(ModeOf(rounding));
      std::vector<float> y(x.size());
      const unsigned modes = ((_mm_getcsr() | kFlush) & ~kMasks) | kInexactMask | kUnderflowMask;
      _mm_setcsr(modes);
      row->array(x.data(), y.data(), x.size());
      const unsigned after = _mm_getcsr();
      _mm_setcsr(before);
      std::fesetround(FE_TONEAREST);  // of the x87 unit as well
      EXPECT_EQ(after, modes | FE_INEXACT | FE_UNDERFLOW);
      for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(ToBits(y[i]), ToBits(plain.y[i])) << x[i];
    }
  }
}

#endif

}  // namespace
}  // namespace sigmark
