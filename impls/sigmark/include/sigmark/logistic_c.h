/* SPDX-License-Identifier: Apache-2.0
 *
 * The logistic function σ(x) = 1 / (1 + e^-x) for C, and whatever can call C. <sigmark/logistic.h> has the same for
 * C++.
 *
 * There are five tiers, from the exactly rounded result to the fastest:
 *
 *   tier       binary32                                   binary64
*   faithful   0.85 ulp                                   -
 *   accurate   2.88 ulp                                   -
 *   fast       absolute error 2^-16.35                    -
 *   coarse     absolute error 2^-7.06                     -
 *
 * An ulp is the distance of the floating-point numbers where the exact result lies. Errors of binary32 are the maxima
 * over all 2^32 inputs, measured against certified references, with and without FMA. sigmark_logistic_FORMAT without a
 * tier is the faithful one.
 *
 * For every function, over all inputs:
 *   - The result is in [0, 1] and does not fall as x grows. sigma(0) = 1/2; sigma(+inf) = 1 and sigma(-inf) = 0
 * exactly. Subnormal results are as accurate as others. A NaN gives a quiet NaN.
 *   - The result depends on x alone: not on the place in the array, the alignment, the length or the neighbours. It is
 *     the same on all processors with FMA, and for every compiler.
 *   - The bounds hold in round-to-nearest, without FTZ and DAZ. In another rounding mode results are near the bounds,
 * and with FTZ or DAZ subnormal inputs and results may count as zero; both are the caller's and stay unchanged. Flags
 * may be raised that the exact function would not raise.
 *   - Nothing is allocated, nothing is thrown, errno is not touched. Any number of threads may call at once.
 *
 * Arrays: y[i] = sigma(x[i]) for i < n. x and y are the same array, or do not overlap; any n; no alignment beyond that
 * of the type. Null is allowed when n is 0.
 *
 * The instructions are chosen at the first call: the best that the processor has. SIGMARK_ISA in the environment names
 * others (SSSE3, SSE4, AVX2, AVX3, ...), for tests.
 */
#ifndef SIGMARK_LOGISTIC_C_H_
#define SIGMARK_LOGISTIC_C_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define SIGMARK_API __attribute__((visibility("default")))
#else
#define SIGMARK_API
#endif

#ifdef __cplusplus
extern "C" {
#define SIGMARK_NOEXCEPT noexcept
#else
#define SIGMARK_NOEXCEPT
#endif

SIGMARK_API float sigmark_logistic_binary32(float x) SIGMARK_NOEXCEPT;
SIGMARK_API float sigmark_logistic_faithful_binary32(float x) SIGMARK_NOEXCEPT;
SIGMARK_API float sigmark_logistic_accurate_binary32(float x) SIGMARK_NOEXCEPT;
SIGMARK_API float sigmark_logistic_fast_binary32(float x) SIGMARK_NOEXCEPT;
SIGMARK_API float sigmark_logistic_coarse_binary32(float x) SIGMARK_NOEXCEPT;

SIGMARK_API void sigmark_logistic_binary32_array(const float* x, float* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_faithful_binary32_array(const float* x, float* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_accurate_binary32_array(const float* x, float* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_fast_binary32_array(const float* x, float* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_coarse_binary32_array(const float* x, float* y, size_t n) SIGMARK_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* SIGMARK_LOGISTIC_C_H_ */
