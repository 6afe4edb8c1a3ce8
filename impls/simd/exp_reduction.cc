// SPDX-License-Identifier: Apache-2.0
//
// σ(x) = a / (a + a·e^-x), e^-x by range reduction, one Highway source for every target.
//
// Reduction: n = −x/ln 2 rounded to an integer, r = −x − n ln 2, so e^-x = 2^n e^r with |r| ≤ ln 2 / 2 + 2^-16. Adding
// 1.5·2^(p-1) leaves n in the low bits of the sum, from where a shift makes it an exponent: no conversion to integer.
// This rounds as the ambient mode does; only nearest keeps |r| in the interval of the polynomial.
//
// Bias: a = 2^-63 (binary64: 2^-511), folded into that exponent. Without it 2^n would overflow below x = −88.7, where
// the result is subnormal; with it every intermediate is normal and the one division rounds the subnormal results.
//
// e^r = 1 + r + r² q(r), r added last, so that only the small r² q(r) carries the error of several roundings: no result
// of binary32 falls as x grows.
//
// Error, relative, in units of 2^-p: e^r ≤ 0.1 by the polynomial, 0.3 by the rounding of r, 0.5 by those of e^r − 1, 1
// by that of the sum; a + a·e^-x adds 1. A unit is at most an ulp; with the quotient's half, the result is within 3.4
// ulp.
//
// Outside [−105, 40] (binary64 [−746, 40]) the result is that of the bound: exactly 0 or 1. NaN passes the comparisons
// and every operation after them. The last, incomplete vector goes through the same code in a buffer.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIMD_EXP_REDUCTION_ONCE
#define SIGMARK_IMPLS_SIMD_EXP_REDUCTION_ONCE

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "impls/core/highway.h"
#include "impls/core/implementation.h"

