// SPDX-License-Identifier: Apache-2.0
//
// Whether a kernel is validated: the one definition, which reports, comparisons and choices ask.
#ifndef SIGMARK_REPORTS_RESULTS_VERDICT_H_
#define SIGMARK_REPORTS_RESULTS_VERDICT_H_

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "reports/results/results.h"

namespace sigmark::results {

// What was measured as one thing. Orders by function, format, family, id, isa, build.
struct KernelId {
  std::string function;
  std::string format;
  std::string family;
  std::string impl;
  std::string isa;
  std::string build;
  auto operator<=>(const KernelId&) const = default;
};

// The rows of one kernel. The pointers live as long as the results that were grouped.
struct KernelRows {
  std::vector<const Json*> accuracy;
  std::vector<const Json*> behaviour;
  std::vector<const Json*> throughput;
  std::vector<const Json*> failure;
};

std::map<KernelId, KernelRows> GroupByKernel(const Json& results);

struct Verdict {
  bool validated = false;
  std::string reason;       // one line, empty if validated
  bool incomplete = false;  // not validated for want of measurements alone: nothing that was measured speaks against it
};

// Validated: accuracy (to nearest) and behaviour are in this file for this build, nothing failed, no claim of the
// implementation is broken, and no check violated that it claims or that binds everyone. Only validated kernels are
// ranked.
Verdict Judge(const Json& results, const KernelRows& rows);
Verdict Judge(const Json& results, const KernelId& id);

// What `accuracy_row` breaks of its implementation's claim, in one line, or nothing. A claim is over all finite inputs:
// a result that is not finite where it should be breaks a claimed maximum of either kind.
std::string BrokenClaim(const Json& results, const Json& accuracy_row);

// Evidence of accuracy in the one order that all programs keep: sampled 0, proved 1, exhaustive 2. A proof rests on its
// premises; that every input was tried rests on none.
int EvidenceStrength(const std::string& evidence);

// Checks that bind everyone, claimed or not.
bool IsSafetyCheck(const std::string& check);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_VERDICT_H_
