// SPDX-License-Identifier: Apache-2.0
#include "reports/choose/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/choose/rules.h"
#include "reports/report/markdown.h"

namespace sigmark::choose {
namespace {

const std::string& Text(const Json& value) { return value.get_ref<const std::string&>(); }

Json Complete(const Json& question) {
  Json query = {{"function", "logistic"},   {"format", "binary32"}, {"rounding", "nearest"}, {"isa", Json::array()},
                {"max_ulp", nullptr},       {"max_abs", nullptr},   {"domain", nullptr},     {"require", Json::array()},
                {"metric", "throughput"},   {"inputs", "normal"},   {"n", nullptr},          {"license", "any"},
                {"no_dependencies", false}, {"evidence", "sampled"}};
  query.update(question);
  return query;
}

std::string NameAndIsa(const Json& kernel) { return Text(kernel.at("name")) + " (" + Text(kernel.at("isa")) + ")"; }

// A kernel that fits.
struct Fit {
  const Json* kernel;
  const Json* implementation;
  Error error;
  const Json* speed;
  double Relative() const { return speed->at("relative").get<double>(); }
  double Low() const { return speed->at("relative_ci95")[0].get<double>(); }
  double High() const { return speed->at("relative_ci95")[1].get<double>(); }
  bool SameKernel(const Fit& other) const { return kernel == other.kernel; }
};

bool Faster(const Fit& a, const Fit& b) {
  if (a.Relative() != b.Relative()) return a.Relative() > b.Relative();
  return NameAndIsa(*a.kernel) < NameAndIsa(*b.kernel);
}

bool MoreAccurate(const Fit& a, const Fit& b) {
  return a.error.max_ulp != b.error.max_ulp ? a.error.max_ulp < b.error.max_ulp : Faster(a, b);
}

// The kernels of the question's function and format, and what each of them comes to.
class Candidates {
 public:
  Candidates(const Json& digest, const Json& query) : query_(query) {
    for (const Json& entry : digest.at("implementations")) implementations_[Text(entry.at("name"))] = &entry;
    for (const Json& kernel : digest.at("kernels")) {
      if (kernel.at("function") == query.at("function") && kernel.at("format") == query.at("format")) {
        kernels_.push_back(&kernel);
      }
    }
  }

  bool empty() const { return kernels_.empty(); }

  // Those that break no rule but `ignored`, fastest first. What the others break goes to `rejected` if it is wanted.
  std::vector<Fit> Fitting(const std::set<std::string>& ignored, Json* rejected) const {
    std::vector<Fit> fitting;
    for (const Json* kernel : kernels_) {
      const Json& implementation = *implementations_.at(Text(kernel->at("name")));
      const auto objection = FirstObjection(*kernel, implementation, query_, ignored);
      if (!objection) {
        fitting.push_back({kernel, &implementation, *ErrorOf(*kernel, query_), SpeedOf(*kernel, query_)});
      } else if (rejected != nullptr) {
        rejected->push_back({{"name", kernel->at("name")},
                             {"isa", kernel->at("isa")},
                             {"rule", objection->rule},
                             {"reason", objection->reason}});
      }
    }
    std::sort(fitting.begin(), fitting.end(), Faster);
    return fitting;
  }

