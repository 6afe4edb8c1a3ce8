// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic on one number under the names that Highway has for vectors, so that the source of a kernel serves both and
// gives the same bits. A compiler makes fewer instructions of it than of a vector with one element in use: constants
// are operands in memory, and a table is indexed.
//
//   template <class D, class X> X Twice(D d, X x) { return Mul(Set(d, 2), x); }
//   Twice(hn::ScalableTag<float>(), vector); Twice(One<float>(), number);

// Highway's guard for what is compiled once for each target.
#if defined(SIGMARK_IMPLS_SIGMARK_ONE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_ONE_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_ONE_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_ONE_INL_H_
#endif

#include <concepts>
#include <type_traits>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_HAVE_SCALABLE  // whose vectors are of no namespace; elsewhere the functions are found by their arguments
using hn::Add;
using hn::Div;
using hn::Max;
using hn::Min;
using hn::Mul;
using hn::MulAdd;
using hn::MulSub;
using hn::NegMulAdd;
using hn::Sub;
#endif

// In the place of Highway's tags.
template <class T>
struct One {};

template <class T>
HWY_INLINE T Set(One<T>, std::type_identity_t<T> x) {
  return x;
}
template <std::floating_point T>
HWY_INLINE T Add(T a, T b) {
  return a + b;
}
template <std::floating_point T>
HWY_INLINE T Sub(T a, T b) {
  return a - b;
}
template <std::floating_point T>
HWY_INLINE T Mul(T a, T b) {
  return a * b;
}
template <std::floating_point T>
HWY_INLINE T Div(T a, T b) {
  return a / b;
}
// As x86 does it: b where one is NaN.
template <std::floating_point T>
HWY_INLINE T Min(T a, T b) {
  return a < b ? a : b;
}
template <std::floating_point T>
HWY_INLINE T Max(T a, T b) {
  return a > b ? a : b;
}
// Rounded once where the target has an instruction for it.
template <std::floating_point T>
HWY_INLINE T MulAdd(T a, T b, T c) {
#if HWY_NATIVE_FMA
  if constexpr (sizeof(T) == sizeof(float)) {
    return __builtin_fmaf(a, b, c);
  } else {
    return __builtin_fma(a, b, c);
  }
#else
  return a * b + c;
#endif
}
template <std::floating_point T>
HWY_INLINE T MulSub(T a, T b, T c) {
  return MulAdd(a, b, -c);
}
template <std::floating_point T>
HWY_INLINE T NegMulAdd(T a, T b, T c) {
#if HWY_NATIVE_FMA
  return MulAdd(-a, b, c);
#else
  return c - a * b;  // in directed modes −a·b is rounded the other way
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
