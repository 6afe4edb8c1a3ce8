// SPDX-License-Identifier: Apache-2.0
//
// The kernels of binary64, compiled for each Highway target: accurate, faithful, fast. See binary64.md.
//
// e^-x = 2^k T (1 + c) e^r: n = −256 x/ln 2 rounded to an integer, n = 256 k + j, T = 2^(j/256) to nearest and c what
// that leaves, from a table, |r| < 2^-9.52. All is scaled by a = 2^-511, σ = a/(a + a e^-x), so that nothing overflows
// where the result is subnormal.
//
// A processor that waits for the table, then for a division, finds enough to do meanwhile only if it can see many
// vectors at once: the steps of a kernel are loops of their own over a strip of an array.

// Highway's guard for what is compiled once for each target.
#if defined(SIGMARK_IMPLS_SIGMARK_BINARY64_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_BINARY64_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_BINARY64_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_BINARY64_INL_H_
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "hwy/highway.h"
#include "impls/sigmark/exp_table256.h"
#include "impls/sigmark/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

template <class V>
struct Reduced {
  V shifted_n;  // n below a magic number: where the bits of j are moved below an exponent, k − 511 stands in it
  V r;
};

inline constexpr double kInverseLn2 = 0x1.71547652b82fep0;
inline constexpr double kLn2High = 0x1.62e42fef8p-1;  // 34 bits: times n, of 19, it is exact
inline constexpr double kLn2Low = 0x1.1cf79abc9e3b4p-36;

// Outside [−746, 40] the results are those of the bounds, 0 and 1.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Reduced<V> Reduce(D d, hn::Vec<D> x) {
  const V magic = hn::Set(d, 0x1.8p44 - 511);
  x = ClampNumber(x, hn::Set(d, -746.0), hn::Set(d, 40.0));
  // Products are added, constants negated: where a product is subtracted, compilers may negate one factor, also here
  // and there, and so a NaN's sign would depend on the place in an array.
  const V shifted_n = hn::MulAdd(x, hn::Set(d, -kInverseLn2), magic);
  const V n = hn::Sub(shifted_n, magic);                   // in units of 2^-8: k + j/256
  const V high = hn::MulSub(n, hn::Set(d, -kLn2High), x);  // exact
  return {shifted_n, hn::MulAdd(n, hn::Set(d, -kLn2Low), high)};
}

template <class D>
struct Entries {
  hn::Vec<hn::RebindToUnsigned<D>> bits;
  hn::Vec<D> correction;
};

// The entry of the table for one lane in a register.
template <class D>
HWY_INLINE Entries<D> LookupLane(D d, hn::Vec<D> shifted_n) {
  const hn::RebindToUnsigned<D> du;
  const auto& entry = kExpTable256.entries[hn::GetLane(hn::BitCast(du, shifted_n)) % ExpTable256::kSize];
  return {hn::Load(du, &entry.bits), hn::Load(d, &entry.correction)};
}

#if !HWY_HAVE_SCALABLE && HWY_TARGET != HWY_SCALAR
// The entries for shifted_n[0], shifted_n[2] …, a block of 16 bytes each.
template <class D>
HWY_INLINE hn::Vec<D> EveryOtherEntry(D d, const double* shifted_n) {
  constexpr std::size_t kLanes = hn::MaxLanes(D());
  if constexpr (kLanes == 2) {
    // j is a byte. Volatile, or Clang takes it out of the vector's register, which is slower.
    static_assert(ExpTable256::kSize == 256);
    constexpr std::size_t kLowest = std::endian::native == std::endian::little ? 0 : 7;
    const std::size_t j = reinterpret_cast<const volatile unsigned char*>(shifted_n)[kLowest];
    return hn::Load(d, &kExpTable256.entries[j].bits);
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, EveryOtherEntry(half, shifted_n + kLanes / 2), EveryOtherEntry(half, shifted_n));
  }
}
#endif

