// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// σ(x) = e^(x/2) / (e^(x/2) + e^(-x/2)) with Schraudolph's exponential twice (see schraudolph.cc for the bit pattern).
// Its relative error is a function of the fraction of its argument in units of ln 2, and the two fractions mirror each
// other: most of the error cancels in the quotient, and σ(0) = 1/2, σ(x) + σ(−x) = 1 whatever the shift c is.
// c = 2^-6 of an exponent step lies near the optimum for the absolute error, more than a third below that of c = 0.
// |x| is limited so that both exponentials stay normal and finite; the quotient makes subnormal results from
// them, the smallest of which can be off by more than a factor of two. NaN becomes a number: 0.
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

// e^h, |h| ≤ 88.
SIGMARK_INLINE float Exp(float h) {
  // > 2^23 / log(2);  scripts/coefficients/schraudolph.sollya
  const float pattern = fast::Fma(h, 0x1.715476p23f, 0x1.fbfp29f);  // (127 − 2^-6) 2^23
  return fast::Float(static_cast<std::uint32_t>(static_cast<std::int32_t>(pattern)));
}

// e^h, |h| ≤ 708, in the high word.
SIGMARK_INLINE double Exp(double h) {
  // > 2^20 / log(2);  scripts/coefficients/schraudolph.sollya
  const double pattern = fast::Fma(h, 0x1.71547652b82fep20, 0x1.ff7ep29);  // (1023 − 2^-6) 2^20
  const std::uint64_t high = static_cast<std::uint32_t>(static_cast<std::int32_t>(pattern));
  return fast::Float(high << 32);
}

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  // e^-174 and e^-1416 round to 0, e^(-x/2) is beneath an ulp of e^(x/2) long before.
  constexpr T kLimit = sizeof(T) == 4 ? 0x1.5cp7 : 0x1.62p10;
  const T h = T{0.5} * fast::ClampNumber(x, -kLimit, kLimit);
  const T rising = Exp(h);
  return rising / (rising + Exp(-h));
}

constexpr Implementation kSchraudolphCorrected = {
    .id = "schraudolph_corrected",
    .family = "fast",
    .summary =
        "e^(x/2) / (e^(x/2) + e^(-x/2)) with Schraudolph's exponential: two bit patterns whose errors cancel, "
        "symmetric and exact at 0",
    .source = "folklore after N. N. Schraudolph, Neural Computation 11(4), 1999, doi:10.1162/089976699300016467",
};

constexpr std::uint32_t kChecks = kElementwiseChecks | SetOf(Check::kPositiveInfinity, Check::kNegativeInfinity,
                                                             Check::kZero, Check::kRange, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 0.001576 at x = 0x1.5dfad2p-2, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kSchraudolphCorrected, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 0.00158, .checks = kChecks}),
    // max |error| 0.001575 at x = -0x1.5dbf35365c2fp-2, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kSchraudolphCorrected, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 0.00158, .checks = kChecks}),
};
SIGMARK_REGISTER(kSchraudolphCorrected, kKernels);

}  // namespace
}  // namespace sigmark
