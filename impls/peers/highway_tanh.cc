// SPDX-License-Identifier: Apache-2.0
//
// ½ + ½ tanh(x/2) with Tanh of Highway's contrib/math, one source for every target.
// The rest of an array goes through the same code in a vector that is filled up with zeros.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_PEERS_HIGHWAY_TANH_ONCE
#define SIGMARK_IMPLS_PEERS_HIGHWAY_TANH_ONCE

#include <cstddef>
#include <cstring>

#include "impls/core/implementation.h"

namespace sigmark {
namespace {

constexpr Dependency kHighway = {
    .name = "Highway",
    .license = "Apache-2.0 OR BSD-3-Clause",
    .cmake = "find_package(HWY REQUIRED)",
    .target = "hwy::hwy",
    .pkg_config = "libhwy",
};

constexpr Implementation kHighwayTanh = {
    .id = "highway_tanh",
    .family = "peers",
    .summary = "1/2 + 1/2 tanh(x/2) with Tanh of Highway's contrib/math",
    .source = "https://github.com/google/highway (hwy/contrib/math/math-inl.h)",
    .needs = &kHighway,
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_PEERS_HIGHWAY_TANH_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/peers/highway_tanh.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Logistic(D d, V x) {
  using T = hn::TFromD<D>;
  return hn::MulAdd(hn::Set(d, T{0.5}), hn::Tanh(d, hn::Mul(hn::Set(d, T{0.5}), x)), hn::Set(d, T{0.5}));
}

template <class T>
void LogisticArray(const T* x, T* y, std::size_t n) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(Logistic(d, hn::LoadU(d, x + i)), d, y + i);
  if (i == n) return;
  HWY_ALIGN T buffer[hn::MaxLanes(d)] = {};
  std::memcpy(buffer, x + i, (n - i) * sizeof(T));
  hn::Store(Logistic(d, hn::Load(d, buffer)), d, buffer);
  std::memcpy(y + i, buffer, (n - i) * sizeof(T));
}

constexpr const char* kIsa = &HWY_STR(HWY_NAMESPACE)[2];  // without the "N_"

constexpr Kernel kKernels[] = {
    ArrayKernel<LogisticArray<float>>(kHighwayTanh, Function::kLogistic, kIsa, {}),
    ArrayKernel<LogisticArray<double>>(kHighwayTanh, Function::kLogistic, kIsa, {}),
};
SIGMARK_REGISTER(kHighwayTanh, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();