// The entries for a vector in memory: fetched one by one, which is faster than to gather them.
template <class D>
HWY_INLINE Entries<D> Lookup256(D d, const double* shifted_n) {
#if HWY_HAVE_SCALABLE
  const hn::RebindToUnsigned<D> du;
  const auto j = hn::And(hn::BitCast(du, hn::Load(d, shifted_n)), hn::Set(du, ExpTable256::kSize - 1));
  const auto index = hn::BitCast(hn::RebindToSigned<D>(), hn::ShiftLeft<1>(j));
  return {hn::GatherIndex(du, &kExpTable256.entries[0].bits, index),
          hn::GatherIndex(d, &kExpTable256.entries[0].correction, index)};
#elif HWY_TARGET == HWY_SCALAR
  return LookupLane(d, hn::Load(d, shifted_n));
#else
  const hn::RebindToUnsigned<D> du;
  const auto even = EveryOtherEntry(du, shifted_n);
  const auto odd = EveryOtherEntry(du, shifted_n + 1);
  return {hn::InterleaveLower(du, even, odd), hn::BitCast(d, hn::InterleaveUpper(du, even, odd))};
#endif
}

// e^-x, scaled, as power (1 + expm1).
template <class V>
struct ScaledExp {
  V power;  // a 2^k T
  V expm1;  // (1 + c) e^r − 1
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE ScaledExp<V> Exp(D d, const Reduced<V>& reduced, const Entries<D>& entries) {
  const hn::RebindToUnsigned<D> du;
  const V r = reduced.r;
  const V power = hn::BitCast(d, hn::Add(entries.bits, hn::ShiftLeft<44>(hn::BitCast(du, reduced.shifted_n))));
  // r comes after the rest of its series, which is small: no rounding of that undoes a step of r.
  // |P/e^r − 1| < 2^-57.47
  const V c3 = hn::MulAdd(r, hn::Set(d, 0x1.55555769ab718p-5), hn::Set(d, 0x1.5555571d75b3bp-3));
  const V series = hn::MulAdd(hn::Mul(r, r), hn::MulAdd(r, c3, hn::Set(d, 0.5)), r);
  return {power, hn::Add(series, entries.correction)};
}

// a (v + rest), rounded once, also where it is subnormal; `sum` is v + rest, rounded. v is positive and normal, or NaN;
// rest is no more than about the last bit of v. Processors take several times as long for an operation with a subnormal
// result: here none has one.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Downscale(D d, hn::Vec<D> v, hn::Vec<D> rest, hn::Vec<D> sum) {
  const hn::RebindToUnsigned<D> du;
  const V a = hn::Set(d, 0x1p-511);
  // a^2 is the smallest normal number; in a sum with a the last bit is worth 2^-1074 / a.
  const V high = hn::Add(v, a);
  const V low = hn::Add(hn::Sub(v, hn::Sub(high, a)), rest);
  const V subnormal = hn::BitCast(d, hn::Sub(hn::BitCast(du, hn::Add(high, low)), hn::BitCast(du, a)));
  const V normal = hn::BitCast(d, hn::Sub(hn::BitCast(du, sum), hn::Set(du, std::uint64_t{511} << 52)));
  return hn::IfThenElse(hn::IsNaN(sum), sum, hn::IfThenElse(hn::Lt(sum, a), subnormal, normal));
}

// The last steps of a kernel. kSmall: there may be results below a, subnormal ones among them.
struct AccurateBinary64 {
  static constexpr bool kDividesApart = false;

  template <bool kSmall, class D, class V = hn::Vec<D>>
  static HWY_INLINE V Finish(D d, const ScaledExp<V>& e) {
    const V a = hn::Set(d, 0x1p-511);
    const V denominator = hn::Add(hn::MulAdd(e.power, e.expm1, e.power), a);
    if constexpr (kSmall) {
      const V inverse = hn::Div(hn::Set(d, 1.0), denominator);
      return Downscale(d, inverse, hn::Zero(d), inverse);
    } else {
      return hn::Div(a, denominator);
    }
  }
};

struct FaithfulBinary64 {
  static constexpr bool kDividesApart = true;

