// SPDX-License-Identifier: Apache-2.0
//
// Medians and how far to trust them. Safe from any thread.
#ifndef SIGMARK_REPORTS_RESULTS_BOOTSTRAP_H_
#define SIGMARK_REPORTS_RESULTS_BOOTSTRAP_H_

#include <vector>

namespace sigmark::results {

// The median; of an even number, the mean of the two in the middle. Precondition: not empty.
double Median(std::vector<double> values);

struct MedianInterval {
  double median, lo, hi;
};

// The median of the values with its 95% percentile bootstrap interval (Efron & Tibshirani, "An Introduction to the
// Bootstrap", 1993, chapter 13), from 2000 resamples by a fixed generator. Precondition: not empty.
MedianInterval BootstrapMedian(const std::vector<double>& values);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_BOOTSTRAP_H_
