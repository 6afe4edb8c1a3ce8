// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// 1 / (1 + e^-x) with Schraudolph's e^u: the integer u · 2^m / ln 2 + (bias − c) · 2^m, read as a floating-point number
// whose significand has m explicit bits, is 2^n (1 + f) where 2^(n+f) is meant. binary32: the whole pattern, m = 23;
// binary64: as in the paper, the high word only, m = 20, the low word 0.
// The shift c = log2(3/(8 ln 2) + 1/2) minimises the RMS relative error of 1 + f on [0, 1) (the paper's c = 60801 is
// that times 2^20). e^u is then between 1 − 0.0394 and 1 + 0.0197 of the truth, so that σ(0) is not 1/2.
// In binary32 the sum, near bias · 2^23, steps by 2^6 or 2^7: e^u has about 16 bits.
// Limited to patterns from +0 to infinity, so that both ends are exact. NaN becomes a number: 1 (the original, which
// converts it to the smallest integer, gives 1 / (1 + −0) = 1 too).
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

// > -2^23 / log(2), (127 - c) * 2^23 with c = log2(3 / (8 * log(2)) + 1/2); scripts/coefficients/schraudolph.sollya
SIGMARK_INLINE float Logistic(float x) {
  const float pattern = fast::ClampNumber(fast::Fma(x, -0x1.715476p23f, 0x1.fbc4ap29f), 0.0f, 0x1.fep30f);
  const float e = fast::Float(static_cast<std::uint32_t>(static_cast<std::int32_t>(pattern)));
  return 1 / (1 + e);
}

// > -2^20 / log(2), (1023 - c) * 2^20
SIGMARK_INLINE double Logistic(double x) {
  const double pattern = fast::ClampNumber(fast::Fma(x, -0x1.71547652b82fep20, 0x1.ff7893f41e8b8p29), 0.0, 0x1.ffcp30);
  const std::uint64_t high = static_cast<std::uint32_t>(static_cast<std::int32_t>(pattern));
  const double e = fast::Float(high << 32);
  return 1 / (1 + e);
}

constexpr Implementation kSchraudolph = {
    .id = "schraudolph",
    .family = "fast",
    .summary =
        "1 / (1 + e^-x), e^-x a linear function of x read as a bit pattern: known for its speed, for σ(0) ≠ 1/2 "
        "and for turning NaN into a number",
    .source =
        "N. N. Schraudolph, A Fast, Compact Approximation of the Exponential Function, Neural Computation 11(4), "
        "1999, doi:10.1162/089976699300016467",
};

constexpr std::uint32_t kChecks = kElementwiseChecks | SetOf(Check::kPositiveInfinity, Check::kNegativeInfinity,
                                                             Check::kRange, Check::kMonotone, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 0.01005 at x = -0x1.49443ep-5, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kSchraudolph, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 0.0101, .checks = kChecks}),
    // max |error| 0.01005 at x = -0x1.4940b4c52a7cp-5, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kSchraudolph, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 0.0101, .checks = kChecks}),
};
SIGMARK_REGISTER(kSchraudolph, kKernels);

}  // namespace
}  // namespace sigmark
