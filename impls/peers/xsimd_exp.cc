// SPDX-License-Identifier: Apache-2.0
//
// module: xsimd SSE4 AVX2 AVX3
//
// 1 / (1 + e^-x) with the exp of xsimd, in the loop that its documentation shows.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include "impls/peers/xsimd_array.h"

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) {
  sigmark::peers::ByBatch(x, y, n, [](auto v) { return 1.0f / (1.0f + xsimd::exp(-v)); });
}

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) {
  sigmark::peers::ByBatch(x, y, n, [](auto v) { return 1.0 / (1.0 + xsimd::exp(-v)); });
}

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "xsimd_exp",
    .family = "peers",
    .summary = "1 / (1 + e^-x) with xsimd's exp, the rest of an array by the C library's",
    .source = "https://xsimd.readthedocs.io",
    .license = "BSD-3-Clause",
    .unavailable = kModuleUnavailable,
    .needs = &peers::kXsimd,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
