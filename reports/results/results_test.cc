// SPDX-License-Identifier: Apache-2.0
#include "reports/results/results.h"
#include "reports/results/testing.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>

#include "reports/results/atomic_file.h"
#include "reports/results/example.h"
#include "reports/results/hex_float.h"

namespace sigmark::results {
namespace {

namespace fs = std::filesystem;

// A folder of the test's own, removed at the end.
class ResultsTest : public FolderTest {
 protected:
  std::string WriteText(const std::string& text) const {
    std::ofstream(Path("in.json"), std::ios::binary) << text;
    return Path("in.json");
  }
  std::size_t Entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
};

// what() of the DataError that `action` must throw: one line.
std::string Error(const std::function<void()>& action) {
  try {
    action();
  } catch (const DataError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no DataError";
  return "";
}

TEST_F(ResultsTest, RoundTripKeepsContentAndBytes) {
  const Json results = example::Full();
  Save(results, Path("a.json"));
  const Json read = Load(Path("a.json"));
  EXPECT_EQ(read, results);
  Save(read, Path("b.json"));
  EXPECT_EQ(ReadFile(Path("a.json")), ReadFile(Path("b.json")));
  EXPECT_EQ(Entries(), 2u);
}

TEST_F(ResultsTest, OneMeasurementALine) {
  const std::string bytes = Serialise(example::Full());
  std::size_t rows = 0;
  std::istringstream lines(bytes);
  for (std::string line; std::getline(lines, line);) rows += line.find("\"kind\":") != std::string::npos;
  EXPECT_EQ(rows, example::Full()["measurements"].size());
}

TEST_F(ResultsTest, UnknownFieldsAreTolerated) {
  Json results = example::Full();
  results["later"] = {{"a", 1}};
  results["run"]["later"] = nullptr;
  for (Json& row : results["measurements"]) row["later"] = "x";
  EXPECT_NO_THROW(Validate(results, "r.json"));
  Save(results, Path("a.json"));
  EXPECT_EQ(Load(Path("a.json")), results);
}

// Each required field of each kind of row and of each object above them, dropped one at a time.
TEST_F(ResultsTest, EveryRequiredFieldIsMissed) {
  const Json schema = Json::parse(std::ifstream(SIGMARK_SCHEMA_FILE));
  const Json full = example::Full();
  std::size_t dropped = 0;
  const auto expect_missed = [&](const Json::json_pointer& object, const Json& required) {
    for (const Json& field : required) {
      Json broken = full;
      ASSERT_EQ(broken.at(object).erase(field.get<std::string>()), 1u) << object.to_string() << " " << field;
      EXPECT_CONTAINS(Error([&] { Validate(broken, "r.json"); }), "r.json: ");
      ++dropped;
    }
  };
  const Json& definitions = schema.at("definitions");
  expect_missed(Json::json_pointer(""), schema.at("required"));
  expect_missed(Json::json_pointer("/run"), definitions.at("run").at("required"));
  expect_missed(Json::json_pointer("/machine"), definitions.at("machine").at("required"));
  expect_missed(Json::json_pointer("/builds/0"), definitions.at("build").at("required"));
  expect_missed(Json::json_pointer("/implementations/0"), definitions.at("implementation").at("required"));
  for (std::size_t i = 0; i < 4; ++i) {
    const Json::json_pointer row = Json::json_pointer("/measurements") / i;
    expect_missed(row, definitions.at("row").at("required"));
    expect_missed(row, definitions.at(full.at(row).at("kind").get<std::string>()).at("required"));
  }
  EXPECT_GT(dropped, 80u);
}

TEST_F(ResultsTest, WrongValuesAreRefusedWithTheirPlace) {
  struct Mutation {
    const char* pointer;
    Json value;
    const char* place;
  };
  const double kNan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Mutation> mutations = {
      {"/schema", "sigmark-results/2", "schema"},
      {"/run/date", "yesterday", "run.date"},
      {"/run/effort", "heroic", "run.effort"},
      {"/machine/cpu_id", "../../etc", "machine.cpu_id"},
      {"/implementations/0/status", "unavailable", "implementations[0].reason"},
      {"/measurements/0/format", "binary128", "measurements[0].format"},
      {"/measurements/0/rounding", "even", "measurements[0].rounding"},
      {"/measurements/0/max_ulp", kNan, "measurements[0].max_ulp"},
      {"/measurements/0/max_ulp", "2", "measurements[0].max_ulp"},
      {"/measurements/0/max_ulp", -1, "measurements[0].max_ulp"},
      {"/measurements/0/max_rel", "huge", "measurements[0].max_rel"},
      {"/measurements/0/witness/x", "1.5", "measurements[0].witness.x"},
      {"/measurements/0/witness/exact", "0x1.p", "measurements[0].witness.exact"},
      {"/measurements/0/witness", "none", "measurements[0].witness"},
      {"/measurements/0/sum_ulp", "0x12", "measurements[0].sum_ulp"},
      {"/measurements/0/fingerprint", "0000000000000000", "measurements[0].fingerprint"},
      {"/measurements/0/blocks/0/digest", "0123456789ABCDEF", "measurements[0].blocks[0].digest"},
      {"/measurements/0/blocks/0/index", 1, "measurements[0].blocks"},
      {"/measurements/0/blocks", Json::array(), "measurements[0].blocks"},
      {"/measurements/0/misrounded", 1001, "measurements[0]"},
      {"/measurements/0/domain/lo", "nan", "measurements[0].domain"},
      {"/measurements/0/build", "icc", "measurements[0].build"},
      {"/measurements/0/impl", "nobody", "measurements[0].impl"},
      {"/measurements/1/check", "fast", "measurements[1].check"},
      {"/measurements/1/observed", "maybe", "measurements[1].observed"},
      {"/measurements/1/violations", -1, "measurements[1].violations"},
      {"/measurements/2/mode", "bursts", "measurements[2].mode"},
      {"/measurements/2/relative", 0, "measurements[2].relative"},
      {"/measurements/2/relative_ci95", Json::array({1.0}), "measurements[2].relative_ci95"},
      {"/measurements/2/relative_ci95", Json::array({2.0, 1.0}), "measurements[2].relative_ci95"},
      {"/measurements/2/samples/copy", Json::array({"fast"}), "measurements[2].samples.copy[0]"},
      {"/measurements/3/what", "mood", "measurements[3].what"},
      {"/measurements/3/kind", "success", "measurements[3].kind"},
  };
  Save(example::Full(), Path("kept.json"));
  const std::string before = ReadFile(Path("kept.json"));
  for (const Mutation& mutation : mutations) {
    Json broken = example::Full();
    broken[Json::json_pointer(mutation.pointer)] = mutation.value;
    const std::string message = Error([&] { Save(broken, Path("kept.json")); });
    EXPECT_CONTAINS(message, std::string("kept.json: ") + mutation.place + ": ");
  }
  EXPECT_EQ(ReadFile(Path("kept.json")), before);
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(ResultsTest, WhatIsNotAResultsFileIsRefused) {
  const std::string good = Serialise(example::Full());
  std::string nan_literal = good;
  nan_literal.replace(nan_literal.find("0.25"), 4, "NaN ");
  std::string bad_utf8 = good;
  bad_utf8.replace(bad_utf8.find("AMD EPYC"), 8, "AMD \xff\xfe..");
  std::string nested = good;
  const std::string brackets(100000, '[');
  nested.replace(nested.find("\"AMD EPYC\""), 10, brackets + std::string(100000, ']'));
  const std::vector<std::string> texts = {"",
                                          "{",
                                          "[]",
                                          "null",
                                          "7",
                                          "{}",
                                          good.substr(0, good.size() / 2),
                                          good + "x",
                                          brackets,
                                          nested,
                                          nan_literal,
                                          bad_utf8,
                                          std::string("\0\0\0", 3)};
  for (const std::string& text : texts) {
    const std::string path = WriteText(text);
    EXPECT_CONTAINS(Error([&] { Load(path); }), path + ": ");
  }
  EXPECT_CONTAINS(Error([&] { Load(Path("missing.json")); }), "missing.json: cannot be opened");
  EXPECT_CONTAINS(Error([&] { Load(folder_.string()); }), "cannot be read");
}

TEST_F(ResultsTest, TextThatIsNotUtf8IsNotWritten) {
  Json results = example::Full();
  results["machine"]["brand"] = "\xff";
  EXPECT_CONTAINS(Error([&] { Save(results, Path("a.json")); }), "UTF-8");
  EXPECT_EQ(Entries(), 0u);
}

TEST_F(ResultsTest, WritingIsAllOrNothing) {
  const Json results = example::Full();
  EXPECT_CONTAINS(Error([&] { Save(results, Path("none/a.json")); }), "cannot be written");
  // A path below a regular file, and a target that rename cannot replace, fail even for root.
  WriteText("kept");
  EXPECT_CONTAINS(Error([&] { Save(results, Path("in.json/a.json")); }), "Not a directory");
  EXPECT_CONTAINS(Error([&] { PrepareFolder(Path("in.json/sub")); }), "cannot be created");
  fs::create_directories(folder_ / "folder.json" / "full");
  EXPECT_CONTAINS(Error([&] { Save(results, Path("folder.json")); }), "cannot be written");
  EXPECT_EQ(ReadFile(Path("in.json")), "kept");
  EXPECT_EQ(Entries(), 2u);  // in.json and folder.json
  EXPECT_NO_THROW(PrepareFolder(Path("new/deep")));
  EXPECT_TRUE(fs::is_empty(Path("new/deep")));
}

TEST(HexFloatTest, RoundTrips) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(HexFloat(12), "0x1.8p+3");
  EXPECT_EQ(HexFloat(-0.0), "-0x0p+0");
  EXPECT_EQ(HexFloat(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(HexFloat(-inf), "-inf");
  EXPECT_EQ(ParseFloat("0x1.8p+3"), 12);
  EXPECT_EQ(ParseFloat("0"), 0);
  EXPECT_EQ(ParseFloat("inf"), inf);
  EXPECT_TRUE(std::isnan(ParseFloat("nan")));
  EXPECT_TRUE(std::signbit(ParseFloat("-0x0p+0")));
  EXPECT_EQ(ParseFloat("0x1.00000000000007ffffffffffffffffffp+0"), 1);  // 128 bits, to nearest
  for (double x : {0x1p-1074, 0x1.fffffffffffffp+1023, -0x1.5p-3, 0x1.8p-1030}) EXPECT_EQ(ParseFloat(HexFloat(x)), x);
}

TEST(HexFloatTest, IsStrict) {
  for (const char* text : {"", "-", "1.5", "0x", "0x1.8p", " 0x1p+0", "0x1p+0 ", "0x-1p+0", "--0x1p+0", "+0x1p+0",
                           "NaN", "-nan", "infinity", "INF", "0X1P+0", "0x1p+99999", "0x1p+0x", "00x1p+0"}) {
    EXPECT_THROW(ParseFloat(text), DataError) << text;
  }
  EXPECT_EQ(HexInteger(ParseHexInteger("ffffffffffffffffffffffffffffffff")), "ffffffffffffffffffffffffffffffff");
  EXPECT_EQ(HexInteger(0), "0");
  for (const char* text : {"", "-1", "0x1", "g", "fffffffffffffffffffffffffffffffff"}) {
    EXPECT_THROW(ParseHexInteger(text), DataError) << text;
  }
}

TEST(MeanUlpTest, IsOverComparableResults) {
  Json row = example::Accuracy("naive", 1);
  EXPECT_EQ(MeanUlp(row), 0.25);  // 0xfa · 2^32 units of 2^-32 ulp over 1000 inputs
  row["nonfinite"] = 500;
  EXPECT_EQ(MeanUlp(row), 0.5);
  row["nonfinite"] = 1000;
  EXPECT_EQ(MeanUlp(row), 0);
}

}  // namespace
}  // namespace sigmark::results
