// SPDX-License-Identifier: Apache-2.0
//
// What is compared: the runs of one revision.
#ifndef SIGMARK_REPORTS_COMPARE_SIDE_H_
#define SIGMARK_REPORTS_COMPARE_SIDE_H_

#include <string>
#include <vector>

#include "reports/results/results.h"

namespace sigmark::compare {

using results::Json;

struct Run {
  std::string name;  // the file's
  Json results;
};

// Repeated measurements of one revision, each by processes of its own, of one CPU and libm.
struct Side {
  std::string label;  // "BASE" or "NEW"
  std::string path;   // as given, valid UTF-8
  std::vector<Run> runs;
  bool folder = false;  // whose files' names say which run is which

  const Json& Machine() const { return runs.front().results.at("machine"); }
  // "glibc 2.36 (fma)".
  std::string Libm() const;
};

// A results file, or a folder of them: every *.json in name order. Throws DataError for anything else, for an empty
// folder, and for files of different CPUs or C libraries.
Side LoadSide(const std::string& label, const std::string& path);

// The same of results in memory. Precondition: valid, at least one.
Side MakeSide(const std::string& label, std::vector<Run> runs);

// Where speeds must not be compared: each difference of CPU, C library, compiler or flags in one line that names both
// values.
std::vector<std::string> Differences(const Side& base, const Side& next);

// Why a row of this isa, measured in `base`, cannot be asked of the machine of `next`; empty if it can.
std::string MachineExcuse(const Side& base, const Side& next, const std::string& isa);

}  // namespace sigmark::compare

#endif  // SIGMARK_REPORTS_COMPARE_SIDE_H_
