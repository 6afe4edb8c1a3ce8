// SPDX-License-Identifier: Apache-2.0
//
// coarse: absolute error below 2^-7.06, relative 3.1 %. See coarse.md.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIGMARK_COARSE_ONCE
#define SIGMARK_IMPLS_SIGMARK_COARSE_ONCE

#include <cstddef>
#include <cstdint>

#include "impls/core/implementation.h"
#include "impls/sigmark/dispatch.h"
#include "impls/sigmark/include/sigmark/logistic_c.h"
#include "impls/sigmark/registration.h"

namespace sigmark {
namespace {

constexpr Implementation kCoarse = {
    .id = "coarse",
    .family = "sigmark",
    .summary = "a / (a + a e^-x); e^-x piecewise linear, its bits written by one multiply-add",
    .source =
        "N. N. Schraudolph, A Fast, Compact Approximation of the Exponential Function, Neural Computation 11, 1999 "
        "(the bits)",
    .needs = &kHighway,
    .call = "sigmark::logistic_coarse(x, y);  // spans; y[i] is the result for x[i]",
};

// scripts/coefficients/coarse.sollya prints these numbers, for c = 53/64.
constexpr float kScaledOne = 0x1.d4p2f;    // (1 + c) 2^2
constexpr float kSteps = 0x1.715476p15f;   // of 2^-15 in the exponent: 2^15 / ln 2
constexpr float kMagic = 0x1.81d4p23f;     // 2^23 + 2^15 (129 + c)
constexpr float kLowest = -0x1.5b0cd6p6f;  // where the bits are those of infinity

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_COARSE_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/sigmark/coarse.cc"
#include "hwy/foreach_target.h"
#include "impls/sigmark/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

// The fraction of `sum` and its lowest exponent bit as a number: its exponent and the 15 highest bits of its fraction.
template <class D>
HWY_INLINE hn::Vec<D> LowBits(D d, hn::Vec<D> sum) {
  return hn::BitCast(d, hn::ShiftLeft<8>(hn::BitCast(hn::RebindToUnsigned<D>(), sum)));
}
HWY_INLINE float LowBits(One<float>, float sum) { return std::bit_cast<float>(std::bit_cast<std::uint32_t>(sum) << 8); }
SIGMARK_FOR_VECTORS(LowBits)

struct CoarseBinary32 {
  using T = float;
  static constexpr std::size_t kUnroll = 2;

  template <class D, class X>
  static HWY_INLINE X Apply(D d, X x) {
    x = ClampNumber(x, Set(d, kLowest), Set(d, 40.0f));
    // −x / ln 2 in steps of 2^-15, below a magic number: moved up, the bits are those of a number near a e^-x.
    const X scaled_exp = LowBits(d, NegMulAdd(x, Set(d, kSteps), Set(d, kMagic)));
    const X scaled_one = MulAdd(x, Set(d, 0), Set(d, kScaledOne));  // NaN stays
    return Div(scaled_one, Add(scaled_one, scaled_exp));
  }
};

void CoarseBinary32Array(const float* x, float* y, std::size_t n) { LogisticArray<CoarseBinary32>(x, y, n); }
float CoarseBinary32Scalar(float x) { return LogisticScalar<CoarseBinary32>(x); }

constexpr Kernel kKernels[] = {
    ArrayKernel<CoarseBinary32Array>(kCoarse, Function::kLogistic, kIsa, {.max_abs = 7.49e-3, .checks = kTierChecks}),
};
SIGMARK_REGISTER(kCoarse, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {
namespace {
HWY_EXPORT(CoarseBinary32Array);
HWY_EXPORT(CoarseBinary32Scalar);
}  // namespace

extern "C" {
SIGMARK_API float sigmark_logistic_coarse_binary32(float x) noexcept {
  return SIGMARK_DISPATCH(CoarseBinary32Scalar)(x);
}
SIGMARK_API void sigmark_logistic_coarse_binary32_array(const float* x, float* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(CoarseBinary32Array)(x, y, n);
}
}  // extern "C"

}  // namespace sigmark
#endif  // HWY_ONCE
