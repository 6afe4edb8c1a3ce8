// SPDX-License-Identifier: Apache-2.0
//
// The logistic function in binary64, correctly rounded in the ambient rounding mode: the fast phase, for each Highway
// target. See rounded_binary64.md.
//
// All is computed in the ambient mode itself: the bounds hold in all four, so that modes cost nothing, and the flags
// are those of the operations. These see no NaN, infinity, zero or subnormal number and make no subnormal number: they
// raise nothing but inexact, and FTZ and DAZ do not matter.
//
//   reduction    x = −n·ln 2/256 + r, |r| ≤ ln 2/512; head = x + n·L1 is exact (rounded_binary64_reduction.gappa)
//   exponential  e^-x = T(1 − head − tail), T = 2^(n/256) from the table. |r| < 2^-9.5, so all but head is below
//                2^-19: its roundings make 2^-69 (rounded_binary64_exp.gappa), the polynomial makes 2^-71.3
//   sum          1 + e^-x = high + low, off by 2^-70 (rounded_binary64_quotient.gappa)
//   quotient     1/(high + low) = y(1 + rest), y = 1/high, rest = (1 − y·high) − y·low: off by 2^-74
//   rounding     y + y(rest ± 2^-68): where both ends are the same number, it is σ(x) rounded. About one input in
//                20,000 is left to rounded_binary64_accurate.cc

#if defined(SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY64_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY64_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY64_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY64_INL_H_
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "impls/sigmark/exp_table256.h"
#include "impls/sigmark/one-inl.h"
#include "impls/sigmark/rounded_binary64_accurate.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {
namespace rounded_binary64 {

namespace hn = hwy::HWY_NAMESPACE;
using internal::RoundedBinary64Ambient;

using Tag = hn::ScalableTag<double>;

constexpr double kMagic = 0x1.8p52;  // n + kMagic has n in its low bits

constexpr double kError = 0x1p-68;  // what the steps are off by, relative to the result: 2^-68.2 at most

// The nearest integer, or another within 1/2 + 2^-30, whatever the rounding mode. |v| < 2^20.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V NearestInteger(D d, V v) {
#if HWY_TARGET == HWY_SSSE3 || HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  // Without an instruction, a shift rounds to one of the integers beside v.
  const V magic = hn::Set(d, kMagic);
  const V one = hn::Set(d, 1);
  const V n = hn::Sub(hn::Add(v, magic), magic);
  const V rest = hn::Sub(v, n);
  const V more = hn::IfThenElseZero(hn::Gt(rest, hn::Set(d, 0.5)), one);
  const V less = hn::IfThenElseZero(hn::Lt(rest, hn::Set(d, -0.5)), one);
  return hn::Add(n, hn::Sub(more, less));
#else
  (void)d;
  return hn::Round(v);
#endif
}

// n + kMagic for the n nearest to −x·256/ln 2. Not by a sum with kMagic alone, whose rounding follows the mode: at
// |x| < 2^-9.5 n must be 0, for head to be exact.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ShiftedIndex(D d, V x) {
  return hn::Add(NearestInteger(d, hn::Mul(x, hn::Set(d, -0x1.71547652b82fep8))), hn::Set(d, kMagic));
}

