// SPDX-License-Identifier: Apache-2.0
//
// module: eigen SSE4 AVX2 AVX3
//
// .logistic() of Eigen over a mapped array. What does not fill a vector, Eigen computes one by one.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <Eigen/Core>

namespace {

template <class T>
void Logistic(const T* x_data, T* y_data, std::size_t n) {
  using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
  const Eigen::Map<const Array> x(x_data, static_cast<Eigen::Index>(n));
  Eigen::Map<Array>(y_data, static_cast<Eigen::Index>(n)) = x.logistic();
}

}  // namespace

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) { Logistic(x, y, n); }

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) { Logistic(x, y, n); }

#else

#include <limits>

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

// Of σ − ½ it promises "a couple of ulps" between −9 and 18 as well, which says little of σ where that is small.
constexpr Documented kDocumented = {
    .format = Format::kBinary32,
    .max_ulp = 1,
    .lo = 18,
    .hi = std::numeric_limits<float>::max(),
    .source = "Eigen 3.4.0, src/Core/functors/UnaryFunctors.h: above 18 the function is 1 within one ulp",
};

constexpr Implementation kImplementation = {
    .id = "eigen_logistic",
    .family = "peers",
    .summary =
        "Eigen's own logistic(): in binary32 a rational approximation above -9 and e^x below, in binary64 1 / (1 + "
        "e^-x)",
    .source = "https://eigen.tuxfamily.org",
    .license = "MPL-2.0",
    .unavailable = kModuleUnavailable,
    .needs = &peers::kEigen,
    .documented = &kDocumented,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
