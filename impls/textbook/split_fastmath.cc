// SPDX-License-Identifier: Apache-2.0
//
// build-flags: -O3 -ffast-math
// build-flags[x86_64]: -mavx2 -mfma
// build-flags[Clang]: -fveclib=libmvec
//
// split_branchless, σ(x) = (x < 0 ? t : 1) / (1 + t) with t = e^-|x|, vectorised by the compiler under -ffast-math: on
// x86-64 the exponential is glibc's libmvec.
//
// Measured with GCC 12 and Clang 14. Both turn binary32 division into RCPPS and one Newton step (part of -ffast-math
// for vectors), which gives 0.99999994 for 1 / 1; another vendor's RCPPS may give another error. binary64 is divided.
// The last, incomplete vector, and with Clang a whole array in place, go through other code and have other bits. NaN
// was passed on, but under these flags by accident: it is not claimed.
//
// <math.h> and static functions only: an inline function of the standard library, compiled with these flags, could be
// the copy that the linker hands to everybody else.
#include <math.h>
#include <stddef.h>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"

namespace sigmark {
namespace {

void Binary32(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    const float t = expf(-fabsf(x[i]));
    y[i] = (x[i] < 0 ? t : 1.0f) / (1.0f + t);
  }
}

void Binary64(const double* x, double* y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    const double t = exp(-fabs(x[i]));
    y[i] = (x[i] < 0 ? t : 1.0) / (1.0 + t);
  }
}

constexpr Implementation kSplitFastmath = {
    .id = "split_fastmath",
    .family = "textbook",
    .summary = "split_branchless under -O3 -ffast-math, vectorised through libmvec",
    .source = "folklore",
};

constexpr Kernel kKernels[] = {
    // Max 4.724 ulp at x = -0x1.353e68p-3 with GCC 12, 3.888 at -0x1.6df096p+3 with Clang 14, exhaustive, both
    // with the RCPPS of an AMD Zen 5. Vendors differ there, so that no error is promised.
    ArrayKernel<Binary32>(kSplitFastmath, Function::kLogistic, kAutovecIsa,
                          {.checks = SetOf(Check::kNegativeInfinity, Check::kSubnormalResults),
                           .platform = "glibc 2.36, x86-64 with AVX2"}),
    // Max 5.508 ulp at x = -0x1.095dfce073324p+2, searched.
    ArrayKernel<Binary64>(kSplitFastmath, Function::kLogistic, kAutovecIsa,
                          {.max_ulp = 6.3,
                           .checks = SetOf(Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                                           Check::kRange, Check::kSubnormalResults, Check::kSaturation),
                           .platform = "glibc 2.36, x86-64 with AVX2"}),
};
SIGMARK_REGISTER(kSplitFastmath, kKernels);

}  // namespace
}  // namespace sigmark
