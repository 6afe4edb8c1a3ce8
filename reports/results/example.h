// SPDX-License-Identifier: Apache-2.0
//
// Small valid results, for tests to build on and to break.
#ifndef SIGMARK_REPORTS_RESULTS_EXAMPLE_H_
#define SIGMARK_REPORTS_RESULTS_EXAMPLE_H_

#include <string>

#include "reports/results/fingerprint.h"
#include "reports/results/results.h"

namespace sigmark::results::example {

// A file without rows that lists one build, "gcc", and the implementations textbook/naive and textbook/split.
inline Json Empty(const std::string& date = "2024-05-01T12:00:00Z", const std::string& effort = "full") {
  const auto implementation = [](const char* id) {
    return Json{{"id", id},
                {"family", "textbook"},
                {"summary", "a form"},
                {"source", "folklore"},
                {"license", "Apache-2.0"},
                {"functions", Json::array({"logistic"})},
                {"formats", Json::array({"binary32"})},
                {"claims", Json::array()},
                {"status", "ok"},
                {"reason", nullptr}};
  };
  return Json{{"schema", kSchemaName},
              {"run",
               {{"date", date},
                {"sigmark_version", "0.1.0"},
                {"git", "0123abc"},
                {"arguments", Json::array({"--impl=naive"})},
                {"effort", effort},
                {"seed", 1},
                {"shard", nullptr}}},
              {"machine",
               {{"cpu_id", "amd-25-1-1-3f9c"},
                {"brand", "AMD EPYC"},
                {"vendor", "AuthenticAMD"},
                {"isas", Json::array({"SSE4", "AVX2"})},
                {"caches", Json::array()},
                {"cores", 2},
                {"os", "Debian 12"},
                {"kernel", "6.1"},
                {"libm", {{"version", "glibc 2.36"}, {"variant", "fma"}}}}},
              {"builds", Json::array({{{"id", "gcc"}, {"compiler", "GCC 12.2"}, {"flags", "-O2"}, {"mpfr", "4.2"}}})},
              {"implementations", Json::array({implementation("naive"), implementation("split")})},
              {"measurements", Json::array()}};
}

inline Json Row(const char* kind, const std::string& impl) {
  return {{"kind", kind},         {"function", "logistic"}, {"impl", impl},  {"family", "textbook"},
          {"format", "binary32"}, {"isa", "libm"},          {"build", "gcc"}};
}

// Exhaustive over one block.
inline Json Accuracy(const std::string& impl, double max_ulp) {
  Json row = Row("accuracy", impl);
  row.update({{"rounding", "nearest"},
              {"effort", "full"},
              {"seed", 1},
              {"domain", {{"name", "all"}, {"lo", "-inf"}, {"hi", "inf"}, {"count", 1000}, {"blocks", 1}}},
              {"evidence", "exhaustive"},
              {"max_ulp", max_ulp},
              {"witness", {{"x", "-0x1.62e43p+6"}, {"got", "0x0p+0"}, {"exact", "0x1.0000ffp-128"}}},
              {"sum_ulp", "fa00000000"},
              {"mean_ulp", 0.25},
              {"misrounded", 120},
              {"nonfinite", 0},
              {"nonfinite_witness", nullptr},
              {"max_abs", 1e-7},
              {"max_rel", "inf"},
              {"first_flushed", "-0x1.62e43p+6"},
              {"blocks", Json::array({{{"index", 0}, {"digest", "0123456789abcdef"}}})},
              {"envelope", Json::array({{{"lo", "-0x1p+6"}, {"hi", "0x1p+6"}, {"max_ulp", max_ulp}}})}});
  row["fingerprint"] = Fingerprint(row);
  return row;
}

inline Json Behaviour(const std::string& impl, const std::string& check, const std::string& observed = "holds",
                      bool claimed = false) {
  Json row = Row("behaviour", impl);
  row.update({{"check", check},
              {"rounding", "nearest"},
              {"domain", {{"name", "all"}}},
              {"evidence", "exhaustive"},
              {"observed", observed},
              {"claimed", claimed},
              {"violations", observed == "violated" ? 7 : 0},
              {"witness", nullptr},
              {"detail", ""}});
  return row;
}

inline Json Throughput(const std::string& impl, double relative, int n = 4096, const std::string& inputs = "normal",
                       const std::string& mode = "throughput") {
  Json row = Row("throughput", impl);
  row.update({{"mode", mode},
              {"inputs", inputs},
              {"n", n},
              {"working_set", 8 * n},
              {"threads", 1},
              {"ns_per_element", 3 / relative},
              {"yardstick", "textbook/naive"},
              {"relative", relative},
              {"relative_ci95", Json::array({relative * 0.98, relative * 1.02})},
              {"relative_to_copy", 0.1},
              {"samples",
               {{"candidate", Json::array({3 / relative})},
                {"yardstick", Json::array({3.0})},
                {"copy", Json::array({0.1})}}}});
  return row;
}

inline Json Failure(const std::string& impl, const std::string& what) {
  Json row = Row("failure", impl);
  row.update({{"stage", "accuracy"}, {"what", what}, {"detail", "signal 11 at x = 0x1p+0"}, {"witness", nullptr}});
  return row;
}

// One row of each kind for naive, and a validated split.
inline Json Full() {
  Json results = Empty();
  results["measurements"] = {Accuracy("naive", 2.1e6), Behaviour("naive", "monotone"),
                             Throughput("naive", 1.0), Failure("naive", "signal"),
                             Accuracy("split", 2.36),  Behaviour("split", "monotone", "violated"),
                             Throughput("split", 0.65)};
  return results;
}

}  // namespace sigmark::results::example

#endif  // SIGMARK_REPORTS_RESULTS_EXAMPLE_H_
