// SPDX-License-Identifier: Apache-2.0
#include "reports/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "reports/report/findings.h"
#include "reports/report/kernels.h"
#include "reports/report/markdown.h"
#include "reports/report/tables.h"
#include "reports/report/variants.h"
#include "reports/results/atomic_file.h"
#include "reports/results/digest.h"

namespace sigmark::report {
namespace {

using results::Text;

std::string Symbol(const std::string& function) {
  if (function == "logistic") return "σ(x) = 1/(1+e^−x)";
  if (function == "derivative") return "σ′(x) = σ(x) σ(−x)";
  if (function == "log_logistic") return "log σ(x)";
  if (function == "logit") return "log(x/(1−x))";
  return "tanh x";
}

std::string Header(const Json& results) {
  const Json& run = results.at("run");
  const Json& machine = results.at("machine");
  std::string text =
      fmt::format("# Sigmark on {} ({})\n\n", Escape(Text(machine.at("brand"))), Escape(Text(machine.at("cpu_id"))));
  text += fmt::format("Measured {}, effort {}, seed {}, by sigmark {} ({}), with {}", Text(run.at("date")),
                      Text(run.at("effort")), run.at("seed").dump(), Escape(Text(run.at("sigmark_version"))),
                      Escape(Text(run.at("git"))), Escape(results::Libm(machine)));
  for (const char* member : {"os", "kernel"}) {
    if (machine.contains(member)) text += ", " + Escape(Text(machine.at(member)));
  }
  text += ".\n\n";
  for (const Json& build : results.at("builds")) {
    text += fmt::format("Build {}: {}, flags {}", Escape(Text(build.at("id"))), Escape(Text(build.at("compiler"))),
                        Escape(Text(build.at("flags"))));
    for (const char* library : {"mpfr", "highway", "boost", "benchmark"}) {
      if (build.contains(library) && build.at(library).is_string()) {
        text += fmt::format(", {} {}", library, Escape(Text(build.at(library))));
      }
    }
    const Json libraries = build.value("libraries", Json::object());
    std::vector<std::string> versions;
    for (const auto& [name, version] : libraries.items()) versions.push_back(name + " " + version.get<std::string>());
    text += versions.empty()
                ? ".\n\n"
                : fmt::format(". Measured beside: {}.\n\n", Escape(fmt::format("{}", fmt::join(versions, ", "))));
  }
  return text;
}

constexpr std::string_view kHowToRead =
    "## How to read this\n\n"
    "- **max ulp** is the largest distance from the exact value, in units in the last place: 0.5 is correctly rounded; "
    "≥ means that inputs were sampled, so that the true maximum may be larger.\n"
    "- **×** is speed relative to the yardstick, timed interleaved in the same process, with a 95 % interval of the "
    "median: above 1 is faster.\n"
    "- Only **validated** rows are ranked: accuracy and behaviour measured on this build, no claim broken. ● marks the "
    "front: nothing validated is both faster and more accurate.\n\n";

std::string Failures(const Json& results) {
  Table table({"implementation", "function", "format", "isa", "stage", "what", "detail"});
  for (const Json& row : results.at("measurements")) {
    if (row.at("kind") != "failure") continue;
    table.Add({Escape(results::QualifiedId(row)), Text(row.at("function")), Text(row.at("format")),
               Escape(Text(row.at("isa"))), Escape(Text(row.at("stage"))), Text(row.at("what")),
               Escape(Text(row.at("detail")))});
  }
  return table.empty() ? "" : "## Failures\n\n" + table.Text();
}

std::string Unavailable(const Json& results) {
  Table table({"implementation", "why", "what it is"});
  for (const Json& entry : results.at("implementations")) {
    if (entry.at("status") != "unavailable") continue;
    table.Add(
        {Escape(results::QualifiedId(entry)), Escape(Text(entry.at("reason"))), Escape(Text(entry.at("summary")))});
  }
  return table.empty() ? "" : "## Not available here\n\n" + table.Text();
}

const Group* Find(const std::vector<Group>& groups, const char* function, const char* format) {
  const auto it = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
    return group.function == function && group.format == format;
  });
  return it == groups.end() ? nullptr : &*it;
}

// "sigmark/rounded (AVX2): at most 0.5 ulp (all: 4,278,190,080 inputs, exhaustive), 2.5 × textbook/naive".
std::string Describe(const Kernel& kernel) {
  std::string text = fmt::format("{} ({}): max {} ulp ({})", kernel.Name(), kernel.id.isa, MaxUlpCell(*kernel.worst),
                                 DomainText(*kernel.worst));
  if (kernel.small != nullptr) {
    text += fmt::format(", {} × {} in {}", Number(kernel.Speed()), Text(kernel.small->at("yardstick")),
                        Bytes(kernel.small->at("working_set").get<std::uint64_t>()));
  }
  return text;
}

