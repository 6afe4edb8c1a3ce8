// SPDX-License-Identifier: Apache-2.0
//
// The correctly rounded logistic of binary16 and bfloat16, as arrays and as scalars: in the caller's rounding mode,
// with the flags of IEEE 754, a NaN's sign and payload kept. See rounded_16bit.md.
//
// σ = a / (a + a·e^-x) in binary32, always to nearest. The coefficients are such that, for every one of the 65,536
// inputs, with FMA and without, the quotient lies between the same two multiples of half a unit in the last place of
// the result as σ does. What rounds it, in any mode, is then an integer added to its bits, whose last ones are dropped.
// The scalar form is another, in binary64 and in the caller's mode. rounded_16bit_test.cc tries all inputs in all
// modes.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIGMARK_ROUNDED_16BIT_ONCE
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_16BIT_ONCE

#include <algorithm>
#include <bit>
#include <cfenv>
#include <cstddef>
#include <cstdint>

#include "impls/core/format.h"
#include "impls/sigmark/float_environment.h"
#include "impls/sigmark/table8.h"

namespace sigmark {
namespace {

// scripts/coefficients/rounded_16bit.sollya prints the tables and the coefficients.

struct Bfloat16Format {
  static constexpr std::uint16_t kInfinity = 0x7f80, kQuietBit = 0x0040, kOne = 0x3f80, kHalf = 0x3f00;
  static constexpr std::uint16_t kNearHalf = 0x3c00;  // |x| < 2^-7: σ is between ½ and a neighbour of ½
  static constexpr std::uint16_t kHighest = 0x4140, kLowest = 0xc2c0;  // 12 and −96; beyond them all results are alike
  static constexpr std::uint16_t kFirstTiny = 0xc2af;                  // −87.5: from there down they are subnormal

  static constexpr float kMagic = 0x1.8p20f + 64, kScale = 0x1p-63f;  // a, see ScaledPower
  static constexpr float kNumerator = 0x1p-39f;                       // 2^24 a: no quotient is subnormal in binary32
  static constexpr std::uint32_t kExponentExcess = 24;
  static constexpr float kHalfSmallestNormal = 0x1p-103f;  // scaled like the quotient
  static constexpr int kDropped = 16;                      // of the quotient's bits
  static constexpr int kSmallestNormalExponent = -125;     // as frexp has it
  static constexpr std::uint32_t kWidening = 0;            // of the exponent's bias

  // k 2^(j/8), where e^-u = k (c0 + c1 w + w³) for w = 1.5 ln 2 − u: with this offset a cubic takes two multiply-adds.
  static constexpr Table8 kPowers =
      MakePowerTable<64>({0x1.485552p-3f, 0x1.660cccp-3f, 0x1.8674cep-3f, 0x1.a9cb9p-3f, 0x1.d05558p-3f, 0x1.fa5c12p-3f,
                          0x1.141822p-2f, 0x1.2d153cp-2f});
  static constexpr float kOffset = 1.5f;  // of n, so that −w comes of the reduction
  static constexpr float kC0 = 0x1.0009bp1f, kC1 = 0x1.7f4794p1f;
  static constexpr bool kTiesNearHalf = false;
};

struct Binary16Format {
  static constexpr std::uint16_t kInfinity = 0x7c00, kQuietBit = 0x0200, kOne = 0x3c00, kHalf = 0x3800;
  static constexpr std::uint16_t kNearHalf = 0x1400;                   // |x| < 2^-10
  static constexpr std::uint16_t kHighest = 0x4a00, kLowest = 0xccb0;  // 12 and −18.75
  static constexpr std::uint16_t kFirstTiny = 0xc8db;                  // −0x1.36cp+3

  static constexpr float kMagic = 0x1.8p20f + 127, kScale = 1;
  static constexpr float kNumerator = 1;
  static constexpr std::uint32_t kExponentExcess = 112;
  static constexpr float kHalfSmallestNormal = 0x1p-15f;
  static constexpr int kDropped = 13;
  static constexpr int kSmallestNormalExponent = -13;
  static constexpr std::uint32_t kWidening = 112;

