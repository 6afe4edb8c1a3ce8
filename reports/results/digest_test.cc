// SPDX-License-Identifier: Apache-2.0
#include "reports/results/digest.h"

#include "reports/results/example.h"
#include "reports/results/testing.h"

namespace sigmark::results {
namespace {

const Json& Kernel(const Json& digest, const std::string& name) {
  for (const Json& kernel : digest.at("kernels")) {
    if (kernel.at("name") == name) return kernel;
  }
  throw std::runtime_error("no kernel " + name);
}

TEST(Digest, HasEveryRowWithItsKernelAndWithoutTheBulk) {
  const Json results = example::Full();
  const Json digest = Digest(results);
  std::size_t rows = 0;
  for (const Json& kernel : digest.at("kernels")) {
    for (const char* kind : {"accuracy", "behaviour", "throughput", "failure"}) {
      for (const Json& row : kernel.at(kind)) {
        ++rows;
        for (const char* bulk : {"blocks", "samples", "sum_ulp", "controls", "impl", "kind"}) {
          EXPECT_FALSE(row.contains(bulk)) << row;
        }
      }
    }
  }
  EXPECT_EQ(rows, results.at("measurements").size());
  EXPECT_EQ(Kernel(digest, "textbook/split").at("accuracy")[0].at("max_ulp"), 2.36);
  EXPECT_EQ(Kernel(digest, "textbook/split").at("throughput")[0].at("relative"), 0.65);
}

TEST(Digest, CarriesVerdicts) {
  const Json digest = Digest(example::Full());
  EXPECT_EQ(Kernel(digest, "textbook/split").at("validated"), true);
  EXPECT_EQ(Kernel(digest, "textbook/split").at("reason"), "");
  EXPECT_EQ(Kernel(digest, "textbook/naive").at("validated"), false);
  EXPECT_CONTAINS(Kernel(digest, "textbook/naive").at("reason").get<std::string>(), "signal 11");
}

TEST(Digest, EvidenceIsThatOfTheBlocksWhichAreThere) {
  Json results = example::Full();
  results["measurements"][4]["domain"]["blocks"] = 2;
  EXPECT_EQ(Kernel(Digest(results), "textbook/split").at("accuracy")[0].at("evidence"), "sampled");
}

TEST(Digest, SaysHowToUseAKernel) {
  Json results = example::Full();
  Json usage = Kernel(Digest(results), "textbook/split").at("usage");
  EXPECT_CONTAINS(usage.at("code").get<std::string>(), "FindKernel(\"textbook/split\", sigmark::Function::kLogistic");
  EXPECT_CONTAINS(usage.at("code").get<std::string>(), "sigmark::Format::kBinary32, \"libm\")");
  results["implementations"][1]["usage"] = "template <class T>\nT Logistic(T x) { return x; }\n";
  results["implementations"][1]["dependencies"] = {{{"name", "Boost.Math"},
                                                    {"license", "BSL-1.0"},
                                                    {"cmake", "find_package(Boost 1.74 REQUIRED)"},
                                                    {"target", "Boost::headers"},
                                                    {"pkg_config", "boost"}}};
  Validate(results, "test");
  usage = Kernel(Digest(results), "textbook/split").at("usage");
  EXPECT_CONTAINS(usage.at("code").get<std::string>(), "T Logistic(T x) { return x; }");
  EXPECT_EQ(usage.at("cmake"),
            Json({"find_package(Boost 1.74 REQUIRED)", "target_link_libraries(app PRIVATE Boost::headers m)"}));
  EXPECT_EQ(usage.at("pkg_config"), "$(pkg-config --cflags --libs boost) -lm");
  results["implementations"][1]["call"] = "sigmark::logistic_fast(x, y);";
  usage = Kernel(Digest(results), "textbook/split").at("usage");
  EXPECT_EQ(usage.at("code"), "#include <sigmark/logistic.h>\n\nsigmark::logistic_fast(x, y);\n");
  EXPECT_EQ(usage.at("cmake"),
            Json::array({"find_package(sigmark REQUIRED)", "target_link_libraries(app PRIVATE sigmark::sigmark)"}));
  EXPECT_EQ(usage.at("pkg_config"), "$(pkg-config --cflags --libs sigmark)");
}

TEST(Digest, LicencesThatAreNotKnownAreNotPermissive) {
  for (const char* license : {"Apache-2.0", "MIT", "BSL-1.0", "GPL-2.0-only OR MIT", "MIT AND BSD-3-Clause",
                              "Apache-2.0 WITH LLVM-exception"}) {
    EXPECT_TRUE(IsPermissive(license)) << license;
  }
  for (const char* license :
       {"", "GPL-3.0-only", "LGPL-2.1-or-later", "MIT AND GPL-2.0-only", "its own", "mit",
        "(MIT OR GPL-2.0-only) AND LGPL-2.1-only", "MITX", "GPL-2.0-only AND (BSD-3-Clause OR MIT OR Apache-2.0)"}) {
    EXPECT_FALSE(IsPermissive(license)) << license;
  }
  EXPECT_CONTAINS(LicenceDuty("GPL-3.0-only"), "same licence");
  EXPECT_CONTAINS(LicenceDuty("LGPL-2.1-or-later"), "replace the library");
  EXPECT_CONTAINS(LicenceDuty("GPL-2.0-only OR MIT"), "copyright notice");
  EXPECT_CONTAINS(LicenceDuty("its own"), "read its licence");
  EXPECT_CONTAINS(LicenceDuty("MIT-0 AND AGPL-3.0-only"), "same licence");
  EXPECT_CONTAINS(LicenceDuty("MIT AND Apache-2.0"), "NOTICE");
  EXPECT_CONTAINS(LicenceDuty("MIT AND Apache-2.0"), "copyright notice");
  EXPECT_CONTAINS(LicenceDuty("GPL-2.0-only AND (MIT OR Apache-2.0)"), "read its licence");
  EXPECT_EQ(LicenceDuty("MIT-0"), "none");
}

TEST(PageData, NamesFingerprintsThatDifferBetweenMachines) {
  const Json here = example::Full();
  Json there = here;
  there["machine"]["cpu_id"] = "intel-6-85-4-0000";
  EXPECT_TRUE(PageData({here, there}).at("fingerprints").empty());
  Json& row = there["measurements"][4];
  row["blocks"][0]["digest"] = "fedcba9876543210";
  row["fingerprint"] = Fingerprint(row);
  Validate(there, "test");
  const Json differing = PageData({here, there}).at("fingerprints");
  ASSERT_EQ(differing.size(), 1u);
  EXPECT_EQ(differing[0].at("name"), "textbook/split");
  EXPECT_EQ(differing[0].at("values").at("intel-6-85-4-0000"), row.at("fingerprint"));
  EXPECT_EQ(differing[0].at("values").at("amd-25-1-1-3f9c"), here["measurements"][4].at("fingerprint"));
}

}  // namespace
}  // namespace sigmark::results
