// SPDX-License-Identifier: Apache-2.0
//
// module: eigen SSE4 AVX2 AVX3
//
// 0.5 + 0.5 tanh(0.5 x) of Eigen over a mapped array. What does not fill a vector, Eigen computes one by one.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <Eigen/Core>

namespace {

template <class T>
void Logistic(const T* x_data, T* y_data, std::size_t n) {
  using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
  const Eigen::Map<const Array> x(x_data, static_cast<Eigen::Index>(n));
  Eigen::Map<Array>(y_data, static_cast<Eigen::Index>(n)) = T{0.5} + T{0.5} * (T{0.5} * x).tanh();
}

}  // namespace

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) { Logistic(x, y, n); }

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) { Logistic(x, y, n); }

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "eigen_tanh",
    .family = "peers",
    .summary = "1/2 + 1/2 tanh(x/2) with Eigen's tanh(), in binary64 that of the C library",
    .source = "https://eigen.tuxfamily.org",
    .license = "MPL-2.0",
    .unavailable = kModuleUnavailable,
    .needs = &peers::kEigen,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
