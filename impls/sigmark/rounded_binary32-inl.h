// SPDX-License-Identifier: Apache-2.0
//
// The correctly rounded logistic of binary32 for arrays, in the caller's rounding mode and with the flags of the
// standard: float-float arithmetic with a rounding test; what does not pass it, double arithmetic with another; the few
// left, double-double. Nothing sets the rounding mode, for all steps are right in every mode. See rounded_binary32.md.

// Highway's guard for what is compiled once for each target.
#if defined(SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY32_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY32_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY32_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY32_INL_H_
#endif

#include <algorithm>
#include <bit>
#include <cfenv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "hwy/highway.h"
#include "impls/sigmark/float_environment.h"
#include "impls/sigmark/kernel-inl.h"
#include "impls/sigmark/rounded_scalar_binary32-inl.h"
#include "impls/sigmark/table8.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {
namespace rounded_binary32 {

// scripts/coefficients/rounded_binary32.sollya prints the numbers of this file.

// Adding a magic number rounds to an integer as the mode does. Half a unit, added before, makes it the nearest.
struct Mode {
  bool nearest;
  float half;

  explicit Mode(int rounding)
      : nearest(rounding == FE_TONEAREST), half(nearest ? 0.0f : (rounding == FE_UPWARD ? -0.5f : 0.5f)) {}
};

struct Flags {
  bool inexact = false, underflow = false, invalid = false;

  int Bits() const { return (inexact ? FE_INEXACT : 0) | (underflow ? FE_UNDERFLOW : 0) | (invalid ? FE_INVALID : 0); }
};

// Arrays shorter than this are faster done one by one, for lack of independent steps.
inline constexpr std::size_t kFewest = 32;

inline constexpr std::int32_t kSignBit = std::numeric_limits<std::int32_t>::min(), kQuietBit = 0x400000;

// Less than bound: whether 0 < magnitude < bound, for one comparison of signed integers.
template <class DI, class V = hn::Vec<DI>>
HWY_INLINE hn::Mask<DI> PositiveBelow(DI di, V magnitude, std::uint32_t bound) {
  constexpr std::int32_t kLast = std::numeric_limits<std::int32_t>::max();  // the sign bit − 1
  return hn::Lt(hn::Add(magnitude, hn::Set(di, kLast)), hn::Set(di, static_cast<std::int32_t>(bound - 1) + kSignBit));
}

template <class D>
HWY_INLINE auto Magnitude(D, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
  return hn::And(hn::BitCast(di, x), hn::Set(di, static_cast<std::int32_t>(kMagnitudeBinary32)));
}

// Passes over a strip of inputs leave results to the next. Passes, for in one, the chain of operations would be so long
// that no processor's window reached over enough of it to keep the units busy.

inline constexpr std::size_t kDoubleStrip = 256;

struct DoubleStrip {
  HWY_ALIGN float x[kDoubleStrip];
  HWY_ALIGN double r[kDoubleStrip], power[kDoubleStrip];
  double* const e = power;
};

// What a strip holds.
struct Range {
  bool exact;  // 0, an infinity or NaN among it
  bool far;    // |x| > 19 everywhere
};

// Flags of any inputs.
HWY_NOINLINE void AddFlags(const float* x, std::size_t n, Flags& flags) {
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(x[i]);
    const std::uint32_t magnitude = bits & kMagnitudeBinary32;
    if (magnitude == 0 || magnitude == kInfinityBinary32) continue;
    if (magnitude > kInfinityBinary32) {
      flags.invalid |= (bits & kQuietBit) == 0;
    } else {
      flags.inexact = true;
      flags.underflow |= bits > std::bit_cast<std::uint32_t>(kLowestNormalBinary32);
    }
  }
}

