// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/document.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "bench/frame/machine.h"
#include "generated/version.h"
#include "impls/core/isa.h"
#include "reference/oracle.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

template <class Enumerator, class Names>
Json NamesOf(std::uint32_t set, const Names& names) {
  Json list = Json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (Contains(set, static_cast<Enumerator>(i))) list.push_back(names[i]);
  }
  return list;
}

Json ClaimOf(const Kernel& kernel) {
  const Claim& claim = kernel.claim;
  Json json = {{"function", Name(kernel.function)},
               {"format", Name(kernel.format)},
               {"isa", kernel.isa},
               {"checks", NamesOf<Check>(claim.checks, kCheckNames)},
               {"roundings", NamesOf<Rounding>(claim.roundings, kRoundingNames)},
               {"platform", claim.platform}};
  if (claim.max_ulp > 0) json["max_ulp"] = claim.max_ulp;
  if (claim.max_abs > 0) json["max_abs"] = claim.max_abs;
  if (claim.correctly_rounded) json["correctly_rounded"] = true;
  return json;
}

void AddOnce(Json& list, const Json& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

Json DescribeImplementation(const RegisteredImplementation& one) {
  const Implementation& implementation = *one.implementation;
  Json json = {{"id", implementation.id},
               {"family", implementation.family},
               {"summary", implementation.summary},
               {"source", implementation.source},
               {"license", implementation.license},
               {"functions", Json::array()},
               {"formats", Json::array()},
               {"claims", Json::array()},
               {"file", one.file},
               {"flags", one.build_flags},
               {"table_bytes", implementation.table_bytes},
               {"status", implementation.unavailable == nullptr ? "ok" : "unavailable"}};
  if (implementation.unavailable != nullptr) json["reason"] = implementation.unavailable;
  if (implementation.usage != nullptr) json["usage"] = implementation.usage;
  if (implementation.call != nullptr) json["call"] = implementation.call;
  if (implementation.set_up != nullptr) json["set_up"] = implementation.set_up;
  if (implementation.environment != nullptr) json["environment"] = implementation.environment;
  if (implementation.reads_past_end > 0) json["reads_past_end"] = implementation.reads_past_end;
  if (const Documented* documented = implementation.documented; documented != nullptr) {
    json["documented"] = Json::array({{{"format", Name(documented->format)},
                                       {"max_ulp", documented->max_ulp},
                                       {"lo", results::HexFloat(documented->lo)},
                                       {"hi", results::HexFloat(documented->hi)},
                                       {"source", documented->source}}});
  }
  json["module"] =
      std::any_of(one.kernels.begin(), one.kernels.end(), [](const Kernel* kernel) { return kernel->in_module; });
  json["dependencies"] = Json::array();
  if (const Dependency* needs = implementation.needs; needs != nullptr) {
    json["dependencies"].push_back({{"name", needs->name},
                                    {"license", needs->license},
                                    {"cmake", needs->cmake},
                                    {"target", needs->target},
                                    {"pkg_config", needs->pkg_config}});
  }
  for (const Kernel* kernel : one.kernels) {
    AddOnce(json["functions"], Name(kernel->function));
    AddOnce(json["formats"], Name(kernel->format));
    json["claims"].push_back(ClaimOf(*kernel));
  }
  return json;
}

// [NAME=]PATH:… without the folder of PATH.
std::string WithoutFolder(const std::string& plugin) {
  const std::size_t slash = plugin.rfind('/');
  if (slash == std::string::npos) return plugin;
  const std::size_t equals = plugin.find('=');
  const std::string name = equals < plugin.find('/') ? plugin.substr(0, equals + 1) : "";
  return name + plugin.substr(slash + 1);
}

// The arguments without the names of files and folders, which say nothing about the measurement.
Json ArgumentsThatMatter(int argc, char** argv) {
  Json arguments = Json::array();
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--resume" || argument.starts_with("--out=")) continue;
    if (argument == "--out") {
      ++i;
    } else if (argument.starts_with("--plugin=")) {
      arguments.push_back("--plugin=" + WithoutFolder(argument.substr(std::strlen("--plugin="))));
    } else if (argument == "--plugin" && i + 1 < argc) {
      arguments.push_back("--plugin=" + WithoutFolder(argv[++i]));
    } else {
      arguments.push_back(argument);
    }
  }
  return arguments;
}

// A digest of what all shards together measure: shards of one run have it in common.
std::string Selection(const Options& options) {
  std::string text;
  for (const Kernel* kernel : SelectKernels(options)) text += KernelName(*kernel) + '\n';
  for (const std::string& rounding : options.roundings) text += rounding + '\n';
  if (options.domain) text += fmt::format("{:a}:{:a}", options.domain->lo, options.domain->hi);
  return fmt::format("{:016x}", static_cast<std::uint64_t>(XXH3_64bits(text.data(), text.size())));
}

std::string Now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace

Json NewDocument(const Options& options, int argc, char** argv) {
  Json document = {
      {"schema", "sigmark-results/1"},
      {"run",
       {{"date", Now()},
        {"sigmark_version", kVersion},
        {"git", kGitRevision},
        {"arguments", ArgumentsThatMatter(argc, argv)},
        {"effort", Name(options.effort)},
        {"seed", options.seed},
        {"shard", fmt::format("{}/{}", options.shard, options.shards)},
        {"parts", Json::array({{{"program", std::filesystem::path(argv[0]).filename().string()},
                                {"shard", fmt::format("{}/{}", options.shard, options.shards)},
                                {"effort", Name(options.effort)},
                                {"seed", options.seed},
                                {"build", DescribeBuild().at("id")},
                                {"selection", Selection(options)},
                                {"finished", false}}})}}},
      {"machine", DescribeMachine()},
      {"builds", Json::array({DescribeBuild()})},
      {"implementations", Json::array()},
      {"measurements", Json::array()},
  };
  for (const RegisteredImplementation* one : SelectImplementations(options)) {
    document["implementations"].push_back(DescribeImplementation(*one));
  }
  return document;
}

Json NewRow(const char* kind, const Kernel& kernel) {
  static const std::string build_id = DescribeBuild()["id"];
  return {{"kind", kind},
          {"function", Name(kernel.function)},
          {"impl", kernel.implementation->id},
          {"family", kernel.implementation->family},
          {"format", Name(kernel.format)},
          {"isa", kernel.isa},
          {"build", build_id}};
}

Json FailureRow(const Kernel& kernel, const char* stage, const WorkerFailure& failure) {
  Json row = NewRow("failure", kernel);
  row.update({{"stage", stage}, {"what", failure.what}, {"detail", failure.detail}, {"witness", failure.witness}});
  if (row["witness"].is_object()) {
    const std::string x = row["witness"].at("x");
    row["witness"]["exact"] = Oracle(kernel.function).Hex128(results::ParseFloat(x));
  }
  return row;
}

std::string KernelName(const Kernel& kernel) {
  return fmt::format("{}/{}/{}/{}", Name(kernel.function), QualifiedId(*kernel.implementation), Name(kernel.format),
                     kernel.isa);
}

double Rounded(double value, int digits) {
  const double rounded = std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
  return std::isfinite(rounded) ? rounded : value;  // the largest numbers round up to infinity
}

}  // namespace sigmark
