// SPDX-License-Identifier: Apache-2.0
//
// binary16 and bfloat16 of sigmark/rounded and sigmark/rounded_scalar: every input in every rounding mode, result and
// flags, on every Highway target that this CPU executes. The expectations come from MPFR.
#include <gtest/gtest.h>

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

constexpr std::size_t kInputs = std::size_t{1} << 16;
constexpr Rounding kRoundings[] = {Rounding::kNearest, Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero};
constexpr int kModes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
constexpr int kFlags = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW | FE_UNDERFLOW | FE_INEXACT;

std::vector<const Kernel*> Rows(Format format) {
  std::vector<const Kernel*> rows;
  for (const RegisteredImplementation& one : Registry()) {
    const std::string id = QualifiedId(*one.implementation);
    if (id != "sigmark/rounded" && id != "sigmark/rounded_scalar") continue;
    for (const Kernel* kernel : one.kernels) {
      const bool logistic = kernel->function == Function::kLogistic && kernel->format == format;
      if (logistic && IsaSupported(kernel->isa)) rows.push_back(kernel);
    }
  }
  return rows;
}

std::string Trace(const Kernel& row, std::size_t mode) {
  return std::string(row.implementation->id) + " " + row.isa + " " + std::string(Name(kRoundings[mode]));
}

// The scalar form, or the array form of an array of x alone.
template <class F>
F CallAlone(const Kernel& row, F x, std::size_t n) {
  if (row.has_scalar) {
    if constexpr (FormatTraits<F>::kFormat == Format::kBinary16) {
      return row.scalar.f16(x);
    } else {
      return row.scalar.bf16(x);
    }
  }
  F array[2] = {x, x};
  row.array(array, array, n);
  return array[0];
}

// In the caller's environment while it lives: a rounding mode, and no flags but `before`.
class Environment {
 public:
  explicit Environment(int mode, int before = 0) {
    std::fegetenv(&saved_);
    std::fesetround(mode);
    std::feclearexcept(kFlags);
    if (before != 0) std::feraiseexcept(before);
  }
  ~Environment() { std::fesetenv(&saved_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::fenv_t saved_;
};

// By pattern, and by rounding in the order of kRoundings.
template <class F>
struct Expected {
  std::vector<F> y[4];
  std::vector<int> flags[4];
};

// Whether the result is tiny: before rounding, or after it to the format without bounds on the exponent, which for 4
// times the value is the format.
template <class F>
bool IsTiny(Oracle& oracle, double x, Rounding rounding) {
  Real value;
  oracle.Value(x, 128, value);
  mpfr_mul_2si(value.Get(), value.Get(), 2, MPFR_RNDN);
  const double threshold = std::ldexp(1, FormatTraits<F>::kMinExponent + 2);
#if defined(__x86_64__)
  return RoundToFormat(value, kShapeOf<F>, rounding) < threshold;
#else
  static_cast<void>(rounding);
  return mpfr_cmp_d(value.Get(), threshold) < 0;
#endif
}

template <class F>
const Expected<F>& Expectations() {
  static const Expected<F> expected = [] {
    Expected<F> all;
    Oracle oracle(Function::kLogistic);
    for (std::size_t mode = 0; mode < 4; ++mode) {
      all.y[mode].resize(kInputs);
      all.flags[mode].assign(kInputs, 0);
      for (std::size_t i = 0; i < kInputs; ++i) {
        const F x = FromBits<F>(static_cast<std::uint16_t>(i));
        F& y = all.y[mode][i];
        int& flags = all.flags[mode][i];
        if (IsNan(x)) {
          const auto quiet_bit = static_cast<std::uint16_t>(kQuietNanBits<F> ^ kInfinityBits<F>);
          y = FromBits<F>(static_cast<std::uint16_t>(i | quiet_bit));
          flags = y == x ? 0 : FE_INVALID;
          continue;
        }
        const double exact = oracle.Round(ToDouble(x), FormatTraits<F>::kFormat, kRoundings[mode]);
        y = FromDouble<F>(exact);
        EXPECT_EQ(ToDouble(y), exact);
        if (!IsFinite(x) || ToDouble(x) == 0) continue;
        flags = FE_INEXACT;
        // Far from the threshold there is nothing to find out.
        const double limit = std::ldexp(1, FormatTraits<F>::kMinExponent);
        if (exact < limit / 2 || (exact < 2 * limit && IsTiny<F>(oracle, ToDouble(x), kRoundings[mode]))) {
          flags |= FE_UNDERFLOW;
        }
      }
    }
    return all;
  }();
  return expected;
}

template <class F>
class Rounded16BitTest : public ::testing::Test {
 protected:
  static constexpr Format kFormat = FormatTraits<F>::kFormat;

  static std::vector<F> AllInputs() {
    std::vector<F> x(kInputs);
    for (std::size_t i = 0; i < kInputs; ++i) x[i] = FromBits<F>(static_cast<std::uint16_t>(i));
    return x;
  }

  // The first few of what differs from the expectation.
  static void Compare(const std::vector<F>& x, const std::vector<F>& y, std::size_t mode) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const F expected = Expectations<F>().y[mode][ToBits(x[i])];
      if (y[i] == expected) continue;
      if (++wrong <= 5) {
        ADD_FAILURE() << "x = 0x" << std::hex << ToBits(x[i]) << ": 0x" << ToBits(y[i]) << ", not 0x"
                      << ToBits(expected);
      }
    }
    EXPECT_EQ(wrong, 0u);
  }
};

