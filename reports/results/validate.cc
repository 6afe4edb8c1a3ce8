// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "reports/results/fingerprint.h"
#include "reports/results/hex_float.h"
#include "reports/results/results.h"
#include "reports/results/schema.h"

namespace sigmark::results {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// Deep enough for any field that a later version may add, and safe for functions that recurse.
constexpr int kMaxDepth = 32;

[[noreturn]] void Fail(std::string_view name, std::string_view where, std::string_view what) {
  throw DataError(
      fmt::format("{}: {}: {}; restore the file or measure again", name, where.empty() ? "top level" : where, what));
}

const valijson::Schema& CompiledSchema() {
  static const valijson::Schema* const schema = [] {
    const Json text = Json::parse(kSchemaText);
    auto* compiled = new valijson::Schema;
    valijson::SchemaParser().populateSchema(Adapter(text), *compiled);
    return compiled;
  }();
  return *schema;
}

// Finite numbers, well-formed text, bounded depth: what JSON cannot hold, but a Json in memory can.
void CheckRepresentable(const Json& value, std::string_view name, const std::string& where, int depth) {
  if (depth > kMaxDepth) Fail(name, where, fmt::format("nested more than {} deep", kMaxDepth));
  if (value.is_number_float() && !std::isfinite(value.get<double>())) Fail(name, where, "not a finite number");
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      CheckRepresentable(value[i], name, fmt::format("{}[{}]", where, i), depth + 1);
    }
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      CheckRepresentable(member, name, where.empty() ? key : fmt::format("{}.{}", where, key), depth + 1);
    }
  }
}

// "measurements[3].max_ulp" from valijson's ["<root>", "[measurements]", "[3]", "[max_ulp]"].
std::string Place(const std::vector<std::string>& context) {
  std::string place;
  for (std::size_t i = 1; i < context.size(); ++i) {
    const std::string& step = context[i];
    const bool index = step.find_first_not_of("[0123456789]") == std::string::npos;
    if (!index && !place.empty()) place += '.';
    place += index ? step : step.substr(1, step.size() - 2);
  }
  return place;
}

// The value at valijson's context, for the message.
std::string ValueAt(const Json& results, const std::vector<std::string>& context) {
  const Json* value = &results;
  for (std::size_t i = 1; i < context.size(); ++i) {
    const std::string step = context[i].substr(1, context[i].size() - 2);
    if (value->is_array()) {
      value = &value->at(std::stoul(step));
    } else {
      value = &value->at(step);
    }
  }
  if (value->is_structured()) return value->is_array() ? "an array" : "an object";
  std::string text = value->dump(-1, ' ', true);
  if (text.size() > 60) text = text.substr(0, 60) + "…";
  return text;
}

void CheckSchema(const Json& results, std::string_view name) {
  valijson::Validator validator;
  const Adapter target(results);
  if (validator.validate(CompiledSchema(), target, nullptr)) return;
  valijson::ValidationResults errors;
  validator.validate(CompiledSchema(), target, &errors);
  // The deepest complaint is the cause; the others say that what contains it is wrong, too.
  const valijson::ValidationResults::Error* cause = nullptr;
  for (const auto& error : errors) {
    if (cause == nullptr || error.context.size() > cause->context.size()) cause = &error;
  }
  if (cause == nullptr) Fail(name, "", "does not satisfy the schema sigmark-results/1");
  std::string what = cause->description;
  if (!what.empty() && what.back() == '.') what.pop_back();
  Fail(name, Place(cause->context), fmt::format("{} (found {})", what, ValueAt(results, cause->context)));
}

// Of a row with blocks: an accuracy row, or a behaviour row of a walk along the whole line.
void CheckBlocks(const Json& row, std::string_view name, const std::string& where) {
  const Json& domain = row.at("domain");
  // NaN compares false, hence the negation.
  if (!(ParseFloat(domain.at("lo").get<std::string>()) <= ParseFloat(domain.at("hi").get<std::string>()))) {
    Fail(name, where + ".domain", "lo is not below hi");
  }
  const auto total = domain.at("blocks").get<std::uint64_t>();
  std::uint64_t next = 0;
  for (const Json& block : row.at("blocks")) {
    const auto index = block.at("index").get<std::uint64_t>();
    if (index < next || index >= total) {
      Fail(name, where + ".blocks", fmt::format("index {} is out of order or beyond domain.blocks", index));
    }
    next = index + 1;
  }
  if (row.at("fingerprint") != Fingerprint(row)) {
    Fail(name, where + ".fingerprint", "is not the fingerprint of the blocks");
  }
}

void CheckRow(const Json& row, std::string_view name, const std::string& where) {
  // In rows of other kinds these are unknown fields, of which nothing is known.
  const bool swept = row.at("kind") == "accuracy" || row.at("kind") == "behaviour";
  if (swept && row.contains("blocks")) CheckBlocks(row, name, where);
  if (swept && row.contains("controls")) {
    const Json& controls = row.at("controls");
    if (controls.at("found").get<std::uint64_t>() > controls.at("planted").get<std::uint64_t>()) {
      Fail(name, where + ".controls", "found more errors than were planted");
    }
  }
  if (row.at("kind") == "accuracy") {
    const auto count = row.at("domain").at("count").get<std::uint64_t>();
    if (row.at("misrounded").get<std::uint64_t>() > count || row.at("nonfinite").get<std::uint64_t>() > count) {
      Fail(name, where, "counts more misrounded or nonfinite results than inputs");
    }
  }
  if (row.at("kind") == "throughput" && row.at("relative_ci95")[0] > row.at("relative_ci95")[1]) {
    Fail(name, where + ".relative_ci95", "lo is above hi");
  }
}

void CheckReferences(const Json& results, std::string_view name) {
  std::set<std::string> builds;
  std::set<std::string> implementations;
  for (const Json& build : results.at("builds")) builds.insert(build.at("id").get<std::string>());
  for (const Json& entry : results.at("implementations")) implementations.insert(QualifiedId(entry));
  std::size_t index = 0;
  for (const Json& row : results.at("measurements")) {
    const std::string where = fmt::format("measurements[{}]", index++);
    if (!builds.contains(row.at("build").get<std::string>())) Fail(name, where + ".build", "is not listed in builds");
    if (!implementations.contains(QualifiedId(row))) {
      Fail(name, where + ".impl", fmt::format("{} is not listed in implementations", QualifiedId(row)));
    }
    CheckRow(row, name, where);
  }
}

}  // namespace

void Validate(const Json& results, std::string_view name) {
  CheckRepresentable(results, name, "", 0);
  if (!results.is_object() || !results.contains("schema")) {
    Fail(name, "", fmt::format("not a results file: it has no \"schema\": \"{}\"", kSchemaName));
  }
  try {
    results.dump();  // throws where text is not UTF-8
  } catch (const Json::exception&) {
    Fail(name, "", "holds text that is not UTF-8");
  }
  CheckSchema(results, name);
  CheckReferences(results, name);
}

}  // namespace sigmark::results
