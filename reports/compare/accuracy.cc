// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "reports/compare/matching.h"
#include "reports/compare/parts.h"
#include "reports/report/markdown.h"
#include "reports/results/hex_float.h"
#include "reports/results/verdict.h"

namespace sigmark::compare {
namespace {

using results::ParseFloat;
using results::ParseHexInteger;
using results::Text;

// Below 0 where `next` is better than `base`, above 0 where it is worse.
template <typename T>
int Order(const T& base, const T& next) {
  return next < base ? -1 : base < next ? 1 : 0;
}

double Relative(const Json& value) { return value.is_string() ? HUGE_VAL : value.get<double>(); }

// Where results begin to be flushed to 0: the farther from 0 the better, best nowhere.
double Flushed(const Json& value) { return value.is_null() ? HUGE_VAL : std::fabs(ParseFloat(Text(value))); }

struct Difference {
  int worse;  // as of Order
  std::string text;
};

// Numbers as they are in the file: shortest that read back the same, so that what differs looks different.
std::string Show(const Json& value) {
  return value.is_string() ? Text(value) : value.is_null() ? "none" : value.dump();
}

std::string Arrow(const char* figure, const Json& base, const Json& next) {
  return fmt::format("{} {} → {}", figure, Show(base), Show(next));
}

std::string At(const Json& witness) {
  return witness.is_null() ? "" : fmt::format(" at x = {}", report::InputText(Text(witness.at("x"))));
}

// Every figure that differs but the mean.
std::vector<Difference> FiguresThatDiffer(const Json& base, const Json& next) {
  std::vector<Difference> differences;
  const auto add = [&](const char* figure, int worse, const std::string& place = "") {
    if (worse != 0) differences.push_back({worse, Arrow(figure, base.at(figure), next.at(figure)) + place});
  };
  const auto number = [](const Json& row, const char* figure) { return row.at(figure).get<double>(); };
  const auto count = [](const Json& row, const char* figure) { return row.at(figure).get<std::uint64_t>(); };
  add("max_ulp", Order(number(base, "max_ulp"), number(next, "max_ulp")), At(next.at("witness")));
  add("max_abs", Order(number(base, "max_abs"), number(next, "max_abs")));
  add("max_rel", Order(Relative(base.at("max_rel")), Relative(next.at("max_rel"))));
  add("misrounded", Order(count(base, "misrounded"), count(next, "misrounded")));
  add("nonfinite", Order(count(base, "nonfinite"), count(next, "nonfinite")), At(next.at("nonfinite_witness")));
  add("first_flushed", Order(Flushed(next.at("first_flushed")), Flushed(base.at("first_flushed"))));
  return differences;
}

// The mean is what people read; the sum, which is exact, may differ where the mean's digits do not.
std::optional<Difference> MeanThatDiffers(const Json& base, const Json& next) {
  const auto sum = [](const Json& row) { return ParseHexInteger(Text(row.at("sum_ulp"))); };
  const int worse = Order(sum(base), sum(next));
  if (worse == 0) return std::nullopt;
  const Json before = results::MeanUlp(base), after = results::MeanUlp(next);
  return Difference{worse, before != after ? Arrow("mean_ulp", before, after)
                                           : Arrow("sum_ulp", base.at("sum_ulp"), next.at("sum_ulp"))};
}

Json AccuracyFigures(const Json& row) {
  Json figures = {{"evidence", results::Evidence(row)}, {"mean_ulp", results::MeanUlp(row)}};
  for (const char* figure :
       {"effort", "seed", "max_ulp", "max_abs", "max_rel", "misrounded", "nonfinite", "first_flushed", "fingerprint"}) {
    figures[figure] = row.at(figure);
  }
  figures["count"] = row.at("domain").at("count");
  figures["x"] = row.at("witness").is_null() ? Json() : row.at("witness").at("x");
  return figures;
}

// What several runs of one revision disagree about, or nothing. Throws DataError for shards, which are no repetitions.
std::string Disagreement(const Entry& entry) {
  for (const Json* row : entry.rows) {
    if (BlockIndices(*row) != BlockIndices(entry.Row())) {
      throw results::DataError(
          fmt::format("{} {} {}: the files of one side hold different blocks of a domain; sigmark "
                      "merge them first",
                      Text(row->at("function")), results::QualifiedId(*row), Text(row->at("format"))));
    }
    if (row->at("blocks") != entry.Row().at("blocks")) return "results";
    if (!FiguresThatDiffer(entry.Row(), *row).empty() || MeanThatDiffers(entry.Row(), *row)) return "figures";
  }
  return "";
}

std::string Join(const std::vector<Difference>& differences, bool worse) {
  std::string text;
  for (const Difference& one : differences) {
    if ((one.worse > 0) == worse) text += (text.empty() ? "" : "; ") + one.text;
  }
  return text;
}

// Of rows that were asked the same.
void CompareSame(Row& row, const Json& base, const Json& next) {
  const bool same_bits = base.at("blocks") == next.at("blocks");
  std::vector<Difference> differences = FiguresThatDiffer(base, next);
  const std::string before = results::Evidence(base), after = results::Evidence(next);
  if (const int worse = Order(results::EvidenceStrength(after), results::EvidenceStrength(before)); worse != 0) {
    differences.push_back({worse, fmt::format("evidence {} → {}", before, after)});
  }
  const std::optional<Difference> mean = MeanThatDiffers(base, next);
  if (mean && !same_bits) differences.push_back(*mean);
  const std::string worsened = Join(differences, true), improved = Join(differences, false);
  if (!worsened.empty() || !improved.empty()) {
    row.verdict = worsened.empty() ? Verdict::kBetter : Verdict::kWorse;
    row.detail = worsened.empty()   ? improved
                 : improved.empty() ? worsened
                                    : fmt::format("{}; better: {}", worsened, improved);
  } else if (!same_bits) {
    row.verdict = Verdict::kChanged;
    row.detail = fmt::format("other bits, the same figures: fingerprint {} → {}", Text(base.at("fingerprint")),
                             Text(next.at("fingerprint")));
  } else if (mean) {
    // The sum is of the fast oracle's errors, whose last digits are its own: the same bits have the same errors.
    row.verdict = Verdict::kChanged;
    row.detail = "the same bits, summed by another reference: " + mean->text;
  } else {
    row.verdict = Verdict::kSame;
  }
}

// Of a part of BASE's inputs: no maximum and no count may be above that of the whole.
void CompareCovered(Row& row, const Json& base, const Json& next) {
  const std::string worsened = Join(FiguresThatDiffer(base, next), true);
  row.verdict = worsened.empty() ? Verdict::kSame : Verdict::kWorse;
  row.detail = (worsened.empty() ? "no worse than" : worsened + "; against") + std::string(" all inputs in BASE");
}

void CompareAccuracyRows(Row& row, const Entry& base, const Entry& next, Fit fit, const Options& options) {
  const Json& before = base.Row();
  const Json& after = next.Row();
  if (const std::string gone = Disagreement(next); !gone.empty()) {
    row.verdict = Verdict::kWorse;
    row.detail = fmt::format("not deterministic: the {} of the {} runs of NEW differ", gone, next.rows.size());
  } else if (!Disagreement(base).empty()) {
    row.verdict = Verdict::kBetter;
    row.detail = fmt::format("deterministic: the {} runs of BASE differ among themselves", base.rows.size());
  } else if (fit == Fit::kCovers) {
    CompareCovered(row, before, after);
  } else if (before.at("domain") != after.at("domain")) {
    MarkMissing(row, options, "",
                fmt::format("measured on other inputs: {} in BASE, {} in NEW", before.at("domain").at("count").dump(),
                            after.at("domain").at("count").dump()));
  } else if (const std::string others = OtherBlocks(before, after); !others.empty()) {
    MarkMissing(row, options, "", others);
  } else {
    CompareSame(row, before, after);
  }
}

Row StartAccuracyRow(const Json& measured) {
  Row row = StartRow(Part::kAccuracy, measured);
  const Json& domain = measured.at("domain");
  row.what = fmt::format("{}, {}", Text(measured.at("rounding")), Text(domain.at("name")));
  if (domain.at("name") == "interval") row.what += fmt::format(" {}:{}", Text(domain.at("lo")), Text(domain.at("hi")));
  for (const char* axis : {"rounding", "effort", "seed"}) row.key[axis] = measured.at(axis);
  row.key["domain"] = {{"name", domain.at("name")}, {"lo", domain.at("lo")}, {"hi", domain.at("hi")}};
  return row;
}

std::string DescribeMeasured(const Json& measured) {
  return fmt::format("max_ulp {}{}", Show(measured.at("max_ulp")), At(measured.at("witness")));
}

}  // namespace

std::vector<Row> CompareAccuracy(const Side& base, const Side& next, const Options& options) {
  const auto compare = [&options](Row& row, const Entry& before, const Entry& after, Fit fit) {
    CompareAccuracyRows(row, before, after, fit, options);
  };
  return CompareSwept(base, next, options, {"accuracy", StartAccuracyRow, AccuracyFigures, DescribeMeasured, compare});
}

}  // namespace sigmark::compare
