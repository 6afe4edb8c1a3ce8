// SPDX-License-Identifier: Apache-2.0
//
// Whether one kernel fits a question, and if not, why.
#ifndef SIGMARK_REPORTS_CHOOSE_RULES_H_
#define SIGMARK_REPORTS_CHOOSE_RULES_H_

#include <limits>
#include <optional>
#include <set>
#include <string>

#include "reports/results/results.h"

namespace sigmark::choose {

using results::Json;

// A rule that a kernel breaks: {"rule": "require:monotone", "reason": "monotone is violated, 207,059 times"}.
struct Objection {
  std::string rule;
  std::string reason;
};

// What is known of the error of a kernel for a question. Zero and exhaustive for one without accuracy rows, which no
// caller sees: the rounding rule objects first.
struct Error {
  double max_ulp = 0;
  double max_abs = 0;
  std::uint64_t nonfinite = 0;
  std::string evidence;
  const Json* row = nullptr;  // that the largest error in ULP comes from
};

// Nothing if no accuracy row has the question's rounding and covers its domain.
std::optional<Error> ErrorOf(const Json& kernel, const Json& query);

// Whether the row is about more inputs than the question: then its ULP error is that of the bins that
// touch the part, and the other figures may come from elsewhere.
bool FromTheWhole(const Error& error, const Json& query);

// The timed row that a question is about, or null. Of several, the one with the smallest working set, in the longest
// calls.
const Json* SpeedOf(const Json& kernel, const Json& query);

// The first rule, but for those of `ignored`, that `kernel` breaks. `implementation` is its entry in the digest.
std::optional<Objection> FirstObjection(const Json& kernel, const Json& implementation, const Json& query,
                                        const std::set<std::string>& ignored);

// The rules that a question makes, in order: what can be relaxed, each with the flag that stands for it.
struct Demand {
  std::string rule;
  std::string flag;
};
std::vector<Demand> Demands(const Json& query);

}  // namespace sigmark::choose

#endif  // SIGMARK_REPORTS_CHOOSE_RULES_H_
