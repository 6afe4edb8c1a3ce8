// SPDX-License-Identifier: Apache-2.0
//
// rounded: the exact result, rounded as the caller's rounding mode says, with the flags of IEEE 754. See
// rounded_16bit.md, rounded_binary32.md, rounded_binary64.md.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIGMARK_ROUNDED_ONCE
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_ONCE

#include <cstddef>
#include <cstdint>

#include "impls/core/implementation.h"
#include "impls/sigmark/dispatch.h"
#include "impls/sigmark/include/sigmark/logistic_c.h"
#include "impls/sigmark/registration.h"

namespace sigmark {
namespace {

constexpr Implementation kRounded = {
    .id = "rounded",
    .family = "sigmark",
    .summary = "correctly rounded in the caller's mode: a sum of two numbers where that decides, else more precision",
    .source = "A. Ziv, Fast evaluation of elementary mathematical functions with correctly rounded last bit, 1991",
    .needs = &kHighway,
    .call = "sigmark::logistic_rounded(x, y);  // spans; y[i] is the result for x[i]",
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_ROUNDED_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/sigmark/rounded.cc"
#include "hwy/foreach_target.h"
#include "impls/sigmark/rounded_16bit-inl.h"
#include "impls/sigmark/rounded_binary32-inl.h"
#include "impls/sigmark/rounded_binary64-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

constexpr Kernel kKernels[] = {
    ArrayKernel<RoundedBinary16Array>(kRounded, Function::kLogistic, kIsa, kRoundedClaim),
    ArrayKernel<RoundedBfloat16Array>(kRounded, Function::kLogistic, kIsa, kRoundedClaim),
    ArrayKernel<RoundedBinary32Array>(kRounded, Function::kLogistic, kIsa, kRoundedClaim),
    ArrayKernel<RoundedBinary64Array>(kRounded, Function::kLogistic, kIsa, kRoundedClaim),
};
SIGMARK_REGISTER(kRounded, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {
namespace {
HWY_EXPORT(RoundedBinary16Array);
HWY_EXPORT(RoundedBfloat16Array);
HWY_EXPORT(RoundedBinary32Array);
HWY_EXPORT(RoundedBinary64Array);

// The library's arrays of 16-bit formats are of their bits, and the types have nothing else.
static_assert(sizeof(binary16) == sizeof(std::uint16_t) && sizeof(bfloat16) == sizeof(std::uint16_t));
}  // namespace

extern "C" {
SIGMARK_API void sigmark_logistic_rounded_binary16_array(const std::uint16_t* x, std::uint16_t* y,
                                                         std::size_t n) noexcept {
  SIGMARK_DISPATCH(RoundedBinary16Array)(reinterpret_cast<const binary16*>(x), reinterpret_cast<binary16*>(y), n);
}
SIGMARK_API void sigmark_logistic_rounded_bfloat16_array(const std::uint16_t* x, std::uint16_t* y,
                                                         std::size_t n) noexcept {
  SIGMARK_DISPATCH(RoundedBfloat16Array)(reinterpret_cast<const bfloat16*>(x), reinterpret_cast<bfloat16*>(y), n);
}
SIGMARK_API void sigmark_logistic_rounded_binary32_array(const float* x, float* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(RoundedBinary32Array)(x, y, n);
}
SIGMARK_API void sigmark_logistic_rounded_binary64_array(const double* x, double* y, std::size_t n) noexcept {
  SIGMARK_DISPATCH(RoundedBinary64Array)(x, y, n);
}
}  // extern "C"

}  // namespace sigmark
#endif  // HWY_ONCE
