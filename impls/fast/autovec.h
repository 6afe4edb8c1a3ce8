// SPDX-License-Identifier: Apache-2.0
//
// What the kernels of this family share: an array loop that the compiler vectorises, and the few operations that the
// scalar forms are written in. Everything has internal linkage and is inlined, and nothing of the standard library is
// called: these files are compiled with flags of their own, and no function compiled so may be linked into another.
//
// Fused multiply-adds are explicit, and contraction is off: the vector body, its scalar tail and every compiler give
// the same bits. Rounding to an integer is done by adding a constant, which holds in the nearest mode only, as do the
// claims.
//
// The files' flags: -fno-trapping-math lets comparisons be computed for all lanes; without -fno-thread-jumps and
// -fno-tree-pre GCC duplicates what follows a clamp for each of its three outcomes, and often vectorises nothing.
#ifndef SIGMARK_IMPLS_FAST_AUTOVEC_H_
#define SIGMARK_IMPLS_FAST_AUTOVEC_H_

#include <cstddef>
#include <cstdint>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"

#define SIGMARK_INLINE static inline __attribute__((always_inline))

// No iteration of the next loop depends on another one. True where x and y are disjoint or equal, as callers promise;
// __restrict would forbid equal, and without a promise the compiler would run loops in place one by one.
#if defined(__clang__)
#define SIGMARK_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define SIGMARK_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace sigmark::fast {

// The array form of a scalar form with internal linkage, which may be a template or overloaded.
template <class T, T (*kScalar)(T)>
SIGMARK_AUTOVEC static void Autovec(const T* x, T* y, std::size_t n) {
  SIGMARK_INDEPENDENT
  for (std::size_t i = 0; i < n; ++i) y[i] = kScalar(x[i]);
}

template <class T>
struct Shape;
template <>
struct Shape<float> {
  using Bits = std::uint32_t;
  static constexpr int kFractionBits = 23;
  static constexpr int kBias = 127;
  static constexpr float kRound = 0x1.8p23f;  // x + kRound holds round(x) in its low bits, for |x| < 2^22
};
template <>
struct Shape<double> {
  using Bits = std::uint64_t;
  static constexpr int kFractionBits = 52;
  static constexpr int kBias = 1023;
  static constexpr double kRound = 0x1.8p52;  // likewise, for |x| < 2^51
};

SIGMARK_INLINE float Fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
SIGMARK_INLINE double Fma(double a, double b, double c) { return __builtin_fma(a, b, c); }

SIGMARK_INLINE std::uint32_t Bits(float x) { return __builtin_bit_cast(std::uint32_t, x); }
SIGMARK_INLINE std::uint64_t Bits(double x) { return __builtin_bit_cast(std::uint64_t, x); }
SIGMARK_INLINE float Float(std::uint32_t bits) { return __builtin_bit_cast(float, bits); }
SIGMARK_INLINE double Float(std::uint64_t bits) { return __builtin_bit_cast(double, bits); }

// c0 + x (c1 + x (c2 + …)), the coefficients converted to T. Recursive, so that no loop stands in the vectoriser's way.
template <class T>
SIGMARK_INLINE T Horner(T, T c0) {
  return c0;
}
template <class T, class... Coefficients>
SIGMARK_INLINE T Horner(T x, T c0, T c1, Coefficients... c) {
  return Fma(Horner(x, c1, static_cast<T>(c)...), x, c0);
}

// x limited to [low, high]; NaN stays NaN.
template <class T>
SIGMARK_INLINE T Clamp(T x, T low, T high) {
  const T y = x < low ? low : x;
  return y > high ? high : y;
}

// x limited to [low, high]; NaN becomes low. For what is converted to an integer, where NaN would be undefined.
template <class T>
SIGMARK_INLINE T ClampNumber(T x, T low, T high) {
  const T y = x > low ? x : low;
  return y < high ? y : high;
}

}  // namespace sigmark::fast

#endif  // SIGMARK_IMPLS_FAST_AUTOVEC_H_
