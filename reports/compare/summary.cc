// SPDX-License-Identifier: Apache-2.0
#include "reports/compare/summary.h"

#include <fmt/format.h>

#include "reports/report/markdown.h"

namespace sigmark::compare {
namespace {

using report::Escape;

std::string Plural(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", report::Count(count), noun, count == 1 ? "" : "s");
}

std::string VerdictCell(const Row& row) {
  if (row.regression || row.verdict == Verdict::kVoid) return fmt::format("**{}**", Name(row.verdict));
  return Name(row.verdict);
}

bool SayTheSame(const Row& a, const Row& b) {
  return a.verdict == b.verdict && a.part == b.part && a.kernel == b.kernel && a.detail == b.detail &&
         a.regression == b.regression;
}

// Of rows that nobody can act on there may be hundreds.
constexpr std::size_t kMostInconclusive = 20;

std::string Rows(const std::vector<Row>& rows, bool all) {
  report::Table table({"Verdict", "Kernel", "Row", "What changed"});
  std::size_t inconclusive = 0;
  for (std::size_t i = 0; i < rows.size();) {
    const Row& first = rows[i];
    std::size_t same = 1;
    while (!all && i + same < rows.size() && SayTheSame(first, rows[i + same])) ++same;
    i += same;
    if (!all && first.verdict == Verdict::kSame) continue;
    if (!all && first.verdict == Verdict::kInconclusive && ++inconclusive > kMostInconclusive) continue;
    const std::string others = same > 1 ? fmt::format(" and {} more", same - 1) : "";
    table.Add({VerdictCell(first), Escape(first.kernel),
               fmt::format("{}: {}{}", Name(first.part), Escape(first.what), others), Escape(first.detail)});
  }
  std::string text = table.empty() ? "" : table.Text();
  if (inconclusive > kMostInconclusive) {
    text += fmt::format("{} more rows are inconclusive (--all prints them).\n\n", inconclusive - kMostInconclusive);
  }
  return text;
}

std::string Counts(const Comparison& comparison) {
  std::vector<std::string> headings = {"Rows"};
  for (const Verdict verdict : kVerdicts) headings.push_back(fmt::format(">{}", Name(verdict)));
  report::Table table(headings);
  for (const Part part : kParts) {
    std::vector<std::string> cells = {Name(part)};
    for (const Verdict verdict : kVerdicts) cells.push_back(report::Count(comparison.Count(part, verdict)));
    table.Add(cells);
  }
  return table.Text();
}

}  // namespace

std::string Headline(const Comparison& comparison) {
  switch (comparison.Status()) {
    case 4:
      return "VOID: planted errors were missed, so that no row can be trusted";
    case 3:
      return "inconclusive: the speeds cannot be judged";
    case 1:
      return Plural(comparison.Regressions(), "regression");
    default:
      return comparison.noise.empty() ? "nothing is worse" : "nothing is surely worse, but the speeds cannot be judged";
  }
}

std::string ForcedLine(const Comparison& comparison) {
  if (comparison.forced.empty()) return "";
  return fmt::format("FORCED: these speeds are not comparable: {}", fmt::join(comparison.forced, "; "));
}

std::string Markdown(const Comparison& comparison, bool all) {
  std::string text;
  if (const std::string forced = ForcedLine(comparison); !forced.empty()) {
    text += fmt::format("> **{}**\n\n", Escape(forced));
  }
  text += fmt::format("## sigmark compare: {}\n\n", Headline(comparison));
  text += fmt::format("- {}\n- {}\n\n", Escape(comparison.base_title), Escape(comparison.next_title));
  if (!comparison.noise.empty()) text += fmt::format("**{}**\n\n", Escape(comparison.noise));
  for (const std::string& note : comparison.notes) text += fmt::format("{}\n\n", Escape(note));
  text += Rows(comparison.rows, all);
  text += Counts(comparison);
  if (comparison.level > 0) {
    text += fmt::format(
        "Speeds: all intervals together hold with {:g} % (each with {:.6g} %); worse and better: beyond {:g} %, "
        "surely; "
        "measured again, a change varies by {:.2g} % (standard deviation, median row).\n",
        100 * comparison.options.confidence, 100 * comparison.level, 100 * comparison.options.threshold,
        100 * comparison.spread);
  }
  return text;
}

}  // namespace sigmark::compare
