// SPDX-License-Identifier: Apache-2.0
#include "reports/choose_command.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include "reports/choose/choose.h"
#include "reports/report/kernels.h"
#include "reports/results/digest.h"
#include "reports/results/hex_float.h"
#include "reports/results/results.h"
#include "reports/run.h"

namespace sigmark {
namespace {

using results::Json;

// Where scripts/run leaves its results.
constexpr const char* kDefaultResults = "build/report/results.json";

// As the page opens: without any bound, the answer would be whatever is wrong fastest.
constexpr double kDefaultMaxUlp = 4;

std::optional<double> ParseNumber(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || std::isnan(value)) return std::nullopt;
  return value;
}

std::optional<std::pair<double, double>> ParseDomain(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::optional<double> lo = ParseNumber(text.substr(0, colon)), hi = ParseNumber(text.substr(colon + 1));
  if (!lo || !hi || *lo > *hi) return std::nullopt;
  return std::pair(*lo, *hi);
}

std::string CheckDomain(const std::string& text) {
  return ParseDomain(text) ? "" : text + " is not LO:HI, two numbers with LO ≤ HI";
}

std::string CheckBound(const std::string& text) {
  const std::optional<double> value = ParseNumber(text);
  return value && *value > 0 ? "" : text + " is not a positive number, or inf for any error";
}

std::vector<std::string> RequirementNames() {
  std::vector<std::string> names;
  for (const auto& [name, checks] : choose::Requirements().items()) names.push_back(name);
  for (const std::string& check : report::AxisNames("check")) {
    if (!choose::Requirements().contains(check)) names.push_back(check);
  }
  return names;
}

}  // namespace

void ChooseCommand::Define(CLI::App& app) {
  command_ = app.add_subcommand("choose", "which implementation to ship, why, and what the others lost on");
  CLI::App& command = *command_;
  command.footer(
      "Exit status: 0 something fits; 1 nothing does, and the nearest relaxations are named; 2 bad usage or data.");
  command.add_option("RESULTS", files_, fmt::format("results files of one machine (default {})", kDefaultResults))
      ->type_name("FILE…");
  const auto name = [&command](const char* flag, std::string& value, const std::vector<std::string>& names,
                               const std::string& help) {
    command.add_option(flag, value, help)->check(CLI::IsMember(names))->capture_default_str()->type_name("NAME");
  };
  const auto list = [&command](const char* flag, std::vector<std::string>& values, const std::string& help) {
    return command.add_option(flag, values, help)->delimiter(',')->allow_extra_args(false)->type_name("LIST");
  };
  name("--function", function_, report::AxisNames("function"), "what is to be computed");
  name("--format", format_, report::AxisNames("format"), "of inputs and results");
  name("--rounding", rounding_, report::AxisNames("rounding"), "that the results must have");
  list("--isa", isa_, "instruction sets that may be used, by Highway's names, or libm (default all of this CPU)");
  CLI::Option* max_ulp =
      command
          .add_option("--max-ulp", max_ulp_,
                      fmt::format("largest error, in ULP; inf for any (default {}, without --max-abs)", kDefaultMaxUlp))
          ->check(CheckBound);
  command.add_option("--max-abs", max_abs_, "largest absolute error")->check(CheckBound)->excludes(max_ulp);
  command.add_option("--domain", domain_, "errors on these inputs only")->check(CheckDomain)->type_name("LO:HI");
  list("--require", require_,
       "behaviours, of nan, range, monotone, symmetric, subnormals, flags, rounding_modes, position, or ids of checks")
      ->check(CLI::IsMember(RequirementNames()));
  name("--metric", metric_, {"throughput", "latency"}, "what fast means");
  command.add_option("--inputs", inputs_, "that were timed: uniform, normal, saturated, subnormal, or a file's name")
      ->capture_default_str()
      ->type_name("NAME");
  command.add_option("--n", n_, "elements of a call (default: as many as fit the smallest working set)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 40))
      ->type_name("N");
  name("--license", license_, {"any", "permissive"}, "of the implementation");
  command.add_flag("--no-dependencies", no_dependencies_, "nothing but the C library");
  name("--evidence", evidence_, {"sampled", "proved", "exhaustive"}, "of the error, at least");
  command.add_option("--top", top_, "runners-up to print")
      ->check(CLI::Range(0, 10000))
      ->capture_default_str()
      ->type_name("N");
  command.add_flag("--json", json_, "the whole answer as JSON");
}

int ChooseCommand::Run() const {
  std::vector<std::string> paths = files_;
  if (paths.empty()) {
    if (!std::filesystem::exists(kDefaultResults)) {
      throw results::DataError(
          fmt::format("choose needs results: {} is not there; run scripts/run, or name a file", kDefaultResults));
    }
    paths = {kDefaultResults};
  }
  std::vector<Json> files;
  for (const std::string& path : paths) files.push_back(results::Load(path));
  Json query = {{"function", function_}, {"format", format_},   {"rounding", rounding_},
                {"isa", isa_},           {"require", require_}, {"metric", metric_},
                {"inputs", inputs_},     {"license", license_}, {"no_dependencies", no_dependencies_},
                {"evidence", evidence_}};
  const double max_ulp = max_ulp_ > 0 ? max_ulp_ : max_abs_ > 0 ? 0 : kDefaultMaxUlp;
  if (max_ulp > 0 && std::isfinite(max_ulp)) query["max_ulp"] = max_ulp;
  if (max_abs_ > 0 && std::isfinite(max_abs_)) query["max_abs"] = max_abs_;
  if (n_ > 0) query["n"] = n_;
  if (const auto domain = ParseDomain(domain_)) {
    query["domain"] = {results::HexFloat(domain->first), results::HexFloat(domain->second)};
  }
  const Json answer = choose::Choose(results::Digest(results::Merge(files)), query);
  fmt::print("{}", json_ ? answer.dump(2) + "\n" : choose::Describe(answer, top_));
  return answer.at("winner").is_null() ? kFailed : kWell;
}

}  // namespace sigmark
