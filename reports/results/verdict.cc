// SPDX-License-Identifier: Apache-2.0
#include "reports/results/verdict.h"

#include <fmt/format.h>

#include <algorithm>

namespace sigmark::results {
namespace {

bool Lists(const Json& claim, const char* list, const Json& value) {
  const auto it = claim.find(list);
  return it != claim.end() && std::find(it->begin(), it->end(), value) != it->end();
}

double Claimed(const Json& claim, const char* member) {
  const auto it = claim.find(member);
  return it == claim.end() || it->is_null() ? 0 : it->get<double>();
}

std::string BrokenBy(const Json& claim, const Json& row) {
  for (const char* axis : {"function", "format"}) {
    if (claim.at(axis) != row.at(axis)) return "";
  }
  // A claim without isa is for every instruction set; without roundings, for nearest.
  if (claim.contains("isa") && claim.at("isa") != row.at("isa")) return "";
  const bool covers =
      claim.contains("roundings") ? Lists(claim, "roundings", row.at("rounding")) : row.at("rounding") == "nearest";
  if (!covers) return "";
  bool any = false;
  for (const auto& [member, unit] : {std::pair("max_ulp", " ulp"), std::pair("max_abs", "")}) {
    const double claimed = Claimed(claim, member);
    const double measured = row.at(member).get<double>();
    if (claimed == 0) continue;
    any = true;
    if (measured > claimed) {
      return fmt::format("claims {} {:.4g}{}, measured {:.4g}{} ({})", member, claimed, unit, measured, unit,
                         Text(row.at("rounding")));
    }
  }
  if (const auto misrounded = row.at("misrounded").get<std::uint64_t>();
      claim.value("correctly_rounded", false) && misrounded > 0) {
    return fmt::format("claims to round correctly, but {} results do not ({})", misrounded, Text(row.at("rounding")));
  }
  const auto nonfinite = row.at("nonfinite").get<std::uint64_t>();
  if (any && nonfinite > 0) return fmt::format("claims a maximum, but {} results are not finite", nonfinite);
  return "";
}

}  // namespace

std::map<KernelId, KernelRows> GroupByKernel(const Json& results) {
  std::map<KernelId, KernelRows> kernels;
  for (const Json& row : results.at("measurements")) {
    KernelRows& rows = kernels[{Text(row.at("function")), Text(row.at("format")), Text(row.at("family")),
                                Text(row.at("impl")), Text(row.at("isa")), Text(row.at("build"))}];
    const std::string& kind = Text(row.at("kind"));
    (kind == "accuracy"    ? rows.accuracy
     : kind == "behaviour" ? rows.behaviour
     : kind == "failure"   ? rows.failure
                           : rows.throughput)
        .push_back(&row);
  }
  return kernels;
}

std::string BrokenClaim(const Json& results, const Json& accuracy_row) {
  const std::string& id = Text(accuracy_row.at("impl"));
  const std::string& family = Text(accuracy_row.at("family"));
  for (const Json& implementation : results.at("implementations")) {
    const bool same = Text(implementation.at("id")) == id && Text(implementation.at("family")) == family;
    if (!same || !implementation.contains("claims")) continue;
    for (const Json& claim : implementation.at("claims")) {
      if (std::string broken = BrokenBy(claim, accuracy_row); !broken.empty()) return broken;
    }
  }
  return "";
}

int EvidenceStrength(const std::string& evidence) {
  return evidence == "exhaustive" ? 2 : evidence == "proved" ? 1 : 0;
}

bool IsSafetyCheck(const std::string& check) {
  return check == "no_out_of_bounds" || check == "writes_all" || check == "preserves_fp_state" ||
         check == "deterministic";
}

namespace {

// A kernel that is asked the same by two programs must answer the same: rows over one plan have one fingerprint.
std::string DifferingFingerprints(const KernelRows& rows) {
  for (const Json* accuracy : rows.accuracy) {
    for (const Json* behaviour : rows.behaviour) {
      if (!behaviour->contains("fingerprint")) continue;
      const auto same = [&](const char* member) { return accuracy->at(member) == behaviour->at(member); };
      const auto same_domain = [&](const char* member) {
        return accuracy->at("domain").at(member) == behaviour->at("domain").at(member);
      };
      const bool one_plan = same("rounding") && same("effort") && same("seed") && same_domain("name") &&
                            same_domain("lo") && same_domain("hi") &&
                            accuracy->at("blocks").size() == behaviour->at("blocks").size();
      if (one_plan && !same("fingerprint")) return "results differ between two processes";
    }
  }
  return "";
}

}  // namespace

Verdict Judge(const Json& results, const KernelRows& rows) {
  for (const Json* row : rows.failure) {
    return {false, fmt::format("{} in {}: {}", Text(row->at("what")), Text(row->at("stage")), Text(row->at("detail")))};
  }
  for (const auto* list : {&rows.accuracy, &rows.behaviour}) {
    for (const Json* row : *list) {
      const Json controls = row->value("controls", Json());
      if (!controls.is_null() && controls.at("found") != controls.at("planted")) {
        return {false, fmt::format("void: {} of {} planted errors were found", controls.at("found").dump(),
                                   controls.at("planted").dump())};
      }
    }
  }
  bool nearest = false;
  for (const Json* row : rows.accuracy) {
    if (std::string broken = BrokenClaim(results, *row); !broken.empty()) return {false, broken};
    // Part of a domain, a shard's or the user's own, does not validate.
    const Json& domain = row->at("domain");
    const bool whole =
        domain.at("name") != "interval" && row->at("blocks").size() == domain.at("blocks").get<std::size_t>();
    nearest |= row->at("rounding") == "nearest" && whole;
  }
  for (const Json* row : rows.behaviour) {
    const std::string& check = Text(row->at("check"));
    const bool claimed = row->at("claimed").get<bool>();
    if (row->at("observed") == "violated" && (claimed || IsSafetyCheck(check))) {
      return {false, fmt::format("{} {}, violated {} times", claimed ? "claims" : "must satisfy", check,
                                 row->at("violations").get<std::uint64_t>())};
    }
  }
  if (std::string differ = DifferingFingerprints(rows); !differ.empty()) return {false, differ};
  if (!nearest) return {false, "accuracy not measured on a whole domain", true};
  if (rows.behaviour.empty()) return {false, "behaviour not measured", true};
  return {true, ""};
}

Verdict Judge(const Json& results, const KernelId& id) {
  const auto kernels = GroupByKernel(results);
  const auto it = kernels.find(id);
  return it == kernels.end() ? Verdict{false, "not measured", true} : Judge(results, it->second);
}

}  // namespace sigmark::results
