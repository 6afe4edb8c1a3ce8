// SPDX-License-Identifier: Apache-2.0
//
// The fingerprint: equal fingerprints = identical results.
#ifndef SIGMARK_REPORTS_RESULTS_FINGERPRINT_H_
#define SIGMARK_REPORTS_RESULTS_FINGERPRINT_H_

#include <string>

#include "reports/results/results.h"

namespace sigmark::results {

// XXH3 (64 bits, seed 0) of a row's axes and its blocks' digests, as 16 hex digits. The hashed text is
//   function|format|rounding|domain.name|domain.lo|domain.hi|effort|seed
// and, for each block by ascending index, a newline and index:digest. Neither the implementation nor the build nor the
// instruction set is part of it: rows of different kernels that compute the same have the same fingerprint, and so have
// the accuracy and the behaviour rows of one kernel over one plan. Precondition: the row has these members.
std::string Fingerprint(const Json& row);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_FINGERPRINT_H_
