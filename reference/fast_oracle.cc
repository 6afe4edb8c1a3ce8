// SPDX-License-Identifier: Apache-2.0
//
// Notation: a = |x|, E = e^-a, c = E/(1 + E) = σ(−a). So σ(x) = c for x < 0 and 1 − c for x ≥ 0, and
// σ′(x) = E/(1 + E)². Working with c keeps everything relative to what is small: y − σ(x) = c − (1 − y) for x ≥ 0 needs
// no value near 1.
//
// Tail and complement, 2^-12 ≤ a < 128. All operations in double, nearest, u = 2^-53, fused or not.
//   reduction  −a = n·ln 2 + r, n an integer, |n| ≤ 185, |r| ≤ 0.3467. ln 2 = H + L + δ, H of 32 bits, |δ| ≤ 2^-86.
//              n·H is exact (8 + 32 bits). −a − n·H is exact: for n ≠ 0, a ≥ 0.34 is a multiple of 2^-25 and n·H one
//              of 2^-32, and the difference is below 0.36; for n = 0 it is −a. So |error of r| ≤ 2^-54, and that much
//              relative in e^r (scripts/proofs/fast_reduction.gappa).
//   Padé       e^r = P(r)/P(−r) (1 + τ), P the numerator of the [5/5] approximant: P(−r)·e^r − P(r) =
//              ±P(0) r^11/10! ∫₀¹ t⁵(1 − t)⁵ e^(rt) dt, so |τ| ≤ 0.3467^11 (5!)²/(10! 11!) · e^|r| P(0)/(P(−r) e^r)
//              ≤ 2^-48.7. Its coefficients are integers, (10 − k)! 5!/(k! (5 − k)!) up to a common factor. P(r) and
//              P(−r) round by 2^-51 (fast_approximant.gappa).
//   so         E = 2^n P(r)/P(−r), c = 2^n P(r)/(P(−r) + 2^n P(r)) and σ′ = 2^n P(r) P(−r)/(P(−r) + 2^n P(r))². Scaling
//              by 2^n is exact. Both have a relative error ≤ 2^-47 (fast_quotient.gappa).
// In ulps: a tail c ≥ 2^-126 is at most 2^24 ulps, off by 2^-23 at most, and so is a complement, where c ≤ ½ = 2^23
// ulps. y − c and 1 − y round by u of themselves, or of 1 where y is near [0, 1]. Below −100 and beyond 16, c is 2^5
// ulps at most, and off by 2^-42 of one.
//
// Series, where the third term is far below the bound: σ = ½ + x/4 − x³/48 + …, the rest below 2^-68 for a < 2^-12 and
// 2^-43 ulp; σ′ = ¼ − x²/16 + x⁴/96 − …, the rest below 2^-81. y − ½ and y − ¼ are exact near them.
//
// The ulp of a tail is looked up in the bits of its computed value, which is right because no value of a nontrivial
// binary32 input is within 2^-40 of a power of two, relatively: there are some 185 such places, and
// fast_oracle_test.cc looks at all of them.
#include "reference/fast_oracle.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/fast_oracle.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "reference/error_loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace HWY_NAMESPACE {

// e^-a = p/q for 0 ≤ a < 128, p with its power of two.
HWY_INLINE void ExpOfMinus(D d, V minus_a, V& p, V& q) {
  const U u;
  // Adding 1.5·2^52 rounds to an integer and leaves it in the low bits of the significand, modulo 2^12 at least.
  const V magic = hn::Set(d, 0x1.8p52);
  const V t = hn::MulAdd(minus_a, hn::Set(d, 0x1.71547652b82fep0), magic);  // log2(e)
  const V n = hn::Sub(t, magic);
  const V h = hn::NegMulAdd(n, hn::Set(d, 0x1.62e42feep-1), minus_a);  // H: 32 bits
  const V r = hn::NegMulAdd(n, hn::Set(d, 0x1.a39ef35793c76p-33), h);  // L
  const V s = hn::Mul(r, r);
  const V even = hn::MulAdd(hn::MulAdd(hn::Set(d, 30), s, hn::Set(d, 3360)), s, hn::Set(d, 30240));
  const V odd = hn::MulAdd(hn::Add(s, hn::Set(d, 420)), s, hn::Set(d, 15120));
  q = hn::NegMulAdd(r, odd, even);
  p = hn::MulAdd(r, odd, even);
  p = hn::BitCast(d, hn::Add(hn::BitCast(u, p), hn::ShiftLeft<52>(hn::BitCast(u, t))));
}

