// SPDX-License-Identifier: Apache-2.0
#include "reports/report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "reports/report/markdown.h"
#include "reports/report/regions.h"
#include "reports/results/speeds.h"

namespace sigmark::report {
namespace {

using results::Text;

std::uint64_t Unsigned(const Json& value) { return value.get<std::uint64_t>(); }

std::string Symbol(CheckState::Observed observed) {
  switch (observed) {
    case CheckState::kNotRun:
      return "";
    case CheckState::kNotApplicable:
      return "–";
    case CheckState::kHolds:
      return "✓";
    case CheckState::kViolated:
      break;
  }
  return "✗";
}

std::string WitnessCell(const Json& row) {
  return row.at("witness").is_null() ? "" : InputCell(Text(row.at("witness").at("x")));
}

std::string Misrounded(const Json& row) {
  return Share(Unsigned(row.at("misrounded")), Unsigned(row.at("domain").at("count")));
}

// A behaviour row's witness is whatever its check needs to show; most have an x.
std::string ViolationInput(const Json& row) {
  const Json witness = row.value("witness", Json());
  const bool has_x = witness.is_object() && witness.contains("x") && witness.at("x").is_string();
  return has_x ? Escape(Text(witness.at("x"))) : "";
}

// The throughput rows of a group that its table compares: what most of it has in common.
struct SpeedColumns {
  std::uint64_t small = 0;
  std::uint64_t large = 0;
  std::uint64_t n = 0;  // elements of one call in the small working set
  std::set<std::string> yardsticks;
};

SpeedColumns FindSpeedColumns(const Group& group) {
  SpeedColumns columns;
  for (const Kernel& kernel : group.kernels) {
    if (kernel.small == nullptr) continue;
    const std::uint64_t small = Unsigned(kernel.small->at("working_set"));
    columns.small = columns.small == 0 ? small : std::min(columns.small, small);
    columns.n = std::max(columns.n, Unsigned(kernel.small->at("n")));
    columns.large = std::max(columns.large, Unsigned(kernel.large->at("working_set")));
    columns.yardsticks.insert(Text(kernel.small->at("yardstick")));
  }
  return columns;
}

// A speed cell, which names its working set where that is not the column's.
std::string SpeedIn(const Json* row, std::uint64_t working_set) {
  if (row == nullptr) return "";
  const std::uint64_t own = Unsigned(row->at("working_set"));
  return SpeedCell(*row) + (own == working_set ? "" : " in " + Bytes(own));
}

std::string YardstickName(const std::set<std::string>& yardsticks) {
  return yardsticks.size() == 1 ? Escape(*yardsticks.begin()) : "its yardstick";
}

}  // namespace

std::string Label(const Group& group, const Kernel& kernel) {
  const bool several_builds = std::any_of(group.kernels.begin(), group.kernels.end(),
                                          [&](const Kernel& other) { return other.id.build != kernel.id.build; });
  return Escape(kernel.Name()) + (several_builds ? " (build " + Escape(kernel.id.build) + ")" : "");
}

std::string MaxUlpCell(const Json& row) {
  if (row.at("witness").is_null()) return "";
  return (results::Evidence(row) == "sampled" ? "≥ " : "") + Bound(row.at("max_ulp").get<double>());
}

std::string DomainText(const Json& row) {
  const Json& domain = row.at("domain");
  std::string name = Text(domain.at("name"));
  if (name == "interval") {
    name = fmt::format("{} to {}", InputText(Text(domain.at("lo"))), InputText(Text(domain.at("hi"))));
  }
  const std::size_t have = row.at("blocks").size();
  const std::uint64_t want = Unsigned(domain.at("blocks"));
  const std::string part = have < want ? fmt::format(", {} of {} blocks", have, want) : "";
  return fmt::format("{}: {} inputs{}, {}", name, Count(Unsigned(domain.at("count"))), part, results::Evidence(row));
}

std::string CheckCell(const CheckState& state) {
  std::string cell = Symbol(state.observed);
  if (state.observed != CheckState::kViolated) return cell;
  cell += ' ' + Count(state.violations);
  return state.claimed ? fmt::format("**{} (claimed)**", cell) : cell;
}

std::string SpeedCell(const Json& row) {
  const double lo = row.at("relative_ci95")[0].get<double>();
  const double hi = row.at("relative_ci95")[1].get<double>();
  return fmt::format("{} [{}, {}]{}", Number(row.at("relative").get<double>()), Number(lo), Number(hi),
                     hi > lo * results::kNoisyInterval ? " noisy" : "");
}

// Where the figures of the table come from: a line for each domain, the common one without names.
std::string MeasuredOn(const Group& group) {
  std::map<std::string, std::vector<std::string>> by_domain;
  for (const Kernel& kernel : group.kernels) {
    if (kernel.accuracy == nullptr) continue;
    by_domain[Escape(DomainText(*kernel.accuracy))].push_back(Label(group, kernel) + " " + Escape(kernel.id.isa));
  }
  std::size_t most = 0;
  for (const auto& [domain, labels] : by_domain) most = std::max(most, labels.size());
  std::string text;
  for (const auto& [domain, labels] : by_domain) {
    const bool common = labels.size() == most;
    if (common) most = 0;  // one common domain, should two have as many
    const std::string names = common ? "" : fmt::format(" ({})", fmt::join(labels, ", "));
    text += fmt::format("Accuracy{} on {}.\n\n", names, domain);
  }
  return text;
}

// Checks of one thing: that a result depends on its input alone.
constexpr std::array<std::pair<const char*, const char*>, 5> kPlacement = {{{"position_independent", "position"},
                                                                            {"neighbour_independent", "neighbours"},
                                                                            {"length_1_to_64", "length"},
                                                                            {"unaligned", "alignment"},
                                                                            {"in_place", "in place"}}};

std::string PositionCell(const Kernel& kernel) {
  std::string violated;
  bool run = false;
  for (const auto& [check, name] : kPlacement) {
    const CheckState state = kernel.Check(check);
    run = run || state.observed != CheckState::kNotRun;
    if (state.observed == CheckState::kViolated) violated += (violated.empty() ? "" : ", ") + std::string(name);
  }
  return violated.empty() ? (run ? "✓" : "") : "✗ " + violated;
}

// What a call for normal inputs executes, in cache lines.
std::string CodeCell(const Kernel& kernel) {
  const bool measured = kernel.small != nullptr && kernel.small->contains("code_bytes");
  return measured ? Bytes(Unsigned(kernel.small->at("code_bytes"))) : "";
}

std::string RegionCell(const Json& row, const char* region) {
  const Json* found = FindRegion(row, region);
  if (found == nullptr) return "";
  return (results::Evidence(row) == "sampled" ? "≥ " : "") + Bound(found->at("max_ulp").get<double>());
}

std::string MainTable(const Group& group) {
  const SpeedColumns columns = FindSpeedColumns(group);
  const std::string times = "× " + YardstickName(columns.yardsticks);
  Table table(
      {"",
       "implementation",
       "isa",
       "verdict",
       ">max ulp",
       "at x",
       ">max ulp, normal results",
       ">max ulp, −20 ≤ x ≤ 20",
       ">mean ulp",
       ">misrounded",
       ">not finite",
       ">max abs",
       "flushed to 0 from x =",
       columns.small == 0 ? ">speed" : fmt::format(">{}, normal inputs, {}", times, Bytes(columns.small)),
       columns.large == 0 ? ">speed, large" : fmt::format(">{}, normal inputs, {}", times, Bytes(columns.large)),
       ">latency, ns",
       "range",
       "monotone",
       "NaN",
       "+∞",
       "−∞",
       "position",
       ">code",
       ">tables"});
  for (const Kernel& kernel : group.kernels) {
    if (IsVariant(kernel) && !kernel.on_front) continue;
    std::vector<std::string> cells = {
        kernel.on_front ? "●" : "", Label(group, kernel), Escape(kernel.id.isa),
        kernel.verdict.validated ? "validated" : "**not validated**: " + Escape(kernel.verdict.reason)};
    if (kernel.accuracy == nullptr) {
      cells.resize(cells.size() + 9);
    } else {
      const Json& row = *kernel.accuracy;
      const bool elsewhere = kernel.worst != kernel.accuracy;
      cells.push_back(MaxUlpCell(*kernel.worst));
      cells.push_back(WitnessCell(*kernel.worst) +
                      (elsewhere ? " in " + Escape(Text(kernel.worst->at("domain").at("name"))) : ""));
      cells.push_back(RegionCell(row, "normal_results"));
      cells.push_back(RegionCell(row, "within_20"));
      cells.push_back(Number(row.at("mean_ulp").get<double>()));
      cells.push_back(Misrounded(row));
      cells.push_back(Count(Unsigned(row.at("nonfinite"))));
      cells.push_back(Bound(row.at("max_abs").get<double>()));
      cells.push_back(row.at("first_flushed").is_null() ? "" : InputCell(Text(row.at("first_flushed"))));
    }
    cells.push_back(SpeedIn(kernel.small, columns.small));
    cells.push_back(SpeedIn(kernel.large, columns.large));
    cells.push_back(kernel.latency == nullptr ? "" : Number(kernel.latency->at("ns_per_element").get<double>()));
    for (const char* check : {"range", "monotone", "nan_propagates", "positive_infinity", "negative_infinity"}) {
      cells.push_back(CheckCell(kernel.Check(check)));
    }
    cells.push_back(PositionCell(kernel));
    cells.push_back(CodeCell(kernel));
    cells.push_back(kernel.table_bytes == 0 ? "" : Bytes(kernel.table_bytes));
    table.Add(cells);
  }
  return MeasuredOn(group) + table.Text();
}

std::string OtherAccuracyTable(const Group& group) {
  Table table({"implementation", "isa", "rounding", ">max ulp", "at x", ">mean ulp", ">misrounded", ">not finite",
               "effort", "measured on"});
  for (const Kernel& kernel : group.kernels) {
    for (const Json* row : kernel.rows.accuracy) {
      if (row == kernel.accuracy) continue;
      table.Add({Label(group, kernel), Escape(kernel.id.isa), Text(row->at("rounding")), MaxUlpCell(*row),
                 WitnessCell(*row), Number(row->at("mean_ulp").get<double>()), Misrounded(*row),
                 Count(Unsigned(row->at("nonfinite"))), Text(row->at("effort")), Escape(DomainText(*row))});
    }
  }
  return table.empty() ? "" : "### Other rounding modes and domains\n\n" + table.Text();
}

std::string BehaviourTables(const Group& group) {
  std::vector<std::string> headings = {"implementation", "isa"};
  std::vector<std::string> checks;
  for (const std::string& check : AxisNames("check")) {
    const bool any = std::any_of(group.kernels.begin(), group.kernels.end(),
                                 [&](const Kernel& kernel) { return kernel.checks.contains(check); });
    if (!any) continue;
    checks.push_back(check);
    headings.push_back(check);
  }
  if (checks.empty()) return "";
  Table matrix(headings);
  Table violations(
      {"implementation", "isa", "check", "rounding", ">violations", "claimed", "evidence", "at x", "detail"});
  for (const Kernel& kernel : group.kernels) {
    if (kernel.rows.behaviour.empty()) continue;
    std::vector<std::string> cells = {Label(group, kernel), Escape(kernel.id.isa)};
    for (const std::string& check : checks) cells.push_back(CheckCell(kernel.Check(check)));
    matrix.Add(cells);
    for (const Json* row : kernel.rows.behaviour) {
      if (row->at("observed") != "violated") continue;
      violations.Add({Label(group, kernel), Escape(kernel.id.isa), Text(row->at("check")), Text(row->at("rounding")),
                      Count(Unsigned(row->at("violations"))), row->at("claimed").get<bool>() ? "**yes**" : "no",
                      fmt::format("{}, {}", Escape(Text(row->at("domain").at("name"))), Text(row->at("evidence"))),
                      ViolationInput(*row), Escape(Text(row->at("detail")))});
    }
  }
  std::string text = "### Behaviour\n\n✓ holds, ✗ violated (how often), – not applicable, blank: not run. " +
                     std::string("In bold: violated although claimed.\n\n") + matrix.Text();
  if (!violations.empty()) {
    text += "<details><summary>Every violation</summary>\n\n" + violations.Text() + "</details>\n\n";
  }
  return text;
}

// A class of inputs, and the elements of one call where they are not `n`.
std::string InputsHeading(const Json& row, std::uint64_t n) {
  const std::uint64_t own = Unsigned(row.at("n"));
  return Text(row.at("inputs")) + (own == n ? "" : fmt::format(", {} a call", Count(own)));
}

std::string InputsTable(const Group& group) {
  const SpeedColumns columns = FindSpeedColumns(group);
  const std::uint64_t working_set = columns.small, n = columns.n;
  std::set<std::string> inputs;
  const auto compared = [&](const Json& row) {
    return row.at("mode") == "throughput" && row.at("threads") == 1 && row.at("working_set") == working_set;
  };
  for (const Kernel& kernel : group.kernels) {
    for (const Json* row : kernel.rows.throughput) {
      if (compared(*row)) inputs.insert(InputsHeading(*row, n));
    }
  }
  if (inputs.size() < 2) return "";
  std::vector<std::string> headings = {"implementation", "isa"};
  for (const std::string& name : inputs) headings.push_back(">" + Escape(name));
  Table table(headings);
  for (const Kernel& kernel : group.kernels) {
    std::map<std::string, const Json*> by_input;
    for (const Json* row : kernel.rows.throughput) {
      if (compared(*row)) by_input[InputsHeading(*row, n)] = row;
    }
    if (by_input.empty()) continue;
    std::vector<std::string> cells = {Label(group, kernel), Escape(kernel.id.isa)};
    for (const std::string& name : inputs) {
      const auto it = by_input.find(name);
      cells.push_back(it == by_input.end()
                          ? ""
                          : fmt::format("{} × ({} ns)", Number(it->second->at("relative").get<double>()),
                                        Number(it->second->at("ns_per_element").get<double>())));
    }
    table.Add(cells);
  }
  return fmt::format(
      "### Speed by class of inputs\n\nRelative to {} on the same inputs, and time per element; {}, one "
      "thread, {} elements a call.\n\n{}",
      YardstickName(columns.yardsticks), Bytes(working_set), Count(n), table.Text());
}

}  // namespace sigmark::report
