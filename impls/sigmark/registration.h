// SPDX-License-Identifier: Apache-2.0
//
// What all tiers say of themselves to the registry.
#ifndef SIGMARK_IMPLS_SIGMARK_REGISTRATION_H_
#define SIGMARK_IMPLS_SIGMARK_REGISTRATION_H_

#include <cstdint>

#include "impls/core/highway.h"
#include "impls/core/implementation.h"

namespace sigmark {

// What every tier promises of the values at the edges.
inline constexpr std::uint32_t kTierChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kMonotone, Check::kSaturation);

// The exact result rounded, in all rounding modes, and the flags that IEEE 754 asks for.
inline constexpr Claim kRoundedClaim = {
    .correctly_rounded = true,
    .checks = kTierChecks | SetOf(Check::kQuietNanPayload, Check::kSignalingNan, Check::kSymmetric,
                                  Check::kSubnormalResults, Check::kNoSpuriousFlags, Check::kInexactFlag,
                                  Check::kUnderflowFlag, Check::kRoundingModes, Check::kFtzDaz),
    .roundings = SetOf(Rounding::kNearest, Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero),
};

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_REGISTRATION_H_