// 1/ulp of a value in [2^-1000, 1], from its bits: 2^(23 − e), in biased exponents (1023 + 23 + 1023) − (e + 1023).
HWY_INLINE V InverseUlp(D d, V value) {
  const U u;
  const V binade = BinadeOf(d, hn::Max(value, hn::Set(d, 0x1p-126)));
  return hn::BitCast(d, hn::Sub(hn::Set(u, std::uint64_t{2069} << 52), hn::BitCast(u, binade)));
}

// kTail (and what binary32 has no need to tell from it, kDeepTail), kComplement and kSeries.
template <Function kFunction, Formula kFormula>
struct Lane {
  const Regime& regime;

  HWY_INLINE void operator()(D d, V x, V y, V& ulps, V& absolute, V& value, V& units) const {
    V difference, inverse_ulp = hn::Set(d, regime.inverse_ulp);
    if constexpr (kFormula == Formula::kSeries) {
      const V constant = hn::Set(d, regime.constant);
      const V square = hn::Mul(x, x);
      V terms;
      if constexpr (kFunction == Function::kLogistic) {
        terms = hn::Mul(x, hn::NegMulAdd(square, hn::Set(d, 1.0 / 48), hn::Set(d, 0x1p-2)));
      } else {
        terms = hn::Mul(square, hn::MulSub(square, hn::Set(d, 1.0 / 96), hn::Set(d, 0x1p-4)));
      }
      value = hn::Add(constant, terms);
      difference = hn::Sub(hn::Sub(y, constant), terms);
    } else {
      V p, q;
      ExpOfMinus(d, hn::Or(x, hn::Set(d, -0.0)), p, q);
      const V denominator = hn::Add(q, p);
      if constexpr (kFunction == Function::kDerivative) {
        value = hn::Div(hn::Mul(p, q), hn::Mul(denominator, denominator));
      } else {
        value = hn::Div(p, denominator);
      }
      if constexpr (kFormula == Formula::kComplement) {
        const V one = hn::Set(d, 1.0);
        difference = hn::Sub(value, hn::Sub(one, y));
        value = hn::Sub(one, value);
      } else {
        difference = hn::Sub(y, value);
        inverse_ulp = InverseUlp(d, value);
      }
    }
    ulps = hn::Mul(difference, inverse_ulp);
    absolute = hn::Abs(difference);
    units = hn::Mul(value, inverse_ulp);
  }
};

template <Formula kFormula>
using LogisticLane = Lane<Function::kLogistic, kFormula>;
template <Formula kFormula>
using DerivativeLane = Lane<Function::kDerivative, kFormula>;

ErrorSummary Fold32(Function function, Rounding rounding, const float* x, const float* y, std::size_t n,
                    double relative_floor) {
  const std::span<const Regime> regimes = Regimes(function, Format::kBinary32);
  if (function == Function::kDerivative) {
    return ErrorLoops<DerivativeLane, float>(regimes, rounding).Fold(x, y, n, relative_floor);
  }
  return ErrorLoops<LogisticLane, float>(regimes, rounding).Fold(x, y, n, relative_floor);
}

void Store32(Function function, Rounding rounding, const float* x, const float* y, std::size_t n,
             const ErrorArrays& each) {
  const std::span<const Regime> regimes = Regimes(function, Format::kBinary32);
  if (function == Function::kDerivative) {
    ErrorLoops<DerivativeLane, float>(regimes, rounding).Store(x, y, n, each);
  } else {
    ErrorLoops<LogisticLane, float>(regimes, rounding).Store(x, y, n, each);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {

HWY_EXPORT(Fold32);
HWY_EXPORT(Store32);

bool HasFastOracle(Function function, Format format, Rounding) {
  return (format == Format::kBinary32 || format == Format::kBinary64) &&
         (function == Function::kLogistic || function == Function::kDerivative);
}

ErrorSummary FastErrors(Function function, Rounding rounding, const float* x, const float* y, std::size_t n,
                        double relative_floor) {
  return HWY_DYNAMIC_DISPATCH(Fold32)(function, rounding, x, y, n, relative_floor);
}

void FastErrorArrays(Function function, Rounding rounding, const float* x, const float* y, std::size_t n,
                     const ErrorArrays& each) {
  HWY_DYNAMIC_DISPATCH(Store32)(function, rounding, x, y, n, each);
}

}  // namespace sigmark
#endif  // HWY_ONCE
