/* SPDX-License-Identifier: Apache-2.0
 *
 * The logistic function σ(x) = 1 / (1 + e^-x) for C, and whatever can call C. <sigmark/logistic.h> has the same for
 * C++.
 *
 * There are five tiers, from the exact result rounded to the fastest:
 *
 *   tier       binary16, bfloat16    binary32                  binary64
 *   rounded    correctly rounded     correctly rounded         correctly rounded
 *   faithful   -                     0.85 ulp                  0.56 ulp
 *   accurate   -                     2.88 ulp                  2.56 ulp
 *   fast       -                     absolute error 1.2e-5     absolute error 1.2e-5
 *   coarse     -                     absolute error 7.5e-3     -
 *
 * An ulp is the distance of the floating-point numbers where the exact result lies. Errors of binary32 and of the
 * 16-bit formats are the maxima over all inputs, measured against certified references, with and without FMA. Those of
 * binary64 are proved, but for that of fast, which is the largest of 10^8 samples. sigmark_logistic_FORMAT without a
 * tier is the faithful one.
 *
 * Of every function, for every x:
 *   - The result is in [0, 1] and does not fall as x grows (measured over all inputs; binary64: argued, and searched
 *     where the reduction of x steps).
 *   - The result of 0 is 1/2; that of +inf is 1 and that of -inf is 0, exactly. NaN gives a quiet NaN.
 *   - Subnormal results are as accurate as others, except that fast and coarse give 0.
 *   - The result depends on x alone: not on the place in the array, the alignment, the length or the neighbours. It
 *     is the same on all processors with FMA, and for every compiler.
 *   - Nothing is allocated, nothing is thrown, errno is not touched. Any number of threads may call at once. (rounded
 *     in binary64 would allocate where 512 bits do not decide, which has never been seen.)
 *   - Rounding mode, FTZ, DAZ and traps are the same after the call as before.
 *
 * The tier rounded:
 *   - The result is the exact one, rounded in the caller's rounding mode: to nearest with ties to even, upward,
 *     downward or towards zero. FTZ and DAZ do not matter to it.
 *   - Of the flags, inexact is raised for every x that is finite and not 0, underflow where the result is tiny and
 *     inexact, and invalid for a signaling NaN; no other. A NaN keeps its sign and payload.
 *
 * The other tiers:
 *   - Their bounds hold in round-to-nearest without FTZ and DAZ. In other rounding modes errors are larger; with FTZ
 *     or DAZ subnormal inputs and results may count as zero.
 *   - Any flag may be raised.
 *
 * Arrays: y[i] = sigma(x[i]) for i < n. x and y are the same array, or do not overlap; any n; no alignment beyond that
 * of the type. Null is allowed when n is 0. The 16-bit formats are passed as their bits.
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

SIGMARK_API double sigmark_logistic_binary64(double x) SIGMARK_NOEXCEPT;
SIGMARK_API double sigmark_logistic_faithful_binary64(double x) SIGMARK_NOEXCEPT;
SIGMARK_API double sigmark_logistic_accurate_binary64(double x) SIGMARK_NOEXCEPT;
SIGMARK_API double sigmark_logistic_fast_binary64(double x) SIGMARK_NOEXCEPT;

SIGMARK_API void sigmark_logistic_binary64_array(const double* x, double* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_faithful_binary64_array(const double* x, double* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_accurate_binary64_array(const double* x, double* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_fast_binary64_array(const double* x, double* y, size_t n) SIGMARK_NOEXCEPT;

SIGMARK_API uint16_t sigmark_logistic_rounded_binary16(uint16_t x) SIGMARK_NOEXCEPT;
SIGMARK_API uint16_t sigmark_logistic_rounded_bfloat16(uint16_t x) SIGMARK_NOEXCEPT;
SIGMARK_API float sigmark_logistic_rounded_binary32(float x) SIGMARK_NOEXCEPT;
SIGMARK_API double sigmark_logistic_rounded_binary64(double x) SIGMARK_NOEXCEPT;

SIGMARK_API void sigmark_logistic_rounded_binary16_array(const uint16_t* x, uint16_t* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_rounded_bfloat16_array(const uint16_t* x, uint16_t* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_rounded_binary32_array(const float* x, float* y, size_t n) SIGMARK_NOEXCEPT;
SIGMARK_API void sigmark_logistic_rounded_binary64_array(const double* x, double* y, size_t n) SIGMARK_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* SIGMARK_LOGISTIC_C_H_ */
