// SPDX-License-Identifier: Apache-2.0
//
// Notation: a = |x|, E = e^-a, c = E/(1 + E) = σ(−a). So σ(x) = c for x < 0 and 1 − c for x ≥ 0, and
// σ′(x) = c/(1 + E). Working with c keeps everything relative to what is small: y − σ(x) = (c) − (1 − y) for x ≥ 0
// needs no value near 1.
//
// Bound on c. All operations in double, nearest, u = 2^-53; FMA or not makes no difference to what follows.
//   reduction  −a = n·ln2 + r, n an integer, |n| ≤ 1022, |r| ≤ 0.3467. ln2 = H + L + δ, H of 32 bits, |δ| ≤ 2^-86.
//              n·H is exact (11 + 32 bits). −a − n·H is exact: for n ≠ 0, a ≥ 0.34 is a multiple of 2^-25 and n·H one
//              of 2^-32, and the difference is below 0.36; for n = 0 it is −a. n·L rounds by ≤ 2^-76, n·δ ≤ 2^-76, and
//              the last subtraction rounds by ≤ 2^-55: |error of r| ≤ 2^-54.9, and that much relative in e^r.
//   Taylor     degree 13: |r|^14/14! · e^0.3467 ≤ 2^-57; the rounding of Horner's rule is ≤ 2^-53.4 in r·q (|q| ≤ 1.21,
//   two
//              roundings and what they inherit, times 0.3467) and ≤ 2^-53 in the last addition, relative to e^r ≥ 0.707
//              together ≤ 2^-51.7. Scaling by 2^n is exact: E ≥ 2^-1021.5 is normal, for a is clamped to 708.
//   so         E = e^-a (1 + ε), |ε| ≤ 2^-51.4; 1 + E and the quotient round by u each, and c depends on ε by the
//   factor
//              1/(1 + E) ≤ 1: c has a relative error ≤ 2^-50.6; σ′, with one quotient more, ≤ 2^-50.
// Beyond a = 708 the true c and the clamped one are both below 2^-1021, nothing against ulp = 2^-149.
//
// In ulps of the result: x < 0: y is exact, c ≤ 2^24.0…·ulp, so the difference is off by ≤ 2^24·2^-50.6 ulp and its own
// rounding, 2^-53 of itself. x ≥ 0: ulp is 2^-24 (½ ≤ σ < 1, also where σ rounds to 1), c ≤ ½ is off by ≤ 2^-51.6 and
// 1 − y rounds by ≤ 2^-53 absolute where y is near [0, 1] and by 2^-53 relative elsewhere. Altogether ≤ 2^-26 ulp +
// 2^-51 of the error: kFastOracleBound = 2^-22 leaves a margin of 16. Errors above 2^20 ulp are exact to 2^-51
// relative.
//
// Two verdicts can be closer than that and are left undecided: an error within 2^-20 of ½ ulp, and a value within a
// relative 2^-47 of a power of two, for its binade decides the ulp. The binade is known without looking where the
// function is: σ < ½ for x < 0 (by x/4, however small), σ′ < ¼ for x ≠ 0.
#include "reference/fast_oracle.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/fast_oracle.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using U = hn::RebindToUnsigned<D>;
using V = hn::Vec<D>;

// e^-a for 0 ≤ a ≤ 708.
HWY_INLINE V ExpOfMinus(D d, V a) {
  const U u;
  // Adding 1.5·2^52 rounds to an integer and leaves it in the low bits of the significand, modulo 2^12 at least.
  const V magic = hn::Set(d, 0x1.8p52);
  const V t = hn::NegMulAdd(a, hn::Set(d, 0x1.71547652b82fep0), magic);  // log2(e)
  const V n = hn::Sub(t, magic);
  const V h = hn::Sub(hn::Neg(a), hn::Mul(n, hn::Set(d, 0x1.62e42feep-1)));  // H: 32 bits
  const V r = hn::Sub(h, hn::Mul(n, hn::Set(d, 0x1.a39ef35793c76p-33)));     // L
  constexpr double kInverseFactorials[] = {1.0 / 6227020800.0,
                                           1.0 / 479001600.0,
                                           1.0 / 39916800.0,
                                           1.0 / 3628800.0,
                                           1.0 / 362880.0,
                                           1.0 / 40320.0,
                                           1.0 / 5040.0,
                                           1.0 / 720.0,
                                           1.0 / 120.0,
                                           1.0 / 24.0,
                                           1.0 / 6.0,
                                           0.5,
                                           1.0,
                                           1.0};
  V p = hn::Set(d, kInverseFactorials[0]);
  for (int i = 1; i < 14; ++i) p = hn::MulAdd(p, r, hn::Set(d, kInverseFactorials[i]));
  return hn::BitCast(d, hn::Add(hn::BitCast(u, p), hn::ShiftLeft<52>(hn::BitCast(u, t))));
}