// x within the bounds that give the same results, its sign kept; NaN becomes a bound, 0 the smallest input.
HWY_NOINLINE Range Clamp(const float* x, std::size_t n, DoubleStrip& strip, Flags& flags) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const auto least = hn::Set(di, static_cast<std::int32_t>(kNearHalfBinary32));
  const auto most = hn::Set(di, std::bit_cast<std::int32_t>(-kNoResultBinary32));
  const auto before_last = hn::Set(di, std::numeric_limits<std::int32_t>::max());
  auto nearest_to_0 = most, last = hn::Set(di, kSignBit), lowest = last;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto bits = hn::BitCast(di, hn::LoadU(d, x + i));
    const auto magnitude = hn::And(bits, hn::Set(di, static_cast<std::int32_t>(kMagnitudeBinary32)));
    const auto bounded = hn::Max(hn::Min(magnitude, most), least);
    const auto clamped = hn::BitCast(d, hn::Or(bounded, hn::Xor(bits, magnitude)));
    hn::Store(hn::Min(clamped, hn::Set(d, kNearOneBinary32)), d, strip.x + i);
    nearest_to_0 = hn::Min(nearest_to_0, bounded);
    last = hn::Max(last, hn::Add(magnitude, before_last));           // 0 comes after NaN
    lowest = hn::Max(lowest, hn::Xor(bits, hn::Set(di, kSignBit)));  // of negative numbers, by magnitude
  }
  const bool exact =
      !hn::AllTrue(di, hn::Lt(last, hn::Set(di, static_cast<std::int32_t>(kInfinityBinary32 - 1) + kSignBit)));
  if (exact) {
    AddFlags(x, n, flags);
  } else {
    flags.inexact = true;
    flags.underflow |=
        !hn::AllFalse(di, hn::Gt(lowest, hn::Set(di, std::bit_cast<std::int32_t>(-kLowestNormalBinary32))));
  }
  return {exact, hn::AllTrue(di, hn::Gt(nearest_to_0, hn::Set(di, std::bit_cast<std::int32_t>(19.0f))))};
}

// The exact result of 0, an infinity or NaN; else y.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ExactResults(D d, V x, V y) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, x);
  const auto infinity = hn::Set(di, static_cast<std::int32_t>(kInfinityBinary32));
  const auto magnitude = hn::And(bits, hn::Set(di, static_cast<std::int32_t>(kMagnitudeBinary32)));
  const auto one = hn::BitCast(di, hn::Set(d, 1.0f));
  auto result = hn::BitCast(di, y);
  result = hn::IfThenElse(hn::Eq(magnitude, infinity), hn::AndNot(hn::BroadcastSignBit(bits), one), result);
  result = hn::IfThenElse(hn::Eq(magnitude, hn::Zero(di)), hn::BitCast(di, hn::Set(d, 0.5f)), result);
  result = hn::IfThenElse(hn::Gt(magnitude, infinity), hn::Or(bits, hn::Set(di, kQuietBit)), result);
  return hn::BitCast(d, result);
}

// |x| = n ln 2 + r, n an integer, |r| ≤ ln 2 / 2; 2^-n, with the sign of x.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void ReduceInDouble(D d, V half, DoubleStrip& strip, std::size_t i) {
  const hn::Rebind<float, D> df;
  const hn::RebindToUnsigned<D> du;
  const V magic = hn::Set(d, 0x1.8p52 + 1023);
  const V x = hn::PromoteTo(d, hn::Load(df, strip.x + i));
  const V z = hn::Abs(x);
  const V sum = hn::Add(hn::NegMulAdd(z, hn::Set(d, 0x1.71547652b82fep0), half), magic);
  hn::Store(hn::MulAdd(hn::Sub(sum, magic), hn::Set(d, 0x1.62e42fefa39efp-1), z), d, strip.r + i);
  hn::Store(hn::Or(hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(du, sum))), hn::Xor(x, z)), d, strip.power + i);
}

// e^-|x| = 2^-n e^-r, with the sign of x.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void ExponentialInDouble(D d, DoubleStrip& strip, std::size_t i) {
  const V r = hn::Load(d, strip.r + i), power = hn::Load(d, strip.power + i);
  const V r2 = hn::Mul(r, r);
  const V q2 = hn::MulAdd(r, hn::Set(d, -0x1.5555555589f05p-3), hn::Set(d, 0x1.fffffffff13f4p-2));
  const V q4 = hn::MulAdd(r, hn::Set(d, -0x1.1111108e2c38fp-7), hn::Set(d, 0x1.5555557def264p-5));
  const V q6 = hn::MulAdd(r, hn::Set(d, -0x1.a01b7384b3511p-13), hn::Set(d, 0x1.6c163be8b0749p-10));
  const V q8 = hn::MulAdd(r, hn::Set(d, -0x1.710182a008fdfp-19), hn::Set(d, 0x1.a16e3346b1404p-16));
  const V q = hn::MulAdd(hn::MulAdd(hn::MulAdd(q8, r2, q6), r2, q4), r2, q2);
  hn::Store(hn::MulAdd(hn::MulSub(q, r2, r), power, power), d, strip.e + i);
}