using Formats = ::testing::Types<binary16, bfloat16>;
TYPED_TEST_SUITE(Rounded16BitTest, Formats);

TYPED_TEST(Rounded16BitTest, HasARowForEachTarget) {
  EXPECT_FALSE(Rows(TestFixture::kFormat).empty());
#if defined(__x86_64__)
  for (std::string_view isa : {"SSSE3", "SSE4", "AVX2", "AVX3"}) {
    for (std::string_view id : {"sigmark/rounded", "sigmark/rounded_scalar"}) {
      EXPECT_NE(FindKernel(id, Function::kLogistic, TestFixture::kFormat, isa), nullptr) << id << " " << isa;
    }
  }
#endif
}

// In a shuffled order, so that neighbours in a vector have nothing in common.
TYPED_TEST(Rounded16BitTest, AllInputsInAllModes) {
  using F = TypeParam;
  std::vector<F> x = this->AllInputs();
  std::shuffle(x.begin(), x.end(), std::mt19937_64(1));
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    for (std::size_t mode = 0; mode < 4; ++mode) {
      SCOPED_TRACE(Trace(*row, mode));
      std::vector<F> y(x.size());
      {
        const Environment environment(kModes[mode]);
        row->array(x.data(), y.data(), x.size());
        EXPECT_EQ(std::fegetround(), kModes[mode]);
        EXPECT_EQ(std::fetestexcept(kFlags), FE_INVALID | FE_UNDERFLOW | FE_INEXACT);
      }
      this->Compare(x, y, mode);
    }
  }
}

// One by one, and as arrays of two, since one element may take another path.
TYPED_TEST(Rounded16BitTest, FlagsOfEachInput) {
  using F = TypeParam;
  const std::vector<F> x = this->AllInputs();
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    for (std::size_t mode = 0; mode < 4; ++mode) {
      for (std::size_t n = 1; n <= (row->has_scalar ? 1 : 2); ++n) {
        SCOPED_TRACE(Trace(*row, mode));
        std::vector<F> y(kInputs);
        std::vector<int> raised(kInputs);
        {
          const Environment environment(kModes[mode]);
          for (std::size_t i = 0; i < kInputs; ++i) {
            std::feclearexcept(kFlags);
            y[i] = CallAlone(*row, x[i], n);
            raised[i] = std::fetestexcept(kFlags);
          }
        }
        this->Compare(x, y, mode);
        const std::vector<int>& expected = Expectations<F>().flags[mode];
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < kInputs; ++i) {
          if (raised[i] == expected[i]) continue;
          if (++wrong <= 5) ADD_FAILURE() << std::hex << "x = 0x" << i << ": " << raised[i] << ", not " << expected[i];
        }
        EXPECT_EQ(wrong, 0u);
      }
    }
  }
}

