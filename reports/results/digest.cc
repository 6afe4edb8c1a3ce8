// SPDX-License-Identifier: Apache-2.0
#include "reports/results/digest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "reports/results/verdict.h"

namespace sigmark::results {
namespace {

std::string TextOr(const Json& object, const char* member, const char* otherwise) {
  const auto it = object.find(member);
  return it != object.end() && it->is_string() ? Text(*it) : otherwise;
}

constexpr std::array<std::string_view, 13> kPermissive = {"Apache-2.0",
                                                          "MIT",
                                                          "BSD-2-Clause",
                                                          "BSD-3-Clause",
                                                          "BSL-1.0",
                                                          "ISC",
                                                          "Zlib",
                                                          "Unlicense",
                                                          "CC0-1.0",
                                                          "0BSD",
                                                          "MIT-0",
                                                          "NCSA",
                                                          "Apache-2.0 WITH LLVM-exception"};

bool StartsWith(const std::string& text, std::string_view prefix) { return text.rfind(prefix, 0) == 0; }

// The operands of "A OR B" or "A AND B".
std::vector<std::string> Operands(const std::string& expression, const std::string& separator) {
  std::vector<std::string> operands;
  std::size_t begin = 0;
  for (std::size_t at; (at = expression.find(separator, begin)) != std::string::npos; begin = at + separator.size()) {
    operands.push_back(expression.substr(begin, at - begin));
  }
  operands.push_back(expression.substr(begin));
  return operands;
}

// What cannot be told apart by OR and then AND alone is not known.
bool IsNested(const std::string& license) { return license.find_first_of("()") != std::string::npos; }

std::string DutyOfOne(const std::string& license) {
  if (StartsWith(license, "Apache-2.0")) return "ship the licence text and any NOTICE, and say which files you changed";
  if (license == "BSL-1.0") return "keep the licence text in source copies; binaries need nothing";
  if (license == "MIT-0" || license == "0BSD" || license == "Unlicense" || license == "CC0-1.0") return "none";
  if (license == "Zlib") return "keep the notice in source copies and mark what you changed";
  if (IsPermissive(license)) return "ship the copyright notice and the licence text";
  if (StartsWith(license, "LGPL")) return "let users replace the library (link it dynamically) and offer its source";
  if (StartsWith(license, "GPL") || StartsWith(license, "AGPL")) {
    return "ship your program under the same licence, with source";
  }
  if (StartsWith(license, "MPL")) return "offer the source of its files that you changed";
  return "read its licence: this one is not known here";
}

Json WithoutBulk(Json row) {
  for (const char* member : {"kind", "function", "format", "family", "impl", "isa", "build", "date", "blocks",
                             "controls", "samples", "sum_ulp"}) {
    row.erase(member);
  }
  return row;
}

Json DigestRows(const std::vector<const Json*>& rows) {
  Json list = Json::array();
  for (const Json* row : rows) {
    list.push_back(WithoutBulk(*row));
    if (row->at("kind") == "accuracy") list.back()["evidence"] = Evidence(*row);
  }
  return list;
}

Json DigestImplementation(const Json& entry) {
  Json json = entry;
  for (const char* member : {"id", "family", "date", "functions", "formats"}) json.erase(member);
  const std::string license = TextOr(entry, "license", "");
  json["name"] = QualifiedId(entry);
  json["license"] = license;
  json["reason"] = TextOr(entry, "reason", "");
  json["permissive"] = IsPermissive(license);
  json["duty"] = LicenceDuty(license);
  if (!json.contains("dependencies")) json["dependencies"] = Json::array();
  return json;
}

std::string Camel(const std::string& snake) {
  std::string name;
  bool upper = true;
  for (const char c : snake) {
    if (c == '_') {
      upper = true;
    } else {
      name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  return name;
}

// How a program gets a kernel: from the installed library, or its source where the file gives it, else through the
// registry of this checkout.
Json UsageOf(const Json& implementation, const KernelId& id) {
  const std::string name = id.family + "/" + id.impl;
  if (id.family == "plugin") {
    return {{"code", fmt::format("// {} is your own function.\n", name)}, {"cmake", Json::array()}, {"pkg_config", ""}};
  }
  if (implementation.contains("call")) {
    return {{"code", "#include <sigmark/logistic.h>\n\n" + Text(implementation.at("call")) + "\n"},
            {"cmake",
             Json::array({"find_package(sigmark REQUIRED)", "target_link_libraries(app PRIVATE sigmark::sigmark)"})},
            {"pkg_config", "$(pkg-config --cflags --libs sigmark)"}};
  }
  Json cmake = Json::array();
  std::string modules;
  std::string targets;
  for (const Json& needed : implementation.value("dependencies", Json::array())) {
    cmake.push_back(Text(needed.at("cmake")));
    targets += " " + Text(needed.at("target"));
    const std::string& module = Text(needed.at("pkg_config"));
    if (!module.empty()) modules += (modules.empty() ? "" : " ") + module;
  }
  const std::string pkg_config = (modules.empty() ? "" : "$(pkg-config --cflags --libs " + modules + ") ") + "-lm";
  const bool in_source = implementation.contains("usage") && id.function == "logistic" &&
                         (id.format == "binary32" || id.format == "binary64");
  if (in_source) {
    cmake.push_back(fmt::format("target_link_libraries(app PRIVATE{} m)", targets));
    return {{"code", "#include <cmath>\n#include <type_traits>\n\n" + Text(implementation.at("usage"))},
            {"cmake", cmake},
            {"pkg_config", pkg_config}};
  }
  cmake = {"add_subdirectory(sigmark EXCLUDE_FROM_ALL)", "target_link_libraries(app PRIVATE impls)"};
  const bool module = implementation.value("module", false);
  const std::string header = module ? "#include \"impls/core/load_module.h\"\n" : "";
  const std::string call = module ? "const sigmark::Kernel loaded = sigmark::LoadModule(*kernel);\n"
                                    "loaded.array(x, y, n);  // y[i] = f(x[i]), i < n\n"
                                  : "kernel->array(x, y, n);  // y[i] = f(x[i]), i < n\n";
  const std::string environment = TextOr(implementation, "environment", "");
  const std::string where = environment.empty() ? "" : fmt::format("// in a process with {}\n", environment);
  return {{"code", fmt::format("// {}, compiled as it was measured\n{}"
                               "{}#include \"impls/core/registry.h\"\n\n"
                               "const sigmark::Kernel* kernel = sigmark::FindKernel(\"{}\", sigmark::Function::k{},\n"
                               "                                                    sigmark::Format::k{}, \"{}\");\n"
                               "{}",
                               TextOr(implementation, "file", name.c_str()), where, header, name, Camel(id.function),
                               Camel(id.format), id.isa, call)},
          {"cmake", cmake},
          {"pkg_config", ""}};
}

// The bins of all envelopes are the same few: each once, and the rows name them by number.
void PackEnvelopes(Json& report) {
  std::map<std::pair<std::string, std::string>, std::size_t> numbers;
  Json& bins = report["bins"] = Json::array();
  for (Json& kernel : report.at("kernels")) {
    for (Json& row : kernel.at("accuracy")) {
      for (Json& bin : row.at("envelope")) {
        const auto [place, fresh] = numbers.try_emplace({Text(bin.at("lo")), Text(bin.at("hi"))}, bins.size());
        if (fresh) bins.push_back({bin.at("lo"), bin.at("hi")});
        bin = Json::array({place->second, bin.at("max_ulp")});
      }
    }
  }
}

// Of a check the page shows that it holds, or how it does not.
void PackBehaviour(Json& report) {
  for (Json& kernel : report.at("kernels")) {
    for (Json& row : kernel.at("behaviour")) {
      Json packed = {{"check", row.at("check")},
                     {"rounding", row.at("rounding")},
                     {"observed", row.at("observed")},
                     {"claimed", row.at("claimed")}};
      if (row.at("observed") == "violated") {
        for (const char* member : {"violations", "detail", "evidence"}) packed[member] = row.at(member);
        packed["witness"] = row.value("witness", Json());
        packed["domain"] = {{"name", row.at("domain").at("name")}};
      }
      row = std::move(packed);
    }
  }
}

Json FingerprintKey(const Json& kernel, const Json& row) {
  Json key = {{"rounding", row.at("rounding")}, {"effort", row.at("effort")}, {"seed", row.at("seed")}};
  for (const char* axis : {"function", "format", "name", "isa"}) key[axis] = kernel.at(axis);
  for (const char* member : {"name", "lo", "hi"}) key["domain"][member] = row.at("domain").at(member);
  return key;
}

Json DifferingFingerprints(const Json& reports) {
  std::map<Json, std::map<std::string, std::string>> values;
  for (const Json& report : reports) {
    const std::string& cpu = Text(report.at("machine").at("cpu_id"));
    for (const Json& kernel : report.at("kernels")) {
      for (const Json& row : kernel.at("accuracy")) {
        values[FingerprintKey(kernel, row)][cpu] = Text(row.at("fingerprint"));
      }
    }
  }
  Json differing = Json::array();
  for (const auto& [key, by_cpu] : values) {
    std::set<std::string> distinct;
    for (const auto& [cpu, fingerprint] : by_cpu) distinct.insert(fingerprint);
    if (distinct.size() < 2) continue;
    differing.push_back(key);
    differing.back()["values"] = by_cpu;
  }
  return differing;
}

}  // namespace

bool IsPermissive(const std::string& license) {
  if (IsNested(license)) return false;
  if (const auto any = Operands(license, " OR "); any.size() > 1) {
    return std::any_of(any.begin(), any.end(), IsPermissive);
  }
  const auto all = Operands(license, " AND ");
  return std::all_of(all.begin(), all.end(), [](const std::string& one) {
    return std::find(kPermissive.begin(), kPermissive.end(), one) != kPermissive.end();
  });
}

std::string LicenceDuty(const std::string& license) {
  if (IsNested(license)) return DutyOfOne("");
  const auto any = Operands(license, " OR ");
  const auto permissive = std::find_if(any.begin(), any.end(), IsPermissive);
  // All that the chosen alternative asks for, each once.
  std::vector<std::string> duties;
  for (const std::string& one : Operands(permissive == any.end() ? any.front() : *permissive, " AND ")) {
    const std::string duty = DutyOfOne(one);
    if (duty != "none" && std::find(duties.begin(), duties.end(), duty) == duties.end()) duties.push_back(duty);
  }
  return duties.empty() ? "none" : fmt::format("{}", fmt::join(duties, "; "));
}

Json Digest(const Json& results) {
  Json digest = {{"machine", results.at("machine")},
                 {"run", results.at("run")},
                 {"builds", results.at("builds")},
                 {"implementations", Json::array()},
                 {"kernels", Json::array()}};
  digest["run"].erase("parts");
  std::map<std::string, const Json*> implementations;
  for (const Json& entry : results.at("implementations")) implementations[QualifiedId(entry)] = &entry;
  for (const auto& [name, entry] : implementations) {
    digest["implementations"].push_back(DigestImplementation(*entry));
  }
  for (const auto& [id, rows] : GroupByKernel(results)) {
    const Verdict verdict = Judge(results, rows);
    const std::string name = id.family + "/" + id.impl;
    const auto found = implementations.find(name);
    digest["kernels"].push_back(
        {{"function", id.function},
         {"format", id.format},
         {"name", name},
         {"isa", id.isa},
         {"build", id.build},
         {"validated", verdict.validated},
         {"reason", verdict.reason},
         {"accuracy", DigestRows(rows.accuracy)},
         {"behaviour", DigestRows(rows.behaviour)},
         {"throughput", DigestRows(rows.throughput)},
         {"failure", DigestRows(rows.failure)},
         {"usage", UsageOf(found == implementations.end() ? Json::object() : *found->second, id)}});
  }
  return digest;
}

Json PageData(const std::vector<Json>& reports) {
  Json data = {{"schema", "sigmark-page/1"}, {"reports", Json::array()}};
  for (const Json& results : reports) data["reports"].push_back(Digest(results));
  data["fingerprints"] = DifferingFingerprints(data["reports"]);
  for (Json& report : data["reports"]) {
    PackEnvelopes(report);
    PackBehaviour(report);
  }
  return data;
}

}  // namespace sigmark::results
