// SPDX-License-Identifier: Apache-2.0
//
// An array loop around a function of a Highway vector, once for each target: whole vectors, and the rest in a vector of
// its own that is filled up with zeros.

#if defined(SIGMARK_IMPLS_PEERS_HIGHWAY_ARRAY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_PEERS_HIGHWAY_ARRAY_INL_H_
#undef SIGMARK_IMPLS_PEERS_HIGHWAY_ARRAY_INL_H_
#else
#define SIGMARK_IMPLS_PEERS_HIGHWAY_ARRAY_INL_H_
#endif

#include <cstddef>
#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

// y = F::Of(d, x).
template <class F, class T>
void ByVector(const T* x, T* y, std::size_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(F::Of(d, hn::LoadU(d, x + i)), d, y + i);
  if (i == n) return;
  HWY_ALIGN T buffer[hn::MaxLanes(d)] = {};
  std::memcpy(buffer, x + i, (n - i) * sizeof(T));
  hn::Store(F::Of(d, hn::Load(d, buffer)), d, buffer);
  std::memcpy(y + i, buffer, (n - i) * sizeof(T));
}

constexpr const char* kIsa = &HWY_STR(HWY_NAMESPACE)[2];  // without the "N_"

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
