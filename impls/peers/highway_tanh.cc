// SPDX-License-Identifier: Apache-2.0
//
// ½ + ½ tanh(x/2) with Tanh of Highway's contrib/math, one source for every target.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_PEERS_HIGHWAY_TANH_ONCE
#define SIGMARK_IMPLS_PEERS_HIGHWAY_TANH_ONCE

#include "impls/core/highway.h"
#include "impls/core/implementation.h"

namespace sigmark {
namespace {

constexpr Implementation kHighwayTanh = {
    .id = "highway_tanh",
    .family = "peers",
    .summary = "1/2 + 1/2 tanh(x/2) with Tanh of Highway's contrib/math",
    .source = "https://github.com/google/highway (hwy/contrib/math/math-inl.h)",
    .license = "Apache-2.0 OR BSD-3-Clause",
    .needs = &kHighway,
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_PEERS_HIGHWAY_TANH_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/peers/highway_tanh.cc"
#include "hwy/foreach_target.h"

// After the line above, which includes this file once for each target.
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "impls/peers/highway_array-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

struct Logistic {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V Of(D d, V x) {
    using T = hn::TFromD<D>;
    return hn::MulAdd(hn::Set(d, T{0.5}), hn::Tanh(d, hn::Mul(hn::Set(d, T{0.5}), x)), hn::Set(d, T{0.5}));
  }
};

constexpr Kernel kKernels[] = {
    ArrayKernel<ByVector<Logistic, float>>(kHighwayTanh, Function::kLogistic, kIsa, {}),
    ArrayKernel<ByVector<Logistic, double>>(kHighwayTanh, Function::kLogistic, kIsa, {}),
};
SIGMARK_REGISTER(kHighwayTanh, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();
