// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "reports/results/example.h"
#include "reports/results/fingerprint.h"
#include "reports/results/hex_float.h"
#include "reports/results/results.h"

namespace sigmark::results {
namespace {

using Random = std::mt19937_64;
using Indices = std::vector<std::uint64_t>;

constexpr std::uint64_t kBlocks = 12;

// The accuracy row of some blocks of a synthetic domain: block i has its own counts, maximum, witness and flushing.
// Maxima repeat, so that the rule for ties is exercised.
Json Shard(Indices indices) {
  std::sort(indices.begin(), indices.end());
  Json row = example::Accuracy("naive", 0);
  row["domain"]["blocks"] = kBlocks;
  row["domain"]["count"] = 0;
  row["misrounded"] = 0;
  row["blocks"] = Json::array();
  row["envelope"] = Json::array();
  row["witness"] = nullptr;
  row["first_flushed"] = nullptr;
  row["max_rel"] = 0.0;
  row["max_abs"] = 0.0;
  Uint128 sum = 0;
  for (const std::uint64_t i : indices) {
    const double max_ulp = static_cast<double>(i % 4);
    const double x = (i % 2 == 0 ? 1 : -1) * static_cast<double>(1 + i / 2);
    const Json witness = {{"x", HexFloat(x)}, {"got", "0x1p-1"}, {"exact", "0x1p-1"}};
    const bool nearer = row["witness"].is_null() ||
                        std::abs(x) < std::abs(ParseFloat(row["witness"]["x"].get<std::string>())) ||
                        (std::abs(x) == std::abs(ParseFloat(row["witness"]["x"].get<std::string>())) && x < 0);
    if (max_ulp > row["max_ulp"].get<double>() || (max_ulp == row["max_ulp"].get<double>() && nearer)) {
      row["max_ulp"] = max_ulp;
      row["witness"] = witness;
    }
    row["domain"]["count"] = row["domain"]["count"].get<std::uint64_t>() + 100 + i;
    row["misrounded"] = row["misrounded"].get<std::uint64_t>() + i;
    sum += (Uint128{1} << (60 + i)) + i;
    row["max_abs"] = std::max(row["max_abs"].get<double>(), 1e-8 * static_cast<double>(i));
    if (i == 7) row["max_rel"] = "inf";
    if (i == 3 || i == 5) row["first_flushed"] = HexFloat(-100.0 + static_cast<double>(i));
    row["blocks"].push_back({{"index", i}, {"digest", fmt::format("{:016x}", i * 0x9e3779b97f4a7c15u)}});
    const std::uint64_t bin = i / 3;  // several blocks share a bin
    Json entry = {{"lo", HexFloat(static_cast<double>(bin))},
                  {"hi", HexFloat(static_cast<double>(bin + 1))},
                  {"max_ulp", max_ulp}};
    if (!row["envelope"].empty() && row["envelope"].back()["lo"] == entry["lo"]) {
      Json& last = row["envelope"].back()["max_ulp"];
      last = std::max(last.get<double>(), max_ulp);
    } else {
      row["envelope"].push_back(entry);
    }
  }
  if (row["max_rel"] == 0.0) row["max_rel"] = 0.5;
  row["controls"] = {{"planted", 5 * indices.size()}, {"found", 5 * indices.size()}};
  row["sum_ulp"] = HexInteger(sum);
  row["mean_ulp"] = MeanUlp(row);
  row["fingerprint"] = Fingerprint(row);
  return row;
}

Json File(const std::vector<Json>& rows, const std::string& date = "2024-05-01T12:00:00Z",
          const char* effort = "full") {
  Json file = example::Empty(date, effort);
  file["measurements"] = rows;
  Validate(file, "file");
  return file;
}

Json AllBlocks() {
  Indices all(kBlocks);
  for (std::uint64_t i = 0; i < kBlocks; ++i) all[i] = i;
  return Merge({File({Shard(all)})});
}

// Splits the blocks at random into at least two shards, each a file.
std::vector<Json> RandomShards(Random& random) {
  const std::size_t shards = 2 + random() % 4;
  std::vector<Indices> parts(shards);
  for (std::uint64_t i = 0; i < kBlocks; ++i) parts[random() % shards].push_back(i);
  std::vector<Json> files;
  for (const Indices& part : parts) {
    if (!part.empty()) files.push_back(File({Shard(part)}));
  }
  return files;
}

TEST(MergeTest, ShardsCombineToTheWholeInAnyOrderAndGrouping) {
  Random random(20240501);
  const Json whole = AllBlocks();
  for (int round = 0; round < 200; ++round) {
    std::vector<Json> files = RandomShards(random);
    EXPECT_EQ(Merge(files), whole);
    std::shuffle(files.begin(), files.end(), random);
    EXPECT_EQ(Merge(files), whole);
    while (files.size() > 1) {  // merge two random ones until one is left
      std::shuffle(files.begin(), files.end(), random);
      const Json two = Merge({files[files.size() - 1], files[files.size() - 2]});
      EXPECT_NO_THROW(Validate(two, "two"));
      files.resize(files.size() - 2);
      files.push_back(two);
    }
    EXPECT_EQ(files.front(), whole);
    EXPECT_EQ(Serialise(files.front()), Serialise(whole));
  }
}

TEST(MergeTest, IsIdempotent) {
  const Json once = Merge({example::Full()});
  EXPECT_EQ(Merge({once}), once);
  EXPECT_EQ(Merge({once, once, example::Full()}), once);
  // A shard that is already in: its blocks are contained in the other's.
  const Json whole = AllBlocks();
  EXPECT_EQ(Merge({whole, File({Shard({2, 3})})}), whole);
  EXPECT_EQ(Merge({File({Shard({2, 3})}), whole}), whole);
}

TEST(MergeTest, LaterRunWinsWhateverTheGrouping) {
  // Dates repeat, so that argument order decides among some.
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Json> files;
    for (int i = 0; i < 4; ++i) {
      const std::string date = fmt::format("2024-05-0{}T12:00:00Z", 1 + random() % 3);
      Json file = File({example::Throughput("naive", 1.0 + i), example::Behaviour("naive", "range")}, date,
                       random() % 4 == 0 ? "quick" : "full");
      file["implementations"][0]["summary"] = fmt::format("summary {}", i);
      file["run"]["git"] = fmt::format("commit{}", i);
      files.push_back(file);
    }
    const Json flat = Merge(files);
    EXPECT_EQ(Merge({Merge({files[0], files[1]}), files[2], files[3]}), flat);
    EXPECT_EQ(Merge({files[0], Merge({files[1], files[2]}), files[3]}), flat);
    EXPECT_EQ(Merge({files[0], Merge({files[1], Merge({files[2], files[3]})})}), flat);
    EXPECT_EQ(Merge({Merge({files[0], files[1], files[2]}), files[3]}), flat);
  }
  const Json old_file = File({example::Throughput("naive", 1.5)}, "2024-05-01T12:00:00Z");
  const Json new_file = File({example::Throughput("naive", 2.5)}, "2024-05-02T12:00:00Z");
  for (const Json& merged : {Merge({old_file, new_file}), Merge({new_file, old_file})}) {
    ASSERT_EQ(merged["measurements"].size(), 1u);
    EXPECT_EQ(merged["measurements"][0]["relative"], 2.5);
    EXPECT_EQ(merged["run"]["date"], "2024-05-02T12:00:00Z");
  }
}

TEST(MergeTest, RowsOfOtherKeysStay) {
  const Json merged = Merge({File({example::Throughput("naive", 1), example::Accuracy("naive", 2)}),
                             File({example::Throughput("naive", 1, 1 << 20), example::Throughput("split", 1),
                                   example::Throughput("naive", 1, 4096, "uniform")})});
  EXPECT_EQ(merged["measurements"].size(), 5u);
}

TEST(MergeTest, AFileIsFullOnlyIfAllAre) {
  const Json full = File({example::Throughput("naive", 1)}, "2024-05-02T12:00:00Z", "full");
  const Json quick = File({example::Accuracy("naive", 1)}, "2024-05-01T12:00:00Z", "quick");
  EXPECT_EQ(Merge({full, quick})["run"]["effort"], "quick");
  EXPECT_EQ(Merge({quick, full})["run"]["effort"], "quick");
  EXPECT_EQ(Merge({full, full})["run"]["effort"], "full");
}

std::string MergeError(const std::vector<Json>& files) {
  try {
    Merge(files);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(MergeTest, RefusesWhatDoesNotBelongTogether) {
  Json other = File({});
  other["machine"]["cpu_id"] = "arm-1-2-3-abcd";
  const std::string cpus = MergeError({File({}), other});
  EXPECT_NE(cpus.find("amd-25-1-1-3f9c"), std::string::npos) << cpus;
  EXPECT_NE(cpus.find("arm-1-2-3-abcd"), std::string::npos) << cpus;
  other = File({});
  other["machine"]["libm"]["version"] = "musl 1.2";
  EXPECT_NE(MergeError({File({}), other}).find("musl 1.2"), std::string::npos);

  Json differs = Shard({3, 4});
  differs["blocks"][0]["digest"] = "ffffffffffffffff";
  differs["fingerprint"] = Fingerprint(differs);
  EXPECT_NE(MergeError({File({Shard({3, 5})}), File({differs})}).find("block 3 differ"), std::string::npos);
  EXPECT_NE(MergeError({File({Shard({1, 2})}), File({Shard({2, 3})})}).find("both of two shards"), std::string::npos);
  Json more_blocks = Shard({1});
  more_blocks["domain"]["blocks"] = kBlocks + 1;
  EXPECT_NE(MergeError({File({Shard({2})}), File({more_blocks})}).find("12 and 13 blocks"), std::string::npos);
  Json huge = Shard({1});
  huge["sum_ulp"] = "ffffffffffffffffffffffffffffffff";
  EXPECT_NE(MergeError({File({Shard({2})}), File({huge})}).find("overflows"), std::string::npos);
  Json most = Shard({1});
  most["domain"]["count"] = std::numeric_limits<std::int64_t>::max();
  most["mean_ulp"] = MeanUlp(most);
  EXPECT_NE(MergeError({File({Shard({2})}), File({most})}).find("count of two shards overflows"), std::string::npos);
  EXPECT_NE(MergeError({}).find("nothing to merge"), std::string::npos);
}

// The same results cannot have other errors.
TEST(MergeTest, RefusesDuplicatesThatContradict) {
  for (const auto& [figure, value] : std::vector<std::pair<const char*, Json>>{
           {"sum_ulp", "1"}, {"misrounded", 1}, {"nonfinite", 1}, {"max_ulp", 7.5}}) {
    Json other = Shard({1, 2});
    other[figure] = value;
    other["mean_ulp"] = MeanUlp(other);
    EXPECT_NE(MergeError({File({Shard({1, 2})}), File({other})}).find(figure), std::string::npos) << figure;
  }
}

TEST(MergeTest, RefusesShardsOfAnotherSeedEffortOrBuild) {
  Json other = Shard({3});
  other["seed"] = 77;
  other["fingerprint"] = Fingerprint(other);
  const std::string seeds = MergeError({File({Shard({1, 2})}), File({other})});
  EXPECT_NE(seeds.find("seed 1,"), std::string::npos) << seeds;
  EXPECT_NE(seeds.find("seed 77,"), std::string::npos) << seeds;
  // Two whole measurements with two seeds are two results.
  Indices all(kBlocks);
  for (std::uint64_t i = 0; i < kBlocks; ++i) all[i] = i;
  Json whole = Shard(all);
  whole["seed"] = 77;
  whole["fingerprint"] = Fingerprint(whole);
  EXPECT_EQ(Merge({File({whole}), File({Shard(all)})})["measurements"].size(), 2u);
}

TEST(MergeTest, ControlsAddUp) {
  EXPECT_EQ(Merge({File({Shard({1, 2})}), File({Shard({3})})})["measurements"][0]["controls"]["planted"], 15);
  Json without = Shard({3});
  without.erase("controls");
  EXPECT_FALSE(Merge({File({Shard({1, 2})}), File({without})})["measurements"][0].contains("controls"));
}

Json Part(const char* program, const char* shard) {
  Json file = File({});
  file["run"]["parts"] = Json::array({{{"program", program}, {"shard", shard}}});
  return file;
}

TEST(MergeTest, GapsAreNamed) {
  EXPECT_TRUE(Gaps(AllBlocks()).empty());
  EXPECT_TRUE(Gaps(File({})).empty());
  const std::vector<std::string> blocks = Gaps(Merge({File({Shard({1, 2, 5})})}));
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].rfind("9 of the 12 blocks", 0), 0u) << blocks[0];

  EXPECT_TRUE(Gaps(Merge({Part("bench_accuracy", "0/1")})).empty());
  const Json two =
      Merge({Part("bench_behaviour", "2/3"), Part("bench_behaviour", "0/3"), Part("bench_accuracy", "0/1")});
  EXPECT_EQ(Gaps(two), std::vector<std::string>{"shard 1/3 of bench_behaviour"});
  EXPECT_TRUE(Gaps(Merge({two, Part("bench_behaviour", "1/3")})).empty());
  // Shards of other divisions do not fill it.
  EXPECT_EQ(Gaps(Merge({two, Part("bench_behaviour", "1/4")})).size(), 4u);
}

Json Walk(const char* digest, const char* observed = "holds") {
  Json row = example::Behaviour("naive", "range", observed);
  row["effort"] = "full";
  row["seed"] = 1;
  row["domain"] = {{"name", "all"}, {"lo", "-inf"}, {"hi", "inf"}, {"blocks", 1}};
  row["blocks"] = Json::array({{{"index", 0}, {"digest", digest}}});
  row["fingerprint"] = Fingerprint(row);
  return row;
}

TEST(MergeTest, ContradictionsAreRefused) {
  const Json row = Walk("0123456789abcdef");
  EXPECT_EQ(MergeError({File({row}), File({row})}), "");
  EXPECT_NE(MergeError({File({row}), File({Walk("ffffffffffffffff")})}).find("fingerprint"), std::string::npos);
  EXPECT_NE(MergeError({File({row}), File({Walk("0123456789abcdef", "violated")})}).find("observed"),
            std::string::npos);
  Json other_seed = Walk("ffffffffffffffff", "violated");
  other_seed["seed"] = 2;
  other_seed["fingerprint"] = Fingerprint(other_seed);
  EXPECT_EQ(MergeError({File({row}), File({other_seed})}), "");

  const Json whole = example::Accuracy("naive", 1);
  for (const char* figure : {"max_abs", "witness", "envelope", "first_flushed"}) {
    Json differs = whole;
    differs[figure] = example::Accuracy("naive", 2)[figure];
    if (differs[figure] == whole[figure]) differs[figure] = figure == std::string("max_abs") ? Json(0.5) : Json();
    EXPECT_NE(MergeError({File({whole}), File({differs})}).find(figure), std::string::npos);
  }
  Json variant = File({});
  variant["machine"]["libm"]["variant"] = "sse2";
  EXPECT_NE(MergeError({File({}), variant}).find("sse2"), std::string::npos);
}

// A file without rows of one part.
Json Part(const char* shard, Json more = Json::object()) {
  more.update({{"program", "bench_behaviour"}, {"shard", shard}});
  Json file = File({});
  file["run"]["parts"] = Json::array({more});
  Validate(file, "part");
  return file;
}

TEST(GapsTest, ShardsAreOfOneRunAndFinished) {
  const auto gaps = [](const std::vector<Json>& files) { return Gaps(Merge(files)); };
  const Json seed1 = {{"seed", 1}}, seed2 = {{"seed", 2}};
  EXPECT_TRUE(gaps({Part("0/2"), Part("1/2")}).empty());
  EXPECT_TRUE(gaps({Part("0/2", seed1), Part("1/2", seed1), Part("0/1", seed2)}).empty());
  EXPECT_NE(gaps({Part("0/2", seed1), Part("1/2", seed2)}).at(0).find("seed"), std::string::npos);
  EXPECT_NE(gaps({Part("0/3"), Part("1/4")}).at(0).find("shards"), std::string::npos);
  const Json begun = {{"finished", false}}, ended = {{"finished", true}};
  EXPECT_EQ(gaps({Part("0/2", ended), Part("1/2", begun)}).size(), 1u);
  EXPECT_TRUE(gaps({Part("0/2", ended), Part("1/2", begun), Part("1/2", ended)}).empty());
}

TEST(GapsTest, WhatFailedIsNotMissing) {
  const Json part = Shard({0, 1});
  EXPECT_EQ(Gaps(Merge({File({part})})).size(), 1u);
  EXPECT_TRUE(Gaps(Merge({File({part}), File({example::Failure("naive", "signal")})})).empty());
  EXPECT_EQ(Gaps(Merge({File({part}), File({example::Failure("naive", "claim")})})).size(), 1u);
  EXPECT_EQ(Gaps(Merge({File({part}), File({example::Failure("split", "signal")})})).size(), 1u);
}

TEST(MergeTest, PartialAndMixedRowsAreSampled) {
  EXPECT_EQ(Evidence(Shard({1, 2})), "sampled");
  EXPECT_EQ(Evidence(AllBlocks()["measurements"][0]), "exhaustive");
  Json sampled = Shard({0});
  sampled["evidence"] = "sampled";
  Indices rest;
  for (std::uint64_t i = 1; i < kBlocks; ++i) rest.push_back(i);
  EXPECT_EQ(Evidence(Merge({File({sampled}), File({Shard(rest)})})["measurements"][0]), "sampled");
  Json proved = Shard({0});
  proved["evidence"] = "proved";
  EXPECT_EQ(Evidence(Merge({File({proved}), File({Shard(rest)})})["measurements"][0]), "proved");
}

TEST(FingerprintTest, CoversAxesAndDigestsButNotTheKernel) {
  const Json row = Shard({1, 2});
  const std::string fingerprint = Fingerprint(row);
  for (const auto& [pointer, value] : std::vector<std::pair<const char*, Json>>{
           {"/impl", "split"}, {"/isa", "AVX2"}, {"/build", "clang"}, {"/domain/count", 5}, {"/max_ulp", 9}}) {
    Json same = row;
    same[Json::json_pointer(pointer)] = value;
    EXPECT_EQ(Fingerprint(same), fingerprint) << pointer;
  }
  for (const auto& [pointer, value] :
       std::vector<std::pair<const char*, Json>>{{"/function", "tanh"},
                                                 {"/format", "binary16"},
                                                 {"/rounding", "upward"},
                                                 {"/effort", "quick"},
                                                 {"/seed", 2},
                                                 {"/domain/name", "positive"},
                                                 {"/domain/lo", "0x0p+0"},
                                                 {"/domain/hi", "0x1p+0"},
                                                 {"/blocks/0/index", 0},
                                                 {"/blocks/1/digest", "ffffffffffffffff"}}) {
    Json other = row;
    other[Json::json_pointer(pointer)] = value;
    EXPECT_NE(Fingerprint(other), fingerprint) << pointer;
  }
}

}  // namespace
}  // namespace sigmark::results
