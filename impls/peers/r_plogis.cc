// SPDX-License-Identifier: Apache-2.0
//
// module: rmath libm
//
// plogis(x) of R's standalone mathematics library: location 0, scale 1, lower tail, not its logarithm. It has no
// binary32.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#define MATHLIB_STANDALONE
#include <Rmath.h>

extern "C" double logistic_binary64_scalar(double x) { return plogis(x, 0.0, 1.0, 1, 0); }

extern "C" void logistic_binary64(const double* x, double* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = plogis(x[i], 0.0, 1.0, 1, 0);
}

#else

namespace sigmark {
namespace {

constexpr Dependency kRmath = {
    .name = "Rmath",
    .license = "GPL-2.0-or-later",
    .cmake = "find_package(PkgConfig REQUIRED)\npkg_check_modules(RMATH REQUIRED IMPORTED_TARGET libRmath)",
    .target = "PkgConfig::RMATH",
    .pkg_config = "libRmath",
};

constexpr Implementation kImplementation = {
    .id = "r_plogis",
    .family = "peers",
    .summary = "R's plogis(x), the cumulative distribution function: 1 / (1 + e^-x)",
    .source = "https://cran.r-project.org/doc/manuals/r-release/R-admin.html#The-standalone-Rmath-library",
    .license = "GPL-2.0-or-later",
    .unavailable = kModuleUnavailable,
    .needs = &kRmath,
};

constexpr ModuleFunction kFunctions[] = {{Function::kLogistic, Format::kBinary64}};
SIGMARK_REGISTER_MODULE(kImplementation, kFunctions);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