TYPED_TEST(Rounded16BitTest, FlagsBeforeStay) {
  using F = TypeParam;
  const std::vector<F> zeros(100, FromBits<F>(0));
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    for (const int before : {FE_DIVBYZERO, FE_OVERFLOW | FE_INVALID, 0}) {
      SCOPED_TRACE(Trace(*row, 0));
      std::vector<F> y(zeros.size());
      const Environment environment(FE_TONEAREST, before);
      const int raised = std::fetestexcept(kFlags);
      row->array(zeros.data(), y.data(), zeros.size());
      EXPECT_EQ(std::fetestexcept(kFlags), raised);
    }
  }
}

#if defined(__SSE2__)
// FTZ and DAZ change nothing, and stay.
TYPED_TEST(Rounded16BitTest, AllInputsWhileFlushing) {
  using F = TypeParam;
  const std::vector<F> x = this->AllInputs();
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    for (std::size_t mode = 0; mode < 4; ++mode) {
      SCOPED_TRACE(Trace(*row, mode));
      std::vector<F> y(x.size());
      {
        constexpr unsigned kFlush = 0x8040, kAllFlags = 0x3f;
        const Environment environment(kModes[mode]);
        const unsigned before = _mm_getcsr() | kFlush;
        _mm_setcsr(before);
        row->array(x.data(), y.data(), x.size());
        EXPECT_EQ(_mm_getcsr() & ~kAllFlags, before & ~kAllFlags);
      }
      this->Compare(x, y, mode);
    }
  }
}
#endif

// Every length and offset gives the results of the elements alone, and touches nothing beside them.
TYPED_TEST(Rounded16BitTest, EveryLengthAndOffset) {
  using F = TypeParam;
  constexpr std::size_t kMargin = 64;
  constexpr unsigned char kCanary = 0xa5;
  std::vector<F> x = this->AllInputs();
  std::shuffle(x.begin(), x.end(), std::mt19937_64(2));
  std::vector<std::size_t> lengths(100);
  std::iota(lengths.begin(), lengths.end(), 0);
  lengths.insert(lengths.end(), {255, 256, 257, 511, 512, 513, 600, 1031});
  for (const Kernel* row : Rows(TestFixture::kFormat)) {
    SCOPED_TRACE(Trace(*row, 0));
    for (std::size_t offset = 0; offset < 5; ++offset) {
      for (const std::size_t n : lengths) {
        for (const bool in_place : {false, true}) {
          std::vector<F> y(kMargin + n + kMargin);
          std::memset(y.data(), kCanary, y.size() * sizeof(F));
          const std::vector<F> untouched = y;
          const F* input = x.data() + 7 * n + offset;
          const F* const original = input;
          if (in_place) {
            std::copy(input, input + n, y.begin() + kMargin);
            input = y.data() + kMargin;
          }
          row->array(input, y.data() + kMargin, n);
          for (std::size_t i = 0; i < n; ++i) {
            ASSERT_EQ(ToBits(y[kMargin + i]), ToBits(Expectations<F>().y[0][ToBits(original[i])])) << n << " " << i;
          }
          ASSERT_TRUE(std::equal(y.begin(), y.begin() + kMargin, untouched.begin())) << n;
          ASSERT_TRUE(std::equal(y.end() - kMargin, y.end(), untouched.begin())) << n;
        }
      }
    }
  }
}

}  // namespace
}  // namespace sigmark
