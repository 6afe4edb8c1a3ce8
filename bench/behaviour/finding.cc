// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/finding.h"

#include "reports/results/hex_float.h"

namespace sigmark {

using Json = nlohmann::json;

void Finding::Merge(const Finding& other) {
  decided += other.decided;
  violations += other.violations;
  if (!other.x || (x && !Precedes(*other.x, *x))) return;
  x = other.x;
  got = other.got;
  detail = other.detail;
}

void Merge(Findings& findings, const Findings& others) {
  for (const auto& [decision, finding] : others) findings[decision].Merge(finding);
}

Json ToJson(const Findings& findings) {
  Json json = Json::array();
  for (const auto& [decision, finding] : findings) {
    json.push_back({{"check", Name(decision.check)},
                    {"rounding", Name(decision.rounding)},
                    {"decided", finding.decided},
                    {"violations", finding.violations},
                    {"x", finding.x ? Json(results::HexFloat(*finding.x)) : Json()},
                    {"got", results::HexFloat(finding.got)},
                    {"detail", finding.detail}});
  }
  return json;
}

Findings FindingsFromJson(const Json& json) {
  Findings findings;
  for (const Json& entry : json) {
    Finding& finding = findings[{*Parse<Check>(kCheckNames, entry.at("check").get<std::string>()),
                                 *Parse<Rounding>(kRoundingNames, entry.at("rounding").get<std::string>())}];
    finding.decided = entry.at("decided");
    finding.violations = entry.at("violations");
    if (!entry.at("x").is_null()) finding.x = results::ParseFloat(entry.at("x").get<std::string>());
    finding.got = results::ParseFloat(entry.at("got").get<std::string>());
    finding.detail = entry.at("detail");
  }
  return findings;
}

}  // namespace sigmark