// The table's entry for the low byte of each of `index`.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void LookUp(D d, const std::uint64_t* HWY_RESTRICT index, hn::Vec<hn::RebindToUnsigned<D>>& bits,
                       V& correction) {
  const hn::RebindToUnsigned<D> du;
#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
  const auto* table = reinterpret_cast<const std::uint64_t*>(kExpTable256.entries);
  const hn::RebindToSigned<D> di;
  const auto at = hn::BitCast(di, hn::ShiftLeft<1>(hn::And(hn::LoadU(du, index), hn::Set(du, 0xff))));
  bits = hn::GatherIndex(du, table, at);
  correction = hn::BitCast(d, hn::GatherIndex(du, table + 1, at));
#else
  // Their low bytes alone are read, for compilers would take whole words apart in vectors.
  const auto* bytes = reinterpret_cast<const unsigned char*>(index);
  const auto entry = [bytes](std::size_t i) { return &kExpTable256.entries[bytes[sizeof(std::uint64_t) * i]]; };
  // 16 bytes a load; gathers are slower.
  const hn::Simd<std::uint64_t, 2, 0> pair;
  const auto load = [&](std::size_t i) HWY_ATTR { return hn::LoadU(pair, &entry(i)->bits); };
  hn::Vec<hn::RebindToUnsigned<D>> even, odd;
  if constexpr (hn::MaxLanes(D()) == 2) {
    even = load(0);
    odd = load(1);
  } else {
    const hn::Simd<std::uint64_t, 4, 0> two;
    if constexpr (hn::MaxLanes(D()) == 4) {
      even = hn::Combine(two, load(2), load(0));
      odd = hn::Combine(two, load(3), load(1));
    } else {
      even = hn::Combine(du, hn::Combine(two, load(6), load(4)), hn::Combine(two, load(2), load(0)));
      odd = hn::Combine(du, hn::Combine(two, load(7), load(5)), hn::Combine(two, load(3), load(1)));
    }
  }
  bits = hn::InterleaveLower(du, even, odd);
  correction = hn::BitCast(d, hn::InterleaveUpper(du, even, odd));
#endif
}

// The steps that follow are for vectors and for a double.
#if !HWY_NATIVE_FMA
// The upper 26 bits.
HWY_INLINE double Upper(double a) { return std::bit_cast<double>(std::bit_cast<std::uint64_t>(a) >> 27 << 27); }
template <class V>
HWY_INLINE V Upper(V a) {
  const hn::DFromV<V> d;
  return hn::And(a, hn::BitCast(d, hn::Set(hn::RebindToUnsigned<decltype(d)>(), ~std::uint64_t{0} << 27)));
}

// a·b − product, of a product rounded in any mode, to 2^-75 of it. The halves are cut off, since Veltkamp's splitting
// needs rounding to nearest.
template <class V>
HWY_INLINE V ProductError(V a, V b, V product) {
  const V ah = Upper(a);
  const V bh = Upper(b);
  const V al = Sub(a, ah);
  const V bl = Sub(b, bh);
  return Add(Add(Sub(Mul(ah, bh), product), Add(Mul(ah, bl), Mul(al, bh))), Mul(al, bl));
}
#endif

// e^-x = T(1 − head − tail), of the shifted index and what the table has for it: T and its correction.
template <class D, class V>
HWY_INLINE void ExpOfMinus(D d, V x, V shifted, V correction, V& head, V& tail) {
  const V n = Sub(shifted, Set(d, kMagic));
  head = MulAdd(n, Set(d, 0x1.62e42fef8p-9), x);
  const V r = MulAdd(n, Set(d, 0x1.1cf79abc9e3b4p-44), head);
  const V rest = MulAdd(r, correction, MulSub(n, Set(d, 0x1.1cf79abc9e3b4p-44), correction));
  const V square = Mul(r, r);
  const V p = MulAdd(r, Set(d, -0x1.5555555555577p-3), Set(d, 0x1.fffffffffffdcp-2));
  const V q = MulAdd(r, Set(d, -0x1.1111108a0523bp-7), Set(d, 0x1.5555573b779dbp-5));
  tail = NegMulAdd(square, MulAdd(square, q, p), rest);
}

// start + start_low − power·(head + tail) = high + low.
template <class V>
HWY_INLINE void Sum(V start, V start_low, V power, V head, V tail, V& high, V& low) {
  high = NegMulAdd(power, tail, NegMulAdd(power, head, start));
#if HWY_NATIVE_FMA
  low = NegMulAdd(power, head, Sub(start, high));
#else
  const V product = Mul(power, head);
  low = Sub(Sub(Sub(start, high), product), ProductError(power, head, product));
#endif
  low = NegMulAdd(power, tail, Add(low, start_low));
}

// 1 + power = start + start_low.
template <class D, class V>
HWY_INLINE void OnePlus(D d, V power, V& start, V& start_low) {
  const V one = Set(d, 1);
  start = Add(power, one);
  start_low = Sub(Min(power, one), Sub(start, Max(power, one)));
}

