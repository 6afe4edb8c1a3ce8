// SPDX-License-Identifier: Apache-2.0
//
// fast: absolute error below 2^-16.35, from four multiply-adds and a division. See fast.md.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIGMARK_FAST_ONCE
#define SIGMARK_IMPLS_SIGMARK_FAST_ONCE

#include <cstddef>
#include <cstdint>

#include "impls/core/implementation.h"
#include "impls/sigmark/dispatch.h"
#include "impls/sigmark/include/sigmark/logistic_c.h"
#include "impls/sigmark/registration.h"
#include "impls/sigmark/table8.h"

namespace sigmark {
namespace {

constexpr Implementation kFast = {
    .id = "fast",
    .family = "sigmark",
    .summary = "a / (a + a e^-x); e^-x from eight powers of two in a register and a completed square",
    .source = "Sigmark; impls/sigmark/fast.md",
    .table_bytes = sizeof(Table8),
    .needs = &kHighway,
    .call = "sigmark::logistic_fast(x, y);  // spans; y[i] is the result for x[i]",
};

// scripts/coefficients/fast.sollya prints these numbers, and those of the kernel. 2^(j/8) / 2b:
constexpr Table8 kPowers = MakePowerTable<129>({0x1.ec70b4p-2f, 0x1.0c8144p-1f, 0x1.24ce86p-1f, 0x1.3f4ed8p-1f,
                                                0x1.5c3534p-1f, 0x1.7bb92cp-1f, 0x1.9e175cp-1f, 0x1.c391d8p-1f});

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_FAST_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/sigmark/fast.cc"
#include "hwy/foreach_target.h"
#include "impls/sigmark/binary64-inl.h"
#include "impls/sigmark/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

struct FastBinary32 {
  using T = float;
  static constexpr std::size_t kUnroll = 2;

  template <class D, class X>
  static HWY_INLINE X Apply(D d, X x) {
    const auto a = Set(d, 4.0f);
    x = ClampNumber(x, Set(d, -87.5f), Set(d, 40.0f));
    // −x / ln 2 rounded to eighths, below a magic number: the biased exponent of a 2^n and the table's index.
    const X sum = NegMulAdd(x, Set(d, 0x1.715476p0f), Set(d, 0x1.8p20f + 129));
    const X n = Sub(sum, Set(d, 0x1.8p20f + 129 + 1.5f));
    const X q = MulAdd(n, Set(d, 0x1.62e42p-1f), x);
    const X p = MulAdd(q, q, Set(d, 0x1.ff3136p-1f));
    return Div(a, MulAdd(p, ScaledPower(d, &kPowers, sum), a));
  }
};

using FastBinary64 = ThroughBinary32<FastBinary32>;

void FastBinary32Array(const float* x, float* y, std::size_t n) { LogisticArray<FastBinary32>(x, y, n); }
float FastBinary32Scalar(float x) { return LogisticScalar<FastBinary32>(x); }
void FastBinary64Array(const double* x, double* y, std::size_t n) { LogisticArray<FastBinary64>(x, y, n); }
double FastBinary64Scalar(double x) { return LogisticScalar<FastBinary64>(x); }

constexpr Kernel kKernels[] = {
    ArrayKernel<FastBinary32Array>(kFast, Function::kLogistic, kIsa, {.max_abs = 1.2e-5, .checks = kTierChecks}),
    ArrayKernel<FastBinary64Array>(kFast, Function::kLogistic, kIsa, {.max_abs = 1.2e-5, .checks = kTierChecks}),
};
SIGMARK_REGISTER(kFast, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {
namespace {
HWY_EXPORT(FastBinary32Array);
HWY_EXPORT(FastBinary32Scalar);
HWY_EXPORT(FastBinary64Array);
HWY_EXPORT(FastBinary64Scalar);
}  // namespace

extern "C" {
SIGMARK_API float sigmark_logistic_fast_binary32(float x) noexcept { return SIGMARK_DISPATCH(FastBinary32Scalar)(x); }
SIGMARK_API void sigmark_logistic_fast_binary32_array(const float* x, float* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(FastBinary32Array)(x, y, n);
}
SIGMARK_API double sigmark_logistic_fast_binary64(double x) noexcept { return SIGMARK_DISPATCH(FastBinary64Scalar)(x); }
SIGMARK_API void sigmark_logistic_fast_binary64_array(const double* x, double* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(FastBinary64Array)(x, y, n);
}
}  // extern "C"

}  // namespace sigmark
#endif  // HWY_ONCE
