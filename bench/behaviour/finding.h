// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_BEHAVIOUR_FINDING_H_
#define SIGMARK_BENCH_BEHAVIOUR_FINDING_H_

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "impls/core/axes.h"
#include "reports/results/hex_float.h"

namespace sigmark {

// What one check saw: how often it was decided, how often it was violated, and the violation nearest to 0.
struct Finding {
  std::uint64_t decided = 0;
  std::uint64_t violations = 0;
  std::optional<double> x;  // the input of the witness
  double got = 0;
  std::string detail;  // what is wrong at the witness

  // `describe` is called only where this violation becomes the witness.
  template <class Describe>
  void Violate(double at, double result, const Describe& describe) {
    ++violations;
    if (x && !(std::abs(at) < std::abs(*x))) return;
    x = at;
    got = result;
    detail = describe();
  }

  void Merge(const Finding& other) {
    decided += other.decided;
    violations += other.violations;
    if (other.x && (!x || std::abs(*other.x) < std::abs(*x) || (std::abs(*other.x) == std::abs(*x) && *other.x < *x))) {
      x = other.x;
      got = other.got;
      detail = other.detail;
    }
  }

  nlohmann::json ToJson() const {
    return {{"decided", decided},
            {"violations", violations},
            {"x", x ? nlohmann::json(results::HexFloat(*x)) : nlohmann::json()},
            {"got", results::HexFloat(got)},
            {"detail", detail}};
  }
  static Finding FromJson(const nlohmann::json& json) {
    Finding finding;
    finding.decided = json.at("decided");
    finding.violations = json.at("violations");
    if (!json.at("x").is_null()) finding.x = results::ParseFloat(json.at("x").get<std::string>());
    finding.got = results::ParseFloat(json.at("got").get<std::string>());
    finding.detail = json.at("detail");
    return finding;
  }
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_FINDING_H_