// 1/(high + low) = quotient·(1 + rest), and that in between upper and lower.
template <class D, class V>
HWY_INLINE void Invert(D d, V high, V low, V& upper, V& lower) {
  const V one = Set(d, 1);
  const V quotient = Div(one, high);
#if HWY_NATIVE_FMA
  V rest = NegMulAdd(quotient, high, one);
#else
  const V product = Mul(quotient, high);
  V rest = Sub(Sub(one, product), ProductError(quotient, high, product));
#endif
  rest = NegMulAdd(quotient, low, rest);
  upper = MulAdd(quotient, Add(rest, Set(d, kError)), quotient);
  lower = MulAdd(quotient, Sub(rest, Set(d, kError)), quotient);
}

// Whether a + b ± error are the same number y.
template <class D, class V = hn::Vec<D>>
HWY_INLINE hn::Vec<hn::RebindToUnsigned<D>> Round(D, V a, V b, V error, V& y) {
  const hn::RebindToUnsigned<D> du;
  y = hn::Add(a, hn::Add(b, error));
  return hn::Xor(hn::BitCast(du, y), hn::BitCast(du, hn::Add(a, hn::Sub(b, error))));
}

// Inputs as integers: magnitudes, without the sign, are ordered as numbers are.
constexpr std::uint64_t Bits(double x) { return std::bit_cast<std::uint64_t>(x); }
constexpr std::uint64_t kMagnitude = ~std::uint64_t{0} >> 1;
constexpr std::uint64_t kInfinity = std::uint64_t{0x7ff} << 52;
constexpr std::uint64_t kQuiet = std::uint64_t{1} << 51;

// What the fast steps are made for, 2^-27 ≤ |x| < 2^5, is where the bits of 2|x| less those of its least are below
// 2^58.
constexpr std::uint64_t kLeastFast = 2 * Bits(0x1p-27);
constexpr int kFastBits = 58;
static_assert(2 * Bits(0x1p5) - kLeastFast == std::uint64_t{1} << kFastBits);

constexpr double kTiny = 0x1p-26;  // |x| below this is near 0
constexpr double kLow = -640;      // x below this is low
constexpr double kLowest = -750;   // results of what is below are as this one's
constexpr double kHighest = 40;    // and of what is above
constexpr double kUnderflow =
    -0x1.6232bdd7abcd3p9;  // x ≤ this underflows; no rounding makes the least normal number of it

// 0, infinity or NaN have their results in y; other lanes are left.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Special(D d, V x, V y) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, x);
  const auto magnitude = hn::And(bits, hn::Set(di, kMagnitude));
  const auto infinity = hn::Set(di, kInfinity);
  const V limit = hn::BitCast(d, hn::IfThenZeroElse(hn::Lt(bits, hn::Zero(di)), hn::Set(di, Bits(1))));
  const V quiet = hn::BitCast(d, hn::Or(bits, hn::Set(di, kQuiet)));
  y = hn::IfThenElse(hn::RebindMask(d, hn::Eq(magnitude, hn::Zero(di))), hn::Set(d, 0.5), y);
  y = hn::IfThenElse(hn::RebindMask(d, hn::Eq(magnitude, infinity)), limit, y);
  return hn::IfThenElse(hn::RebindMask(d, hn::Gt(magnitude, infinity)), quiet, y);
}

// 0 < |x| < 2^-26: 1/2 + x/4 − x·2^-55, rounded once. What is subtracted is less than the last bit of x/4, as is the
// x³/48 of the series: the side of 1/2 + x/4 alone matters. ±2^-60 stands for what is smaller, and is no normal number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V NearZero(D d, V x) {
  const hn::RebindToSigned<D> di;
  const auto magnitude = hn::And(hn::BitCast(di, x), hn::Set(di, kMagnitude));
  const V t = hn::CopySign(hn::BitCast(d, hn::Max(magnitude, hn::Set(di, Bits(0x1p-60)))), x);
  const V half = hn::Set(d, 0.5);
  const V quarter = hn::Mul(t, hn::Set(d, 0.25));
  const V y = hn::Add(half, quarter);
  return hn::Add(y, hn::Sub(hn::Add(hn::Sub(half, y), quarter), hn::Mul(t, hn::Set(d, 0x1p-55))));
}

