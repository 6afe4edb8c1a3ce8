// SPDX-License-Identifier: Apache-2.0
#include "impls/core/format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "impls/core/bits.h"

namespace sigmark {
namespace {

TEST(Format, WideningIsUndoneByNarrowing) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = FromBits<binary16>(static_cast<std::uint16_t>(bits));
    const auto brain = FromBits<bfloat16>(static_cast<std::uint16_t>(bits));
    if (!IsNan(half)) {
      EXPECT_EQ(ToBinary16(ToFloat(half)), half) << bits;
    } else {
      EXPECT_TRUE(std::isnan(ToFloat(half)) && IsNan(ToBinary16(ToFloat(half)))) << bits;
    }
    if (!IsNan(brain)) {
      EXPECT_EQ(ToBfloat16(ToFloat(brain)), brain) << bits;
    } else {
      EXPECT_TRUE(std::isnan(ToFloat(brain)) && IsNan(ToBfloat16(ToFloat(brain)))) << bits;
    }
  }
}

// The value between two neighbours goes to the nearer one, and to the even one from the middle; checked at, just below
// and just above every midpoint of the format.
template <class F, class Narrow>
void ExpectTiesToEven(Narrow narrow) {
  for (std::uint32_t bits = 0; bits < kInfinityBits<F>; ++bits) {
    const F low = FromBits<F>(static_cast<std::uint16_t>(bits));
    const F high = FromBits<F>(static_cast<std::uint16_t>(bits + 1));
    // The neighbour of the largest number is where rounding goes to infinity: the next power of two.
    const double above = IsFinite(high) ? ToDouble(high) : std::ldexp(1, FormatTraits<F>::kMaxExponent + 1);
    const auto middle = static_cast<float>((ToDouble(low) + above) / 2);
    if (static_cast<double>(middle) != (ToDouble(low) + above) / 2) continue;  // below binary32's own range
    const F even = bits % 2 == 0 ? low : high;
    for (float sign : {1.0f, -1.0f}) {
      const std::uint16_t sign_bit = sign < 0 ? 0x8000 : 0;
      EXPECT_EQ(narrow(sign * middle).bits, even.bits | sign_bit) << bits;
      EXPECT_EQ(narrow(sign * std::nextafter(middle, 0.0f)).bits, low.bits | sign_bit) << bits;
      EXPECT_EQ(narrow(sign * std::nextafter(middle, INFINITY)).bits, high.bits | sign_bit) << bits;
    }
  }
}

TEST(Format, NarrowingRoundsToNearestTiesToEven) {
  ExpectTiesToEven<binary16>([](float x) { return ToBinary16(x); });
  ExpectTiesToEven<bfloat16>([](float x) { return ToBfloat16(x); });
}

template <class F>
void ExpectOrdered() {
  BitsOf<F> ordinal = ToOrdinal<F>(static_cast<BitsOf<F>>(kInfinityBits<F> | kSignBit<F>));
  double before = ToDouble(FromBits<F>(FromOrdinal<F>(ordinal)));
  EXPECT_EQ(before, -INFINITY);
  while (before != INFINITY) {
    ++ordinal;
    const double x = ToDouble(FromBits<F>(FromOrdinal<F>(ordinal)));
    EXPECT_TRUE(before < x || (before == 0 && x == 0 && std::signbit(before) && !std::signbit(x)));
    EXPECT_EQ(ToOrdinal<F>(FromOrdinal<F>(ordinal)), ordinal);
    before = x;
  }
}

TEST(Bits, OrdinalsAreInNumericalOrder) {
  ExpectOrdered<binary16>();
  ExpectOrdered<bfloat16>();
  std::mt19937_64 random(1);
  for (int i = 0; i < 100000; ++i) {
    const auto a = FromBits<double>(random()), b = FromBits<double>(random());
    if (IsNan(a) || IsNan(b)) continue;
    EXPECT_EQ(a < b, ToOrdinal<double>(ToBits(a)) < ToOrdinal<double>(ToBits(b)));
  }
}

TEST(Axes, NamesParseBack) {
  for (std::size_t i = 0; i < kCheckNames.size(); ++i) {
    EXPECT_EQ(Parse<Check>(kCheckNames, kCheckNames[i]), static_cast<Check>(i));
  }
  EXPECT_EQ(Parse<Format>(kFormatNames, "bfloat16"), Format::kBfloat16);
  EXPECT_EQ(Parse<Format>(kFormatNames, "float"), std::nullopt);
  EXPECT_EQ(Name(Check::kThreadSafe), "thread_safe");
}

}  // namespace
}  // namespace sigmark
