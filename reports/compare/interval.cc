// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/interval.h"

#include <algorithm>
#include <cmath>

namespace sigmark::compare {
namespace {

// P(Bin(n, 1/2) = j). In logarithms: neither n nor a far tail overflows or is lost.
double Probability(std::size_t n, std::size_t j) {
  const auto total = static_cast<double>(n);
  const auto part = static_cast<double>(j);
  return std::exp(std::lgamma(total + 1) - std::lgamma(part + 1) - std::lgamma(total - part + 1) -
                  total * std::log(2.0));
}

// The largest k with 2 P(Bin(n, 1/2) < k) <= alpha; 0 if there is none. The slack forgives lgamma its rounding, so that
// 2^(1-n) reaches an alpha of exactly 2^(1-n).
std::size_t Rank(std::size_t n, double alpha) {
  constexpr double kSlack = 1 + 1e-9;
  std::size_t k = 0;
  double below = 0;
  while (k < (n + 1) / 2) {
    below += Probability(n, k);
    if (2 * below > alpha * kSlack) break;
    ++k;
  }
  return k;
}

}  // namespace

double Spread(const std::vector<double>& values) {
  const double median = Median(values);
  double sum = 0;
  for (const double value : values) sum += (value - median) * (value - median);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

Interval MedianInterval(std::vector<double> values, double alpha) {
  std::sort(values.begin(), values.end());
  const std::size_t rank = Rank(values.size(), alpha);
  const std::size_t drop = rank == 0 ? 0 : rank - 1;
  return {Median(values), values[drop], values[values.size() - 1 - drop], rank > 0};
}

Interval DifferenceOfMedians(std::vector<double> before, std::vector<double> after, double alpha) {
  const Interval a = MedianInterval(std::move(before), alpha / 2);
  const Interval b = MedianInterval(std::move(after), alpha / 2);
  return {b.estimate - a.estimate, b.lo - a.hi, b.hi - a.lo, a.reached && b.reached};
}

std::size_t ValuesNeeded(double alpha) {
  std::size_t n = 1;
  while (Rank(n, alpha) == 0) ++n;
  return n;
}

}  // namespace sigmark::compare
