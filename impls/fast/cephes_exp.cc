// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// 1 / (1 + e^-x), e^-x after the Cephes library: Cody and Waite's reduction −x = n ln 2 + r, |r| ≤ ln 2 / 2, with ln 2
// in two parts of which the first has so few bits that n · high is exact; then in binary32 a polynomial of degree 7, in
// binary64 the Padé approximant e^r ≈ N / D = (Q(r²) + r P(r²)) / (Q(r²) − r P(r²)) of degree 6, whose coefficients are
// integers. Cephes divides there, and the logistic function once more; here one division serves both:
//   σ(x) = D / (D + 2^n N)      (D = 1 in binary32)
// Above and below are scaled by 2^-63 (2^-80), so that 2^n N stays finite until the quotient rounds to 0, and the
// division makes correct subnormal results. x is limited where the result has long become 1, or 0.
// Error: the reduction and e^r give e^-x to about 1.5 ulp, the sum and the quotient round once each. NaN propagates.
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

// n and r of −x = n ln 2 + r; the low bits of `rounded` hold n + kBias + kScale.
template <class T>
struct Reduced {
  T rounded;
  T r;
};

template <class T, int kScale>
SIGMARK_INLINE Reduced<T> Reduce(T x, T log2_e, T ln2_high, T ln2_low) {
  constexpr T kRound = fast::Shape<T>::kRound + fast::Shape<T>::kBias + kScale;
  const T rounded = fast::Fma(x, -log2_e, kRound);
  const T n = rounded - kRound;
  return {rounded, fast::Fma(n, -ln2_low, fast::Fma(n, -ln2_high, -x))};
}

// All coefficients: scripts/coefficients/cephes_exp.sollya
SIGMARK_INLINE float Logistic(float x) {
  // 43.5 = 62.8 ln 2 keeps 2^n 2^-63 normal; −104.5 = −150.8 ln 2, and σ rounds to 0 below −150 ln 2.
  const float z = fast::Clamp(x, -0x1.a2p6f, 0x1.5cp5f);
  const auto [rounded, r] = Reduce<float, -63>(z, 0x1.715476p0f, 0x1.62e4p-1f, 0x1.7f7d1cp-20f);
  // > P = fpminimax(exp(x), [|2, 3, 4, 5, 6, 7|], [|24, …|], [-log(2)/2; log(2)/2], relative, floating, 1 + x);
  // Relative error < 2^-32.79 on [-log(2)/2 - 2^-10, log(2)/2 + 2^-10] (supnorm).
  const float p =
      fast::Horner(r, 0x1p-1f, 0x1.555552p-3f, 0x1.5554e2p-5f, 0x1.1115a8p-7f, 0x1.6d53dap-10f, 0x1.9ab696p-13f);
  const float e = 1 + fast::Fma(p, r * r, r);
  return 0x1p-63f / fast::Fma(e, fast::Float(fast::Bits(rounded) << 23), 0x1p-63f);
}

SIGMARK_INLINE double Logistic(double x) {
  // From 41.5 on, e^-x < 2^-59. −746 = −1076.2 ln 2, and σ rounds to 0 below −1075 ln 2.
  const double z = fast::Clamp(x, -0x1.75p9, 0x1.4cp5);
  const auto [rounded, r] = Reduce<double, -80>(z, 0x1.71547652b82fep0, 0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45);
  // 665280, 75600, 840, 1 and 332640, 10080, 42. |N / D / e^r - 1| < 2^-62.2 on the interval above.
  const double u = r * r;
  const double q = fast::Horner(u, 0x1.44d8p19, 0x1.275p16, 0x1.a4p9, 0x1p0);
  const double rp = r * fast::Horner(u, 0x1.44d8p18, 0x1.3bp13, 0x1.5p5);
  const double below = 0x1p-80 * (q - rp);
  return below / fast::Fma(q + rp, fast::Float(fast::Bits(rounded) << 52), below);
}

constexpr Implementation kCephesExp = {
    .id = "cephes_exp",
    .family = "fast",
    .summary =
        "1 / (1 + e^-x) with Cephes' exponential (Cody-Waite reduction, polynomial or Padé), one division, and "
        "subnormal results kept",
    .source =
        "S. L. Moshier, Methods and Programs for Mathematical Functions, 1989, and exp.c, expf.c of the Cephes "
        "library (netlib.org/cephes); W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSubnormalResults, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 8.931e-08 at x = 0x1.f6fd5p+2, 2.481 ulp at -0x1.0a2bd8p+4, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(
        kCephesExp, Function::kLogistic, kAutovecIsa,
        {.max_ulp = 2.49, .max_abs = 8.94e-08, .checks = kChecks | SetOf(Check::kMonotone)}),
    // max |error| 1.824e-16 at x = 0x1.081472abbbbbep+0, 2.807 ulp at -0x1.bc000000002adp+2, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kCephesExp, Function::kLogistic, kAutovecIsa,
                                                 {.max_ulp = 3.09, .max_abs = 2.01e-16, .checks = kChecks}),
};
SIGMARK_REGISTER(kCephesExp, kKernels);

}  // namespace
}  // namespace sigmark
