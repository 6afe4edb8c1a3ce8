// SPDX-License-Identifier: Apache-2.0
//
// Speeds of one run, made comparable with each other.
#ifndef SIGMARK_REPORTS_RESULTS_SPEEDS_H_
#define SIGMARK_REPORTS_RESULTS_SPEEDS_H_

#include "reports/results/results.h"

namespace sigmark::results {

// An interval wider than this ratio of its ends does not tell who is faster.
inline constexpr double kNoisyInterval = 1.1;

// Sets "relative" and "relative_ci95" of the throughput rows that were timed beside a chain, so that a ratio of two of
// them does not depend on luck. Each row of a file has its own process, and a loop such as naive's may run at one of
// several speeds for as long as a process lives (on a Zen 5, 25 % apart): two kernels would be ranked by the yardsticks
// that they happened to meet. So rows with the same yardstick, function, format, mode, inputs, n and threads share one
// price of the yardstick, in units of the chain: the median over their processes of the median over rounds of
// yardstick / chain. A row's speed is that price × the median over its rounds of chain / candidate; the interval is the
// bootstrap's for that median, and leaves out the price, which is common to all that are compared.
//
// `results` stays valid; a file of a single row per group keeps its figures up to the medians' order. Idempotent.
void NormaliseSpeeds(Json& results);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_SPEEDS_H_
