// SPDX-License-Identifier: Apache-2.0
//
// What choices and the page are made of: a results file, kernel by kernel, with verdicts and without the bulk.
#ifndef SIGMARK_REPORTS_RESULTS_DIGEST_H_
#define SIGMARK_REPORTS_RESULTS_DIGEST_H_

#include <string>
#include <vector>

#include "reports/results/results.h"

namespace sigmark::results {

// { "machine", "run", "builds": as in the file,
//   "implementations": [{"name": "family/id", "summary", "source", "license", "file", "flags", "status", "reason",
//                        "dependencies": […], "permissive": bool, "duty": "what its licence asks for"}],
//   "kernels": [{"function", "format", "name", "isa", "build", "validated": bool, "reason": "why not",
//                "accuracy": […], "behaviour": […], "throughput": […], "failure": […],
//                "usage": {"code", "cmake": [lines], "pkg_config": "a line"}}] }
// The rows are the file's without the axes that the kernel states, blocks, controls, sums and samples. Implementations
// and kernels are in the order of their names, functions and formats. Precondition: valid.
Json Digest(const Json& results);

// {"schema": "sigmark-page/1", "reports": [digests], "fingerprints": […]}: of several machines. To be small, a digest
// is packed: "bins": [[lo, hi]] holds the bins of all envelopes, which are [[number of the bin, max_ulp]] then, and a
// behaviour row that is not violated says no more than that. With the rows whose
// fingerprints differ between any two: {"function", "format", "name", "isa", "rounding", "domain", "effort", "seed",
// "values": {cpu_id: fingerprint}}, domain being the row's without its counts. Precondition: each cpu_id once.
Json PageData(const std::vector<Json>& reports);

// Whether an SPDX expression lets one ship the code in closed software with notices at most: all operands of AND, or
// one of OR, are known to. An unknown licence is not, nor is
// an expression with parentheses.
bool IsPermissive(const std::string& license);

// What a licence asks of whoever ships the code, in one sentence.
std::string LicenceDuty(const std::string& license);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_DIGEST_H_
