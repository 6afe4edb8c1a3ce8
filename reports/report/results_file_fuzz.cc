// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the bytes of a results file. Whatever they are, they are refused with a DataError or are a file that can
// be written, merged, judged and told.
#include <cstdlib>

#include "reports/report/report.h"
#include "reports/results/corpus_main.h"
#include "reports/results/results.h"
#include "reports/results/verdict.h"

namespace {

using sigmark::results::DataError;
using sigmark::results::Json;

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace results = sigmark::results;
  namespace report = sigmark::report;
  Json file;
  try {
    file = results::Parse({reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const DataError&) {
    return 0;
  }
  const std::string bytes = results::Serialise(file);
  Require(results::Parse(bytes, "again") == file);
  for (const auto& [id, rows] : results::GroupByKernel(file)) results::Judge(file, rows);
  try {
    const Json merged = results::Merge({file});
    Require(results::Merge({merged}) == merged);
    Require(results::Merge({merged, merged}) == merged);
    results::Gaps(merged);
    results::Validate(merged, "merged");
  } catch (const DataError&) {  // rows that contradict each other
  }
  report::Markdown(file);
  report::Summary(file);
  try {
    report::ShortTable(file);
  } catch (const DataError&) {  // nothing in it to compare
  }
  return 0;
}
