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
#include "impls/textbook/claims.h"

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
    .family = "textbook",
    .summary =
        "Boost.Math's cdf(logistic_distribution, x), NaN returned and not thrown; 16-bit formats through binary32, "
        "rounded twice",
    .source = "https://www.boost.org/doc/libs/release/libs/math/ (distributions/logistic.hpp)",
    .license = "BSL-1.0",
    .needs = &kBoostMath,
};

constexpr Kernel kKernels[] = {
    // Max 4.321e6 ulp at x = -0x1.600002p+6, the first beyond the cut-off at -88, exhaustive.
    ScalarKernel<BoostCdf<float>>(
        kBoostCdf, Function::kLogistic, kLibmIsa,
        {.max_ulp = 4.33e6, .checks = kBoundedChecks | SetOf(Check::kMonotone), .platform = kGlibcFma}),
    // Max 2.463e15 ulp at x = -0x1.6280000000001p+9, the first beyond the cut-off at -709: no other can come near.
    ScalarKernel<BoostCdf<double>>(kBoostCdf, Function::kLogistic, kLibmIsa,
                                   {.max_ulp = 2.47e15, .checks = kBoundedChecks, .platform = kGlibcFma}),
    // Max 39.99 ulp at x = -0x1.62p+6, exhaustive.
    ScalarKernel<ThroughBinary32<BoostCdf<float>, bfloat16>>(
        kBoostCdf, Function::kLogistic, kLibmIsa,
        {.max_ulp = 40, .checks = kBoundedChecks | SetOf(Check::kMonotone, Check::kSymmetric), .platform = kGlibcFma}),
    // Max 0.50013 ulp at x = -0x1.7p-7, exhaustive.
    ScalarKernel<ThroughBinary32<BoostCdf<float>, binary16>>(kBoostCdf, Function::kLogistic, kLibmIsa, kRoundedTwice),
};
SIGMARK_REGISTER(kBoostCdf, kKernels);

}  // namespace
}  // namespace sigmark
