// SPDX-License-Identifier: Apache-2.0
#include "reports/choose/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

#include "reports/choose/rules.h"
#include "reports/report/markdown.h"
#include "reports/results/speeds.h"

namespace sigmark::choose {
namespace {

using results::Text;

Json Complete(const Json& question) {
  Json query = {{"function", "logistic"},   {"format", "binary32"}, {"rounding", "nearest"}, {"isa", Json::array()},
                {"max_ulp", nullptr},       {"max_abs", nullptr},   {"domain", nullptr},     {"require", Json::array()},
                {"metric", "throughput"},   {"inputs", "normal"},   {"n", nullptr},          {"license", "any"},
                {"no_dependencies", false}, {"evidence", "sampled"}};
  query["yardstick"] = nullptr;
  query.update(question);
  Json distinct = Json::array();
  for (const Json& one : query.at("require")) {
    if (std::find(distinct.begin(), distinct.end(), one) == distinct.end()) distinct.push_back(one);
  }
  query["require"] = distinct;
  return query;
}

// The value that most have; of several, the largest.
template <class T>
Json MostFrequent(const std::vector<T>& values) {
  std::map<T, std::size_t> counts;
  for (const T& value : values) ++counts[value];
  const auto most = std::max_element(counts.rbegin(), counts.rend(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.rend() ? Json() : Json(most->first);
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
  if ((a.error.nonfinite == 0) != (b.error.nonfinite == 0)) return a.error.nonfinite == 0;
  return a.error.max_ulp != b.error.max_ulp ? a.error.max_ulp < b.error.max_ulp : Faster(a, b);
}

// The kernels of the question's function and format, and what each of them comes to.
class Candidates {
 public:
  // Completes what `query` leaves to the measurements: the yardstick and the length of calls.
  Candidates(const Json& digest, Json& query) : query_(query) {
    for (const Json& entry : digest.at("implementations")) implementations_[Text(entry.at("name"))] = &entry;
    for (const Json& kernel : digest.at("kernels")) {
      if (kernel.at("function") == query.at("function") && kernel.at("format") == query.at("format")) {
        kernels_.push_back(&kernel);
      }
    }
    std::vector<std::string> yardsticks;
    for (const Json* row : Timed()) yardsticks.push_back(Text(row->at("yardstick")));
    if (query["yardstick"].is_null()) query["yardstick"] = MostFrequent(yardsticks);
    std::vector<std::uint64_t> lengths;
    for (const Json* row : Timed()) lengths.push_back(row->at("n").get<std::uint64_t>());
    if (query["n"].is_null()) query["n"] = MostFrequent(lengths);
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
                             {"build", kernel->at("build")},
                             {"rule", objection->rule},
                             {"reason", objection->reason}});
      }
    }
    std::sort(fitting.begin(), fitting.end(), Faster);
    return fitting;
  }

 private:
  // What each kernel would be timed by, so far as the question says.
  std::vector<const Json*> Timed() const {
    std::vector<const Json*> rows;
    for (const Json* kernel : kernels_) {
      if (const Json* row = SpeedOf(*kernel, query_); row != nullptr) rows.push_back(row);
    }
    return rows;
  }

  const Json& query_;
  std::map<std::string, const Json*> implementations_;
  std::vector<const Json*> kernels_;
};

// What surely is reached by somebody: nobody slower than that, surely, is as fast as any.
double SureSpeed(const std::vector<Fit>& fitting) {
  double sure = 0;
  for (const Fit& fit : fitting) sure = std::max(sure, fit.Low());
  return sure;
}

bool PerhapsAsFast(const Fit& fit, double sure) { return fit.High() >= sure; }
// Whoever surely reaches it is, whatever a file says of its median.
bool AsFast(const Fit& fit, double sure) {
  return fit.Low() >= sure || (PerhapsAsFast(fit, sure) && fit.Relative() * results::kNoisyInterval >= sure);
}

// Those that are as fast as any, as far as the intervals tell, the most accurate first. Not empty: who surely reaches
// the most is.
std::vector<Fit> AsFastAsAny(const std::vector<Fit>& fitting) {
  std::vector<Fit> ties;
  const double sure = SureSpeed(fitting);
  std::copy_if(fitting.begin(), fitting.end(), std::back_inserter(ties),
               [sure](const Fit& fit) { return AsFast(fit, sure); });
  std::sort(ties.begin(), ties.end(), MoreAccurate);
  return ties;
}

