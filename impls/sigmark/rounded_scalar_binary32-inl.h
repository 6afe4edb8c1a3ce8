// SPDX-License-Identifier: Apache-2.0
//
// The correctly rounded logistic of binary32 for one input, in the caller's rounding mode and with the flags of the
// standard, without setting either: double arithmetic, whose only flag is inexact, a rounding test, and double-double
// arithmetic where that fails. See rounded_binary32.md.

// Highway's guard for what is compiled once for each target.
#if defined(SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY32_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY32_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY32_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY32_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "impls/sigmark/one-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

// scripts/coefficients/rounded_binary32.sollya prints the numbers of this file.

// Below this results are subnormal: −126 ln 2.
inline constexpr float kLowestNormalBinary32 = -0x1.5d589ep6f;

// Clamped to these bounds every input has the result of the bound: 2^-151.5 and 1 − 2^-28.9 are as near to 0 and 1 as
// anything closer, and around 0, where σ = 1/2 + x/4, so is 2^-30 of either sign.
inline constexpr float kNoResultBinary32 = -105, kNearOneBinary32 = 20;
inline constexpr std::uint32_t kNearHalfBinary32 = std::bit_cast<std::uint32_t>(0x1p-30f);

inline constexpr std::uint32_t kMagnitudeBinary32 = 0x7fffffff, kInfinityBinary32 = 0x7f800000;

// 2^(j/64) as bits, less what the low bits of n add to them when all of n is shifted to the exponent.
struct PowersOfTwo64 {
  std::uint64_t bits[64];

  constexpr explicit PowersOfTwo64(const double (&powers)[64]) : bits() {
    for (std::uint64_t j = 0; j < 64; ++j) bits[j] = std::bit_cast<std::uint64_t>(powers[j]) - (j << 46);
  }
};
inline constexpr PowersOfTwo64 kPowersOfTwo64({
    0x1p0,
    0x1.02c9a3e778061p0,
    0x1.059b0d3158574p0,
    0x1.0874518759bc8p0,
    0x1.0b5586cf9890fp0,
    0x1.0e3ec32d3d1a2p0,
    0x1.11301d0125b51p0,
    0x1.1429aaea92dep0,
    0x1.172b83c7d517bp0,
    0x1.1a35beb6fcb75p0,
    0x1.1d4873168b9aap0,
    0x1.2063b88628cd6p0,
    0x1.2387a6e756238p0,
    0x1.26b4565e27cddp0,
    0x1.29e9df51fdee1p0,
    0x1.2d285a6e4030bp0,
    0x1.306fe0a31b715p0,
    0x1.33c08b26416ffp0,
    0x1.371a7373aa9cbp0,
    0x1.3a7db34e59ff7p0,
    0x1.3dea64c123422p0,
    0x1.4160a21f72e2ap0,
    0x1.44e086061892dp0,
    0x1.486a2b5c13cdp0,
    0x1.4bfdad5362a27p0,
    0x1.4f9b2769d2ca7p0,
    0x1.5342b569d4f82p0,
    0x1.56f4736b527dap0,
    0x1.5ab07dd485429p0,
    0x1.5e76f15ad2148p0,
    0x1.6247eb03a5585p0,
    0x1.6623882552225p0,
    0x1.6a09e667f3bcdp0,
    0x1.6dfb23c651a2fp0,
    0x1.71f75e8ec5f74p0,
    0x1.75feb564267c9p0,
    0x1.7a11473eb0187p0,
    0x1.7e2f336cf4e62p0,
    0x1.82589994cce13p0,
    0x1.868d99b4492edp0,
    0x1.8ace5422aa0dbp0,
    0x1.8f1ae99157736p0,
    0x1.93737b0cdc5e5p0,
    0x1.97d829fde4e5p0,
    0x1.9c49182a3f09p0,
    0x1.a0c667b5de565p0,
    0x1.a5503b23e255dp0,
    0x1.a9e6b5579fdbfp0,
    0x1.ae89f995ad3adp0,
    0x1.b33a2b84f15fbp0,
    0x1.b7f76f2fb5e47p0,
    0x1.bcc1e904bc1d2p0,
    0x1.c199bdd85529cp0,
    0x1.c67f12e57d14bp0,
    0x1.cb720dcef9069p0,
    0x1.d072d4a07897cp0,
    0x1.d5818dcfba487p0,
    0x1.da9e603db3285p0,
    0x1.dfc97337b9b5fp0,
    0x1.e502ee78b3ff6p0,
    0x1.ea4afa2a490dap0,
    0x1.efa1bee615a27p0,
    0x1.f50765b6e454p0,
    0x1.fa7c1819e90d8p0,
});

struct DoubleDouble {
  double high, low;
};

HWY_INLINE DoubleDouble FastTwoSum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}
HWY_INLINE DoubleDouble Multiply(DoubleDouble a, DoubleDouble b) {
  const double high = a.high * b.high;
  return FastTwoSum(high, __builtin_fma(a.high, b.high, -high) + (a.high * b.low + a.low * b.high));
}
HWY_INLINE DoubleDouble Divide(DoubleDouble a, DoubleDouble b) {
  const double high = a.high / b.high;
  return FastTwoSum(high, (__builtin_fma(-high, b.high, a.high) + (a.low - high * b.low)) / b.high);
}