// With e = e^-|x|, σ is 1 / (1 + e) or, of negative x, e / (1 + e).
template <bool kFar, class D, class V = hn::Vec<D>>
HWY_INLINE V QuotientInDouble(D d, const DoubleStrip& strip, std::size_t i) {
  const V one = hn::Set(d, 1.0);
  const V signed_e = hn::Load(d, strip.e + i);
  const V e = hn::Abs(signed_e);
  const V numerator = hn::IfThenElse(hn::Lt(signed_e, hn::Zero(d)), e, one);
  if constexpr (kFar) return hn::NegMulAdd(numerator, e, numerator);  // 1 / (1 + e) = 1 − e + e², e² < 2^-54
  return hn::Div(numerator, hn::Add(e, one));
}

// y, where undecided, from double-double arithmetic.
template <class D>
HWY_NOINLINE hn::Vec<D> Decide(D d, hn::Vec<D> x, hn::Mask<D> undecided, hn::Vec<D> y) {
  constexpr std::size_t kLanes = hn::MaxLanes(D());
  HWY_ALIGN float inputs[kLanes], results[kLanes], choice[kLanes];
  hn::Store(x, d, inputs);
  hn::Store(y, d, results);
  hn::Store(hn::IfThenElseZero(undecided, hn::Set(d, 1.0f)), d, choice);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    if (choice[i] != 0) results[i] = static_cast<float>(OddLogistic(inputs[i]));
  }
  return hn::Load(d, results);
}

template <bool kFar>
HWY_INLINE void RoundQuotients(const float* x, float* y, std::size_t n, bool exact, const DoubleStrip& strip) {
  const hn::ScalableTag<double> dd;
  const hn::Rebind<float, decltype(dd)> d;
  const auto error = hn::Set(dd, 0x1p-43);
  for (std::size_t i = 0; i < n; i += hn::Lanes(dd)) {
    const auto quotient = QuotientInDouble<kFar>(dd, strip, i);
    auto result = hn::DemoteTo(d, hn::NegMulAdd(quotient, error, quotient));
    const auto undecided = hn::Ne(result, hn::DemoteTo(d, hn::MulAdd(quotient, error, quotient)));
    if (HWY_UNLIKELY(!hn::AllFalse(d, undecided))) result = Decide(d, hn::Load(d, strip.x + i), undecided, result);
    if (HWY_UNLIKELY(exact)) result = ExactResults(d, hn::LoadU(d, x + i), result);
    hn::StoreU(result, d, y + i);
  }
}

// σ of any x, in double, n ≤ kDoubleStrip and padded to whole vectors. In every rounding mode the relative error is
// below 2^-44, of which the polynomial has 2^-45.7 and the reduction 2^-46.
HWY_INLINE void RoundedInDouble(const float* x, float* y, std::size_t n, const Mode& mode, Flags& flags) {
  const hn::ScalableTag<double> dd;
  const std::size_t lanes = hn::Lanes(dd);
  const auto half = hn::Set(dd, mode.half);
  DoubleStrip strip;
  const Range range = Clamp(x, n, strip, flags);
  for (std::size_t i = 0; i < n; i += lanes) ReduceInDouble(dd, half, strip, i);
  for (std::size_t i = 0; i < n; i += lanes) ExponentialInDouble(dd, strip, i);
  if (range.far) {
    RoundQuotients<true>(x, y, n, range.exact, strip);
  } else {
    RoundQuotients<false>(x, y, n, range.exact, strip);
  }
}

// σ of x[i] to y[i]. The last vector is filled with copies of an element, which raise no other flags.
HWY_NOINLINE void DoubleStrips(const float* x, float* y, std::size_t n, const Mode& mode, Flags& flags) {
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<float>());
  for (std::size_t i = 0; i < n; i += kDoubleStrip) {
    const std::size_t size = std::min(kDoubleStrip, n - i);
    if (size % lanes == 0) {
      RoundedInDouble(x + i, y + i, size, mode, flags);
    } else {
      float copy[kDoubleStrip];
      std::memcpy(copy, x + i, size * sizeof(float));
      const std::size_t padded = size + lanes - size % lanes;
      std::fill(copy + size, copy + padded, copy[0]);
      RoundedInDouble(copy, copy, padded, mode, flags);
      std::memcpy(y + i, copy, size * sizeof(float));
    }
  }
}

#if HWY_NATIVE_FMA

inline constexpr std::size_t kStrip = 512;

// Float-float arithmetic is for 0 < |x| < 19. Further out 2^n would exceed what a sum of it and 1 leaves room for.
inline constexpr auto kFastBound = std::bit_cast<std::uint32_t>(19.0f);