// The best validated kernel by `better`, of those that `admit` lets in; null if none is.
template <class Admit, class Better>
const Kernel* Best(const Group* group, Admit admit, Better better) {
  const Kernel* best = nullptr;
  if (group == nullptr) return best;
  for (const Kernel& kernel : group->kernels) {
    if (!kernel.verdict.validated || !std::isfinite(kernel.MaxUlp()) || !admit(kernel)) continue;
    if (best == nullptr || better(kernel, *best)) best = &kernel;
  }
  return best;
}

// peers/sleef_exp_u10 is of sleef.
std::string LibraryOf(const Kernel& kernel) { return kernel.id.impl.substr(0, kernel.id.impl.find('_')); }

std::string WhatNaiveCosts(const Group* group) {
  if (group != nullptr) {
    for (const Kernel& kernel : group->kernels) {
      if (kernel.Name() != "textbook/naive" || kernel.worst == nullptr || kernel.worst->at("witness").is_null())
        continue;
      const Json& row = *kernel.worst;
      std::string text = fmt::format("What naive costs in binary32: max {} ulp at x = {} ({}), mean {} ulp",
                                     MaxUlpCell(row), InputText(Text(row.at("witness").at("x"))), DomainText(row),
                                     Number(kernel.accuracy->at("mean_ulp").get<double>()));
      if (!row.at("first_flushed").is_null()) {
        text += fmt::format("; 0 from x = {} on", InputText(Text(row.at("first_flushed"))));
      }
      return text;
    }
  }
  return "What naive costs in binary32: not measured";
}

}  // namespace

std::array<std::string, 5> Summary(const Json& results) {
  const std::vector<Group> groups = GroupKernels(results);
  std::size_t kernels = 0;
  std::size_t validated = 0;
  for (const Group& group : groups) {
    kernels += group.kernels.size();
    validated += static_cast<std::size_t>(std::count_if(group.kernels.begin(), group.kernels.end(),
                                                        [](const Kernel& kernel) { return kernel.verdict.validated; }));
  }
  const Json& machine = results.at("machine");
  std::size_t failures = 0;
  for (const Json& row : results.at("measurements")) failures += row.at("kind") == "failure";
  std::size_t unavailable = 0;
  for (const Json& entry : results.at("implementations")) unavailable += entry.at("status") == "unavailable";

  const Group* group = Find(groups, "logistic", "binary32");
  const Kernel* accurate = Best(
      group, [](const Kernel&) { return true; },
      [](const Kernel& a, const Kernel& b) {
        return a.MaxUlp() != b.MaxUlp() ? a.MaxUlp() < b.MaxUlp() : a.Speed() > b.Speed();
      });
  const Kernel* fast = Best(
      group, [](const Kernel& kernel) { return kernel.MaxUlp() <= 4 && kernel.Speed() > 0; },
      [](const Kernel& a, const Kernel& b) { return a.Speed() > b.Speed(); });
  return {
      fmt::format("{} ({}), {}, effort {}: {} kernels measured, {} validated", Text(machine.at("brand")),
                  Text(machine.at("cpu_id")), results::Libm(machine), Text(results.at("run").at("effort")), kernels,
                  validated),
      "Most accurate in binary32: " + (accurate == nullptr ? "none is validated" : Describe(*accurate)),
      "Fastest within 4 ulp in binary32: " + (fast == nullptr ? "none is both validated and timed" : Describe(*fast)),
      WhatNaiveCosts(group),
      fmt::format("Failures: {}; kernels not validated: {}; implementations not available here: {}", failures,
                  kernels - validated, unavailable)};
}

std::string Markdown(const Json& results, const std::vector<Figure>& figures) {
  std::string text = Header(results);
  text += "## In five lines\n\n";
  for (const std::string& line : Summary(results)) text += "- " + Escape(line) + "\n";
  if (!Findings(results).empty()) {
    text += "\n[What third-party libraries do, with witnesses](findings.md).\n";
  }
  text += "\n" + FiguresMarkdown(figures) + std::string(kHowToRead);
  for (const Group& group : GroupKernels(results)) {
    text += fmt::format("## {}, {}\n\n{}. To nearest; fastest first.\n\n", group.function, group.format,
                        Symbol(group.function));
    text += MainTable(group) + VariantsTable(group) + OtherAccuracyTable(group) + BehaviourTables(group) +
            InputsTable(group);
  }
  return text + Failures(results) + Unavailable(results) +
         "The numbers are in results.json (sigmark-results/1) beside this page, which `sigmark report` made of it.\n";
}

