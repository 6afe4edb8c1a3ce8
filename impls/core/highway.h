// SPDX-License-Identifier: Apache-2.0
//
// What an implementation that needs Highway says of it.
#ifndef SIGMARK_IMPLS_CORE_HIGHWAY_H_
#define SIGMARK_IMPLS_CORE_HIGHWAY_H_

#include "impls/core/implementation.h"

namespace sigmark {

inline constexpr Dependency kHighway = {
    .name = "Highway",
    .license = "Apache-2.0 OR BSD-3-Clause",
    .cmake = "find_package(HWY REQUIRED)",
    .target = "hwy::hwy",
    .pkg_config = "libhwy",
};

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_HIGHWAY_H_
