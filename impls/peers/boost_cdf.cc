// SPDX-License-Identifier: Apache-2.0
//
// σ as the cumulative distribution function of Boost.Math's standard logistic distribution: naive, with 0 and 1
// beyond |x| = 88 in binary32 and 709 in binary64 (tools::log_max_value), so the results that should be subnormal are
// 0.
//
// Boost throws std::domain_error for NaN by default. A kernel is a plain C function, so here the domain error is
// ignored and NaN returned; the rest of the policy is Boost's default.
#include <boost/math/distributions/logistic.hpp>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"

namespace sigmark {
namespace {

namespace bmp = boost::math::policies;
using NoThrow = bmp::policy<bmp::domain_error<bmp::ignore_error>>;

template <class T>
T BoostCdf(T x) {
  return cdf(boost::math::logistic_distribution<T, NoThrow>(), x);
}

constexpr Dependency kBoostMath = {
    .name = "Boost.Math",
    .license = "BSL-1.0",
    .cmake = "find_package(Boost 1.74 REQUIRED)",
    .target = "Boost::headers",
    .pkg_config = "",
};

constexpr Implementation kBoostCdf = {
    .id = "boost_cdf",
    .family = "peers",
    .summary =
        "Boost.Math's cdf(logistic_distribution, x), NaN returned and not thrown; 16-bit formats through binary32, "
        "rounded twice",
    .source = "https://www.boost.org/doc/libs/release/libs/math/ (distributions/logistic.hpp)",
    .license = "BSL-1.0",
    .needs = &kBoostMath,
};

constexpr Kernel kKernels[] = {
    ScalarKernel<BoostCdf<float>>(kBoostCdf, Function::kLogistic, kLibmIsa, {}),
    ScalarKernel<BoostCdf<double>>(kBoostCdf, Function::kLogistic, kLibmIsa, {}),
    ScalarKernel<ThroughBinary32<BoostCdf<float>, bfloat16>>(kBoostCdf, Function::kLogistic, kLibmIsa, {}),
    ScalarKernel<ThroughBinary32<BoostCdf<float>, binary16>>(kBoostCdf, Function::kLogistic, kLibmIsa, {}),
};
SIGMARK_REGISTER(kBoostCdf, kKernels);

}  // namespace
}  // namespace sigmark
