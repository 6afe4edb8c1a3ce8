// SPDX-License-Identifier: Apache-2.0
//
// module: xsimd SSE4 AVX2 AVX3
//
// 1 / (1 + e^-x) with the exp of xsimd, in the loop that its documentation shows: batches, and what does not fill one by the
// scalar functions of the same names, which are the C library's.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <xsimd/xsimd.hpp>

namespace {

template <class T, class V>
V Logistic(V x) {
  return T{1} / (T{1} + xsimd::exp(-x));
}

template <class T>
void LogisticArray(const T* x, T* y, std::size_t n) {
  using Batch = xsimd::batch<T>;
  std::size_t i = 0;
  for (; i + Batch::size <= n; i += Batch::size) Logistic<T>(Batch::load_unaligned(x + i)).store_unaligned(y + i);
  for (; i < n; ++i) y[i] = Logistic<T>(x[i]);
}

}  // namespace

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) { LogisticArray(x, y, n); }

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) { LogisticArray(x, y, n); }

#else

namespace sigmark {
namespace {

constexpr Dependency kXsimd = {
    .name = "xsimd",
    .license = "BSD-3-Clause",
    .cmake = "find_package(xsimd REQUIRED)",
    .target = "xsimd",
    .pkg_config = "xsimd",
};

constexpr Implementation kImplementation = {
    .id = "xsimd_exp",
    .family = "peers",
    .summary = "1 / (1 + e^-x) with xsimd's exp, the rest of an array by the C library's",
    .source = "https://xsimd.readthedocs.io",
    .license = "BSD-3-Clause",
    .unavailable = kModuleUnavailable,
    .needs = &kXsimd,
};

constexpr ModuleFunction kFunctions[] = {{Function::kLogistic, Format::kBinary32},
                                         {Function::kLogistic, Format::kBinary64}};
SIGMARK_REGISTER_MODULE(kImplementation, kFunctions);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