template <Function kFunction>
ErrorSummary Errors(const float* x, const float* y, std::size_t n, double relative_floor, const ErrorArrays& each) {
  const D d;
  const U u;
  const hn::Rebind<float, D> df;
  const std::size_t lanes = hn::Lanes(d);
  const V zero = hn::Zero(d);
  const V half = hn::Set(d, 0.5);
  const V one = hn::Set(d, 1.0);
  const V infinity = hn::BitCast(d, hn::Set(u, 0x7ff0000000000000u));
  const V floor = hn::Set(d, relative_floor);
  V max_ulp = zero, max_absolute = zero, sum = zero, misrounded = zero, nonfinite = zero, undecided = zero;
  hn::Mask<D> exceeds = hn::Lt(one, zero);

  auto fold = [&](const float* px, const float* py, const ErrorArrays& to) HWY_ATTR {
    const V vx = hn::PromoteTo(d, hn::LoadU(df, px));
    const V vy = hn::PromoteTo(d, hn::LoadU(df, py));
    const V a = hn::Min(hn::Abs(vx), hn::Set(d, 708.0));
    const V e = ExpOfMinus(d, a);
    const V denominator = hn::Add(one, e);
    const V c = hn::Div(e, denominator);

    V value = c;       // what the relative error refers to
    V difference = c;  // |y − f(x)|
    V below = half;    // f(x) is strictly below this power of two, wherever its binade is looked up
    hn::Mask<D> known = hn::Lt(a, hn::Set(d, 0x1p-5));  // the binade is known without looking
    hn::Mask<D> upper = hn::Ge(vx, zero);               // σ in [½, 1): the ulp is 2^-24
    if constexpr (kFunction == Function::kLogistic) {
      value = hn::IfThenElse(upper, hn::Sub(one, c), c);
      difference = hn::Abs(hn::IfThenElse(upper, hn::Sub(hn::Sub(one, vy), c), hn::Sub(vy, c)));
      known = hn::Or(known, upper);
    } else {
      value = hn::Div(c, denominator);
      difference = hn::Abs(hn::Sub(vy, value));
      below = hn::Set(d, 0.25);
      upper = hn::Eq(vx, zero);  // ¼ exactly: the ulp is 2^-25
    }
    // 2^e of the value, from its bits, held within the normal numbers of binary32 and below the bound.
    const auto exponent_mask = hn::Set(u, 0x7ff0000000000000u);
    const V held = hn::Max(hn::Min(value, hn::Mul(below, hn::Set(d, 0.75))), hn::Set(d, 0x1p-126));
    const auto power = hn::And(hn::BitCast(u, held), exponent_mask);
    // 1/ulp = 2^(23 − e): in biased exponents (1023 + 23 + 1023) − (e + 1023).
    const V looked_up = hn::BitCast(d, hn::Sub(hn::Set(u, std::uint64_t{2069} << 52), power));
    const V inverse_ulp =
        hn::IfThenElse(upper, hn::Set(d, kFunction == Function::kLogistic ? 0x1p24 : 0x1p25), looked_up);
    const V error = hn::Mul(difference, inverse_ulp);

    // Undecided: close to a power of two, or to a tie.
    const V significand = hn::Or(hn::BitCast(d, hn::AndNot(exponent_mask, hn::BitCast(u, value))), one);
    const auto near_power = hn::AndNot(
        known, hn::Or(hn::Lt(significand, hn::Set(d, 1 + 0x1p-47)), hn::Gt(significand, hn::Set(d, 2 - 0x1p-47))));
    const auto near_tie = hn::Lt(hn::Abs(hn::Sub(error, half)), hn::Set(d, 0x1p-20));
    const auto finite = hn::Lt(hn::Abs(vy), infinity);
    const auto open = hn::And(finite, hn::Or(near_power, near_tie));
    const auto decided = hn::AndNot(open, finite);

    const V counted = hn::IfThenElseZero(decided, error);
    const V absolute = hn::IfThenElseZero(decided, difference);
    max_ulp = hn::Max(max_ulp, counted);
    max_absolute = hn::Max(max_absolute, absolute);
    exceeds = hn::Or(exceeds, hn::Gt(absolute, hn::Mul(floor, value)));
    sum = hn::Add(sum, counted);
    misrounded = hn::Add(misrounded, hn::IfThenElseZero(hn::Gt(counted, half), one));
    undecided = hn::Add(undecided, hn::IfThenElseZero(open, one));
    nonfinite = hn::Add(nonfinite, hn::IfThenZeroElse(finite, one));
    hn::StoreU(hn::IfThenElse(finite, hn::IfThenElse(open, hn::Set(d, kUndecided), error), hn::Set(d, kNonfinite)), d,
               to.ulp);
    hn::StoreU(difference, d, to.absolute);
    hn::StoreU(value, d, to.value);
  };

  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) fold(x + i, y + i, {each.ulp + i, each.absolute + i, each.value + i});
  if (i < n) {
    // The rest, padded with an input whose value is exact: undecided where y = ½ ± ½ ulp only, and that it is not.
    HWY_ALIGN float tail_x[HWY_LANES(double)] = {};
    HWY_ALIGN float tail_y[HWY_LANES(double)];
    HWY_ALIGN double tail[3][HWY_LANES(double)];
    std::fill_n(tail_y, lanes, kFunction == Function::kLogistic ? 0.5f : 0.25f);
    std::copy_n(x + i, n - i, tail_x);
    std::copy_n(y + i, n - i, tail_y);
    fold(tail_x, tail_y, {tail[0], tail[1], tail[2]});
    std::copy_n(tail[0], n - i, each.ulp + i);
    std::copy_n(tail[1], n - i, each.absolute + i);
    std::copy_n(tail[2], n - i, each.value + i);
  }
  return {.max_ulp = hn::GetLane(hn::MaxOfLanes(d, max_ulp)),
          .max_absolute = hn::GetLane(hn::MaxOfLanes(d, max_absolute)),
          .sum_ulp = hn::GetLane(hn::SumOfLanes(d, sum)),
          .exceeds_relative = !hn::AllFalse(d, exceeds),
          .misrounded = static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d, misrounded))),
          .nonfinite = static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d, nonfinite))),
          .undecided = static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d, undecided)))};
}

ErrorSummary LogisticErrors(const float* x, const float* y, std::size_t n, double relative_floor,
                            const ErrorArrays& each) {
  return Errors<Function::kLogistic>(x, y, n, relative_floor, each);
}
ErrorSummary DerivativeErrors(const float* x, const float* y, std::size_t n, double relative_floor,
                              const ErrorArrays& each) {
  return Errors<Function::kDerivative>(x, y, n, relative_floor, each);
}

}  // namespace HWY_NAMESPACE
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {

HWY_EXPORT(LogisticErrors);
HWY_EXPORT(DerivativeErrors);

bool HasFastOracle(Function function, Format format, Rounding rounding) {
  return format == Format::kBinary32 && rounding == Rounding::kNearest &&
         (function == Function::kLogistic || function == Function::kDerivative);
}

ErrorSummary FastErrors(Function function, const float* x, const float* y, std::size_t n, double relative_floor,
                        const ErrorArrays& each) {
  if (function == Function::kDerivative) return HWY_DYNAMIC_DISPATCH(DerivativeErrors)(x, y, n, relative_floor, each);
  return HWY_DYNAMIC_DISPATCH(LogisticErrors)(x, y, n, relative_floor, each);
}

}  // namespace sigmark
#endif  // HWY_ONCE
