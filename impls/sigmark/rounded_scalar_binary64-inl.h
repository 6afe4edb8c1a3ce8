// SPDX-License-Identifier: Apache-2.0
//
// The scalar form of rounded_binary64-inl.h: the same steps for one double.

#if defined(SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY64_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY64_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY64_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_SCALAR_BINARY64_INL_H_
#endif

#include "hwy/highway.h"
#include "impls/sigmark/rounded_binary64-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

inline double RoundedBinary64(double x) { return rounded_binary64::Single(x); }

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
