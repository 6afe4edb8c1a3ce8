// SPDX-License-Identifier: Apache-2.0
//
// 1 / (1 + e^-x) with Exp of Highway's contrib/math, one source for every target. It is documented for arguments up to 104 in binary32 and
// 706 in binary64, that is for x down to −104 and −706 here.
// The rest of an array goes through the same code in a vector that is filled up with zeros.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_PEERS_HIGHWAY_EXP_ONCE
#define SIGMARK_IMPLS_PEERS_HIGHWAY_EXP_ONCE

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

constexpr Implementation kHighwayExp = {
    .id = "highway_exp",
    .family = "peers",
    .summary = "1 / (1 + e^-x) with Exp of Highway's contrib/math",
    .source = "https://github.com/google/highway (hwy/contrib/math/math-inl.h)",
    .needs = &kHighway,
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_PEERS_HIGHWAY_EXP_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/peers/highway_exp.cc"
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
  return hn::Div(hn::Set(d, T{1}), hn::Add(hn::Set(d, T{1}), hn::Exp(d, hn::Neg(x))));
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
    ArrayKernel<LogisticArray<float>>(kHighwayExp, Function::kLogistic, kIsa, {}),
    ArrayKernel<LogisticArray<double>>(kHighwayExp, Function::kLogistic, kIsa, {}),
};
SIGMARK_REGISTER(kHighwayExp, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();
