// SPDX-License-Identifier: Apache-2.0
//
// n shards, merged, are the single run.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "bench/smoke/programs.h"

namespace sigmark {
namespace {

using results::Json;

const std::string kSigmark = SIGMARK_BIN "/sigmark";
const std::vector<std::string> kWhatIsSharded = {"--impl=naive,split", "--function=logistic",
                                                 "--format=bfloat16,binary64"};

class Shards : public Programs {
 protected:
  std::string File(const std::string& name) const { return (folder_ / (name + ".json")).string(); }

  std::string Measure(const std::string& program, const std::string& name, std::vector<std::string> more) {
    more.insert(more.begin(), kWhatIsSharded.begin(), kWhatIsSharded.end());
    more.push_back("--out=" + File(name));
    EXPECT_EQ(Run(program, more).status, 0);
    return File(name);
  }

  Ended Merge(std::vector<std::string> files) {
    files.insert(files.begin(), "merge");
    files.push_back("--out=" + File("merged"));
    return Run(kSigmark, files);
  }
};

TEST_F(Shards, OfEachProgramAreTheSingleRun) {
  for (const std::string& program : {kAccuracy, kBehaviour}) {
    const std::map<std::string, Json> single = RowsOf(Measure(program, "single", {}));
    std::vector<std::string> files;
    for (const char* shard : {"0/3", "1/3", "2/3"}) {
      files.push_back(Measure(program, "shard" + std::to_string(files.size()), {"--shard=" + std::string(shard)}));
    }
    ASSERT_EQ(Merge(files).status, 0);
    ExpectSameRows(RowsOf(File("merged")), single);
    // In another order, and one after the other.
    ASSERT_EQ(Merge({files[2], files[0], "--partial"}).status, 0);
    std::filesystem::rename(File("merged"), File("two"));
    ASSERT_EQ(Merge({File("two"), files[1]}).status, 0);
    ExpectSameRows(RowsOf(File("merged")), single);
  }
}

TEST_F(Shards, GapsOverlapsAndOtherSeedsAreRefused) {
  std::vector<std::string> accuracy, behaviour;
  for (const char* shard : {"0/3", "1/3", "2/3"}) {
    accuracy.push_back(Measure(kAccuracy, "a" + std::to_string(accuracy.size()), {"--shard=" + std::string(shard)}));
    behaviour.push_back(Measure(kBehaviour, "b" + std::to_string(behaviour.size()), {"--shard=" + std::string(shard)}));
  }
  const std::string half = Measure(kAccuracy, "half", {"--shard=0/2"});
  const std::string seed = Measure(kAccuracy, "seed", {"--shard=1/3", "--seed=9"});
  const std::string other = Measure(kBehaviour, "other", {"--shard=1/3", "--seed=9"});
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{accuracy[0], accuracy[2]}, "shard 1/3 of bench_accuracy"},
      {{behaviour[0], behaviour[2]}, "shard 1/3 of bench_behaviour"},
      {{accuracy[0], accuracy[1], accuracy[2], behaviour[0], behaviour[1]}, "shard 2/3 of bench_behaviour"},
      {{accuracy[0], half}, "in both of two shards"},
      {{accuracy[0], seed, accuracy[2]}, "seed 9"},
      {{behaviour[0], other, behaviour[2]}, "(seed "},
  };
  for (const auto& [files, named] : cases) {
    const Ended ended = Merge(files);
    EXPECT_EQ(ended.status, 2) << named;
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
    EXPECT_NE(ended.err.find(named), std::string::npos) << ended.err;
    EXPECT_FALSE(std::filesystem::exists(File("merged")));
  }
  std::vector<std::string> all = accuracy;
  all.insert(all.end(), behaviour.begin(), behaviour.end());
  EXPECT_EQ(Merge(all).status, 0);
}

