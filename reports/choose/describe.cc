// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "reports/choose/choose.h"
#include "reports/report/markdown.h"

namespace sigmark::choose {
namespace {

using results::Text;

// What kernels of an answer are called: with their build only where there are several of one name.
class Labels {
 public:
  explicit Labels(const Json& answer) {
    if (answer.at("winner").is_object()) ++times_[Short(answer.at("winner"))];
    for (const char* list : {"ties", "runners_up", "rejected"}) {
      for (const Json& one : answer.at(list)) ++times_[Short(one)];
    }
  }
  std::string operator()(const Json& kernel) const {
    const auto it = times_.find(Short(kernel));
    const bool several = it != times_.end() && it->second > 1 && kernel.contains("build");
    return Short(kernel) + (several ? " of build " + Text(kernel.at("build")) : "");
  }

 private:
  static std::string Short(const Json& kernel) { return Text(kernel.at("name")) + " (" + Text(kernel.at("isa")) + ")"; }
  std::map<std::string, int> times_;
};

// Names come from anywhere, a terminal obeys control characters.
std::string Plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; }, '?');
  return text;
}

// "max ≥ 2.481 ulp (sampled, nontrivial+sampled: 315,016,322 inputs), 10.2 × textbook/naive [10.1, 10.3], 0.15 ns
// each".
std::string Figures(const Json& fit, const Json& query) {
  const Json& domain = fit.at("domain");
  const Json& speed = fit.at("speed");
  std::string text = fmt::format("max {}{} ulp", fit.at("evidence") == "sampled" && !fit.at("from_whole") ? "≥ " : "",
                                 report::Bound(fit.at("max_ulp").get<double>()));
  if (!query.at("max_abs").is_null()) text += ", " + report::Bound(fit.at("max_abs").get<double>()) + " absolute";
  if (const auto nonfinite = fit.at("nonfinite").get<std::uint64_t>(); nonfinite > 0) {
    text += fmt::format(", but {} results not finite", report::Count(nonfinite));
  }
  return text + fmt::format(" ({}{}, {}: {} inputs), {} × {} [{}, {}], {} ns each",
                            fit.at("from_whole") ? "in the bins of the domain, " : "", Text(fit.at("evidence")),
                            Text(domain.at("name")), report::Count(domain.at("count").get<std::uint64_t>()),
                            report::Number(speed.at("relative").get<double>()), Text(speed.at("yardstick")),
                            report::Number(speed.at("relative_ci95")[0].get<double>()),
                            report::Number(speed.at("relative_ci95")[1].get<double>()),
                            report::Number(speed.at("ns_per_element").get<double>()));
}

std::string Indented(const std::string& text) {
  std::string indented;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    indented += (end == begin ? "" : "  ") + text.substr(begin, end - begin) + "\n";
  }
  return begin == text.size() ? indented : indented + "  " + text.substr(begin) + "\n";
}

std::string Usage(const Json& winner) {
  const Json& usage = winner.at("usage");
  std::string text = "\nUse it:\n" + Indented(Text(usage.at("code")));
  if (!usage.at("cmake").empty()) {
    text += "\nCMake:\n";
    for (const Json& line : usage.at("cmake")) text += Indented(Text(line));
  }
  const std::string& pkg_config = Text(usage.at("pkg_config"));
  text +=
      "\npkg-config: " + (pkg_config.empty() ? "none, it is not an installed library" : "c++ … " + pkg_config) + "\n";
  const std::string& license = Text(winner.at("license"));
  text += fmt::format("\nLicence: {}: {}\n", license.empty() ? "not stated" : license, Text(winner.at("duty")));
  for (const Json& needed : winner.at("dependencies")) {
    text += fmt::format("It needs {} ({}).\n", Text(needed.at("name")), Text(needed.at("license")));
  }
  return text;
}