  template <bool kSmall, class D, class V = hn::Vec<D>>
  static HWY_INLINE V Finish(D d, const ScaledExp<V>& e) {
    // The denominator as high + low. What head and high have lost is found exactly: their difference from the larger of
    // two terms is what they hold of the smaller.
    const V a = hn::Set(d, 0x1p-511);
    const V one = hn::Set(d, 1.0);
    const V head = hn::Add(e.power, a);
    const V lost = hn::Sub(hn::Min(e.power, a), hn::Sub(head, hn::Max(e.power, a)));
    const V rest = hn::MulAdd(e.power, e.expm1, lost);
    const V high = hn::Add(head, rest);
    const V low = hn::Sub(rest, hn::Sub(high, head));

    // −1/high, and what its rounding and low leave to be added to 1/high. Negative, so that products are added.
    const V inverse = hn::Div(hn::Set(d, -1.0), high);
#if HWY_NATIVE_FMA
    const V remainder = hn::MulAdd(inverse, low, hn::MulAdd(inverse, high, one));
#else
    // 1 + inverse·high by the products of their halves (T. J. Dekker, 1971): exact, but for the last in 2^-106.
    const auto half = [=](V v) HWY_ATTR {
      return hn::And(v, hn::BitCast(d, hn::Set(hn::RebindToUnsigned<D>(), ~std::uint64_t{0} << 27)));
    };
    const V i_high = half(inverse);
    const V i_low = hn::Sub(inverse, i_high);
    const V h_high = half(high);
    const V h_low = hn::Sub(high, h_high);
    const V whole = hn::Mul(inverse, high);
    V tail = hn::Sub(hn::Mul(i_high, h_high), whole);
    tail = hn::Add(hn::Add(tail, hn::Mul(i_high, h_low)), hn::Mul(i_low, h_high));
    tail = hn::Add(hn::Add(tail, hn::Mul(i_low, h_low)), hn::Mul(inverse, low));
    const V remainder = hn::Add(hn::Add(one, whole), tail);
#endif
    // The bits of the sum are the same with and without the scale.
    if constexpr (kSmall) {
      const V positive = hn::Sub(hn::Zero(d), inverse);
      return Downscale(d, positive, hn::Mul(remainder, positive), hn::MulAdd(remainder, positive, positive));
    } else {
      const V quotient = hn::Mul(inverse, hn::Set(d, -0x1p-511));
      return hn::MulAdd(remainder, quotient, quotient);
    }
  }
};

// The steps after Reduce, in loops of their own where they wait for one another.
template <class Kernel, bool kSmall, class D>
HWY_INLINE void FinishStrip(D d, double* y, std::size_t count, double* first, double* second) {
  using V = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  const auto exp = [=](std::size_t i) HWY_ATTR {
    const Reduced<V> reduced = {hn::Load(d, first + i), hn::Load(d, second + i)};
    return Exp(d, reduced, Lookup256(d, first + i));
  };
  if constexpr (Kernel::kDividesApart) {
    for (std::size_t i = 0; i != count; i += lanes) {
      const ScaledExp<V> e = exp(i);
      hn::Store(e.power, d, first + i);
      hn::Store(e.expm1, d, second + i);
    }
    for (std::size_t i = 0; i != count; i += lanes) {
      const ScaledExp<V> e = {hn::Load(d, first + i), hn::Load(d, second + i)};
      hn::StoreU(Kernel::template Finish<kSmall>(d, e), d, y + i);
    }
  } else {
    for (std::size_t i = 0; i != count; i += lanes) {
      hn::StoreU(Kernel::template Finish<kSmall>(d, exp(i)), d, y + i);
    }
  }
}

// Seldom needed, and out of the way of what is.
template <class Kernel>
HWY_NOINLINE void FinishSmallStrip(double* y, std::size_t count, double* first, double* second) {
  FinishStrip<Kernel, true>(hn::ScalableTag<double>(), y, count, first, second);
}

// Reduced::shifted_n from here on, that is for k ≥ 511, belongs to results below a, or about a.
inline constexpr double kSmallShiftedN = 0x1.8p44;

template <class Kernel, class D>
HWY_INLINE void LogisticStrip(D d, const double* x, double* y, std::size_t count, double* first, double* second) {
  using V = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  V bits = hn::Zero(d);
  for (std::size_t i = 0; i != count; i += lanes) {
    const Reduced<V> reduced = Reduce(d, hn::LoadU(d, x + i));
    bits = hn::Or(bits, reduced.shifted_n);
    hn::Store(reduced.shifted_n, d, first + i);
    hn::Store(reduced.r, d, second + i);
  }
  // A number from kSmallShiftedN on has a bit that those below have not, and it stays. With a NaN, `bits` is one.
  if (HWY_UNLIKELY(!hn::AllTrue(d, hn::Lt(bits, hn::Set(d, kSmallShiftedN))))) {
    FinishSmallStrip<Kernel>(y, count, first, second);
  } else {
    FinishStrip<Kernel, false>(d, y, count, first, second);
  }
}