// T = 2^(j/8) to 24 bits, and log(T 2^(-j/8)).
inline constexpr Table8 kPowers = MakePowerTable<127>(
    {0x1p0f, 0x1.172b84p0f, 0x1.306fep0f, 0x1.4bfdaep0f, 0x1.6a09e6p0f, 0x1.8ace54p0f, 0x1.ae89fap0f, 0x1.d5818ep0f});
inline constexpr Table8 kPowerErrors =
    MakeTable({0, 0x1.9c0c22p-27f, -0x1.125002p-25f, 0x1.0a3552p-25f, -0x1.26055cp-26f, -0x1.67a1cap-28f,
               0x1.f9c306p-27f, 0x1.a5217cp-28f});

struct Strip {
  HWY_ALIGN float r[kStrip], p[kStrip], power[kStrip];
  HWY_ALIGN float x[kStrip + hn::MaxLanes(hn::ScalableTag<float>())];  // inputs that results overwrite
  float* const error = r;
  float* const denominator = power;
};

// e^-x = S (1 − r + p): S = 2^n T for n = −x / ln 2 rounded to eighths; r = x + n ln 2 without the low part of ln 2,
// exact; p the rest of the polynomial, and c, that of x + n ln 2 and of T.
template <bool kNearest, class D, class V = hn::Vec<D>>
HWY_INLINE void Exponential(D d, V x, V half, Strip& strip, std::size_t i) {
  const V inverse_ln2 = hn::Set(d, 0x1.715476p0f);
  const V magic = hn::Set(d, 0x1.8p20f + 127);
  const V sum = kNearest ? hn::NegMulAdd(x, inverse_ln2, magic) : hn::Add(hn::NegMulAdd(x, inverse_ln2, half), magic);
  const V n = hn::Sub(sum, magic);
  const V r = hn::MulAdd(n, hn::Set(d, 0x1.62e43p-1f), x);
  const V c = hn::MulAdd(n, hn::Set(d, -0x1.05c61p-29f), EighthsEntry(d, &kPowerErrors, sum));
  V q = hn::MulAdd(r, hn::Set(d, -0x1.10faeep-7f), hn::Set(d, 0x1.555a5p-5f));
  q = hn::MulAdd(q, r, hn::Set(d, -0x1.555556p-3f));
  q = hn::MulAdd(q, r, hn::Set(d, 0x1p-1f));
  hn::Store(r, d, strip.r + i);
  hn::Store(hn::MulSub(hn::MulAdd(q, r, c), r, c), d, strip.p + i);
  hn::Store(ScaledPower(d, &kPowers, sum), d, strip.power + i);
}

// 1 + e^-x = denominator + error. The difference of the larger of 1 and S to the denominator is exact, that and the
// smaller as well.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void Denominator(D d, Strip& strip, std::size_t i) {
  const V one = hn::Set(d, 1.0f);
  const V r = hn::Load(d, strip.r + i), p = hn::Load(d, strip.p + i), power = hn::Load(d, strip.power + i);
  const V denominator = hn::MulAdd(power, hn::Add(hn::Sub(p, r), one), one);
  const V rest = hn::Add(hn::Sub(hn::Max(one, power), denominator), hn::Min(one, power));
  hn::Store(hn::MulAdd(power, p, hn::NegMulAdd(power, r, rest)), d, strip.error + i);
  hn::Store(denominator, d, strip.denominator + i);
}

// The quotient with its remainder, less a bound of the error and, in `high`, plus that, both rounded once: where they
// agree, that is the result.
template <bool kNearest, class D, class V = hn::Vec<D>>
HWY_INLINE V Quotient(D d, const Strip& strip, std::size_t i, V& high) {
  const V bound = hn::Set(d, kNearest ? 0x1p-32f : 0x1p-31f);
  const V one = hn::Set(d, 1.0f);
  const V denominator = hn::Load(d, strip.denominator + i);
  const V y = hn::Div(one, denominator);
  const V remainder = hn::NegMulAdd(y, hn::Load(d, strip.error + i), hn::NegMulAdd(y, denominator, one));
  high = hn::MulAdd(y, hn::Add(remainder, bound), y);
  return hn::MulAdd(y, hn::Sub(remainder, bound), y);
}

// Inputs that wait for double arithmetic, and where their results go.
struct Pending {
  float x[2 * kStrip];
  std::size_t index[2 * kStrip];
  std::size_t count = 0;

  void Finish(float* y, const Mode& mode, Flags& flags) {
    DoubleStrips(x, x, count, mode, flags);
    for (std::size_t k = 0; k < count; ++k) y[index[k]] = x[k];
    count = 0;
  }
};