std::string ShortTable(const Json& results) {
  const std::vector<Group> groups = GroupKernels(results);
  const Group* group = Find(groups, "logistic", "binary32");
  if (group == nullptr) throw results::DataError("no measurements of logistic in binary32; measure them first");
  // The front, what keeps within 4 ulp (each on its fastest instruction set), every library where it is fastest, and
  // naive. The group is sorted by speed.
  constexpr double kAccurate = 4;
  std::vector<const Kernel*> shown;
  std::set<std::string> names, libraries;
  for (const Kernel& kernel : group->kernels) {
    if (IsVariant(kernel) && !kernel.on_front) continue;
    const bool accurate = kernel.verdict.validated && kernel.MaxUlp() <= kAccurate;
    const bool fresh_name = !names.contains(kernel.Name());
    const bool fresh_library =
        kernel.id.family == "peers" && kernel.Speed() > 0 && !libraries.contains(LibraryOf(kernel));
    if (kernel.on_front || fresh_library || ((accurate || kernel.Name() == "textbook/naive") && fresh_name)) {
      shown.push_back(&kernel);
      names.insert(kernel.Name());
      libraries.insert(LibraryOf(kernel));
    }
  }

  Table table({"", "implementation", "isa", ">max ulp", ">normal results", ">−20 ≤ x ≤ 20", ">× yardstick", "NaN ok",
               "subnormals kept", "monotone", "position", "verdict"});
  std::string yardstick;
  std::set<std::string> domains;
  for (const Kernel* kernel : shown) {
    if (kernel->worst != nullptr) domains.insert(DomainText(*kernel->worst));
    if (kernel->small != nullptr) {
      yardstick = fmt::format("{}, {}, normal inputs, one thread", Escape(Text(kernel->small->at("yardstick"))),
                              Bytes(kernel->small->at("working_set").get<std::uint64_t>()));
    }
    table.Add({kernel->on_front ? "●" : "", Label(*group, *kernel), Escape(kernel->id.isa),
               kernel->worst == nullptr ? "" : MaxUlpCell(*kernel->worst),
               kernel->accuracy == nullptr ? "" : RegionCell(*kernel->accuracy, "normal_results"),
               kernel->accuracy == nullptr ? "" : RegionCell(*kernel->accuracy, "within_20"),
               kernel->small == nullptr ? "" : Number(kernel->Speed()), CheckCell(kernel->Check("nan_propagates")),
               CheckCell(kernel->Check("subnormal_results")), CheckCell(kernel->Check("monotone")),
               PositionCell(*kernel), kernel->verdict.validated ? "validated" : Escape(kernel->verdict.reason)});
  }
  return table.Text() + fmt::format(
                            "The front (●: nothing validated is both faster and more accurate), what keeps within 4 "
                            "ulp, naive, and each "
                            "library in the form and on the instruction set where it is fastest. Largest errors over "
                            "all finite inputs, "
                            "where the exact value is a normal number, and on ±20. "
                            "Logistic function in binary32, to nearest, on {} ({}), {}, effort {}.{}{} ≥: sampled.\n",
                            Escape(Text(results.at("machine").at("brand"))),
                            Escape(Text(results.at("machine").at("cpu_id"))),
                            Escape(results::Libm(results.at("machine"))), Text(results.at("run").at("effort")),
                            domains.empty() ? "" : Escape(fmt::format(" Accuracy on {}.", fmt::join(domains, "; "))),
                            yardstick.empty() ? "" : " Yardstick: " + yardstick + ".");
}

Written Write(const Json& results, const std::string& folder, const PageTools& tools) {
  const Json data = results::PageData({results});
  const Drawing drawing = DrawFigures(tools, data);
  const std::string text = Markdown(results, drawing.figures);
  results::PrepareFolder(folder);
  const std::filesystem::path path(folder);
  results::Save(results, (path / "results.json").string());
  WritePage(tools, data, folder);
  WriteFigures(drawing.figures, folder);
  results::WriteFile((path / "README.md").string(), text);
  const std::string findings = Findings(results);
  if (!findings.empty()) results::WriteFile((path / "findings.md").string(), findings);
  Written written{{(path / "README.md").string(), (path / "results.json").string()}, tools.Missing()};
  if (written.problem.empty()) written.problem = drawing.problem;
  if (!findings.empty()) written.files.push_back((path / "findings.md").string());
  if (!drawing.figures.empty()) written.files.push_back((path / "figures").string());
  if (!tools.page_template.empty()) written.files.insert(written.files.begin(), (path / "report.html").string());
  return written;
}

Written WriteAll(const std::vector<Json>& machines, const std::string& folder, const PageTools& tools) {
  Written all;
  results::PrepareFolder(folder);
  for (const Json& results : machines) {
    const std::string& cpu = Text(results.at("machine").at("cpu_id"));
    const Written one = Write(results, (std::filesystem::path(folder) / cpu).string(), tools);
    all.files.insert(all.files.end(), one.files.begin(), one.files.end());
    all.problem = one.problem;
  }
  WritePage(tools, results::PageData(machines), folder);
  return all;
}

std::string Publish(const Json& results, const std::string& folder, const PageTools& tools) {
  const std::filesystem::path target = std::filesystem::path(folder) / Text(results.at("machine").at("cpu_id"));
  const std::string file = (target / "results.json").string();
  if (results.at("run").at("effort") == "quick" && std::filesystem::exists(file) &&
      results::Load(file).at("run").at("effort") == "full") {
    return fmt::format("not published: {} is of a full run, which a quick one does not replace", file);
  }
  Write(results, target.string(), tools);
  return fmt::format("published in {}", target.string());
}

}  // namespace sigmark::report
