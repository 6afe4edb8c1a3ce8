// SPDX-License-Identifier: Apache-2.0
#include "reports/report/variants.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "reports/report/markdown.h"
#include "reports/report/tables.h"

namespace sigmark::report {
namespace {

using Members = std::vector<const Kernel*>;

// Kernels by what they give: first the variants, then the others that give the same.
struct Alike {
  Members variants, others;
};

std::vector<Alike> GroupAlike(const Group& group) {
  std::map<std::string, Alike> by_results;
  for (const Kernel& kernel : group.kernels) {
    const std::string key = ResultsKey(kernel);
    if (key.empty()) continue;
    (IsVariant(kernel) ? by_results[key].variants : by_results[key].others).push_back(&kernel);
  }
  std::vector<Alike> groups;
  for (auto& [key, alike] : by_results) {
    if (!alike.variants.empty()) groups.push_back(std::move(alike));
  }
  const auto least = [](const Alike& alike) {
    return (*std::min_element(alike.variants.begin(), alike.variants.end(),
                              [](const Kernel* a, const Kernel* b) { return a->id < b->id; }))
        ->id;
  };
  std::sort(groups.begin(), groups.end(), [&](const Alike& a, const Alike& b) { return least(a) < least(b); });
  return groups;
}

// "naive_gcc_o2 (SSE2) 1.01 ×": speeds differ though results do not.
std::string Named(const Kernel& kernel) {
  const std::string speed = kernel.small == nullptr ? "not timed" : Number(kernel.Speed()) + " ×";
  return fmt::format("{} ({}) {}", Escape(kernel.id.impl), Escape(kernel.id.isa), speed);
}

std::string NamesOf(const Members& members) {
  std::vector<std::string> names;
  for (const Kernel* member : members) names.push_back(Named(*member));
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, "<br>"));
}

std::string SameAs(const Group& group, const Members& others) {
  std::vector<std::string> names;
  for (const Kernel* other : others) names.push_back(Label(group, *other) + " " + Escape(other->id.isa));
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string VariantsTable(const Group& group) {
  Table table({"variants, with their speed", "same results as", ">max ulp", ">max ulp, normal results",
               ">max ulp, −20 ≤ x ≤ 20", ">not finite", "flushed to 0 from x =", "range", "monotone", "NaN", "+∞", "−∞",
               "position"});
  for (const Alike& alike : GroupAlike(group)) {
    const Kernel& one = *alike.variants.front();
    const Json& row = *one.accuracy;
    std::vector<std::string> cells = {
        NamesOf(alike.variants),
        SameAs(group, alike.others),
        MaxUlpCell(row),
        RegionCell(row, "normal_results"),
        RegionCell(row, "within_20"),
        Count(row.at("nonfinite").get<std::uint64_t>()),
        row.at("first_flushed").is_null() ? "" : InputCell(row.at("first_flushed").get_ref<const std::string&>())};
    for (const char* check : {"range", "monotone", "nan_propagates", "positive_infinity", "negative_infinity"}) {
      cells.push_back(CheckCell(one.Check(check)));
    }
    cells.push_back(PositionCell(one));
    table.Add(cells);
  }
  if (table.empty()) return "";
  return "### What compilers, flags and the C library make of the usual forms\n\nA row for all variants whose "
         "results are the same on all that was measured.\n\n" +
         table.Text();
}

}  // namespace sigmark::report
