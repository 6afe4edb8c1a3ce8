// SPDX-License-Identifier: Apache-2.0
//
// Sides for tests to compare.
#ifndef SIGMARK_REPORTS_COMPARE_EXAMPLE_H_
#define SIGMARK_REPORTS_COMPARE_EXAMPLE_H_

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "reports/compare/compare.h"
#include "reports/results/example.h"

namespace sigmark::compare::example {

using namespace results::example;  // NOLINT(google-build-using-namespace): the same examples, and more

inline Json File(const std::vector<Json>& rows) {
  Json file = Empty();
  file["measurements"] = rows;
  return file;
}

// One side of runs with these files. They are validated: a test on data that no program writes would prove nothing.
inline Side Files(const std::string& label, const std::vector<Json>& files) {
  std::vector<Run> runs;
  for (const Json& file : files) {
    const std::string name = label + "/" + std::to_string(runs.size()) + ".json";
    results::Validate(file, name);
    runs.push_back({name, file});
  }
  return MakeSide(label, std::move(runs));
}

inline Side Base(const std::vector<Json>& rows) { return Files("BASE", {File(rows)}); }
inline Side New(const std::vector<Json>& rows) { return Files("NEW", {File(rows)}); }

// The accuracy row with other results in its only block.
inline Json OtherBits(Json row, const std::string& digest = "fedcba9876543210") {
  row["blocks"][0]["digest"] = digest;
  row["fingerprint"] = results::Fingerprint(row);
  return row;
}

// Of quick effort, sampled.
inline Json Quick(Json row) {
  row["effort"] = "quick";
  row["evidence"] = "sampled";
  row["domain"]["name"] = "sampled";
  if (row.contains("blocks")) row["fingerprint"] = results::Fingerprint(row);
  return row;
}

// A speed row of 25 rounds: `time` of the yardstick's, with noise of this standard deviation from round to round.
inline Json Timed(const std::string& impl, double time, double noise, std::mt19937_64& random, int n = 4096) {
  Json row = Throughput(impl, 1 / time, n);
  std::normal_distribution<double> normal(0, noise);
  for (const char* samples : {"candidate", "yardstick", "copy"}) row["samples"][samples] = Json::array();
  for (int round = 0; round < 25; ++round) {
    const double yardstick = 3 * std::exp(normal(random));
    row["samples"]["candidate"].push_back(yardstick * time * std::exp(normal(random)));
    row["samples"]["yardstick"].push_back(yardstick);
    row["samples"]["copy"].push_back(0.1);
  }
  return row;
}

// `count` runs of a row whose time differs from run to run with this standard deviation.
inline Side Runs(const std::string& label, std::size_t count, double time, double noise, std::uint64_t seed,
                 int rows = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, noise);
  std::vector<Json> files;
  for (std::size_t run = 0; run < count; ++run) {
    std::vector<Json> timed;
    for (int n = 1; n <= rows; ++n) {
      timed.push_back(Timed("split", time * std::exp(normal(random)), 0.005, random, n));
    }
    files.push_back(File(timed));
  }
  return Files(label, files);
}

// The only row of a comparison with this `what`; of several or none, a row without a name.
inline Row Find(const Comparison& comparison, const std::string& what) {
  const auto is = [&](const Row& row) { return row.what == what; };
  const auto it = std::find_if(comparison.rows.begin(), comparison.rows.end(), is);
  return std::count_if(comparison.rows.begin(), comparison.rows.end(), is) == 1 ? *it : Row();
}

}  // namespace sigmark::compare::example

#endif  // SIGMARK_REPORTS_COMPARE_EXAMPLE_H_
