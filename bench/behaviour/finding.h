// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_BEHAVIOUR_FINDING_H_
#define SIGMARK_BENCH_BEHAVIOUR_FINDING_H_

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "impls/core/axes.h"

namespace sigmark {

// What one check saw: how often it was decided, how often it was violated, and the violation nearest to 0.
struct Finding {
  std::uint64_t decided = 0;
  std::uint64_t violations = 0;
  std::optional<double> x;  // the input of the witness
  double got = 0;
  std::string detail;  // what is wrong at the witness

  // `describe` is called only where this violation becomes the witness.
  template <class Describe>
  void Violate(double at, double result, const Describe& describe) {
    ++violations;
    if (x && !Precedes(at, *x)) return;
    x = at;
    got = result;
    detail = describe();
  }

  void Merge(const Finding& other);

 private:
  // Nearer to 0; of two equally near the negative one; any number before NaN.
  static bool Precedes(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return !std::isnan(a);
    return std::abs(a) < std::abs(b) || (std::abs(a) == std::abs(b) && a < b);
  }
};

// What is decided by itself, and has a row of its own: a check in the rounding mode in which the kernel is called.
struct Decision {
  Check check;
  Rounding rounding;
  // NOLINTNEXTLINE(google-explicit-constructor): nearly every check is made in one mode only.
  constexpr Decision(Check c, Rounding r = Rounding::kNearest) : check(c), rounding(r) {}
  auto operator<=>(const Decision&) const = default;
};

// The witness of a violation that has no input, and what preserves_fp_state says then.
inline constexpr double kNoInput = std::numeric_limits<double>::quiet_NaN();
inline constexpr const char* kChangedFpState = "leaves another rounding mode, FTZ, DAZ or exception mask behind";

using Findings = std::map<Decision, Finding>;

void Merge(Findings& findings, const Findings& others);

nlohmann::json ToJson(const Findings& findings);
Findings FindingsFromJson(const nlohmann::json& json);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_FINDING_H_
