// SPDX-License-Identifier: Apache-2.0
//
// module: xsimd SSE4 AVX2 AVX3
//
// ½ + ½ tanh(x/2) with the tanh of xsimd, in the loop that its documentation shows.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include "impls/peers/xsimd_array.h"

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) {
  sigmark::peers::ByBatch(x, y, n, [](auto v) { return 0.5f + 0.5f * xsimd::tanh(0.5f * v); });
}

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) {
  sigmark::peers::ByBatch(x, y, n, [](auto v) { return 0.5 + 0.5 * xsimd::tanh(0.5 * v); });
}

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "xsimd_tanh",
    .family = "peers",
    .summary = "1/2 + 1/2 tanh(x/2) with xsimd's tanh, the rest of an array by the C library's",
    .source = "https://xsimd.readthedocs.io",
    .license = "BSD-3-Clause",
    .unavailable = kModuleUnavailable,
    .needs = &peers::kXsimd,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
