// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the bytes of a results file. Whatever they are, they are refused with a DataError or are a file that can
// be written, judged and told, and merged unless its own rows contradict each other.
#include <cstdlib>
#include <optional>

#include "reports/choose/choose.h"
#include "reports/report/findings.h"
#include "reports/report/page.h"
#include "reports/report/report.h"
#include "reports/results/corpus_main.h"
#include "reports/results/digest.h"
#include "reports/results/results.h"
#include "reports/results/verdict.h"

namespace {

using sigmark::results::Json;

void Require(bool holds) {
  if (!holds) std::abort();
}

// What `make` returns, or nothing where it refuses; any other exception ends the program.
template <class Make>
auto Unless(Make make) -> std::optional<decltype(make())> {
  try {
    return make();
  } catch (const sigmark::results::DataError&) {
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace results = sigmark::results;
  namespace report = sigmark::report;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::optional<Json> file = Unless([&] { return results::Parse(bytes, "fuzz"); });
  if (!file) return 0;
  Require(results::Parse(results::Serialise(*file), "again") == *file);
  for (const auto& [id, rows] : results::GroupByKernel(*file)) results::Judge(*file, rows);
  report::Markdown(*file);
  report::Summary(*file);
  Unless([&] { return report::ShortTable(*file); });  // it may hold nothing to compare

  const std::optional<Json> merged = Unless([&] { return results::Merge({*file}); });
  if (!merged) return 0;
  results::Validate(*merged, "merged");
  Require(results::Merge({*file, *file}) == *merged);
  Require(results::Merge({*merged, *file}) == *merged);
  Require(results::Merge({*merged, *merged}) == *merged);
  results::Gaps(*merged);
  report::Markdown(*merged);
  report::Findings(*merged);

  const Json page = results::PageData({*merged});
  Require(report::InlineJson(page).find('<') == std::string::npos);
  const Json digest = results::Digest(*merged);
  for (const Json& kernel : digest.at("kernels")) {
    const Json any = {{"function", kernel.at("function")}, {"format", kernel.at("format")}};
    Json strict = any;
    strict.update({{"max_ulp", 1}, {"domain", {"-0x1p+4", "inf"}}, {"require", {"nan"}}, {"license", "permissive"}});
    for (const Json& query : {any, strict}) sigmark::choose::Describe(sigmark::choose::Choose(digest, query), 3);
  }
  return 0;
}