// σ(x) for 2^-30 ≤ |x| ≤ 105, the double next to it whose last bit is 1 (or so one further on): rounded to 24 bits or
// fewer, in any mode, it gives what σ(x) gives. In double-double arithmetic, good for 2^-90 in every rounding mode;
// binary32 has no input whose result is within 2^-56 of a boundary. A Taylor series: no input needs it to be fast.
HWY_NOINLINE double OddLogistic(double x) {
  const double z = x < 0 ? -x : x;
  const int n = static_cast<int>(z * 0x1.71547652b82fep0 + 0.5);
  // r = z − n ln 2, |r| < 0.35; the first two products and the first difference are exact.
  DoubleDouble r = FastTwoSum(z - n * 0x1.62e42fefa3ap-1, n * 0x1.0ca86c3898cp-49);
  r.low += n * 0x1.ff0342542fc33p-94;
  DoubleDouble e = {1, 0};  // e^-r = 1 − r (1 − r/2 (1 − r/3 (…))), the rest below 2^-90
  for (int k = 22; k > 0; --k) {
    const DoubleDouble term = Divide(Multiply(r, e), {static_cast<double>(k), 0});
    e = FastTwoSum(1, -term.high);
    e = FastTwoSum(e.high, e.low - term.low);
  }
  const double scale = std::bit_cast<double>(static_cast<std::uint64_t>(1023 - n) << 52);
  e = {e.high * scale, e.low * scale};
  DoubleDouble denominator = FastTwoSum(1, e.high);
  denominator = FastTwoSum(denominator.high, denominator.low + e.low);
  const DoubleDouble y = Divide(x < 0 ? e : DoubleDouble{1, 0}, denominator);
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(y.high) - (y.low < 0 ? 1 : 0)) | 1);
}

// σ(x) for |x| ≤ 105 in double, in any rounding mode: relative error below 2^-42, of which the polynomial has 2^-42.4
// and the reduction 2^-46. (To nearest, less; for |r| is half as large.)
//
// σ = 1 / (1 + E), E = 2^(n/64) e^-r for n = −64 x / ln 2 rounded to an integer by a magic number, r = x + n ln 2 / 64;
// |r| ≤ ln 2 / 128 to nearest, twice that in other modes.
HWY_INLINE double LogisticInDouble(double x) {
  const double sum = MulAdd(x, -0x1.71547652b82fep6, 0x1.8p52);
  const double r = MulAdd(sum - 0x1.8p52, 0x1.62e42fefa39efp-7, x);
  const auto bits = std::bit_cast<std::uint64_t>(sum);
  const double power = std::bit_cast<double>(kPowersOfTwo64.bits[bits % 64] + (bits << 46));
  const double q = MulAdd(MulAdd(r, 0x1.555484077f9ecp-5, -0x1.5555c75ff255fp-3), r, 0x1.000000006d994p-1);
  return 1 / MulAdd(MulAdd(q, r * r, -r), power, power + 1);
}
inline constexpr double kLogisticInDoubleError = 0x1p-42;

// Whether all numbers within that error of y round to the same binary32, in any mode, y being in its normal range: no
// boundary, the bits of which below the 25th are 0, is so near.
HWY_INLINE bool IsDecided(double y) {
  constexpr std::uint64_t kStep = std::uint64_t{1} << 28, kError = std::uint64_t{1} << 11;  // 2^-42, in units of 2^-53
  return (std::bit_cast<std::uint64_t>(y) + kError) % kStep > 2 * kError;
}

// y as a float, below the smallest normal number: in units of the smallest subnormal one by a magic number, for the
// caller may want such results flushed.
HWY_INLINE float ToSubnormal(double y) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(y + 0x1.8p-97)));
}

// What RoundedBinary32 leaves: NaN, infinity, 0, and inputs of larger or tiny size.
HWY_NOINLINE float RoundedBinary32Outside(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t magnitude = bits & kMagnitudeBinary32;
  if (magnitude > kInfinityBinary32) return x + x;  // quiet, and signals invalid if x is not
  if (magnitude == 0) return 0.5f;
  if (magnitude == kInfinityBinary32) return x > 0 ? 1.0f : 0.0f;
  if (magnitude < kNearHalfBinary32) x = std::bit_cast<float>(kNearHalfBinary32 | (bits & ~kMagnitudeBinary32));
  if (x > kNearOneBinary32) x = kNearOneBinary32;
  if (x < kNoResultBinary32) x = kNoResultBinary32;
  const double y = LogisticInDouble(x);
  if (x >= kLowestNormalBinary32) return static_cast<float>(IsDecided(y) ? y : OddLogistic(x));
  // Raises underflow; not exact either.
  volatile float smallest = 0x1p-126f;
  smallest = smallest * smallest;
  const float low = ToSubnormal(y - y * kLogisticInDoubleError), high = ToSubnormal(y + y * kLogisticInDoubleError);
  const bool decided = std::bit_cast<std::uint32_t>(low) == std::bit_cast<std::uint32_t>(high);
  return decided ? low : ToSubnormal(OddLogistic(x));
}

float RoundedBinary32(float x) {
  constexpr auto kLimit = std::bit_cast<std::uint32_t>(kNearOneBinary32);
  const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(x) & kMagnitudeBinary32;
  if (HWY_UNLIKELY(magnitude - kNearHalfBinary32 >= kLimit - kNearHalfBinary32)) return RoundedBinary32Outside(x);
  double y = LogisticInDouble(x);
  if (HWY_UNLIKELY(!IsDecided(y))) y = OddLogistic(x);
  return static_cast<float>(y);
}

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
