// SPDX-License-Identifier: Apache-2.0
#include "reports/report/regions.h"

#include "reports/results/hex_float.h"

namespace sigmark::report {
namespace {

double Parsed(const Json& hex) { return results::ParseFloat(hex.get_ref<const std::string&>()); }

bool Covers(const Json& row, const Json& region) {
  const Json& domain = row.at("domain");
  return Parsed(domain.at("lo")) <= Parsed(region.at("lo")) && Parsed(region.at("hi")) <= Parsed(domain.at("hi")) &&
         row.at("blocks").size() == domain.at("blocks").get<std::size_t>();
}

}  // namespace

const Json* FindRegion(const Json& row, const std::string& name) {
  if (!row.contains("regions")) return nullptr;
  for (const Json& region : row.at("regions")) {
    if (region.at("name") == name && region.contains("max_ulp") && region.contains("witness")) {
      return Covers(row, region) ? &region : nullptr;
    }
  }
  return nullptr;
}

}  // namespace sigmark::report