namespace sigmark {
namespace {

constexpr Implementation kExpReduction = {
    .id = "exp_reduction",
    .family = "simd",
    .summary = "a / (a + a e^-x), a power of two; e^-x by range reduction and a polynomial",
    .source = "W. J. Cody and W. Waite, Software Manual for the Elementary Functions, 1980, chapter 6 (reduction)",
    .needs = &kHighway,
};

// Not symmetric: near 0, σ(x) and σ(−x) carry different roundings.
constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSubnormalResults, Check::kSaturation);

template <class T>
struct Constants;

// scripts/coefficients/exp_reduction.sollya prints:
//   |ln 2 - high - low| < 2^ -44.04
//   max |P/e^r - 1| < 2^ -28.16
template <>
struct Constants<float> {
  static constexpr int kFractionBits = 23;
  static constexpr float kLowest = -105, kHighest = 40;  // σ < 2^-151, and 1 + e^-x rounds to 1
  static constexpr float kInverseLn2 = 0x1.715476p0f;
  static constexpr float kLn2High = 0x1.62e4p-1f;  // 16 bits: times n, |n| ≤ 151, exact
  static constexpr float kLn2Low = 0x1.7f7d1cp-20f;
  static constexpr float kShift = 0x1.8p23f + 64;  // biased exponent 64 for n = 0, which is a
  static constexpr float kScale = 0x1p-63f;        // a
  static constexpr float kQ[] = {0x1.fffffap-2f, 0x1.55549p-3f, 0x1.555a22p-5f, 0x1.123b08p-7f, 0x1.695428p-10f};
};

// scripts/coefficients/exp_reduction.sollya prints:
//   |ln 2 - high - low| < 2^ -102.01
//   max |P/e^r - 1| < 2^ -57.86
template <>
struct Constants<double> {
  static constexpr int kFractionBits = 52;
  static constexpr double kLowest = -746, kHighest = 40;  // σ < 2^-1076, and 1 + e^-x rounds to 1
  static constexpr double kInverseLn2 = 0x1.71547652b82fep0;
  static constexpr double kLn2High = 0x1.62e42fefa38p-1;  // 42 bits: times n, |n| ≤ 1076, exact
  static constexpr double kLn2Low = 0x1.ef35793c7673p-45;
  static constexpr double kShift = 0x1.8p52 + 512;  // biased exponent 512 for n = 0, which is a
  static constexpr double kScale = 0x1p-511;        // a
  static constexpr double kQ[] = {0x1.000000000000ap-1,  0x1.55555555554f9p-3,  0x1.5555555550621p-5,
                                  0x1.1111111127d07p-7,  0x1.6c16c184ac98bp-10, 0x1.a01a012aadbb5p-13,
                                  0x1.a01998a90ca77p-16, 0x1.71df22e4fe2fcp-19, 0x1.28aebe8756b18p-22,
                                  0x1.ad85fc1626553p-26};
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIMD_EXP_REDUCTION_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/simd/exp_reduction.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// q(r) from coefficient kFirst on, by Horner's rule.
template <std::size_t kFirst, class D, class V = hn::Vec<D>>
HWY_INLINE V Horner(D d, V r) {
  using K = Constants<hn::TFromD<D>>;
  if constexpr (kFirst + 1 == std::size(K::kQ)) {
    return hn::Set(d, K::kQ[kFirst]);
  } else {
    return hn::MulAdd(Horner<kFirst + 1>(d, r), r, hn::Set(d, K::kQ[kFirst]));
  }
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Logistic(D d, V x) {
  using K = Constants<hn::TFromD<D>>;
  const hn::RebindToUnsigned<D> du;
  const V lowest = hn::Set(d, K::kLowest);
  const V highest = hn::Set(d, K::kHighest);
  const V shift = hn::Set(d, K::kShift);
  const V scale = hn::Set(d, K::kScale);

  // Not Min and Max, which treat NaN differently from target to target.
  x = hn::IfThenElse(hn::Lt(x, lowest), lowest, x);
  x = hn::IfThenElse(hn::Gt(x, highest), highest, x);

  const V shifted = hn::NegMulAdd(x, hn::Set(d, K::kInverseLn2), shift);
  const V n = hn::Sub(shifted, shift);
  const V scaled_power = hn::BitCast(d, hn::ShiftLeft<K::kFractionBits>(hn::BitCast(du, shifted)));  // a · 2^n
  const V r = hn::NegMulAdd(n, hn::Set(d, K::kLn2Low), hn::NegMulSub(n, hn::Set(d, K::kLn2High), x));

  const V expm1_r = hn::MulAdd(hn::Mul(r, r), Horner<0>(d, r), r);
  const V scaled_exp = hn::MulAdd(scaled_power, expm1_r, scaled_power);
  return hn::Div(scale, hn::Add(scale, scaled_exp));
}

template <class T>
void LogisticArray(const T* x, T* y, std::size_t n) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(Logistic(d, hn::LoadU(d, x + i)), d, y + i);
  if (i == n) return;
  HWY_ALIGN T buffer[hn::MaxLanes(d)] = {};
  std::memcpy(buffer, x + i, (n - i) * sizeof(T));
  hn::Store(Logistic(d, hn::Load(d, buffer)), d, buffer);
  std::memcpy(y + i, buffer, (n - i) * sizeof(T));
}

constexpr const char* kIsa = &HWY_STR(HWY_NAMESPACE)[2];  // without the "N_"

constexpr Kernel kKernels[] = {
    // Max 2.481 ulp at x = -0x1.0a2bd8p+4, exhaustive, with and without FMA.
    ArrayKernel<LogisticArray<float>>(kExpReduction, Function::kLogistic, kIsa,
                                      {.max_ulp = 2.49, .checks = kChecks | SetOf(Check::kMonotone)}),
    // Max 2.456 ulp at x = -0x1.25f282a0d0011p+5, sampled, with and without FMA. No step down was found, but that it is
    // monotone is not proved.
    ArrayKernel<LogisticArray<double>>(kExpReduction, Function::kLogistic, kIsa, {.max_ulp = 2.8, .checks = kChecks}),
};
SIGMARK_REGISTER(kExpReduction, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();
