// SPDX-License-Identifier: Apache-2.0
//
// What a report says of each kernel: its rows of the results file, condensed.
#ifndef SIGMARK_REPORTS_REPORT_KERNELS_H_
#define SIGMARK_REPORTS_REPORT_KERNELS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reports/results/results.h"
#include "reports/results/verdict.h"

namespace sigmark::report {

using results::Json;

// All rows of one check of one kernel (rounding modes, domains) together: violated if any is.
struct CheckState {
  enum Observed { kNotRun, kNotApplicable, kHolds, kViolated };
  Observed observed = kNotRun;
  std::uint64_t violations = 0;
  bool claimed = false;  // by a row that is violated, if any is
};

struct Kernel {
  results::KernelId id;
  results::KernelRows rows;
  results::Verdict verdict;
  // Of the accuracy rows to nearest: the one with most inputs, which speaks for the kernel, and the one with the
  // largest error. Null if not measured.
  const Json* accuracy = nullptr;
  const Json* worst = nullptr;
  // Single-threaded, normal inputs: in the smallest working set, in the largest, and latency. Null if not measured.
  const Json* small = nullptr;
  const Json* large = nullptr;
  const Json* latency = nullptr;
  std::map<std::string, CheckState> checks;
  std::uint64_t table_bytes = 0;  // of its implementation's own tables
  bool on_front = false;

  std::string Name() const { return id.family + "/" + id.impl; }
  // Largest error to nearest; infinite where results are not finite and should be, or nothing was measured.
  double MaxUlp() const;
  // Speed relative to the yardstick in the smallest working set; 0 if not measured.
  double Speed() const;
  // Of one check; kNotRun if there is none.
  CheckState Check(const std::string& check) const;
};

// Whether it is one of the usual forms once more, compiled otherwise: such kernels have a table of their own.
bool IsVariant(const Kernel& kernel);

// The fingerprint of the row that speaks for the kernel, with what the row was measured on and how often special values
// and placements violated their checks: equal keys, equal results. Empty where nothing was measured.
std::string ResultsKey(const Kernel& kernel);

// A section of the report.
struct Group {
  std::string function;
  std::string format;
  std::vector<Kernel> kernels;  // fastest first
};

// The groups in the order of the report: functions as in the schema, binary32 first. The Pareto front of a group is of
// its validated kernels: none other is at least as fast and at least as accurate, and better in one.
// Pointers are into `results`.
std::vector<Group> GroupKernels(const Json& results);

// The enumerators of an axis ("function", "check" …), in the schema's order.
std::vector<std::string> AxisNames(const std::string& axis);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_KERNELS_H_
