// SPDX-License-Identifier: Apache-2.0
#include "reports/choose/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/choose/choose.h"
#include "reports/report/markdown.h"
#include "reports/results/hex_float.h"
#include "reports/results/verdict.h"

namespace sigmark::choose {
namespace {

using results::EvidenceStrength;
using results::Text;

double NumberOf(const Json& value) {
  return value.is_string() ? results::ParseFloat(Text(value)) : value.get<double>();
}

struct Interval {
  double lo;
  double hi;
  bool Contains(const Interval& other) const { return lo <= other.lo && other.hi <= hi; }
  bool Touches(const Interval& other) const { return lo <= other.hi && other.lo <= hi; }
};

Interval IntervalOf(const Json& lo_hi) { return {NumberOf(lo_hi.at("lo")), NumberOf(lo_hi.at("hi"))}; }

// The maximum of a row on `wanted`, which it covers: its own, or that of the envelope's bins that touch the part.
double MaxUlpOn(const Json& row, const Interval& wanted) {
  const double whole = row.at("max_ulp").get<double>();
  if (wanted.Contains(IntervalOf(row.at("domain"))) || row.at("envelope").empty()) return whole;
  double maximum = 0;
  for (const Json& bin : row.at("envelope")) {
    if (IntervalOf(bin).Touches(wanted)) maximum = std::max(maximum, bin.at("max_ulp").get<double>());
  }
  return std::min(maximum, whole);  // bins are rounded up
}

bool IsPart(const Json& row) { return row.at("domain").at("name") == "interval"; }

// Whether a row speaks for the question's inputs: all of them, which rows of whole domains do, or a part.
bool Covers(const Json& row, const Json& query) {
  if (query.at("domain").is_null() || !IsPart(row)) return !IsPart(row);
  const Interval wanted{NumberOf(query.at("domain")[0]), NumberOf(query.at("domain")[1])};
  return IntervalOf(row.at("domain")).Contains(wanted);
}

std::string At(const Json& row) {
  const Json witness = row.value("witness", Json());
  if (!witness.is_object() || !witness.contains("x")) return "";
  return " at x = " + report::InputText(Text(witness.at("x")));
}

// ", at x = …", or nothing.
std::string AfterComma(const std::string& at) { return at.empty() ? "" : "," + at; }

std::string NotFinite(const Error& error, const Json& query) {
  std::string text = report::Count(error.nonfinite) + " results are not finite";
  const Json witness = error.row->value("nonfinite_witness", Json());
  if (witness.is_object() && witness.contains("x"))
    text += ", such as at x = " + report::InputText(Text(witness.at("x")));
  return text + (FromTheWhole(error, query) ? ", perhaps only outside of this domain; measure it with --domain" : "");
}

std::string TooLarge(const Error& error, const Json& query, const std::string& bound) {
  const bool ulp = bound == "max_ulp", part = FromTheWhole(error, query);
  const double limit = query.at(bound).get<double>();
  std::string text = fmt::format("max {}{} {}{}, more than {:.6g}", error.evidence == "sampled" && !part ? "≥ " : "",
                                 report::Bound(ulp ? error.max_ulp : error.max_abs), ulp ? "ulp" : "absolute",
                                 part && ulp ? " in the bins of this domain" : "", limit);
  // The witness is of the whole row: in the bins of a part the maximum is elsewhere.
  if (ulp && !part) text += AfterComma(At(*error.row));
  if (part && !ulp) text += ", perhaps only outside of this domain; measure it with --domain";
  return text;
}

// Why a check keeps a kernel out, or nothing. A check that does not apply is one that nothing can violate.
std::string Missed(const Json& kernel, const Json& query, const std::string& check) {
  const bool every_rounding = check == "rounding_modes";  // it is about the others
  bool measured = false;
  std::uint64_t violations = 0;
  const Json* violated = nullptr;
  for (const Json& row : kernel.at("behaviour")) {
    if (row.at("check") != check || row.at("observed") == "not_run") continue;
    if (!every_rounding && row.at("rounding") != query.at("rounding")) continue;
    measured = true;
    if (row.at("observed") != "violated") continue;
    if (violated == nullptr) violated = &row;
    violations += row.at("violations").get<std::uint64_t>();
  }
  if (!measured) {
    return check + " was not measured" + (query.at("rounding") == "nearest" ? "" : ", " + Text(query.at("rounding")));
  }
  if (violated == nullptr) return "";
  return fmt::format("{} is violated {}{}", check, violations == 1 ? "once" : report::Count(violations) + " times",
                     At(*violated));
}

std::vector<std::string> ChecksOf(const std::string& requirement) {
  const Json& named = Requirements();
  if (named.contains(requirement)) return named.at(requirement).get<std::vector<std::string>>();
  return {requirement};
}

bool Contains(const Json& list, const Json& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

}  // namespace

std::optional<Error> ErrorOf(const Json& kernel, const Json& query) {
  std::optional<Error> error;
  for (const Json& row : kernel.at("accuracy")) {
    if (row.at("rounding") != query.at("rounding") || !Covers(row, query)) continue;
    const Json& domain = query.at("domain");
    const double max_ulp =
        domain.is_null() ? row.at("max_ulp").get<double>() : MaxUlpOn(row, {NumberOf(domain[0]), NumberOf(domain[1])});
    const Error one{max_ulp, row.at("max_abs").get<double>(), row.at("nonfinite").get<std::uint64_t>(),
                    Text(row.at("evidence")), &row};
    if (!error || EvidenceStrength(one.evidence) > EvidenceStrength(error->evidence)) {
      error = one;
      continue;
    }
    if (EvidenceStrength(one.evidence) < EvidenceStrength(error->evidence)) continue;
    // Sampled maxima are lower bounds, and the largest says most; the others are upper bounds, and the smallest does.
    const bool sampled = one.evidence == "sampled";
    const auto better = [sampled](auto a, auto b) { return sampled ? std::max(a, b) : std::min(a, b); };
    if (better(one.max_ulp, error->max_ulp) != error->max_ulp) error->row = one.row;
    error->max_ulp = better(one.max_ulp, error->max_ulp);
    error->max_abs = better(one.max_abs, error->max_abs);
    error->nonfinite = better(one.nonfinite, error->nonfinite);
  }
  return error;
}

bool FromTheWhole(const Error& error, const Json& query) {
  if (query.at("domain").is_null() || IsPart(*error.row)) return false;
  const Interval wanted{NumberOf(query.at("domain")[0]), NumberOf(query.at("domain")[1])};
  return !wanted.Contains(IntervalOf(error.row->at("domain")));
}

const Json* SpeedOf(const Json& kernel, const Json& query) {
  const Json* best = nullptr;
  const auto rank = [](const Json& row) {
    return std::pair(row.at("working_set").get<double>(), -row.at("n").get<double>());
  };
  for (const Json& row : kernel.at("throughput")) {
    if (row.at("mode") != query.at("metric") || row.at("inputs") != query.at("inputs") || row.at("threads") != 1) {
      continue;
    }
    if (!query.at("n").is_null() && row.at("n") != query.at("n")) continue;
    if (!query.at("yardstick").is_null() && row.at("yardstick") != query.at("yardstick")) continue;
    if (best == nullptr || rank(row) < rank(*best)) best = &row;
  }
  return best;
}

std::optional<Objection> FirstObjection(const Json& kernel, const Json& implementation, const Json& query,
                                        const std::set<std::string>& ignored) {
  const auto binds = [&ignored](const std::string& rule) { return ignored.count(rule) == 0; };
  if (!kernel.at("validated").get<bool>()) return Objection{"validated", "not validated: " + Text(kernel.at("reason"))};
  const Json& isa = query.at("isa");
  if (binds("isa") && !isa.empty() && !Contains(isa, kernel.at("isa"))) {
    return Objection{"isa", fmt::format("is for {}, not {}", Text(kernel.at("isa")),
                                        fmt::join(isa.get<std::vector<std::string>>(), " or "))};
  }
  const std::optional<Error> error = ErrorOf(kernel, query);
  if (!error) {
    return Objection{"rounding", query.at("domain").is_null()
                                     ? "accuracy was not measured, " + Text(query.at("rounding"))
                                     : "accuracy was not measured on this domain, " + Text(query.at("rounding"))};
  }
  const std::string& evidence = Text(query.at("evidence"));
  if (binds("evidence") && EvidenceStrength(error->evidence) < EvidenceStrength(evidence)) {
    return Objection{"evidence", fmt::format("its accuracy is {}, not {}", error->evidence, evidence)};
  }
  // A bound asks for finite results too, and loosening it does not make them so.
  const bool bounded = !query.at("max_ulp").is_null() || !query.at("max_abs").is_null();
  if (bounded && error->nonfinite > 0) return Objection{"finite", NotFinite(*error, query)};
  for (const std::string bound : {"max_ulp", "max_abs"}) {
    if (query.at(bound).is_null() || !binds(bound)) continue;
    const double measured = bound == "max_ulp" ? error->max_ulp : error->max_abs;
    if (measured > query.at(bound).get<double>()) return Objection{bound, TooLarge(*error, query, bound)};
  }
  for (const Json& requirement : query.at("require")) {
    const std::string rule = "require:" + Text(requirement);
    if (!binds(rule)) continue;
    for (const std::string& check : ChecksOf(Text(requirement))) {
      if (std::string missed = Missed(kernel, query, check); !missed.empty()) return Objection{rule, missed};
    }
  }
  if (binds("license") && query.at("license") == "permissive" && !implementation.at("permissive").get<bool>()) {
    return Objection{"license",
                     fmt::format("its licence, {}, is not known to be permissive", Text(implementation.at("license")))};
  }
  if (binds("dependencies") && query.at("no_dependencies").get<bool>() && !implementation.at("dependencies").empty()) {
    return Objection{"dependencies", "needs " + Text(implementation.at("dependencies")[0].at("name"))};
  }
  if (SpeedOf(kernel, query) == nullptr) {
    const std::string n = query.at("n").is_null() ? "" : fmt::format(", n = {}", query.at("n").dump());
    const Json& yardstick = query.at("yardstick");
    return Objection{
        "speed", fmt::format("{} was not timed with {} inputs{}{}", Text(query.at("metric")), Text(query.at("inputs")),
                             n, yardstick.is_null() ? "" : ", against " + Text(yardstick))};
  }
  return std::nullopt;
}

std::vector<Demand> Demands(const Json& query) {
  std::vector<Demand> demands;
  if (!query.at("isa").empty()) {
    demands.push_back(
        {"isa", fmt::format("--isa={}", fmt::join(query.at("isa").get<std::vector<std::string>>(), ","))});
  }
  if (query.at("evidence") != "sampled") demands.push_back({"evidence", "--evidence=" + Text(query.at("evidence"))});
  for (const char* bound : {"max_ulp", "max_abs"}) {
    if (!query.at(bound).is_null()) demands.push_back({bound, ""});  // its flag depends on what there is
  }
  for (const Json& requirement : query.at("require")) {
    demands.push_back({"require:" + Text(requirement), "--require=" + Text(requirement)});
  }
  if (query.at("license") == "permissive") demands.push_back({"license", "--license=permissive"});
  if (query.at("no_dependencies").get<bool>()) demands.push_back({"dependencies", "--no-dependencies"});
  return demands;
}

}  // namespace sigmark::choose
