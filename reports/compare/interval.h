// SPDX-License-Identifier: Apache-2.0
//
// Intervals of medians that hold at levels far out, from few values.
//
// A comparison of hundreds of rows asks each for a level near 99.99 %, and has some twenty runs to answer from. There
// the percentile bootstrap fails: of 15 values it gives, at 99.99 %, the second smallest to the second largest, an
// interval that misses the median once in 1,000 times, ten times too often (its ends are order statistics too, but
// chosen by Bin(n, k/n) rather than by Bin(n, 1/2); resampling cannot invent tails). So the ends are chosen exactly, as
// the sign test does: each value is above the median with probability 1/2, so that the k-th smallest is above it with
// probability P(Bin(n, 1/2) < k), whatever the distribution. Ties only add coverage. Nothing is drawn at random: the
// same values give the same interval.
//
// Assumed: the values are independent and have one median. Not assumed: a normal, symmetric or one-humped
// distribution, nor a variance. Processes that settle in one of two speeds, as they do, widen the interval and do not
// fool it.
#ifndef SIGMARK_REPORTS_COMPARE_INTERVAL_H_
#define SIGMARK_REPORTS_COMPARE_INTERVAL_H_

#include <cstddef>
#include <vector>

#include "reports/results/bootstrap.h"

namespace sigmark::compare {

using results::Median;

// The standard deviation about the median. Not the median deviation, which is 0 for values that are the same more often
// than not, and else far apart: it would call a machine of two speeds quiet. Precondition: not empty.
double Spread(const std::vector<double>& values);

struct Interval {
  double estimate = 0;
  double lo = 0;
  double hi = 0;
  // Whether it holds at the wanted level; if not, lo and hi are the range of the values, which is all they can say.
  bool reached = false;
};

// Holds the median of the values' distribution with probability 1 - alpha at least, if reached: 2^(1-n) <= alpha.
// Precondition: not empty, 0 < alpha < 1.
Interval MedianInterval(std::vector<double> values, double alpha);

// Holds median(after) - median(before) with probability 1 - alpha at least, for independent samples: the difference of
// two intervals of level 1 - alpha/2.
Interval DifferenceOfMedians(std::vector<double> before, std::vector<double> after, double alpha);

// How many values MedianInterval needs to reach 1 - alpha.
std::size_t ValuesNeeded(double alpha);

}  // namespace sigmark::compare

#endif  // SIGMARK_REPORTS_COMPARE_INTERVAL_H_