// The forms of a kernel whose steps are Reduce, Exp and Kernel::Finish. What is left of an array that fills no vector
// takes the same steps, one element at a time.
template <class Kernel>
HWY_INLINE double LogisticOne(double x) {
  const hn::CappedTag<double, 1> d;
  const auto reduced = Reduce(d, hn::Set(d, x));
  const auto e = Exp(d, reduced, LookupLane(d, reduced.shifted_n));
  if (HWY_UNLIKELY(hn::GetLane(reduced.shifted_n) >= kSmallShiftedN)) {
    return hn::GetLane(Kernel::template Finish<true>(d, e));
  }
  return hn::GetLane(Kernel::template Finish<false>(d, e));
}

template <class Kernel>
void LogisticStrips(const double* x, double* y, std::size_t n) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t kStripVectors = 32;
  HWY_ALIGN double first[kStripVectors * hn::MaxLanes(hn::ScalableTag<double>())];
  HWY_ALIGN double second[kStripVectors * hn::MaxLanes(hn::ScalableTag<double>())];
  while (n >= lanes) {
    const std::size_t count = std::min(n - n % lanes, kStripVectors * lanes);
    LogisticStrip<Kernel>(d, x, y, count, first, second);
    x += count;
    y += count;
    n -= count;
  }
  for (std::size_t i = 0; i != n; ++i) y[i] = LogisticOne<Kernel>(x[i]);
}

// A kernel of binary32 where no better result is promised: x is rounded, which keeps its order.
template <class Kernel32>
struct ThroughBinary32 {
  using T = double;
  static constexpr std::size_t kUnroll = 4;

  template <class D>
  static HWY_INLINE hn::Vec<D> Apply(D d, hn::Vec<D> x) {
    const hn::Rebind<float, D> half;
    const auto x32 = hn::DemoteTo(half, x);
#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
    return hn::PromoteTo(d, Kernel32::Apply(half, x32));
#else
    const hn::ScalableTag<float> whole;
    return hn::PromoteTo(d, hn::LowerHalf(half, Kernel32::Apply(whole, hn::Combine(whole, x32, x32))));
#endif
  }

  static HWY_INLINE double Apply(One<double>, double x) { return Kernel32::Apply(One<float>(), static_cast<float>(x)); }

#if !HWY_HAVE_SCALABLE && HWY_TARGET != HWY_SCALAR
  // Two vectors of binary64 make one of binary32.
  template <class D, std::size_t kCount>
  static HWY_INLINE Vectors<double, kCount> Apply(D d, const Vectors<double, kCount>& x) {
    return Apply(d, x, std::make_index_sequence<kCount / 2>());
  }

  template <class D, std::size_t kCount, std::size_t... kIndices>
  static HWY_INLINE Vectors<double, kCount> Apply(D d, const Vectors<double, kCount>& x,
                                                  std::index_sequence<kIndices...>) {
    const hn::Rebind<float, D> half;
    const hn::ScalableTag<float> whole;
    Vectors<float, kCount / 2> y = {
        {hn::Combine(whole, hn::DemoteTo(half, x.v[2 * kIndices + 1]), hn::DemoteTo(half, x.v[2 * kIndices]))...}};
    y = Kernel32::Apply(whole, y);
    Vectors<double, kCount> result = x;
    ((result.v[2 * kIndices] = hn::PromoteTo(d, hn::LowerHalf(half, y.v[kIndices])),
      result.v[2 * kIndices + 1] = hn::PromoteTo(d, hn::UpperHalf(half, y.v[kIndices]))),
     ...);
    return result;
  }
#elif HWY_TARGET == HWY_SCALAR
  template <class D, std::size_t kCount>
  static HWY_INLINE Vectors<double, kCount> Apply(D d, const Vectors<double, kCount>& x) {
    return Map([=](auto one) HWY_ATTR { return Apply(d, one); }, x);
  }
#endif
};

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