// −750 ≤ x < −640 from e^x = power(1 − head − tail): σ(x) is that, but for 2^-900. 2^900 times all is a normal number.
// Where σ(x) is subnormal, 2^-122 is added before and subtracted after rounding, for its last bit is 2^-174, that of a
// subnormal number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE hn::Vec<hn::RebindToUnsigned<D>> Low(D d, V minus_x, V power, V head, V tail, V& y) {
  const hn::RebindToUnsigned<D> du;
  const auto lift = hn::Set(du, std::uint64_t{900} << 52);
  const V lifted = hn::BitCast(d, hn::Add(hn::BitCast(du, power), lift));
  V high, low;
  Sum(lifted, hn::Zero(d), lifted, head, tail, high, low);
  const auto is_subnormal = hn::Ge(minus_x, hn::Set(d, -kUnderflow));
  const V unit = hn::IfThenElseZero(is_subnormal, hn::Set(d, 0x1p-122));
  const V a = hn::Add(unit, high);
  const V b = hn::Add(hn::Sub(high, hn::Sub(a, unit)), low);
  // b is up to the last bit of unit, and rounds by 2^-52 of that.
  const V error = hn::MulAdd(high, hn::Set(d, kError), hn::Mul(unit, hn::Set(d, 0x1p-103)));
  V rounded;
  const auto undecided = Round(d, a, b, error, rounded);
  const auto shift = hn::IfThenElse(is_subnormal, hn::BitCast(d, hn::Set(du, Bits(0x1p-122))), hn::BitCast(d, lift));
  y = hn::BitCast(d, hn::Sub(hn::BitCast(du, rounded), hn::BitCast(du, shift)));
  return undecided;
}

// A block of inputs, and what each step over it leaves to the next. One step after the other over a block keeps more
// vectors in flight than all steps at once could for a processor's window.
constexpr std::size_t kBlock = 128;
struct Block {
  HWY_ALIGN double x[kBlock];
  HWY_ALIGN double t[kBlock];  // x, where that is for the steps at hand, or another number that is
  HWY_ALIGN std::uint64_t index[kBlock];
  HWY_ALIGN double a[kBlock];
  HWY_ALIGN double b[kBlock];
  HWY_ALIGN double c[kBlock];
  HWY_ALIGN std::uint64_t undecided[kBlock];  // not 0 where y must be computed again
};

// Copies m ≤ kBlock inputs, whole vectors of them. Whether they are all for the fast steps.
HWY_NOINLINE bool Load(const double* x, std::size_t m, Block& block) {
  const Tag d;
  const hn::RebindToUnsigned<Tag> du;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(du, kLeastFast);
  auto all = hn::Zero(du);
  for (std::size_t i = 0; i < m; i += lanes) {
    const auto v = hn::LoadU(d, x + i);
    const auto bits = hn::BitCast(du, v);
    hn::Store(v, d, block.x + i);
    all = hn::Or(all, hn::Sub(hn::Add(bits, bits), least));
  }
  return hn::AllTrue(du, hn::Eq(hn::ShiftRight<kFastBits>(all), hn::Zero(du)));
}

HWY_INLINE void IndexStep(const double* t, Block& block, std::size_t i) {
  const Tag d;
  const hn::RebindToUnsigned<Tag> du;
  hn::Store(hn::BitCast(du, ShiftedIndex(d, hn::Load(d, t + i))), du, block.index + i);
}

HWY_INLINE void ExpStep(const double* t, Block& block, std::size_t i) {
  const Tag d;
  const hn::RebindToUnsigned<Tag> du;
  hn::Vec<hn::RebindToUnsigned<Tag>> bits;
  hn::Vec<Tag> correction, head, tail;
  LookUp(d, block.index + i, bits, correction);
  const auto index = hn::Load(du, block.index + i);
  const auto power = hn::BitCast(d, hn::Add(bits, hn::ShiftLeft<44>(index)));
  ExpOfMinus(d, hn::Load(d, t + i), hn::BitCast(d, index), correction, head, tail);
  hn::Store(power, d, block.a + i);
  hn::Store(head, d, block.b + i);
  hn::Store(tail, d, block.c + i);
}

