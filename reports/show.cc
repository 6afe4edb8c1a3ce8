// SPDX-License-Identifier: Apache-2.0
#include "reports/show.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "reports/process.h"
#include "reports/results/results.h"
#include "reports/run.h"

namespace sigmark {
namespace {

using results::Json;

// A hex float's decimal. long double, because exact values reach below binary64's range.
std::string Decimal(const std::string& hex, int digits) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*Lg", digits, std::strtold(hex.c_str(), nullptr));
  return text;
}

// Digits that tell the numbers of a format apart: ceil(1 + p·log10 2).
int Digits(const std::string& format) {
  return format == "binary64" ? 17 : format == "binary32" ? 9 : format == "binary16" ? 5 : 4;
}

std::string Field(const Json& entry, const char* member) { return entry.at(member).get<std::string>(); }

// Columns as wide as their widest cell, which is ASCII.
std::string Align(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("  {:<{}}", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::vector<std::string> ResultRow(const Json& entry) {
  const std::string name = fmt::format("{}/{}", Field(entry, "family"), Field(entry, "impl"));
  if (entry.contains("failure")) return {name, Field(entry, "isa"), "failed", "", "", Field(entry, "failure")};
  const std::string got = Field(entry, "got");
  const Json& error = entry.at("ulp_error");
  return {name,
          Field(entry, "isa"),
          Decimal(got, Digits(Field(entry, "format"))),
          got,
          error.is_null() ? "not finite" : fmt::format("{:.6g}", error.get<double>()),
          fmt::format("{}", fmt::join(entry.at("flags").get<std::vector<std::string>>(), " "))};
}

}  // namespace

std::string ShowTable(const std::string& json) {
  std::string text;
  try {
    // One block for each (function, format, rounding), in the order of the answer.
    std::vector<std::vector<const Json*>> blocks;
    const Json list = Json::parse(json);
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> places;
    for (const Json& entry : list) {
      const auto axes = std::tuple(Field(entry, "function"), Field(entry, "format"), Field(entry, "rounding"));
      const auto [it, added] = places.emplace(axes, blocks.size());
      if (added) blocks.emplace_back();
      blocks[it->second].push_back(&entry);
    }
    for (const auto& block : blocks) {
      const Json& first = *block.front();
      const int digits = Digits(Field(first, "format"));
      const std::string x = Field(first, "x");
      const std::string exact = Field(first, "exact");
      const std::string rounded = Field(first, "exact_rounded");
      text += fmt::format("{}{}, {}, {}\n", text.empty() ? "" : "\n", Field(first, "function"), Field(first, "format"),
                          Field(first, "rounding"));
      text += Align({{"x", Decimal(x, digits), x},
                     {"exact", Decimal(exact, 20), exact},
                     {"rounded", Decimal(rounded, digits), rounded}});
      std::vector<std::vector<std::string>> rows = {{"implementation", "isa", "result", "hex", "ulp error", "flags"}};
      for (const Json* entry : block) rows.push_back(ResultRow(*entry));
      text += "\n" + Align(rows);
    }
  } catch (const Json::exception&) {
    throw results::DataError("bench_accuracy --at did not answer in the form that show reads; build both anew");
  }
  if (text.empty()) throw results::DataError("bench_accuracy --at answered with nothing; build both anew");
  return text;
}

int Show(const std::vector<std::string>& arguments) {
  const Ending ending = RunProcess(FindSibling("bench_accuracy"), arguments, Output::kCapture);
  if (ending.interrupted) return kInterrupted;
  if (ending.signal != 0) {
    throw results::DataError(fmt::format("bench_accuracy was killed by signal {}", ending.signal));
  }
  if (ending.status != kWell && ending.status != kFailed) return ending.status;
  fmt::print("{}", ShowTable(ending.output));
  return ending.status;
}

}  // namespace sigmark
