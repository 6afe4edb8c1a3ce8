// SPDX-License-Identifier: Apache-2.0
//
// module: gsl libm
//
// gsl_cdf_logistic_P(x, 1) of the GNU Scientific Library, which has no binary32.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <gsl/gsl_cdf.h>

extern "C" double logistic_binary64_scalar(double x) { return gsl_cdf_logistic_P(x, 1.0); }

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = gsl_cdf_logistic_P(x[i], 1.0);
}

#else

namespace sigmark {
namespace {

constexpr Dependency kGsl = {
    .name = "GSL",
    .license = "GPL-3.0-or-later",
    .cmake = "find_package(GSL REQUIRED)",
    .target = "GSL::gsl",
    .pkg_config = "gsl",
};

constexpr Implementation kImplementation = {
    .id = "gsl_cdf",
    .family = "peers",
    .summary = "GSL's gsl_cdf_logistic_P(x, 1), the cumulative distribution function, by the sign of x",
    .source = "https://www.gnu.org/software/gsl/doc/html/randist.html#the-logistic-distribution",
    .license = "GPL-3.0-or-later",
    .unavailable = kModuleUnavailable,
    .needs = &kGsl,
};

constexpr ModuleFunction kFunctions[] = {{Function::kLogistic, Format::kBinary64}};
SIGMARK_REGISTER_MODULE(kImplementation, kFunctions);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