HWY_INLINE void SumStep(Block& block, std::size_t i) {
  const Tag d;
  hn::Vec<Tag> start, start_low, high, low;
  const auto power = hn::Load(d, block.a + i);
  OnePlus(d, power, start, start_low);
  Sum(start, start_low, power, hn::Load(d, block.b + i), hn::Load(d, block.c + i), high, low);
  hn::Store(high, d, block.a + i);
  hn::Store(low, d, block.b + i);
}

HWY_INLINE hn::Vec<hn::RebindToUnsigned<Tag>> QuotientStep(Block& block, std::size_t i, double* y) {
  const Tag d;
  const hn::RebindToUnsigned<Tag> du;
  hn::Vec<Tag> upper, lower;
  Invert(d, hn::Load(d, block.a + i), hn::Load(d, block.b + i), upper, lower);
  const auto undecided = hn::Xor(hn::BitCast(du, upper), hn::BitCast(du, lower));
  hn::Store(undecided, du, block.undecided + i);
  hn::StoreU(upper, d, y + i);
  return undecided;
}

// The fast steps for m inputs t in [−640, 40], to y in whole vectors. Whether some are undecided.
HWY_NOINLINE bool FastSteps(const double* t, Block& block, std::size_t m, double* y) {
  const hn::RebindToUnsigned<Tag> du;
  const std::size_t lanes = hn::Lanes(du);
  for (std::size_t i = 0; i < m; i += lanes) IndexStep(t, block, i);
  for (std::size_t i = 0; i < m; i += lanes) ExpStep(t, block, i);
  // The sums are ahead of the divisions, that both may overlap.
  auto undecided = hn::Zero(du);
  std::size_t i = 0;
  std::size_t j = 0;
  for (; i < std::min(4 * lanes, m); i += lanes) SumStep(block, i);
  for (; i < m; i += lanes, j += lanes) {
    SumStep(block, i);
    undecided = hn::Or(undecided, QuotientStep(block, j, y));
  }
  for (; j < m; j += lanes) undecided = hn::Or(undecided, QuotientStep(block, j, y));
  return !hn::AllTrue(du, hn::Eq(undecided, hn::Zero(du)));
}

// Which kinds of inputs a block has.
struct Kinds {
  bool ordinary;   // neither 0 nor infinite nor NaN
  bool subnormal;  // result
  bool signaling;  // NaN
  bool low;
  bool other;     // than low
  bool replaced;  // near 0 or special
};

HWY_INLINE Kinds Examine(const Block& block, std::size_t m) {
  const hn::RebindToSigned<Tag> di;
  const std::size_t lanes = hn::Lanes(di);
  // Kept as signs of lanes.
  auto ordinary = hn::Zero(di);
  auto subnormal = ordinary, signaling = ordinary, low = ordinary, other = ordinary, replaced = ordinary;
  const auto below = [&](auto magnitude, std::uint64_t bound)
                         HWY_ATTR { return hn::Sub(magnitude, hn::Set(di, static_cast<std::int64_t>(bound))); };
  for (std::size_t i = 0; i < m; i += lanes) {
    const auto bits = hn::BitCast(di, hn::Load(Tag(), block.x + i));
    const auto magnitude = hn::And(bits, hn::Set(di, kMagnitude));
    const auto finite = below(magnitude, kInfinity);
    const auto negative = hn::And(bits, finite);
    const auto is_low = hn::AndNot(below(magnitude, Bits(-kLow)), negative);
    ordinary = hn::Or(ordinary, hn::AndNot(below(magnitude, 1), finite));
    subnormal = hn::Or(subnormal, hn::AndNot(below(magnitude, Bits(-kUnderflow)), negative));
    signaling = hn::Or(signaling, hn::Not(hn::Or(below(magnitude, kInfinity + 1), hn::ShiftLeft<12>(bits))));
    low = hn::Or(low, is_low);
    other = hn::Or(other, hn::Not(is_low));
    replaced = hn::Or(replaced, hn::Or(below(magnitude, Bits(kTiny)), hn::Not(finite)));
  }
  const auto any = [&](auto signs) HWY_ATTR { return !hn::AllFalse(di, hn::Lt(signs, hn::Zero(di))); };
  return {any(ordinary), any(subnormal), any(signaling), any(low), any(other), any(replaced)};
}