// The strip of n elements from x[first] on. Returns how many it left undecided.
template <bool kNearest>
HWY_INLINE std::size_t RoundedStrip(const float* x, float* y, std::size_t first, std::size_t n, const Mode& mode,
                                    Pending& pending) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const bool whole = n % lanes == 0;
  Strip strip;
  const float* from = x + first;
  float* const to = whole ? y + first : strip.p;
  if (x == y || !whole) {
    std::memcpy(strip.x, from, n * sizeof(float));
    hn::StoreU(hn::Zero(d), d, strip.x + n);
    from = strip.x;
  }

  const V half = hn::Set(d, mode.half / 8);
  for (std::size_t i = 0; i < n; i += lanes) Exponential<kNearest>(d, hn::LoadU(d, from + i), half, strip, i);
  for (std::size_t i = 0; i < n; i += lanes) Denominator(d, strip, i);
  std::uint8_t undecided[kStrip + 8];  // bits: of eight lanes or, where vectors have fewer, of a vector in each byte
  const std::size_t bytes_per_vector = std::max(lanes / 8, std::size_t{1});
  std::uint8_t* end = undecided;
  for (std::size_t i = 0; i < n; i += lanes, end += bytes_per_vector) {
    V high;
    const V low = Quotient<kNearest>(d, strip, i, high);
    const auto inside = PositiveBelow(di, Magnitude(d, hn::LoadU(d, from + i)), kFastBound);
    hn::StoreMaskBits(d, hn::Not(hn::And(hn::RebindMask(d, inside), hn::Eq(low, high))), end);
    hn::StoreU(low, d, to + i);
  }
  if (!whole) std::memcpy(y + first, to, n * sizeof(float));

  std::memset(end, 0, 8);
  std::size_t count = pending.count;
  for (std::size_t byte = 0; undecided + byte < end; byte += 8) {
    std::uint64_t bits;
    std::memcpy(&bits, undecided + byte, 8);
    do {  // mostly one at most, hence without a branch for it
      const auto bit = static_cast<std::size_t>(std::countr_zero(bits)) % 64;
      const std::size_t i = (byte + bit / 8) * std::min(lanes, std::size_t{8}) + bit % 8;
      pending.x[count] = from[i];
      pending.index[count] = first + i;
      count += bits != 0 && i < n ? 1 : 0;
      bits &= bits - 1;
    } while (HWY_UNLIKELY(bits != 0));
  }
  std::swap(count, pending.count);
  return pending.count - count;
}

// How many inputs float-float arithmetic is for, of n; whole vectors only.
HWY_INLINE std::size_t CountInside(const float* x, std::size_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  std::size_t count = 0;
  for (std::size_t i = 0; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) {
    count += hn::CountTrue(di, PositiveBelow(di, Magnitude(d, hn::LoadU(d, x + i)), kFastBound));
  }
  return count;
}

template <bool kNearest>
HWY_NOINLINE Flags RoundedStrips(const float* x, float* y, std::size_t n, const Mode& mode) {
  Flags flags;
  Pending pending;
  bool fast = n < kStrip || CountInside(x, kStrip) > kStrip / 2;  // of the strip before, most were decided
  for (std::size_t i = 0; i < n; i += kStrip) {
    const std::size_t size = std::min(kStrip, n - i);
    if (fast) {
      const std::size_t undecided = RoundedStrip<kNearest>(x, y, i, size, mode, pending);
      flags.inexact |= undecided < size;
      fast = undecided <= size / 2;
      if (pending.count >= kStrip) pending.Finish(y, mode, flags);
    } else {
      fast = CountInside(x + i, size) > size / 2;
      DoubleStrips(x + i, y + i, size, mode, flags);
    }
  }
  pending.Finish(y, mode, flags);
  return flags;
}

#endif  // HWY_NATIVE_FMA

}  // namespace rounded_binary32

void RoundedBinary32Array(const float* x, float* y, std::size_t n) {
  using namespace rounded_binary32;
  if (n < kFewest) {
    for (std::size_t i = 0; i < n; ++i) y[i] = RoundedBinary32(x[i]);
    return;
  }
  const FloatEnvironment environment;
  const Mode mode(environment.CallersRounding());
#if HWY_NATIVE_FMA
  const Flags flags = mode.nearest ? RoundedStrips<true>(x, y, n, mode) : RoundedStrips<false>(x, y, n, mode);
#else
  Flags flags;
  DoubleStrips(x, y, n, mode, flags);
#endif
  environment.Leave(flags.Bits());
}

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
