// SPDX-License-Identifier: Apache-2.0
//
// The errors of binary64 results, in double-double: a value is a pair high + low. Notation as in fast_oracle.cc,
// u = 2^-53. Where a product is not fused with an addition, TwoProduct is Dekker's. The roundings of low parts are
// bounded by the scripts in scripts/proofs that are named.
//
// E = 2^N·T(1 + ρ), 1 + ρ = e^r, T = 2^(j/1024) from a table of pairs:
//   reduction  −a = k·ln 2/1024 + r, k = 1024·N + j, 0 ≤ j < 1024, |k| < 2^20.2, |r| ≤ 2^-11.5.
//              ln 2/1024 = L₁ + L₂ + L₃ + δ, L₁ and L₂ of 32 bits (units 2^-42 and 2^-74), |δ| ≤ 2^-127. k·L₁ and k·L₂
//              are exact; so is −a − k·L₁: for k ≠ 0, a ≥ 2^-12 is a multiple of 2^-64, and the difference is below
//              2^-11. Its sum with −k·L₂ is an exact pair; k·L₃ adds to the low part: r = rₕ + rₗ, |rₗ| ≤ 2^-53, off by
//              2^-105 (wide_reduction.gappa).
//   series     ρ = r + r²(½ + s), s = r/6 + r²/24 + r³/120 + r⁴/720 + r⁵/5040. Left out: r⁸/40320 and rₗ²/2, each
//              ≤ 2^-107, rₗ·rₕ⁴/24 ≤ 2^-103.5 and less; the rounding of 1/6 makes 2^-104. ρ's low part is below 2^-50
//              and rounds by 2^-100.7 in all (wide_series.gappa).
//   table      T is off by 2^-107. The low part of T + T·ρ rounds by 2^-100.6 (wide_table.gappa).
//   so         E = e^-a (1 + ε), |ε| ≤ 2^-99.5.
// D = 1 + E is an exact pair but for the rounding of its low part by 2^-105. A quotient is corrected by its residual,
// off by 2^-101 in all (wide_quotient.gappa), where c/2^N = E/2^N/D ≥ 0.49 and σ′/2^N ≥ 0.24. So c = E/D and
// σ′ = E/D/D, which depend on E by a factor ≤ 1, have a relative error ≤ 2^-98, or 2^-45 ulp. Then y·2^-N − cₕ is exact
// where it is small, and rounds by u of itself elsewhere. 1 − y is an exact pair for y ≤ 1.
//
// Below −700, σ = E(1 − E + …) and σ′ = E(1 − 2E + …) are E to 2^-1008.
//
// Series at 0: σ = ½ + x/4 − x³/48 + …, the rest below 2^-98 for a < 2^-18; σ′ = ¼ − x²/16 + x⁴/96 − …, the rest below
// 2^-105 for a < 2^-16, x² as a pair. y − ½ − x/4 and y − ¼ + x²/16 are exact where they are small.
//
// The ulp of a tail comes from the bits of its high part; where that is within 4 units of a power of two, the result is
// left undecided.
#include <array>

#include "reference/fast_oracle.h"
#include "reference/real.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/wide_oracle.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "reference/error_loops-inl.h"

#ifndef SIGMARK_REFERENCE_WIDE_ORACLE_CONSTANTS_
#define SIGMARK_REFERENCE_WIDE_ORACLE_CONSTANTS_
namespace sigmark {

// What double-double needs of 2^(j/1024) and of ln 2, from MPFR.
struct WideConstants {
  static constexpr std::size_t kSteps = 1024;
  alignas(64) std::array<double, 2> powers[kSteps];
  double inverse_step, step[3];

  static const WideConstants& Get() {
    static const WideConstants constants;
    return constants;
  }