const Fit& Fastest(const std::vector<Fit>& ties) { return *std::min_element(ties.begin(), ties.end(), Faster); }

std::string Why(const Fit& fit, const std::vector<Fit>& fitting, const std::vector<Fit>& ties) {
  const Fit& fastest = Fastest(ties);
  if (!fit.SameKernel(ties.front())) {
    const double sure = SureSpeed(fitting);
    if (AsFast(fit, sure)) return "as fast, as far as the intervals tell";
    if (PerhapsAsFast(fit, sure)) return "perhaps as fast: its interval is too wide to tell";
    return fmt::format("{} times slower", report::Number(fastest.Relative() / fit.Relative()));
  }
  if (fitting.size() == 1) return "the only one that fits";
  if (ties.size() == 1) return fmt::format("the fastest of {} that fit", fitting.size());
  const bool more_accurate =
      fit.error.nonfinite != ties[1].error.nonfinite || fit.error.max_ulp < ties[1].error.max_ulp;
  if (fit.SameKernel(fastest)) {
    return fmt::format("the fastest of {} that fit; {} more are as fast as far as the intervals tell, and {}",
                       fitting.size(), ties.size() - 1, more_accurate ? "less accurate" : "no more accurate");
  }
  return fmt::format("as fast as {}, as far as the intervals tell, and more accurate", NameAndIsa(*fastest.kernel));
}

Json Describe(const Fit& fit, const Json& query, const std::vector<Fit>& fitting, const std::vector<Fit>& ties) {
  const Json& implementation = *fit.implementation;
  return {{"name", fit.kernel->at("name")},
          {"isa", fit.kernel->at("isa")},
          {"build", fit.kernel->at("build")},
          {"max_ulp", fit.error.max_ulp},
          {"max_abs", fit.error.max_abs},
          {"nonfinite", fit.error.nonfinite},
          {"from_whole", FromTheWhole(fit.error, query)},
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
    const std::vector<Fit> ties = AsFastAsAny(fitting);
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
  const std::size_t subsets = std::size_t{1} << std::min<std::size_t>(demands.size(), 20);
  for (int size = 1; relaxations.empty() && size <= 4; ++size) {
    for (std::size_t subset = 0; subset < subsets; ++subset) {
      if (std::popcount(subset) != size) continue;
      std::vector<const Demand*> dropped;
      std::set<std::string> ignored;
      for (std::size_t i = 0; i < demands.size(); ++i) {
        if (((subset >> i) & 1) == 0) continue;
        dropped.push_back(&demands[i]);
        ignored.insert(demands[i].rule);
      }
      const std::vector<Fit> fitting = candidates.Fitting(ignored, nullptr);
      if (!fitting.empty()) relaxations.push_back(Relaxation(fitting, dropped));
    }
  }
  return relaxations;
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
  Json query = Complete(question);
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
                   {"libm", results::Libm(machine)},
                   {"effort", run.at("effort")},
                   {"date", run.at("date")},
                   {"git", run.at("git")}}},
                 {"winner", nullptr},
                 {"ties", Json::array()},
                 {"runners_up", Json::array()},
                 {"rejected", Json::array()},
                 {"unavailable", Json::array()},
                 {"relaxations", Json::array()}};
  for (const Json& entry : digest.at("implementations")) {
    if (entry.value("status", "ok") != "unavailable") continue;
    answer["unavailable"].push_back({{"name", entry.at("name")}, {"reason", entry.at("reason")}});
  }
  const std::vector<Fit> fitting = candidates.Fitting({}, &answer["rejected"]);
  if (fitting.empty()) {
    answer["relaxations"] = Relaxations(candidates, Demands(query));
    return answer;
  }
  const std::vector<Fit> ties = AsFastAsAny(fitting);
  answer["winner"] = Describe(ties.front(), query, fitting, ties);
  for (std::size_t i = 1; i < ties.size(); ++i) answer["ties"].push_back(Describe(ties[i], query, fitting, ties));
  for (const Fit& fit : fitting) {
    const bool tie = std::any_of(ties.begin(), ties.end(), [&](const Fit& other) { return fit.SameKernel(other); });
    if (!tie) answer["runners_up"].push_back(Describe(fit, query, fitting, ties));
  }
  return answer;
}

}  // namespace sigmark::choose