  // 2^(j/8), and e^-u = 1 − u + c2 u² + c3 u³.
  static constexpr Table8 kPowers = MakePowerTable<127>({0x1.fffffep-1f, 0x1.172b84p0f, 0x1.306fe2p0f, 0x1.4bfd98p0f,
                                                         0x1.6a09e6p0f, 0x1.8ace54p0f, 0x1.ae89fap0f, 0x1.d5818ep0f});
  static constexpr float kOffset = 0;
  static constexpr float kC2 = 0x1.000878p-1f, kC3 = -0x1.55565cp-3f;
  // For some small x, ½ + x/4 is halfway between two numbers, and σ so little nearer to ½ that binary32 cannot tell.
  // The integer added is then 1 less for x > 0.
  static constexpr bool kTiesNearHalf = true;
};

// A rounding mode in numbers.
struct Direction {
  std::uint32_t increment;   // of the quotient's bits
  std::uint16_t flip, step;  // for x near 0, the result is ½, or ½ + step where x ^ flip is positive
};

template <class Format>
Direction DirectionOf(int rounding) {
  constexpr std::uint32_t kUnit = std::uint32_t{1} << Format::kDropped;
  constexpr std::uint32_t kBias = Format::kExponentExcess << 23;
  switch (rounding) {
    case FE_UPWARD:
      return {kUnit - kBias, 0, 1};
    case FE_DOWNWARD:
    case FE_TOWARDZERO:
      return {0 - kBias, 0x8000, 0xffff};
    default:
      return {kUnit / 2 - kBias, 0, 0};
  }
}

// Whether the result is neither exact nor NaN.
template <class Format>
bool IsInexact(std::uint16_t x) {
  const std::uint32_t magnitude = x & 0x7fffu;
  return magnitude - 1 < Format::kInfinity - 1u;
}

template <class Format>
bool AnyInexact(const std::uint16_t* x, std::size_t n) {
  std::size_t i = 0;
  while (i < n && !IsInexact<Format>(x[i])) ++i;
  return i < n;
}

// 2^(j/8) as bits, less what j adds to them from the end of a sum that is shifted to the exponent.
struct PowersOfTwo8 {
  std::uint64_t bits[8];

