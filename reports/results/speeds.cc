// SPDX-License-Identifier: Apache-2.0
#include "reports/results/speeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <vector>

#include "reports/results/bootstrap.h"

namespace sigmark::results {
namespace {

// The ratio of two series of a row, round by round.
std::vector<double> Ratios(const Json& row, const char* numerator, const char* denominator) {
  const Json& samples = row.at("samples");
  const Json& a = samples.at(numerator);
  const Json& b = samples.at(denominator);
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double below = b[i].get<double>();
    if (below > 0 && a[i].get<double>() > 0) ratios.push_back(a[i].get<double>() / below);
  }
  return ratios;
}

bool HasChain(const Json& row) {
  return row.at("kind") == "throughput" && row.at("samples").contains("chain") &&
         !Ratios(row, "yardstick", "chain").empty() && !Ratios(row, "chain", "candidate").empty();
}

std::string PriceKey(const Json& row) {
  Json key = Json::array();
  for (const char* axis : {"yardstick", "function", "format", "mode", "inputs", "n", "threads"}) {
    key.push_back(row.at(axis));
  }
  return key.dump();
}

// To four digits, as all times are: the fifth is noise.
double Rounded(double value) { return std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr); }

}  // namespace

void NormaliseSpeeds(Json& results) {
  std::map<std::string, std::vector<double>> prices;
  for (const Json& row : results.at("measurements")) {
    if (HasChain(row)) prices[PriceKey(row)].push_back(Median(Ratios(row, "yardstick", "chain")));
  }
  for (Json& row : results.at("measurements")) {
    if (!HasChain(row)) continue;
    const double price = Median(prices.at(PriceKey(row)));
    const MedianInterval interval = BootstrapMedian(Ratios(row, "chain", "candidate"));
    const double relative = Rounded(price * interval.median);
    const double lo = Rounded(price * interval.lo), hi = Rounded(price * interval.hi);
    if (!(lo > 0) || !std::isfinite(hi)) continue;  // times that no clock measures
    row["relative"] = relative;
    row["relative_ci95"] = {lo, hi};
  }
}

}  // namespace sigmark::results
