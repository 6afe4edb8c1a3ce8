// SPDX-License-Identifier: Apache-2.0
//
// 1 / (1 + e^-x) with Exp of Highway's contrib/math, one source for every target. It is documented for arguments up to
// 104 in binary32 and 706 in binary64, that is for x down to −104 and −706 here.

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_IMPLS_PEERS_HIGHWAY_EXP_ONCE
#define SIGMARK_IMPLS_PEERS_HIGHWAY_EXP_ONCE

#include "impls/core/highway.h"
#include "impls/core/implementation.h"

namespace sigmark {
namespace {

constexpr Implementation kHighwayExp = {
    .id = "highway_exp",
    .family = "peers",
    .summary =
        "1 / (1 + e^-x) with Exp of Highway's contrib/math, documented for x >= -104 in binary32 and -706 in binary64",
    .source = "https://github.com/google/highway (hwy/contrib/math/math-inl.h)",
    .license = "Apache-2.0 OR BSD-3-Clause",
    .needs = &kHighway,
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_IMPLS_PEERS_HIGHWAY_EXP_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impls/peers/highway_exp.cc"
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
    return hn::Div(hn::Set(d, T{1}), hn::Add(hn::Set(d, T{1}), hn::Exp(d, hn::Neg(x))));
  }
};

constexpr Kernel kKernels[] = {
    ArrayKernel<ByVector<Logistic, float>>(kHighwayExp, Function::kLogistic, kIsa, {}),
    ArrayKernel<ByVector<Logistic, double>>(kHighwayExp, Function::kLogistic, kIsa, {}),
};
SIGMARK_REGISTER(kHighwayExp, kKernels);

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();
