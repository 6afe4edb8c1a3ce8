// SPDX-License-Identifier: Apache-2.0
//
// module: eigen SSE4 AVX2 AVX3
//
// 1 / (1 + (-x).exp()) of Eigen over a mapped array. What does not fill a vector, Eigen computes one by one.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <Eigen/Core>

namespace {

template <class T>
void Logistic(const T* x_data, T* y_data, std::size_t n) {
  using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
  const Eigen::Map<const Array> x(x_data, static_cast<Eigen::Index>(n));
  Eigen::Map<Array>(y_data, static_cast<Eigen::Index>(n)) = T{1} / (T{1} + (-x).exp());
}

}  // namespace

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) { Logistic(x, y, n); }

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) { Logistic(x, y, n); }

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "eigen_exp",
    .family = "peers",
    .summary = "1 / (1 + e^-x) with Eigen's vectorised exp()",
    .source = "https://eigen.tuxfamily.org",
    .license = "MPL-2.0",
    .unavailable = kModuleUnavailable,
    .needs = &peers::kEigen,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
