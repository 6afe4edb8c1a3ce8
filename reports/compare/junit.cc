// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "reports/compare/exports.h"
#include "reports/compare/summary.h"

namespace sigmark::compare {
namespace {

enum class Outcome { kPassed, kFailed, kError, kSkipped };

Outcome OutcomeOf(const Row& row) {
  if (row.verdict == Verdict::kVoid) return Outcome::kError;
  if (row.regression) return Outcome::kFailed;
  const bool judged =
      row.verdict == Verdict::kSame || row.verdict == Verdict::kBetter || row.verdict == Verdict::kChanged;
  return judged ? Outcome::kPassed : Outcome::kSkipped;
}

std::string Case(const Row& row, const std::string& name) {
  const std::string open =
      fmt::format("    <testcase classname=\"sigmark.{}\" name=\"{}\"", Name(row.part), EscapeXml(name));
  const Outcome outcome = OutcomeOf(row);
  if (outcome == Outcome::kPassed) return open + "/>\n";
  const std::string detail = EscapeXml(row.detail);
  if (outcome == Outcome::kSkipped) {
    return fmt::format("{}><skipped message=\"{}: {}\"/></testcase>\n", open, Name(row.verdict), detail);
  }
  const char* element = outcome == Outcome::kError ? "error" : "failure";
  return fmt::format("{0}><{1} type=\"{2}\" message=\"{3}\">{3}</{1}></testcase>\n", open, element, Name(row.verdict),
                     detail);
}

std::string Counters(const std::vector<const Row*>& rows) {
  const auto count = [&rows](Outcome wanted) {
    return std::count_if(rows.begin(), rows.end(), [&](const Row* row) { return OutcomeOf(*row) == wanted; });
  };
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", rows.size(), count(Outcome::kFailed),
                     count(Outcome::kError), count(Outcome::kSkipped));
}

// A character of XML 1.0: control characters other than tab and the ends of lines are none, nor are U+FFFE and U+FFFF.
bool IsCharacter(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x20) return byte == '\t' || byte == '\n' || byte == '\r';
  const std::string_view three = text.substr(at, 3);
  return three != "\xef\xbf\xbe" && three != "\xef\xbf\xbf";
}

}  // namespace

std::string EscapeXml(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!IsCharacter(text, i)) {
      escaped += "\xef\xbf\xbd";
      if (static_cast<unsigned char>(c) == 0xef) i += 2;
    } else if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else if (c == '\t' || c == '\n' || c == '\r') {
      escaped += fmt::format("&#{};", static_cast<int>(c));  // as they are, attributes turn them into blanks
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string JUnit(const Comparison& comparison) {
  std::vector<const Row*> all;
  std::string suites;
  for (const Part part : kParts) {
    std::vector<const Row*> rows;
    std::string cases;
    for (const Row& row : comparison.rows) {
      if (row.part != part) continue;
      rows.push_back(&row);
    }
    const std::vector<std::string> names =
        UniqueNames(rows, [](const Row& row) { return fmt::format("{}: {}", row.kernel, row.what); });
    for (std::size_t i = 0; i < rows.size(); ++i) cases += Case(*rows[i], names[i]);
    all.insert(all.end(), rows.begin(), rows.end());
    if (!rows.empty()) {
      suites += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", Name(part), Counters(rows), cases);
    }
  }
  const std::string forced = ForcedLine(comparison);
  const std::string name = (forced.empty() ? "" : forced + ": ") + "sigmark compare: " + Headline(comparison);
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}</testsuites>\n",
                     EscapeXml(name), Counters(all), suites);
}

}  // namespace sigmark::compare
