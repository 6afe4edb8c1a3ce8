// SPDX-License-Identifier: Apache-2.0
//
// What whoever ships an implementation of this folder needs, for libraries with several of them.
#ifndef SIGMARK_IMPLS_PEERS_LIBRARIES_H_
#define SIGMARK_IMPLS_PEERS_LIBRARIES_H_

#include "impls/core/module.h"

namespace sigmark::peers {

inline constexpr Dependency kEigen = {
    .name = "Eigen",
    .license = "MPL-2.0",
    .cmake = "find_package(Eigen3 REQUIRED)",
    .target = "Eigen3::Eigen",
    .pkg_config = "eigen3",
};

inline constexpr Dependency kSleef = {
    .name = "SLEEF",
    .license = "BSL-1.0",
    .cmake = "find_package(PkgConfig REQUIRED)\npkg_check_modules(SLEEF REQUIRED IMPORTED_TARGET sleef)",
    .target = "PkgConfig::SLEEF",
    .pkg_config = "sleef",
};

inline constexpr const char* kSleefSource =
    "N. Shibata, F. Petrogalli, SLEEF: A Portable Vectorized Library of C Standard Mathematical Functions, IEEE "
    "Transactions on Parallel and Distributed Systems 31(6), 2020; https://sleef.org";

inline constexpr Dependency kXsimd = {
    .name = "xsimd",
    .license = "BSD-3-Clause",
    .cmake = "find_package(xsimd REQUIRED)",
    .target = "xsimd",
    .pkg_config = "xsimd",
};

// The formats of a library that has both.
inline constexpr ModuleFunction kLogisticInBoth[] = {{Function::kLogistic, Format::kBinary32},
                                                     {Function::kLogistic, Format::kBinary64}};

}  // namespace sigmark::peers

#endif  // SIGMARK_IMPLS_PEERS_LIBRARIES_H_