// Any m inputs, to y. Whether some are undecided. Raises the flags that they should.
HWY_NOINLINE bool GeneralBlock(Block& block, std::size_t m, double* y) {
  const Tag d;
  const hn::RebindToUnsigned<Tag> du;
  const hn::RebindToSigned<Tag> di;
  const std::size_t lanes = hn::Lanes(d);
  const Kinds kinds = Examine(block, m);
  if (kinds.signaling) internal::RaiseInvalid();
  if (kinds.subnormal) internal::RaiseUnderflow();
  if (!kinds.ordinary) {  // no floating-point operation, lest it raises inexact
    for (std::size_t i = 0; i < m; i += lanes) {
      const auto x = hn::Load(d, block.x + i);
      hn::StoreU(Special(d, x, x), d, y + i);
    }
    return false;
  }
  const auto is_near_zero = [&](auto x) HWY_ATTR {
    return hn::RebindMask(d, hn::Lt(hn::And(hn::BitCast(di, x), hn::Set(di, kMagnitude)), hn::Set(di, Bits(kTiny))));
  };
  // Infinity and NaN beyond all others, as signed integers and by their sign.
  const auto is_finite = [&](auto x) HWY_ATTR {
    return hn::RebindMask(d, hn::Lt(hn::And(hn::BitCast(di, x), hn::Set(di, kMagnitude)), hn::Set(di, kInfinity)));
  };
  const auto number = [&](auto x) HWY_ATTR {
    return hn::IfThenElse(hn::AndNot(is_near_zero(x), is_finite(x)), x, hn::Set(d, 1));
  };
  bool undecided = false;
  if (kinds.other) {
    for (std::size_t i = 0; i < m; i += lanes) {
      const auto x = number(hn::Load(d, block.x + i));
      hn::Store(hn::Min(hn::Max(x, hn::Set(d, kLow)), hn::Set(d, kHighest)), d, block.t + i);
    }
    undecided = FastSteps(block.t, block, m, y);
  }
  if (kinds.low) {
    for (std::size_t i = 0; i < m; i += lanes) {
      const auto x = number(hn::Load(d, block.x + i));
      hn::Store(hn::Min(hn::Max(hn::Neg(x), hn::Set(d, -kLow)), hn::Set(d, -kLowest)), d, block.t + i);
    }
    for (std::size_t i = 0; i < m; i += lanes) IndexStep(block.t, block, i);
    for (std::size_t i = 0; i < m; i += lanes) ExpStep(block.t, block, i);
    auto all = hn::Zero(du);
    for (std::size_t i = 0; i < m; i += lanes) {
      const auto t = hn::Load(d, block.t + i);
      hn::Vec<Tag> result;
      auto doubt = Low(d, t, hn::Load(d, block.a + i), hn::Load(d, block.b + i), hn::Load(d, block.c + i), result);
      if (kinds.other) {
        const auto is_low = hn::Gt(t, hn::Set(d, -kLow));
        result = hn::IfThenElse(is_low, result, hn::LoadU(d, y + i));
        doubt = hn::IfThenElse(hn::RebindMask(du, is_low), doubt, hn::Load(du, block.undecided + i));
      }
      hn::StoreU(result, d, y + i);
      hn::Store(doubt, du, block.undecided + i);
      all = hn::Or(all, doubt);
    }
    undecided = !hn::AllTrue(du, hn::Eq(all, hn::Zero(du)));
  }
  if (kinds.replaced) {
    for (std::size_t i = 0; i < m; i += lanes) {
      const auto x = hn::Load(d, block.x + i);
      const auto near_zero = is_near_zero(x);
      const auto result = NearZero(d, hn::IfThenElse(near_zero, x, hn::Set(d, kTiny)));
      hn::StoreU(Special(d, x, hn::IfThenElse(near_zero, result, hn::LoadU(d, y + i))), d, y + i);
    }
  }
  return undecided;
}