 private:
  WideConstants() {
    Real value(200);
    for (std::size_t j = 0; j < kSteps; ++j) {
      mpfr_set_ui(value.Get(), j, MPFR_RNDN);
      mpfr_div_ui(value.Get(), value.Get(), kSteps, MPFR_RNDN);
      mpfr_exp2(value.Get(), value.Get(), MPFR_RNDN);
      powers[j][0] = mpfr_get_d(value.Get(), MPFR_RNDN);
      mpfr_sub_d(value.Get(), value.Get(), powers[j][0], MPFR_RNDN);
      powers[j][1] = mpfr_get_d(value.Get(), MPFR_RNDN);
    }
    mpfr_const_log2(value.Get(), MPFR_RNDN);
    mpfr_div_ui(value.Get(), value.Get(), kSteps, MPFR_RNDN);
    inverse_step = 1 / mpfr_get_d(value.Get(), MPFR_RNDN);
    Real part(32);
    for (int i = 0; i < 3; ++i) {
      mpfr_set(part.Get(), value.Get(), MPFR_RNDZ);
      step[i] = mpfr_get_d(i < 2 ? part.Get() : value.Get(), MPFR_RNDN);
      mpfr_sub(value.Get(), value.Get(), part.Get(), MPFR_RNDN);
    }
  }
};

}  // namespace sigmark
#endif  // SIGMARK_REFERENCE_WIDE_ORACLE_CONSTANTS_

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace HWY_NAMESPACE {

// a·b = high + low, exactly.
HWY_INLINE void TwoProduct(D d, V a, V b, V& high, V& low) {
  high = hn::Mul(a, b);
#if HWY_NATIVE_FMA
  (void)d;
  low = hn::MulSub(a, b, high);
#else
  // Dekker: halves of 26 bits, by 2^27 + 1. For magnitudes below 2^990.
  const V splitter = hn::Set(d, 0x1.0000002p27);
  const V ta = hn::Mul(a, splitter), tb = hn::Mul(b, splitter);
  const V ah = hn::Sub(ta, hn::Sub(ta, a)), bh = hn::Sub(tb, hn::Sub(tb, b));
  const V al = hn::Sub(a, ah), bl = hn::Sub(b, bh);
  low = hn::Add(hn::Add(hn::Add(hn::Sub(hn::Mul(ah, bh), high), hn::Mul(ah, bl)), hn::Mul(al, bh)), hn::Mul(al, bl));
#endif
}

// a + b = high + low, exactly, where |a| ≥ |b|, or b has 53 bits from the last bit of a on, or a = 0.
HWY_INLINE void FastTwoSum(V a, V b, V& high, V& low) {
  high = hn::Add(a, b);
  low = hn::Sub(b, hn::Sub(high, a));
}

// The pair j of the table.
HWY_INLINE void LookUp(D d, const WideConstants& constants, hn::Vec<U> j, V& power, V& power_low) {
#if HWY_TARGET == HWY_AVX2
  // A gather costs twice what four loads of pairs do.
  const hn::Half<D> half;
  HWY_ALIGN std::uint64_t at[4];
  hn::Store(j, U(), at);
  const auto pair = [&](int lane) HWY_ATTR { return hn::LoadU(half, constants.powers[at[lane]].data()); };
  const V even = hn::Combine(d, pair(2), pair(0)), odd = hn::Combine(d, pair(3), pair(1));
  power = hn::InterleaveLower(d, even, odd);
  power_low = hn::InterleaveUpper(d, even, odd);
#else
  const hn::RebindToSigned<D> index;
  const auto first = hn::BitCast(index, hn::Add(j, j));
  power = hn::GatherIndex(d, constants.powers[0].data(), first);
  power_low = hn::GatherIndex(d, constants.powers[0].data() + 1, first);
#endif
}

// E = e^-a = (high + low)·2^N for 0 ≤ a < 773, high in [1 − 2^-11, 2); `exponent` is N, where a double has its
// exponent.
HWY_INLINE void ExpOfMinus(D d, const WideConstants& constants, V minus_a, V& high, V& low, hn::Vec<U>& exponent) {
  const U u;
  const V magic = hn::Set(d, 0x1.8p52);  // rounds to an integer and leaves it in the low bits
  const V t = hn::MulAdd(minus_a, hn::Set(d, constants.inverse_step), magic);
  const V minus_k = hn::Sub(magic, t);
  const auto low_bits = hn::Set(u, WideConstants::kSteps - 1);
  const auto j = hn::And(hn::BitCast(u, t), low_bits);
  exponent = hn::ShiftLeft<42>(hn::AndNot(low_bits, hn::BitCast(u, t)));
  V power, power_low;
  LookUp(d, constants, j, power, power_low);

  V r, r_low;
  const V first = hn::MulAdd(minus_k, hn::Set(d, constants.step[0]), minus_a);
  FastTwoSum(first, hn::Mul(minus_k, hn::Set(d, constants.step[1])), r, r_low);
  r_low = hn::MulAdd(minus_k, hn::Set(d, constants.step[2]), r_low);

  V square, square_low;  // r²/2
  TwoProduct(d, r, hn::Mul(r, hn::Set(d, 0.5)), square, square_low);
  square_low = hn::MulAdd(r, r_low, square_low);

  // 2s = r/3 + r²/2·(1/6 + …), of which s_low takes all that double is enough for.
  V s, s_low;
  const V third = hn::Set(d, 1.0 / 3);
  TwoProduct(d, r, third, s, s_low);
  const V tail = hn::MulAdd(square, hn::MulAdd(r, hn::Set(d, 1.0 / 630), hn::Set(d, 1.0 / 90)),
                            hn::MulAdd(r, hn::Set(d, 1.0 / 30), hn::Set(d, 1.0 / 6)));
  // 1/3 is rounded by 1/3·2^-54.
  s_low = hn::Add(s_low, hn::MulAdd(r_low, third, hn::Mul(r, hn::Set(d, 0x1.5555555555555p-56))));
  s_low = hn::MulAdd(square, tail, s_low);

  V cube, cube_low;  // r²·s, but for r³/6·r_low, which is added below
  TwoProduct(d, square, s, cube, cube_low);
  cube_low = hn::MulAdd(square, s_low, hn::MulAdd(square_low, s, cube_low));

  V rho, rho_low, sum, sum_low;
  FastTwoSum(r, square, sum, sum_low);
  FastTwoSum(sum, cube, rho, rho_low);
  rho_low = hn::Add(hn::Add(rho_low, sum_low), hn::Add(hn::Add(square_low, cube_low), hn::MulAdd(r_low, cube, r_low)));

  V product, product_low;
  TwoProduct(d, power, rho, product, product_low);
  FastTwoSum(power, product, high, low);
  low = hn::Add(low, hn::MulAdd(power, rho_low, hn::MulAdd(power_low, rho, hn::Add(product_low, power_low))));
  FastTwoSum(high, low, high, low);
}

// (high + low)/(d_high + d_low), by 1/d_high.
HWY_INLINE void Divide(D d, V d_high, V d_low, V inverse, V& high, V& low) {
  const V quotient = hn::Mul(high, inverse);
#if HWY_NATIVE_FMA
  (void)d;
  const V residual = hn::NegMulAdd(quotient, d_high, high);
#else
  V product, product_low;
  TwoProduct(d, quotient, d_high, product, product_low);
  const V residual = hn::Sub(hn::Sub(high, product), product_low);
#endif
  low = hn::Mul(hn::Add(residual, hn::NegMulAdd(quotient, d_low, low)), inverse);
  high = quotient;
}

// The double whose biased exponent is `bias` + N or `bias` − N.
HWY_INLINE V PowerOfTwo(D d, std::uint64_t bias, hn::Vec<U> exponent, bool inverse) {
  const U u;
  const auto biased = hn::Set(u, bias << 52);
  return hn::BitCast(d, inverse ? hn::Sub(biased, exponent) : hn::Add(biased, exponent));
}

template <Function kFunction, Formula kFormula>
struct WideLane {
  const Regime& regime;
  const WideConstants& constants = WideConstants::Get();

  HWY_INLINE void operator()(D d, V x, V y, V& ulps, V& absolute, V& value, V& units) const {
    if constexpr (kFormula == Formula::kSeries) {
      AtZero(d, x, y, ulps, absolute, value, units);
    } else {
      V high, low;
      hn::Vec<U> exponent;
      ExpOfMinus(d, constants, hn::Or(x, hn::Set(d, -0.0)), high, low, exponent);
      if constexpr (kFormula == Formula::kDeepTail) {
        DeepTail(d, y, high, low, exponent, ulps, absolute, value, units);
      } else {
        const V scale = PowerOfTwo(d, 1023, exponent, false);
        V d_high, d_low;
        FastTwoSum(hn::Set(d, 1.0), hn::Mul(high, scale), d_high, d_low);
        d_low = hn::MulAdd(low, scale, d_low);
        const V inverse = hn::Div(hn::Set(d, 1.0), d_high);
        Divide(d, d_high, d_low, inverse, high, low);
        if constexpr (kFunction == Function::kDerivative) {
          FastTwoSum(high, low, high, low);
          Divide(d, d_high, d_low, inverse, high, low);
        }
        value = hn::Mul(high, scale);
        if constexpr (kFormula == Formula::kComplement) {
          const V one = hn::Set(d, 1.0);
          const V inverse_ulp = hn::Set(d, regime.inverse_ulp);
          V rest, rest_low;  // 1 − y
          FastTwoSum(one, hn::Neg(y), rest, rest_low);
          const V difference = hn::MulAdd(low, scale, hn::Sub(hn::Sub(value, rest), rest_low));
          ulps = hn::Mul(difference, inverse_ulp);
          absolute = hn::Abs(difference);
          // Rounded to 1 it would leave its binade.
          value = hn::Min(hn::Sub(one, value), hn::Set(d, 1 - 0x1p-53));
          units = hn::Mul(value, inverse_ulp);
        } else {
          const V lifted = hn::Mul(y, PowerOfTwo(d, 1023, exponent, true));
          const V difference = hn::Sub(hn::Sub(lifted, high), low);
          const V inverse_ulp = InverseUlp(d, high);
          ulps = Decided(d, high, hn::Mul(difference, inverse_ulp));
          absolute = hn::Mul(hn::Abs(difference), scale);
          units = hn::Mul(high, inverse_ulp);
        }
      }
    }
  }

 private:
  // 1/ulp of high·2^N in units of 2^-N, N large enough: 2^(52 − e), in biased exponents (1023 + 52 + 1023) − (e +
  // 1023).
  static HWY_INLINE V InverseUlp(D d, V high) {
    const U u;
    return hn::BitCast(d, hn::Sub(hn::Set(u, std::uint64_t{2098} << 52), hn::BitCast(u, BinadeOf(d, high))));
  }

  // Infinite, which is undecided, where `high` is within 4 units of a power of two.
  static HWY_INLINE V Decided(D d, V high, V ulps) {
    const U u;
    const auto fraction =
        hn::And(hn::Add(hn::BitCast(u, high), hn::Set(u, 4)), hn::Set(u, ~kExponentMask & ~std::uint64_t{7}));
    const auto near = hn::Eq(hn::BitCast(hn::RebindToSigned<D>(), fraction), hn::Zero(hn::RebindToSigned<D>()));
    return hn::IfThenElse(hn::RebindMask(d, near), hn::Set(d, kUndecided), ulps);
  }

  // With y and the value times 2^600, for neither overflows or is subnormal then.
  HWY_INLINE void DeepTail(D d, V y, V high, V low, hn::Vec<U> exponent, V& ulps, V& absolute, V& value,
                           V& units) const {
    const V lift = hn::Set(d, regime.scale);
    const V drop = hn::Set(d, 1 / regime.scale);
    const V scale = PowerOfTwo(d, 1023 + 600, exponent, false);
    const V lifted = hn::Mul(hn::Mul(y, lift), PowerOfTwo(d, 1023 - 600, exponent, true));
    const V difference = hn::Sub(hn::Sub(lifted, high), low);
    // At least 2^-1074 is an ulp.
    const V inverse_ulp = hn::Min(InverseUlp(d, high), hn::Mul(scale, hn::Set(d, 0x1p474)));
    ulps = Decided(d, high, hn::Mul(difference, inverse_ulp));
    absolute = hn::Mul(hn::Mul(hn::Abs(difference), scale), drop);
    units = hn::Mul(high, inverse_ulp);
    // Subnormal, it must not be rounded up to what is not.
    const V rounded = hn::Mul(hn::Mul(high, scale), drop);
    const auto normal = hn::Ge(hn::Mul(high, scale), hn::Set(d, 0x1p-422));
    value = hn::IfThenElse(normal, rounded, hn::Min(rounded, hn::Set(d, 0x0.fffffffffffffp-1022)));
  }

  HWY_INLINE void AtZero(D d, V x, V y, V& ulps, V& absolute, V& value, V& units) const {
    const V constant = hn::Set(d, regime.constant);
    V first, rest;
    if constexpr (kFunction == Function::kLogistic) {
      first = hn::Mul(x, hn::Set(d, 0x1p-2));
      rest = hn::Mul(hn::Mul(hn::Mul(x, x), x), hn::Set(d, -1.0 / 48));
    } else {
      V square, square_low;
      TwoProduct(d, x, x, square, square_low);
      first = hn::Mul(square, hn::Set(d, -0x1p-4));
      rest = hn::MulAdd(hn::Mul(square, square), hn::Set(d, 1.0 / 96), hn::Mul(square_low, hn::Set(d, -0x1p-4)));
    }
    const V difference = hn::Sub(hn::Sub(hn::Sub(y, constant), first), rest);
    const V inverse_ulp = hn::Set(d, regime.inverse_ulp);
    ulps = hn::Mul(difference, inverse_ulp);
    absolute = hn::Abs(difference);
    // Rounded to the constant it would leave its binade, if it is below.
    const V below = hn::Set(d, regime.constant * (1 - 0x1p-53));
    value = hn::Add(constant, first);
    value = hn::IfThenElse(hn::Lt(first, hn::Zero(d)), hn::Min(value, below), value);
    units = hn::Mul(value, inverse_ulp);
  }
};

template <Formula kFormula>
using WideLogisticLane = WideLane<Function::kLogistic, kFormula>;
template <Formula kFormula>
using WideDerivativeLane = WideLane<Function::kDerivative, kFormula>;

ErrorSummary Fold64(Function function, Rounding rounding, const double* x, const double* y, std::size_t n,
                    double relative_floor) {
  const std::span<const Regime> regimes = Regimes(function, Format::kBinary64);
  if (function == Function::kDerivative) {
    return ErrorLoops<WideDerivativeLane, double>(regimes, rounding).Fold(x, y, n, relative_floor);
  }
  return ErrorLoops<WideLogisticLane, double>(regimes, rounding).Fold(x, y, n, relative_floor);
}

void Store64(Function function, Rounding rounding, const double* x, const double* y, std::size_t n,
             const ErrorArrays& each) {
  const std::span<const Regime> regimes = Regimes(function, Format::kBinary64);
  if (function == Function::kDerivative) {
    ErrorLoops<WideDerivativeLane, double>(regimes, rounding).Store(x, y, n, each);
  } else {
    ErrorLoops<WideLogisticLane, double>(regimes, rounding).Store(x, y, n, each);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {

HWY_EXPORT(Fold64);
HWY_EXPORT(Store64);

ErrorSummary FastErrors(Function function, Rounding rounding, const double* x, const double* y, std::size_t n,
                        double relative_floor) {
  return HWY_DYNAMIC_DISPATCH(Fold64)(function, rounding, x, y, n, relative_floor);
}

void FastErrorArrays(Function function, Rounding rounding, const double* x, const double* y, std::size_t n,
                     const ErrorArrays& each) {
  HWY_DYNAMIC_DISPATCH(Store64)(function, rounding, x, y, n, each);
}

}  // namespace sigmark
#endif  // HWY_ONCE