// "logistic in binary32, nearest; max 4 ulp; monotone, nan".
std::string DescribeDemands(const Json& query) {
  std::string text =
      fmt::format("{} in {}, {}", Text(query.at("function")), Text(query.at("format")), Text(query.at("rounding")));
  if (!query.at("max_ulp").is_null()) text += fmt::format("; max {:.6g} ulp", query.at("max_ulp").get<double>());
  if (!query.at("max_abs").is_null()) text += fmt::format("; max {:.6g} absolute", query.at("max_abs").get<double>());
  if (!query.at("domain").is_null()) {
    text += fmt::format(" within {} to {}", report::InputText(Text(query.at("domain")[0])),
                        report::InputText(Text(query.at("domain")[1])));
  }
  for (const char* list : {"isa", "require"}) {
    if (query.at(list).empty()) continue;
    text += fmt::format("; {}", fmt::join(query.at(list).get<std::vector<std::string>>(), ", "));
  }
  if (query.at("license") == "permissive") text += "; permissive licence";
  if (query.at("no_dependencies").get<bool>()) text += "; no dependencies";
  if (query.at("evidence") != "sampled") text += fmt::format("; {} evidence", Text(query.at("evidence")));
  return text;
}

}  // namespace

std::string Describe(const Json& answer, std::size_t top) {
  const Json& cpu = answer.at("cpu");
  const Json& query = answer.at("query");
  const Labels label(answer);
  std::string text = DescribeDemands(query) + "\n\n";
  const Json& winner = answer.at("winner");
  if (winner.is_null()) {
    text += "Nothing fits.\n";
  } else {
    text += fmt::format("Ship {}: {}.\n  {}\n", label(winner), Text(winner.at("why")), Figures(winner, query));
    for (const Json& tie : answer.at("ties")) {
      text += fmt::format("\nTie: {}: {}\n  {}\n", label(tie), Text(tie.at("why")), Figures(tie, query));
    }
    std::size_t shown = 0;
    for (const Json& other : answer.at("runners_up")) {
      if (shown++ == top) break;
      text += fmt::format("{}  {}: {}\n    {}\n", shown == 1 ? "\nRunners-up:\n" : "", label(other),
                          Text(other.at("why")), Figures(other, query));
    }
    if (const std::size_t fitting = answer.at("runners_up").size(); fitting > top) {
      text += fmt::format("  and {} more that fit (--top)\n", fitting - top);
    }
  }
  if (!answer.at("relaxations").empty()) {
    text += "\nNearest that something fits:\n";
    for (const Json& relaxation : answer.at("relaxations")) {
      std::string flags;
      for (const Json& flag : relaxation.at("flags")) flags += (flags.empty() ? "" : ", ") + Text(flag);
      text += fmt::format("  {}: {}\n", flags, label(relaxation.at("gives")));
    }
  }
  if (!answer.at("rejected").empty()) {
    text += fmt::format("\nRejected ({}):\n", answer.at("rejected").size());
    for (const Json& one : answer.at("rejected")) text += fmt::format("  {}: {}\n", label(one), Text(one.at("reason")));
  }
  if (!answer.at("unavailable").empty()) {
    text += "\nNot available here:\n";
    for (const Json& one : answer.at("unavailable")) {
      text += fmt::format("  {}: {}\n", Text(one.at("name")), Text(one.at("reason")));
    }
  }
  if (!winner.is_null()) text += Usage(winner);
  const std::string calls = query.at("n").is_null() || query.at("metric") == "latency"
                                ? ""
                                : fmt::format(" in calls of {}", query.at("n").dump());
  text +=
      fmt::format("\nMeasured on {} ({}), {}, effort {}, {}, revision {}; {}, {} inputs{}.\n", Text(cpu.at("brand")),
                  Text(cpu.at("cpu_id")), Text(cpu.at("libm")), Text(cpu.at("effort")), Text(cpu.at("date")),
                  Text(cpu.at("git")), Text(query.at("metric")), Text(query.at("inputs")), calls);
  return Plain(text);
}

}  // namespace sigmark::choose