HWY_NOINLINE void Decide(const Block& block, std::size_t m, double* y) {
  for (std::size_t i = 0; i < m; ++i) {
    if (block.undecided[i] != 0) y[i] = RoundedBinary64Ambient(block.x[i]);
  }
}

// For a single input.
HWY_INLINE void ExpOfMinus(double x, double& power, double& head, double& tail) {
  const hn::CappedTag<double, 1> d;
  const double shifted = hn::GetLane(ShiftedIndex(d, hn::Set(d, x)));
  const ExpTable256::Entry& entry = kExpTable256.entries[Bits(shifted) % ExpTable256::kSize];
  power = std::bit_cast<double>(entry.bits + (Bits(shifted) << 44));
  ExpOfMinus(One<double>(), x, shifted, entry.correction, head, tail);
}

// −640 ≤ t ≤ 40 has the result of x.
HWY_INLINE double FastOne(double t, double x) {
  double power, head, tail, start, start_low, high, low, upper, lower;
  ExpOfMinus(t, power, head, tail);
  OnePlus(One<double>(), power, start, start_low);
  Sum(start, start_low, power, head, tail, high, low);
  Invert(One<double>(), high, low, upper, lower);
  return HWY_UNLIKELY(upper > lower) ? RoundedBinary64Ambient(x) : upper;
}

HWY_NOINLINE double GeneralOne(double x) {
  const hn::CappedTag<double, 1> d;
  const std::uint64_t magnitude = Bits(x) & kMagnitude;
  if (magnitude == 0 || magnitude >= kInfinity) {
    if (magnitude > kInfinity && (magnitude & kQuiet) == 0) internal::RaiseInvalid();
    return hn::GetLane(Special(d, hn::Set(d, x), hn::Set(d, x)));
  }
  if (magnitude < Bits(kTiny)) return hn::GetLane(NearZero(d, hn::Set(d, x)));
  if (x >= kLow) return FastOne(std::min(x, kHighest), x);
  if (x <= kUnderflow) internal::RaiseUnderflow();
  const double minus_x = -std::max(x, kLowest);
  double power, head, tail;
  ExpOfMinus(minus_x, power, head, tail);
  hn::Vec<hn::CappedTag<double, 1>> y;
  const auto undecided = Low(d, hn::Set(d, minus_x), hn::Set(d, power), hn::Set(d, head), hn::Set(d, tail), y);
  return hn::GetLane(undecided) == 0 ? hn::GetLane(y) : RoundedBinary64Ambient(x);
}

HWY_INLINE double Single(double x) {
  const bool fast = (2 * Bits(x) - kLeastFast) >> kFastBits == 0;
  return HWY_LIKELY(fast) ? FastOne(x, x) : GeneralOne(x);
}

// Whole vectors in blocks, and what is left one by one.
HWY_NOINLINE void Several(const double* x, double* y, std::size_t n) {
  const std::size_t whole = n - n % hn::Lanes(Tag());
  Block block;
  std::size_t i = 0;
  while (i < whole) {
    const std::size_t m = std::min(kBlock, whole - i);
    const bool fast = Load(x + i, m, block);
    const bool undecided = fast ? FastSteps(block.x, block, m, y + i) : GeneralBlock(block, m, y + i);
    if (undecided) Decide(block, m, y + i);
    i += m;
  }
  for (; i < n; ++i) y[i] = Single(x[i]);
}

}  // namespace rounded_binary64

inline void RoundedBinary64Array(const double* x, double* y, std::size_t n) {
  if (n == 1) {  // without a frame for the others
    *y = rounded_binary64::Single(*x);
  } else {
    rounded_binary64::Several(x, y, n);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