 private:
  const Json& query_;
  std::map<std::string, const Json*> implementations_;
  std::vector<const Json*> kernels_;
};

// Of those that are as fast as the leader as far as the intervals tell, the most accurate first.
std::vector<Fit> AsFastAsTheFirst(const std::vector<Fit>& fitting) {
  std::vector<Fit> ties;
  std::copy_if(fitting.begin(), fitting.end(), std::back_inserter(ties),
               [&](const Fit& fit) { return fit.High() >= fitting.front().Low(); });
  std::sort(ties.begin(), ties.end(), MoreAccurate);
  return ties;
}

std::string Why(const Fit& fit, const std::vector<Fit>& fitting, const std::vector<Fit>& ties) {
  if (!fit.SameKernel(ties.front())) {
    const bool tie = std::any_of(ties.begin(), ties.end(), [&](const Fit& other) { return fit.SameKernel(other); });
    if (tie) return "as fast, as far as the intervals tell";
    return fmt::format("{} times slower", report::Number(ties.front().Relative() / fit.Relative()));
  }
  if (fitting.size() == 1) return "the only one that fits";
  if (ties.size() == 1) return fmt::format("the fastest of {} that fit", fitting.size());
  if (fit.SameKernel(fitting.front())) {
    return fmt::format("the fastest and, of {} that are as fast as far as the intervals tell, the most accurate",
                       ties.size());
  }
  return fmt::format("as fast as {}, as far as the intervals tell, and more accurate",
                     NameAndIsa(*fitting.front().kernel));
}

Json Describe(const Fit& fit, const std::vector<Fit>& fitting, const std::vector<Fit>& ties) {
  const Json& implementation = *fit.implementation;
  return {{"name", fit.kernel->at("name")},
          {"isa", fit.kernel->at("isa")},
          {"build", fit.kernel->at("build")},
          {"max_ulp", fit.error.max_ulp},
          {"max_abs", fit.error.max_abs},
          {"evidence", fit.error.evidence},
          {"domain", fit.error.row->at("domain")},
          {"witness_x", fit.error.row->at("witness").is_object() ? fit.error.row->at("witness").at("x") : Json()},
          {"speed", *fit.speed},
          {"why", Why(fit, fitting, ties)},
          {"usage", fit.kernel->at("usage")},
          {"license", implementation.at("license")},
          {"duty", implementation.at("duty")},
          {"dependencies", implementation.at("dependencies")}};
}

// What giving up `dropped` would bring: the flags as they would have to be, and the kernel that fits then.
Json Relaxation(const std::vector<Fit>& fitting, const std::vector<const Demand*>& dropped) {
  // A bound is not given up but loosened, to the least that helps.
  const auto loosened =
      std::find_if(dropped.begin(), dropped.end(), [](const Demand* demand) { return demand->flag.empty(); });
  const Fit* best = &fitting.front();
  const auto bound = [&](const Fit& fit, const std::string& rule) {
    return rule == "max_ulp" ? fit.error.max_ulp : fit.error.max_abs;
  };
  if (loosened != dropped.end()) {
    for (const Fit& fit : fitting) {
      if (bound(fit, (*loosened)->rule) < bound(*best, (*loosened)->rule)) best = &fit;
    }
  } else {
    const std::vector<Fit> ties = AsFastAsTheFirst(fitting);
    best = &*std::find_if(fitting.begin(), fitting.end(), [&](const Fit& fit) { return fit.SameKernel(ties.front()); });
  }
  Json flags = Json::array();
  for (const Demand* demand : dropped) {
    if (!demand->flag.empty()) {
      flags.push_back("without " + demand->flag);
    } else {
      flags.push_back(fmt::format("--{}={}", demand->rule == "max_ulp" ? "max-ulp" : "max-abs",
                                  report::Bound(bound(*best, demand->rule))));
    }
  }
  return {{"flags", flags}, {"gives", {{"name", best->kernel->at("name")}, {"isa", best->kernel->at("isa")}}}};
}

// The smallest sets of demands without which something fits.
Json Relaxations(const Candidates& candidates, const std::vector<Demand>& demands) {
  Json relaxations = Json::array();
  const std::size_t subsets = std::size_t{1} << std::min<std::size_t>(demands.size(), 12);
  for (int size = 1; relaxations.empty() && size <= static_cast<int>(demands.size()); ++size) {
    for (std::size_t subset = 0; subset < subsets; ++subset) {
      std::vector<const Demand*> dropped;
      std::set<std::string> ignored;
      for (std::size_t i = 0; i < demands.size(); ++i) {
        if (((subset >> i) & 1) == 0) continue;
        dropped.push_back(&demands[i]);
        ignored.insert(demands[i].rule);
      }
      if (static_cast<int>(dropped.size()) != size) continue;
      const std::vector<Fit> fitting = candidates.Fitting(ignored, nullptr);
      if (!fitting.empty()) relaxations.push_back(Relaxation(fitting, dropped));
    }
  }
  return relaxations;
}

std::string Libm(const Json& machine) {
  const Json variant = machine.at("libm").value("variant", Json());
  return Text(machine.at("libm").at("version")) + (variant.is_string() ? " (" + Text(variant) + ")" : "");
}

}  // namespace

const Json& Requirements() {
  static const Json requirements = {{"nan", {"nan_propagates"}},
                                    {"range", {"range"}},
                                    {"monotone", {"monotone"}},
                                    {"symmetric", {"symmetric"}},
                                    {"subnormals", {"subnormal_results"}},
                                    {"flags", {"no_spurious_flags", "inexact_flag", "underflow_flag"}},
                                    {"rounding_modes", {"rounding_modes"}},
                                    {"position", {"position_independent", "neighbour_independent"}}};
  return requirements;
}

Json Choose(const Json& digest, const Json& question) {
  const Json query = Complete(question);
  const Candidates candidates(digest, query);
  if (candidates.empty()) {
    throw results::DataError(fmt::format("no measurements of {} in {} in these results; measure them first",
                                         Text(query.at("function")), Text(query.at("format"))));
  }
  const Json& machine = digest.at("machine");
  const Json& run = digest.at("run");
  Json answer = {{"query", query},
                 {"cpu",
                  {{"cpu_id", machine.at("cpu_id")},
                   {"brand", machine.at("brand")},
                   {"libm", Libm(machine)},
                   {"effort", run.at("effort")},
                   {"date", run.at("date")},
                   {"git", run.at("git")}}},
                 {"winner", nullptr},
                 {"ties", Json::array()},
                 {"runners_up", Json::array()},
                 {"rejected", Json::array()},
                 {"relaxations", Json::array()}};
  const std::vector<Fit> fitting = candidates.Fitting({}, &answer["rejected"]);
  if (fitting.empty()) {
    answer["relaxations"] = Relaxations(candidates, Demands(query));
    return answer;
  }
  const std::vector<Fit> ties = AsFastAsTheFirst(fitting);
  answer["winner"] = Describe(ties.front(), fitting, ties);
  for (std::size_t i = 1; i < ties.size(); ++i) answer["ties"].push_back(Describe(ties[i], fitting, ties));
  for (const Fit& fit : fitting) {
    const bool tie = std::any_of(ties.begin(), ties.end(), [&](const Fit& other) { return fit.SameKernel(other); });
    if (!tie) answer["runners_up"].push_back(Describe(fit, fitting, ties));
  }
  return answer;
}

}  // namespace sigmark::choose
