// SPDX-License-Identifier: Apache-2.0
//
// Which implementation to ship. The page decides by the same rules (reports/page/choose.mjs); cases.json, which both
// are tested on, is what keeps them the same.
#ifndef SIGMARK_REPORTS_CHOOSE_CHOOSE_H_
#define SIGMARK_REPORTS_CHOOSE_CHOOSE_H_

#include <string>
#include <vector>

#include "reports/results/results.h"

namespace sigmark::choose {

using results::Json;

// A question, with what it means where a member is absent:
// { "function": "logistic", "format": "binary32", "rounding": "nearest", "isa": [] (any), "max_ulp": null,
//   "max_abs": null, "domain": null (all inputs) or [lo, hi] (numbers, or hex floats, "inf" and "-inf" as strings),
//   "require": [] (names of Requirements, or checks), "metric": "throughput" or "latency", "inputs": "normal",
//   "n": null (what most kernels have of their smallest working set), "yardstick": null (what most rows have),
//   "license": "any" or "permissive", "no_dependencies": false,
//   "evidence": "sampled", "proved" or "exhaustive" (at least) }
//
// The answer:
// { "query": complete, "cpu": {"cpu_id", "brand", "libm", "effort", "date", "git"},
//   "winner": FIT or null, "ties": [FIT…] (by accuracy), "runners_up": [FIT…] (by speed),
//   "rejected": [{"name", "isa", "build", "rule", "reason"}], "unavailable": [{"name", "reason"}],
//   "relaxations": [{"flags": ["--max-ulp=2.402"], "gives": {"name", "isa"}}] }
// FIT = {"name", "isa", "build", "max_ulp", "max_abs", "nonfinite", "evidence", "domain": {…}, "witness_x",
//        "from_whole": bool (FromTheWhole), "speed": the timed row, "why": a sentence,
//        "usage": {"code", "cmake", "pkg_config"}, "license", "duty", "dependencies"}
//
// A kernel fits if every rule holds: validated, instruction set, rounding, evidence, finite results and maximum error
// (of the rows with the best evidence; on a part of their domain, of the envelope's bins that touch it), requirements
// (as observed in that rounding), licence, dependencies, timed. What does not fit has the reason of the first rule that
// it breaks. Speeds are compared of calls of one length, relative to one yardstick.
// Of those that fit, one is as fast as any if no other is surely faster, by their intervals, and if its own median is
// within a tenth of that: an interval wider than that says too little. Of these the most accurate wins, results that
// are not finite being the least accurate of all. Where nothing fits, the relaxations are the smallest sets of demands
// (as many of them as there are, of the first size that helps, four at most) without which something does.
//
// `digest` is results::Digest's. Throws DataError if it has no kernel of the function and format.
Json Choose(const Json& digest, const Json& query);

// What --require takes, beside the names of checks: {"nan": ["nan_propagates"], …}.
const Json& Requirements();

// An answer as text for a terminal, with at most `top` runners-up.
std::string Describe(const Json& answer, std::size_t top);

}  // namespace sigmark::choose

#endif  // SIGMARK_REPORTS_CHOOSE_CHOOSE_H_
