// SPDX-License-Identifier: Apache-2.0
#include "reports/report/envelope.h"

#include <limits>

#include "reports/results/hex_float.h"

namespace sigmark::report {
namespace {

double Number(const Json& hex) { return results::ParseFloat(hex.get_ref<const std::string&>()); }

const Json* FindRegion(const Json& row, const std::string& name) {
  if (!row.contains("regions")) return nullptr;
  for (const Json& region : row.at("regions")) {
    if (region.at("name") == name) return &region;
  }
  return nullptr;
}

// Whether the row is of all inputs from lo to hi, as far as it visits inputs there.
bool Covers(const Json& row, double lo, double hi) {
  const Json& domain = row.at("domain");
  return Number(domain.at("lo")) <= lo && hi <= Number(domain.at("hi")) &&
         row.at("blocks").size() == domain.at("blocks").get<std::size_t>();
}

}  // namespace

const Json* WorstBinWithin(const Json& row, double lo, double hi) {
  if (!Covers(row, lo, hi)) return nullptr;
  const Json* worst = nullptr;
  for (const Json& bin : row.at("envelope")) {
    if (Number(bin.at("lo")) < lo || Number(bin.at("hi")) > hi) continue;
    if (worst == nullptr || worst->at("max_ulp").get<double>() < bin.at("max_ulp").get<double>()) worst = &bin;
  }
  return worst;
}

const Json* WorstBinIn(const Json& row, const std::string& name) {
  const Json* region = FindRegion(row, name);
  return region == nullptr ? nullptr : WorstBinWithin(row, Number(region->at("lo")), Number(region->at("hi")));
}

bool HasRegion(const Json& row, const std::string& name) {
  const Json* region = FindRegion(row, name);
  return region != nullptr && Covers(row, Number(region->at("lo")), Number(region->at("hi")));
}

double RegionBegin(const Json& row, const std::string& name) {
  const Json* region = FindRegion(row, name);
  return region == nullptr ? std::numeric_limits<double>::quiet_NaN() : Number(region->at("lo"));
}

}  // namespace sigmark::report
