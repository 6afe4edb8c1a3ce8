// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/side.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace sigmark::compare {
namespace {

namespace fs = std::filesystem;
using results::DataError;

// Paths are bytes; everything that is written is UTF-8.
std::string ValidUtf8(const std::string& text) {
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

std::vector<std::string> FilesOf(const std::string& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  if (files.empty()) throw DataError(fmt::format("{}: holds no *.json; name a results file or a folder of them", path));
  std::sort(files.begin(), files.end());
  return files;
}

std::string LibmOf(const Json& machine) {
  const Json& libm = machine.at("libm");
  const Json variant = libm.value("variant", Json());
  return libm.at("version").get<std::string>() +
         (variant.is_string() ? " (" + variant.get<std::string>() + ")" : std::string());
}

std::string Cpu(const Side& side) { return side.Machine().at("cpu_id").get<std::string>(); }

// The values of a member of the builds that timed something.
std::string OfTimedBuilds(const Side& side, const char* member) {
  std::set<std::string> values;
  for (const Run& run : side.runs) {
    std::set<std::string> timed;
    for (const Json& row : run.results.at("measurements")) {
      if (row.at("kind") == "throughput") timed.insert(row.at("build").get<std::string>());
    }
    for (const Json& build : run.results.at("builds")) {
      if (timed.count(build.at("id").get<std::string>()) == 0) continue;
      const std::string value = build.at(member).get<std::string>();
      const std::size_t start = value.find_first_not_of(' ');
      values.insert(start == std::string::npos ? "" : value.substr(start));
    }
  }
  return fmt::format("{}", fmt::join(values, " and "));
}

}  // namespace

std::string Side::Libm() const { return LibmOf(Machine()); }

Side MakeSide(const std::string& label, std::vector<Run> runs) {
  Side side{label, ValidUtf8(runs.front().name), std::move(runs), false};
  for (Run& run : side.runs) {
    run.name = ValidUtf8(run.name);
    const Json& machine = run.results.at("machine");
    const auto require = [&](const std::string& one, const std::string& other, const char* what) {
      if (one == other) return;
      throw DataError(fmt::format("{}: {} {} in {} and {} in {}; compare runs of one machine", label, what, one,
                                  side.runs.front().name, other, run.name));
    };
    require(Cpu(side), machine.at("cpu_id").get<std::string>(), "CPU");
    require(side.Libm(), LibmOf(machine), "libm");
  }
  return side;
}

Side LoadSide(const std::string& label, const std::string& path) {
  std::vector<Run> runs;
  for (const std::string& file : FilesOf(path)) runs.push_back({file, results::Load(file)});
  Side side = MakeSide(label, std::move(runs));
  side.path = ValidUtf8(path);
  side.folder = fs::is_directory(path);
  return side;
}

std::vector<std::string> Differences(const Side& base, const Side& next) {
  std::vector<std::string> lines;
  const auto differ = [&](const char* what, const std::string& one, const std::string& other) {
    if (one != other) lines.push_back(fmt::format("{} is \"{}\" in BASE and \"{}\" in NEW", what, one, other));
  };
  differ("the CPU", Cpu(base), Cpu(next));
  differ("libm", base.Libm(), next.Libm());
  differ("the compiler", OfTimedBuilds(base, "compiler"), OfTimedBuilds(next, "compiler"));
  differ("the compiler's flags", OfTimedBuilds(base, "flags"), OfTimedBuilds(next, "flags"));
  return lines;
}

std::string MachineExcuse(const Side& base, const Side& next, const std::string& isa) {
  if (isa == "libm") {
    if (base.Libm() == next.Libm()) return "";
    return fmt::format("depends on libm, which is {} in BASE and {} in NEW", base.Libm(), next.Libm());
  }
  const Json isas = next.Machine().value("isas", Json::array());
  if (isas.empty() || std::find(isas.begin(), isas.end(), isa) != isas.end()) return "";
  return fmt::format("the CPU of NEW has no {}", isa);
}

}  // namespace sigmark::compare
