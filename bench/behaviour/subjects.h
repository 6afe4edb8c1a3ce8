// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the checks share: kernels that are right, to be spoilt in one way each, and what is expected of
// the findings.
#ifndef SIGMARK_BENCH_BEHAVIOUR_SUBJECTS_H_
#define SIGMARK_BENCH_BEHAVIOUR_SUBJECTS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "bench/behaviour/finding.h"
#include "impls/core/implementation.h"
#include "impls/core/isa.h"

namespace sigmark {

inline constexpr Implementation kSubject = {.id = "subject", .family = "test", .summary = "", .source = ""};

// Correct to half an ulp and a little in every rounding mode, with the exceptions that IEEE 754 asks for: through a
// wider format, clamped where that would overflow.
inline float Right(float x) {
  if (std::isnan(x)) return x + x;
  if (std::isinf(x)) return x > 0 ? 1 : 0;
  return static_cast<float>(1 / (1 + std::exp(-std::clamp(static_cast<double>(x), -200.0, 200.0))));
}
inline double Right64(double x) {
  if (std::isnan(x)) return x + x;
  if (std::isinf(x)) return x > 0 ? 1 : 0;
  return static_cast<double>(1 / (1 + std::exp(-std::clamp<long double>(x, -800, 800))));
}

// The next result, where no other check looks at it.
inline float Nudged(float y) {
  return std::isgreater(y, 1e-30f) && std::isless(y, 0.49f) ? std::nextafter(y, 2.0f) : y;
}

inline constexpr float kPlace = 1.2345678f;  // where the faults are

template <float (*kFunction)(float)>
Kernel ScalarSubject(Function function = Function::kLogistic) {
  return ScalarKernel<kFunction>(kSubject, function, kLibmIsa, {});
}
template <void (*kFunction)(const float*, float*, std::size_t)>
Kernel ArraySubject() {
  return ArrayKernel<kFunction>(kSubject, Function::kLogistic, kLibmIsa, {});
}

// These checks are violated, all others are decided and hold.
inline void ExpectOnly(const Findings& findings, const std::set<Check>& violated) {
  std::set<Check> seen;
  for (const auto& [decision, finding] : findings) {
    EXPECT_GT(finding.decided, 0u) << Name(decision.check);
    EXPECT_TRUE(finding.violations == 0 || violated.count(decision.check) > 0)
        << Name(decision.check) << " " << Name(decision.rounding) << ": " << finding.detail;
    if (finding.violations > 0) seen.insert(decision.check);
  }
  for (Check check : violated) EXPECT_EQ(seen.count(check), 1u) << Name(check) << " is not found";
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_SUBJECTS_H_
