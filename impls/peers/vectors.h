// SPDX-License-Identifier: Apache-2.0
//
// Array loops around a library's function of a vector register, as users of such libraries write them: whole vectors,
// and the rest in a vector of its own that is filled up with zeros.
#ifndef SIGMARK_IMPLS_PEERS_VECTORS_H_
#define SIGMARK_IMPLS_PEERS_VECTORS_H_

#include <immintrin.h>

#include <cstddef>
#include <cstring>

namespace sigmark::peers {

// The widest register of the instruction set that the file is compiled for.
template <class T>
struct Register;
#if defined(__AVX512F__)
template <>
struct Register<float> {
  using Type = __m512;
};
template <>
struct Register<double> {
  using Type = __m512d;
};
#elif defined(__AVX2__)
template <>
struct Register<float> {
  using Type = __m256;
};
template <>
struct Register<double> {
  using Type = __m256d;
};
#else
template <>
struct Register<float> {
  using Type = __m128;
};
template <>
struct Register<double> {
  using Type = __m128d;
};
#endif

// y = f(x), f of a register. x and y disjoint or equal.
template <class T, class F>
inline void ByRegister(const T* x, T* y, std::size_t n, F f) {
  using V = typename Register<T>::Type;
  constexpr std::size_t kLanes = sizeof(V) / sizeof(T);
  const auto part = [&](std::size_t i, std::size_t bytes) {
    V v{};
    std::memcpy(&v, x + i, bytes);
    v = f(v);
    std::memcpy(y + i, &v, bytes);
  };
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) part(i, sizeof(V));
  if (i < n) part(i, (n - i) * sizeof(T));
}

// σ(x) = 1 / (1 + e^-x).
template <class T, class Exp>
inline void LogisticByExp(const T* x, T* y, std::size_t n, Exp exp) {
  ByRegister(x, y, n, [&](auto v) { return T{1} / (T{1} + exp(-v)); });
}

// σ(x) = ½ + ½ tanh(x/2).
template <class T, class Tanh>
inline void LogisticByTanh(const T* x, T* y, std::size_t n, Tanh tanh) {
  ByRegister(x, y, n, [&](auto v) { return T{0.5} + T{0.5} * tanh(T{0.5} * v); });
}

// What a module exports in both formats, by one of the forms above and a function of either register.
#define SIGMARK_MODULE_BY_REGISTER(form, function)                               \
  extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) {   \
    sigmark::peers::form(x, y, n, [](auto v) { return function(v); });           \
  }                                                                              \
  extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) { \
    sigmark::peers::form(x, y, n, [](auto v) { return function(v); });           \
  }

}  // namespace sigmark::peers

#endif  // SIGMARK_IMPLS_PEERS_VECTORS_H_