  constexpr explicit PowersOfTwo8(const double (&powers)[8]) : bits() {
    for (std::uint64_t j = 0; j < 8; ++j) bits[j] = std::bit_cast<std::uint64_t>(powers[j]) - (j << 49);
  }
};
inline constexpr PowersOfTwo8 kPowersOfTwo8({0x1p0, 0x1.172b83c7d517bp0, 0x1.306fe0a31b715p0, 0x1.4bfdad5362a27p0,
                                             0x1.6a09e667f3bcdp0, 0x1.8ace5422aa0dbp0, 0x1.ae89f995ad3adp0,
                                             0x1.d5818dcfba487p0});

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_ROUNDED_16BIT_ONCE

// Highway's guard for what is compiled once for each target.
#if defined(SIGMARK_IMPLS_SIGMARK_ROUNDED_16BIT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_ROUNDED_16BIT_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_ROUNDED_16BIT_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_16BIT_INL_H_
#endif

#include "hwy/highway.h"
#include "impls/sigmark/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

using Tag16 = hn::ScalableTag<std::uint16_t>;
#if HWY_TARGET == HWY_SCALAR
using Tag32 = hn::Rebind<std::uint32_t, Tag16>;
#else
using Tag32 = hn::Repartition<std::uint32_t, Tag16>;
#endif
using TagF = hn::RebindToFloat<Tag32>;
using Tag16Signed = hn::RebindToSigned<Tag16>;
using Tag32Signed = hn::RebindToSigned<Tag32>;
using Vec16 = hn::Vec<Tag16>;
using Vec32 = hn::Vec<Tag32>;
using VecF = hn::Vec<TagF>;

// 16-bit lanes as two vectors of 32-bit lanes with upper halves: those at even places, and those at odd ones, below
// which their neighbours remain.
HWY_INLINE Vec32 EvenLanes(Vec16 x) {
#if HWY_TARGET == HWY_SCALAR
  return hn::ShiftLeft<16>(hn::PromoteTo(Tag32(), x));
#else
  return hn::ShiftLeft<16>(hn::BitCast(Tag32(), x));
#endif
}
#if HWY_TARGET != HWY_SCALAR
HWY_INLINE Vec32 OddLanes(Vec16 x) { return hn::BitCast(Tag32(), x); }
#endif

// The number in the upper half.
HWY_INLINE VecF Widen(Bfloat16Format, Vec32 x) { return hn::BitCast(TagF(), hn::And(x, hn::Set(Tag32(), 0xffff0000))); }
// Here the exponent gains three bits, and 112 of bias. A subnormal number becomes another one below 2^-14: either's
// result is ½ to nearest, and Special has those of the other modes.
HWY_INLINE VecF Widen(Binary16Format, Vec32 x) {
  const Vec32 shifted = hn::BitCast(Tag32(), hn::ShiftRight<3>(hn::BitCast(Tag32Signed(), x)));
  return hn::BitCast(TagF(), hn::Add(hn::And(shifted, hn::Set(Tag32(), 0x8fffe000)),
                                     hn::Set(Tag32(), Binary16Format::kWidening << 23)));
}

// e^-u, but for the factor in the table.
HWY_INLINE VecF ExpNegative(Bfloat16Format, VecF minus_w) {
  const TagF d;
  const VecF q = hn::MulAdd(minus_w, minus_w, hn::Set(d, Bfloat16Format::kC1));
  return hn::NegMulAdd(q, minus_w, hn::Set(d, Bfloat16Format::kC0));
}
HWY_INLINE VecF ExpNegative(Binary16Format, VecF u) {
  const TagF d;
  const VecF one = hn::Set(d, 1);
  const VecF q = hn::MulAdd(u, hn::Set(d, Binary16Format::kC3), hn::Set(d, Binary16Format::kC2));
  return hn::MulAdd(hn::MulSub(q, u, one), u, one);
}

// a + a·e^-x, from x = u − n ln 2 with n in eighths.
template <class Format>
HWY_INLINE VecF Denominator(Format format, VecF x) {
  const TagF d;
  const VecF sum = hn::NegMulAdd(x, hn::Set(d, 0x1.715476p0f), hn::Set(d, Format::kMagic));
  const VecF n = hn::Sub(sum, hn::Set(d, Format::kMagic + Format::kOffset));
#if HWY_NATIVE_FMA
  const VecF u = hn::MulAdd(n, hn::Set(d, 0x1.62e43p-1f), x);
#else
  const VecF u = hn::MulAdd(n, hn::Set(d, -0x1.bd0106p-13f), hn::MulAdd(n, hn::Set(d, 0x1.63p-1f), x));
#endif
  return hn::MulAdd(ExpNegative(format, u), ScaledPower(d, &Format::kPowers, sum), hn::Set(d, Format::kScale));
}

HWY_INLINE Vec32 IfNegative(Vec32 x, Vec32 yes, Vec32 no) {
  const TagF d;
#if HWY_TARGET == HWY_SSSE3  // where Highway 1.0.3 takes more bits than the sign for the choice
  x = hn::BitCast(Tag32(), hn::BroadcastSignBit(hn::BitCast(Tag32Signed(), x)));
#endif
  return hn::BitCast(Tag32(), hn::IfNegativeThenElse(hn::BitCast(d, x), hn::BitCast(d, yes), hn::BitCast(d, no)));
}

// The result of x above its kDropped last bits.
template <class Format>
HWY_INLINE Vec32 RoundedQuotient(Format, Vec32 x, VecF denominator, std::uint32_t increment) {
  const TagF d;
  const Tag32Signed di;
  const VecF y = hn::Div(hn::Set(d, Format::kNumerator), denominator);
  // Below the smallest normal number m of the format, the bits of (y + m) / 2 go on as those of a subnormal y do: by as
  // much for each unit as just above m. Elsewhere it is less than y. As integers, for which x86 has more pipes.
  const VecF gradual = hn::MulAdd(y, hn::Set(d, 0.5f), hn::Set(d, Format::kHalfSmallestNormal));
  const Vec32 bits = hn::BitCast(Tag32(), hn::Max(hn::BitCast(di, y), hn::BitCast(di, gradual)));
  const Vec32 added = hn::Set(Tag32(), increment);
  if constexpr (!Format::kTiesNearHalf) return hn::Add(bits, added);
  return hn::Add(bits, IfNegative(x, added, hn::Set(Tag32(), increment - 1)));
}

// x as a number within [kLowest, kHighest], whatever it is.
template <class Format>
HWY_INLINE Vec16 Clamp(Format, Vec16 x) {
  const auto highest = hn::Set(Tag16Signed(), static_cast<std::int16_t>(Format::kHighest));
  const Vec16 low = hn::BitCast(Tag16(), hn::Min(hn::BitCast(Tag16Signed(), x), highest));
  return hn::Min(low, hn::Set(Tag16(), Format::kLowest));  // negative numbers are the larger, the lower they are
}

// Whether x > y as signed integers.
HWY_INLINE auto IsGreater(Vec16 x, Vec16 y) {
  return hn::RebindMask(Tag16(), hn::Gt(hn::BitCast(Tag16Signed(), x), hn::BitCast(Tag16Signed(), y)));
}

// y, but for those x whose results do not come from the quotient.
template <bool kNearest, class Format>
HWY_INLINE Vec16 Special(Format, Vec16 x, Vec16 y, const Direction& direction) {
  const Tag16 d;
  const Vec16 magnitude = hn::And(x, hn::Set(d, 0x7fff));
  const Vec16 infinity = hn::Set(d, Format::kInfinity);
  if constexpr (!kNearest) {
    const auto moves = IsGreater(hn::Xor(x, hn::Set(d, direction.flip)), hn::Zero(d));
    const Vec16 near_half = hn::Add(hn::Set(d, Format::kHalf), hn::IfThenElseZero(moves, hn::Set(d, direction.step)));
    y = hn::IfThenElse(IsGreater(hn::Set(d, Format::kNearHalf), magnitude), near_half, y);
    const Vec16 negative = hn::BitCast(d, hn::ShiftRight<15>(hn::BitCast(Tag16Signed(), x)));
    y = hn::IfThenElse(hn::Eq(magnitude, infinity), hn::AndNot(negative, hn::Set(d, Format::kOne)), y);
  }
  // The bits of any NaN are more than those of any result. Not a choice, which x86 makes where it multiplies.
  const Vec16 quiet = hn::Or(x, hn::Set(d, Format::kQuietBit));
  return hn::Max(y, hn::IfThenElseZero(IsGreater(magnitude, infinity), quiet));
}

// The denominators of x, those of even places and those of odd ones.
template <class Format>
HWY_INLINE void StoreDenominators(Format format, Vec16 x, float* denominators) {
  const Vec16 clamped = Clamp(format, x);
  hn::Store(Denominator(format, Widen(format, EvenLanes(clamped))), TagF(), denominators);
#if HWY_TARGET != HWY_SCALAR
  hn::Store(Denominator(format, Widen(format, OddLanes(clamped))), TagF(), denominators + hn::Lanes(TagF()));
#endif
}

// The results of x from its denominators.
template <bool kNearest, class Format>
HWY_INLINE Vec16 Results(Format format, Vec16 x, const float* denominators, const Direction& direction) {
  const VecF even_denominators = hn::Load(TagF(), denominators);
  const Vec32 even = RoundedQuotient(format, EvenLanes(x), even_denominators, direction.increment);
  const Vec32 even_bits = hn::ShiftRight<Format::kDropped>(even);
#if HWY_TARGET == HWY_SCALAR
  const Vec16 y = hn::DemoteTo(Tag16(), hn::BitCast(Tag32Signed(), even_bits));
#else
  const VecF odd_denominators = hn::Load(TagF(), denominators + hn::Lanes(TagF()));
  const Vec32 odd = RoundedQuotient(format, OddLanes(x), odd_denominators, direction.increment);
  const Vec32 odd_bits = hn::ShiftLeft<16 - Format::kDropped>(odd);
  const Vec16 y = hn::OddEven(hn::BitCast(Tag16(), odd_bits), hn::BitCast(Tag16(), even_bits));
#endif
  return Special<kNearest>(format, x, y, direction);
}

inline constexpr std::size_t kBlockVectors = 16;

// Of n elements, a multiple of the lanes and at most kBlockVectors vectors. In two loops: a vector's way from x to the
// result is 60 cycles long, and processors do not have the registers to keep enough vectors on it.
//
// `tiny` collects what tells results below the smallest normal number, x + 0x8000 − infinity: above infinity, −inf and
// negative NaN have wrapped around to 0. `signaling` collects the magnitudes plus the quiet bit, as signed numbers:
// with it, only signaling NaN are greater than infinity.
template <bool kNearest, class Format>
HWY_INLINE void RoundBlock(Format format, const std::uint16_t* x, std::uint16_t* y, std::size_t n,
                           const Direction& direction, Vec16& tiny, Vec16& signaling) {
  const Tag16 d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN float denominators[kBlockVectors * hn::MaxLanes(Tag16())];
  for (std::size_t i = 0; i < n; i += lanes) StoreDenominators(format, hn::LoadU(d, x + i), denominators + i);
  for (std::size_t i = 0; i < n; i += lanes) {
    const Vec16 v = hn::LoadU(d, x + i);
    tiny = hn::Max(tiny, hn::Add(v, hn::Set(d, 0x8000 - Format::kInfinity)));
    const Vec16 nan = hn::Add(hn::And(v, hn::Set(d, 0x7fff)), hn::Set(d, Format::kQuietBit));
    signaling = hn::BitCast(d, hn::Max(hn::BitCast(Tag16Signed(), signaling), hn::BitCast(Tag16Signed(), nan)));
    hn::StoreU(Results<kNearest>(format, v, denominators + i, direction), d, y + i);
  }
}

template <class D>
HWY_INLINE int LargestLane(D d, Vec16 x) {
  return hn::GetLane(hn::MaxOfLanes(d, hn::BitCast(d, x)));
}

// Returns which of underflow and invalid there are.
template <bool kNearest, class Format>
HWY_NOINLINE int RoundAll(Format format, const std::uint16_t* x, std::uint16_t* y, std::size_t n, Direction direction) {
  const Tag16 d;
  const std::size_t lanes = hn::Lanes(d);
  Vec16 tiny = hn::Zero(d);
  Vec16 signaling = hn::Zero(d);
  std::size_t i = 0;
  for (std::size_t block; (block = std::min(n - i, kBlockVectors * lanes) / lanes * lanes) != 0; i += block) {
    RoundBlock<kNearest>(format, x + i, y + i, block, direction, tiny, signaling);
  }
  if (i != n) {
    constexpr std::size_t kMaxLanes = hn::MaxLanes(Tag16());
    HWY_ALIGN std::uint16_t buffer[kMaxLanes] = {};
    CopyPart<kMaxLanes / 2>(x + i, buffer, n - i);
    RoundBlock<kNearest>(format, buffer, buffer, lanes, direction, tiny, signaling);
    CopyPart<kMaxLanes / 2>(buffer, y + i, n - i);
  }
  int flags = 0;
  if (LargestLane(d, tiny) >= Format::kFirstTiny + 0x8000 - Format::kInfinity) flags |= FE_UNDERFLOW;
  if (LargestLane(Tag16Signed(), signaling) > Format::kInfinity + Format::kQuietBit) flags |= FE_INVALID;
  return flags;
}

// One result, in binary64 and in the caller's environment as it is: of the flags, an operation on numbers far from the
// ends of that format raises inexact alone.
template <class Format>
HWY_INLINE std::uint16_t RoundOne(std::uint16_t x_bits) {
  std::uint16_t magnitude = x_bits & 0x7fff;
  const bool negative = x_bits != magnitude;
  if (HWY_UNLIKELY(magnitude >= Format::kInfinity)) {
    if (magnitude == Format::kInfinity) return negative ? 0 : Format::kOne;
    if ((magnitude & Format::kQuietBit) == 0) {
      volatile float signaling = std::bit_cast<float>(0x7fa00000);
      signaling = signaling + signaling;
    }
    return x_bits | Format::kQuietBit;
  }
  if (HWY_UNLIKELY(magnitude == 0)) return Format::kHalf;
  if (HWY_UNLIKELY(negative && x_bits >= Format::kFirstTiny)) {
    volatile float smallest = 0x1p-126f;
    smallest = smallest * smallest;  // raises underflow
  }
  // Between the nearest, a quarter of kNearHalf, of one sign and 0, and beyond the farthest, all results are alike.
  constexpr int kFraction = std::bit_width(Format::kQuietBit);
  constexpr std::uint16_t kNearest = Format::kNearHalf - (2 << kFraction);
  const std::uint16_t farthest = (negative ? Format::kLowest : Format::kHighest) & 0x7fff;
  magnitude = std::min(std::max(magnitude, kNearest), farthest);
  std::uint32_t wide = static_cast<std::uint32_t>(magnitude) << Format::kDropped;
  asm("" : "+r"(wide));  // lest compilers compute the results of the bounds themselves, to nearest
  const double distance = static_cast<double>(std::bit_cast<float>(wide + (Format::kWidening << 23)));
  const double x = negative ? -distance : distance;

  // σ, within 2^-41 (relative) in any mode; the hardest input is 2^-37 from where it would be rounded otherwise.
  const double sum = x * -0x1.71547652b82fep3 + 0x1.8p52;
  const double u = x + (sum - 0x1.8p52) * 0x1.62e42fefa39efp-4;
  const auto sum_bits = std::bit_cast<std::uint64_t>(sum);
  const double power = std::bit_cast<double>(kPowersOfTwo8.bits[sum_bits % 8] + (sum_bits << 49));
  const double q = (0x1.ffffffffb8c8dp-2 - 0x1.5555548fa5b21p-3 * u) +
                   (u * u) * ((0x1.555558fbfeef2p-5 - 0x1.1123aa13ff15dp-7 * u) + 0x1.6bf720971a877p-10 * (u * u));
  const double y = 1 / ((1 + power) + power * ((u * u) * q - u));

  // Added to a power of two whose last place is that of the result.
  constexpr std::uint64_t kSmallestExponent = 1022 + Format::kSmallestNormalExponent;
  const std::uint64_t exponent = std::max(std::bit_cast<std::uint64_t>(y) >> 52, kSmallestExponent);
  const std::uint64_t large = (exponent + 52 - kFraction) << 52;
  const std::uint64_t rounded = std::bit_cast<std::uint64_t>(std::bit_cast<double>(large) + y);
  return static_cast<std::uint16_t>((rounded - large) + ((exponent - kSmallestExponent) << kFraction));
}

template <class Format>
HWY_INLINE void RoundArray(const void* x, void* y, std::size_t n) {
  const auto* from = static_cast<const std::uint16_t*>(x);
  auto* to = static_cast<std::uint16_t*>(y);
  if (n == 1) {
    *to = RoundOne<Format>(*from);
    return;
  }
  const FloatEnvironment environment(FloatEnvironment::Rounding::kNearest);
  const int rounding = environment.CallersRounding();
  const Direction direction = DirectionOf<Format>(rounding);
  int flags = AnyInexact<Format>(from, n) ? FE_INEXACT : 0;
  if (rounding == FE_TONEAREST) {
    flags |= RoundAll<true>(Format(), from, to, n, direction);
  } else {
    flags |= RoundAll<false>(Format(), from, to, n, direction);
  }
  environment.Leave(flags);
}

inline void RoundedBinary16Array(const binary16* x, binary16* y, std::size_t n) { RoundArray<Binary16Format>(x, y, n); }
inline void RoundedBfloat16Array(const bfloat16* x, bfloat16* y, std::size_t n) { RoundArray<Bfloat16Format>(x, y, n); }
inline binary16 RoundedBinary16(binary16 x) { return {RoundOne<Binary16Format>(x.bits)}; }
inline bfloat16 RoundedBfloat16(bfloat16 x) { return {RoundOne<Bfloat16Format>(x.bits)}; }

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
