// SPDX-License-Identifier: Apache-2.0
//
// build-flags: -O3 -ffast-math
// build-flags[x86_64]: -mavx2 -mfma
// build-flags[Clang]: -fveclib=libmvec
//
// naive, σ(x) = 1 / (1 + e^-x), vectorised by the compiler under -ffast-math: on x86-64 the exponential is glibc's
// libmvec.
//
// Measured with GCC 12 and Clang 14. Both turn binary32 division into RCPPS and one Newton step (part of -ffast-math
// for vectors), which gives NaN for 1 / inf, that is for all x < −88.72, and 0.99999994 for 1 / 1. binary64 is divided.
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
  for (size_t i = 0; i < n; ++i) y[i] = 1.0f / (1.0f + expf(-x[i]));
}

void Binary64(const double* x, double* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 1.0 / (1.0 + exp(-x[i]));
}

constexpr Implementation kNaiveFastmath = {
    .id = "naive_fastmath",
    .family = "textbook",
    .summary = "1 / (1 + e^-x) under -O3 -ffast-math, vectorised through libmvec",
    .source = "folklore",
};

constexpr const char* kPlatform = "glibc 2.36, x86-64 with AVX2";

constexpr Kernel kKernels[] = {
    // Nothing: NaN is no finite error, is not in [0, 1], and −inf gives it; +inf and 0 give neighbours of 1 and ½.
    ArrayKernel<Binary32>(kNaiveFastmath, Function::kLogistic, kAutovecIsa, {.platform = kPlatform}),
    // Max 2^50 ulp at x = -0x1.62e42fefa39fp+9, the first input with a result of 0: no other can come near.
    ArrayKernel<Binary64>(kNaiveFastmath, Function::kLogistic, kAutovecIsa,
                          {.max_ulp = 1.13e15,
                           .checks = SetOf(Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                                           Check::kRange, Check::kSaturation),
                           .platform = kPlatform}),
};
SIGMARK_REGISTER(kNaiveFastmath, kKernels);

}  // namespace
}  // namespace sigmark