// One kernel over one plan has one fingerprint, whichever program asks.
TEST_F(Shards, AccuracyAndBehaviourAgreeOnTheFingerprint) {
  std::map<std::string, std::string> fingerprints;
  const auto name = [](const Json& row) {
    return row["impl"].get<std::string>() + " " + row["format"].get<std::string>();
  };
  const Json accuracy = results::Load(Measure(kAccuracy, "a", {}));
  for (const Json& row : accuracy["measurements"]) fingerprints[name(row)] = row["fingerprint"];
  std::size_t compared = 0;
  const Json behaviour = results::Load(Measure(kBehaviour, "b", {}));
  for (const Json& row : behaviour["measurements"]) {
    if (!row.contains("fingerprint")) continue;
    EXPECT_EQ(row["fingerprint"], fingerprints[name(row)]) << name(row);
    ++compared;
  }
  EXPECT_EQ(compared, fingerprints.size());
}

class Sweep : public Shards {
 protected:
  std::string Folder() const { return (folder_ / "sweep").string(); }

  Ended RunSweep(const std::vector<std::string>& flags = {}) {
    std::string command = "SIGMARK_BIN=" SIGMARK_BIN " exec " SIGMARK_SCRIPTS "/sweep --shards=3 --out=" + Folder();
    for (const std::string& flag : kWhatIsSharded) command += " " + flag;
    for (const std::string& flag : flags) command += " " + flag;
    return Run("/bin/sh", {"-c", command});
  }

  std::filesystem::path In(const std::string& file) const { return Folder() + "/" + file; }

  // The results of the six shards, and when they were written.
  std::map<std::string, std::filesystem::file_time_type> Written() const {
    std::map<std::string, std::filesystem::file_time_type> written;
    for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
      const std::string name = entry.path().filename().string();
      if (name.rfind("bench_", 0) == 0 && entry.path().extension() == ".json") written[name] = entry.last_write_time();
    }
    return written;
  }
};

TEST_F(Sweep, RunsAgainOnlyWhatFailedOrIsMissing) {
  // Where its file should go, there is a folder.
  std::filesystem::create_directories(In("bench_accuracy.1.json"));
  const Ended failed = RunSweep();
  EXPECT_EQ(failed.status, 2) << failed.err;
  EXPECT_NE(failed.err.find("could not be measured: 1,"), std::string::npos) << failed.err;
  EXPECT_FALSE(std::filesystem::exists(In("results.json")));

  for (const std::string shard : {"bench_accuracy.1.json", "bench_behaviour.2.json"}) {
    std::filesystem::remove(In(shard));
    const auto before = Written();
    EXPECT_EQ(before.size(), 5u);
    const Ended again = RunSweep();
    EXPECT_EQ(again.status, 0) << again.err;
    auto after = Written();
    EXPECT_EQ(after.erase(shard), 1u);
    EXPECT_EQ(after, before);
  }
  EXPECT_TRUE(std::filesystem::exists(In("report/README.md")));

  std::map<std::string, Json> single = RowsOf(Measure(kAccuracy, "a", {}));
  single.merge(RowsOf(Measure(kBehaviour, "b", {})));
  ExpectSameRows(RowsOf(In("results.json")), single);
}

TEST_F(Sweep, AFailedImplementationIsAResult) {
  const std::string plugin = "--plugin=" SIGMARK_PLUGINS "/crashes_when_loaded.so:crashes_when_loaded:bfloat16";
  const Ended ended = RunSweep({plugin});
  EXPECT_EQ(ended.status, 1) << ended.err;
  const auto before = Written();
  EXPECT_EQ(RunSweep({plugin}).status, 1);
  EXPECT_EQ(Written(), before);
  const Json results = results::Load(In("results.json"));
  const auto failed = [](const Json& row) { return row["kind"] == "failure"; };
  EXPECT_TRUE(std::any_of(results["measurements"].begin(), results["measurements"].end(), failed));
  const Ended other = RunSweep();
  EXPECT_EQ(other.status, 2) << "a sweep of other flags is in that folder";
}

}  // namespace
}  // namespace sigmark
