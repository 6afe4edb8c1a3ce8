// SPDX-License-Identifier: Apache-2.0
#include "reports/results/bootstrap.h"

#include <algorithm>
#include <cstddef>
#include <random>

namespace sigmark::results {

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

MedianInterval BootstrapMedian(const std::vector<double>& values) {
  constexpr std::size_t kResamples = 2000;
  std::vector<double> medians;
  std::vector<double> resample(values.size());
  std::mt19937_64 random(7);  // the same generator everywhere, unlike the standard library's distributions
  for (std::size_t i = 0; i < kResamples; ++i) {
    for (double& value : resample) value = values[random() % values.size()];
    medians.push_back(Median(resample));
  }
  std::sort(medians.begin(), medians.end());
  return {Median(values), medians[kResamples / 40], medians[kResamples - 1 - kResamples / 40]};
}

}  // namespace sigmark::results
