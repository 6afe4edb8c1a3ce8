// SPDX-License-Identifier: Apache-2.0
#include "reports/report/kernels.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "reports/results/schema.h"

namespace sigmark::report {
namespace {

void SelectAccuracy(Kernel& kernel) {
  for (const Json* row : kernel.rows.accuracy) {
    if (row->at("rounding") != "nearest") continue;
    const auto inputs = [](const Json& r) {
      return std::pair(r.at("effort") == "full", r.at("domain").at("count").get<std::uint64_t>());
    };
    const auto error = [](const Json& r) { return r.at("max_ulp").get<double>(); };
    if (kernel.accuracy == nullptr || inputs(*kernel.accuracy) < inputs(*row)) kernel.accuracy = row;
    if (kernel.worst == nullptr || error(*kernel.worst) < error(*row)) kernel.worst = row;
  }
  // Of equal maxima, the row that is shown anyway.
  if (kernel.worst != nullptr && kernel.worst->at("max_ulp") == kernel.accuracy->at("max_ulp")) {
    kernel.worst = kernel.accuracy;
  }
}

void SelectThroughput(Kernel& kernel) {
  // By memory touched; of calls that touch the same, the one with the most elements, so that call overhead stays out.
  const auto working_set = [](const Json* row) {
    const auto fewest = std::numeric_limits<std::uint64_t>::max() - row->at("n").get<std::uint64_t>();
    return std::pair(row->at("working_set").get<std::uint64_t>(), fewest);
  };
  for (const Json* row : kernel.rows.throughput) {
    if (row->at("threads") != 1 || row->at("inputs") != "normal") continue;
    if (row->at("mode") == "latency") {
      if (kernel.latency == nullptr || working_set(row) < working_set(kernel.latency)) kernel.latency = row;
      continue;
    }
    if (kernel.small == nullptr || working_set(row) < working_set(kernel.small)) kernel.small = row;
    if (kernel.large == nullptr || working_set(kernel.large) < working_set(row)) kernel.large = row;
  }
}

void SummariseChecks(Kernel& kernel) {
  for (const Json* row : kernel.rows.behaviour) {
    CheckState& state = kernel.checks[row->at("check").get<std::string>()];
    const std::string& text = row->at("observed").get_ref<const std::string&>();
    const CheckState::Observed observed = text == "violated"         ? CheckState::kViolated
                                          : text == "holds"          ? CheckState::kHolds
                                          : text == "not_applicable" ? CheckState::kNotApplicable
                                                                     : CheckState::kNotRun;
    const bool claimed = row->at("claimed").get<bool>();
    if (observed > state.observed) {
      state.observed = observed;
      state.claimed = claimed;
    } else if (observed == state.observed) {
      state.claimed |= claimed;
    }
    if (observed == CheckState::kViolated) state.violations += row->at("violations").get<std::uint64_t>();
  }
}

void MarkFront(std::vector<Kernel>& kernels) {
  const auto ranked = [](const Kernel& kernel) {
    return kernel.verdict.validated && kernel.Speed() > 0 && kernel.MaxUlp() < std::numeric_limits<double>::infinity();
  };
  for (Kernel& kernel : kernels) {
    kernel.on_front = ranked(kernel) && std::none_of(kernels.begin(), kernels.end(), [&](const Kernel& other) {
                        return ranked(other) && other.Speed() >= kernel.Speed() && other.MaxUlp() <= kernel.MaxUlp() &&
                               (other.Speed() > kernel.Speed() || other.MaxUlp() < kernel.MaxUlp());
                      });
  }
}

}  // namespace

double Kernel::MaxUlp() const {
  const bool finite = worst != nullptr && std::all_of(rows.accuracy.begin(), rows.accuracy.end(), [](const Json* row) {
                        return row->at("rounding") != "nearest" || row->at("nonfinite") == 0;
                      });
  return finite ? worst->at("max_ulp").get<double>() : std::numeric_limits<double>::infinity();
}

double Kernel::Speed() const { return small == nullptr ? 0 : small->at("relative").get<double>(); }

CheckState Kernel::Check(const std::string& check) const {
  const auto it = checks.find(check);
  return it == checks.end() ? CheckState{} : it->second;
}

bool IsVariant(const Kernel& kernel) { return kernel.id.family == "variants"; }

std::string ResultsKey(const Kernel& kernel) {
  if (kernel.accuracy == nullptr) return "";
  const Json& row = *kernel.accuracy;
  Json key = {row.at("fingerprint"),       row.at("effort"),          row.at("seed"),
              row.at("domain").at("name"), row.at("domain").at("lo"), row.at("domain").at("hi"),
              row.at("domain").at("count")};
  // A sweep calls on thousands of inputs at a time: what short calls, other places and special values give is not in
  // it.
  for (const char* check : {"nan_propagates", "positive_infinity", "negative_infinity", "position_independent",
                            "neighbour_independent", "length_1_to_64", "unaligned", "in_place"}) {
    key.push_back(kernel.Check(check).violations);
  }
  return key.dump();
}

std::vector<std::string> AxisNames(const std::string& axis) {
  static const Json definitions = Json::parse(results::kSchemaText).at("definitions");
  return definitions.at(axis).at("enum").get<std::vector<std::string>>();
}

std::vector<Group> GroupKernels(const Json& results) {
  std::map<std::pair<std::string, std::string>, std::vector<Kernel>> by_axes;
  std::map<std::string, std::uint64_t> table_bytes;
  for (const Json& entry : results.at("implementations")) {
    const auto bytes = entry.find("table_bytes");
    if (bytes != entry.end() && bytes->is_number_integer()) table_bytes[results::QualifiedId(entry)] = *bytes;
  }
  for (auto& [id, rows] : results::GroupByKernel(results)) {
    Kernel kernel;
    kernel.id = id;
    kernel.rows = rows;
    kernel.verdict = results::Judge(results, rows);
    kernel.table_bytes = table_bytes[kernel.Name()];
    SelectAccuracy(kernel);
    SelectThroughput(kernel);
    SummariseChecks(kernel);
    by_axes[{id.function, id.format}].push_back(std::move(kernel));
  }
  std::vector<Group> groups;
  for (const std::string& function : AxisNames("function")) {
    for (const char* format : {"binary32", "binary64", "bfloat16", "binary16"}) {
      const auto it = by_axes.find({function, format});
      if (it == by_axes.end()) continue;
      std::vector<Kernel>& kernels = it->second;
      std::sort(kernels.begin(), kernels.end(), [](const Kernel& a, const Kernel& b) {
        return a.Speed() != b.Speed() ? a.Speed() > b.Speed() : a.id < b.id;
      });
      MarkFront(kernels);
      groups.push_back({function, format, std::move(kernels)});
    }
  }
  return groups;
}

}  // namespace sigmark::report
