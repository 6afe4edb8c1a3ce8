// SPDX-License-Identifier: Apache-2.0
//
// rounded_scalar: one value at a time, rounded as by rounded. See rounded_16bit.md,
// rounded_binary32.md, rounded_binary64.md.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_ONCE
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_ONCE

#include <cstddef>
#include <cstdint>

#include "impls/core/implementation.h"
#include "impls/sigmark/dispatch.h"
#include "impls/sigmark/include/sigmark/logistic_c.h"
#include "impls/sigmark/registration.h"

namespace sigmark {
namespace {

constexpr Implementation kRoundedScalar = {
    .id = "rounded_scalar",
    .family = "sigmark",
    .summary =
        "correctly rounded in the caller's mode, one value at a time: a wider format where that decides, else more "
        "precision",
    .source = "A. Ziv, Fast evaluation of elementary mathematical functions with correctly rounded last bit, 1991",
    .needs = &kHighway,
    .call = "y = sigmark::logistic_rounded(x);",
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/sigmark/rounded_scalar.cc"
#include "hwy/foreach_target.h"
#include "impls/sigmark/rounded_16bit-inl.h"
#include "impls/sigmark/rounded_scalar_binary32-inl.h"
#include "impls/sigmark/rounded_scalar_binary64-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

constexpr Kernel kKernels[] = {
    ScalarKernel<RoundedBinary16>(kRoundedScalar, Function::kLogistic, kIsa, kRoundedClaim),
    ScalarKernel<RoundedBfloat16>(kRoundedScalar, Function::kLogistic, kIsa, kRoundedClaim),
    ScalarKernel<RoundedBinary32>(kRoundedScalar, Function::kLogistic, kIsa, kRoundedClaim),
    ScalarKernel<RoundedBinary64>(kRoundedScalar, Function::kLogistic, kIsa, kRoundedClaim),
};
SIGMARK_REGISTER(kRoundedScalar, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {
namespace {
HWY_EXPORT(RoundedBinary16);
HWY_EXPORT(RoundedBfloat16);
HWY_EXPORT(RoundedBinary32);
HWY_EXPORT(RoundedBinary64);
}  // namespace

extern "C" {
SIGMARK_API std::uint16_t sigmark_logistic_rounded_binary16(std::uint16_t x) noexcept {
  return SIGMARK_DISPATCH(RoundedBinary16)(binary16{x}).bits;
}
SIGMARK_API std::uint16_t sigmark_logistic_rounded_bfloat16(std::uint16_t x) noexcept {
  return SIGMARK_DISPATCH(RoundedBfloat16)(bfloat16{x}).bits;
}
SIGMARK_API float sigmark_logistic_rounded_binary32(float x) noexcept { return SIGMARK_DISPATCH(RoundedBinary32)(x); }
SIGMARK_API double sigmark_logistic_rounded_binary64(double x) noexcept { return SIGMARK_DISPATCH(RoundedBinary64)(x); }
}  // extern "C"

}  // namespace sigmark
#endif  // HWY_ONCE
