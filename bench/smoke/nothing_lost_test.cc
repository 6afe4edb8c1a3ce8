// SPDX-License-Identifier: Apache-2.0
//
// Whatever ends a program, what it measured stays, and --resume ends where an undisturbed run does.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "bench/smoke/programs.h"

namespace sigmark {
namespace {

using results::Json;

const std::vector<std::string> kWhatIsInterrupted = {"--impl=naive,split,exp_ratio", "--function=logistic",
                                                     "--format=bfloat16,binary64", "--threads=2"};

class NothingLost : public Programs {
 protected:
  std::vector<std::string> Flags(const std::vector<std::string>& more) const {
    std::vector<std::string> flags = kWhatIsInterrupted;
    flags.insert(flags.end(), more.begin(), more.end());
    flags.push_back("--out=" + Out());
    return flags;
  }

  std::map<std::string, Json> Measured() const { return RowsOf(Out()); }

  // Kills a program at `kills` random moments, going on with --resume each time, and holds each run that gets to its
  // end against an undisturbed one.
  void KillAndResume(const std::string& program, int kills, int signal) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now();
    ASSERT_EQ(Run(program, Flags({})).status, 0);
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
    const std::map<std::string, Json> undisturbed = Measured();
    std::filesystem::remove(Out());

    std::mt19937_64 random(std::random_device{}());
    int completed = 0;
    for (int killed = 0; killed < kills || completed == 0;) {
      const pid_t child = Start(program, Flags({"--resume"}));
      // Later and later, so that in the end a run is finished.
      const auto moment = std::uniform_int_distribution<long>(0, whole * (killed + 10) / (kills + 10))(random);
      std::this_thread::sleep_for(std::chrono::microseconds(moment));
      kill(child, signal);
      const int status = Wait(child).status;
      if (status == 0) {
        ExpectSameRows(Measured(), undisturbed);
        std::filesystem::remove(Out());
        ++completed;
      } else {
        EXPECT_EQ(status, signal == SIGKILL ? 1000 + SIGKILL : status == 130 ? 130 : 1000 + SIGINT);
        ++killed;
        if (std::filesystem::exists(Out())) Measured();  // throws if it is not valid
      }
      ASSERT_LT(completed, 10 * kills) << "never killed in time";
    }
    ASSERT_EQ(Run(program, Flags({"--resume"})).status, 0);
    ExpectSameRows(Measured(), undisturbed);
  }
};

TEST_F(NothingLost, AccuracyKilledAtFiftyMoments) { KillAndResume(kAccuracy, 50, SIGKILL); }
TEST_F(NothingLost, AccuracyInterrupted) { KillAndResume(kAccuracy, 8, SIGINT); }
TEST_F(NothingLost, BehaviourKilled) { KillAndResume(kBehaviour, 8, SIGKILL); }

TEST_F(NothingLost, ThroughputGoesOn) {
  const std::vector<std::string> timed = {"--benchmark_min_time=0.1", "--n=64"};
  const pid_t child = Start(kThroughput, Flags(timed));
  for (int i = 0; i < 600 && !std::filesystem::exists(Out()); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  kill(child, SIGKILL);
  Wait(child);
  const std::map<std::string, Json> before = Measured();
  EXPECT_GE(before.size(), 1u);
  std::vector<std::string> resumed = timed;
  resumed.push_back("--resume");
  EXPECT_EQ(Run(kThroughput, Flags(resumed)).status, 0);
  const std::map<std::string, Json> after = Measured();
  EXPECT_EQ(after.size(), 6u);
  // What had been timed was not timed again. Its speed is relative to the yardstick's price over all rows.
  for (const auto& [key, row] : before) EXPECT_EQ(after.at(key).at("samples"), row.at("samples")) << key;
}

TEST_F(NothingLost, AnotherRunIsNotResumed) {
  ASSERT_EQ(Run(kAccuracy, Flags({"--seed=7"})).status, 0);
  const std::string before = Read(Out());
  const Ended ended = Run(kAccuracy, Flags({"--resume"}));
  EXPECT_EQ(ended.status, 2);
  EXPECT_NE(ended.err.find("seed 7"), std::string::npos) << ended.err;
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  EXPECT_EQ(Read(Out()), before);
  EXPECT_EQ(Run(kAccuracy, {"--resume"}).status, 2);
}

// A renamed file would take the place of a device, a pipe or a link.
TEST_F(NothingLost, OnlyFilesAreReplaced) {
  const std::filesystem::path pipe = folder_ / "pipe", link = folder_ / "link";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::filesystem::create_symlink(folder_ / "elsewhere.json", link);
  for (const std::filesystem::path& out : {pipe, link}) {
    const Ended ended = Run(kAccuracy, {"--impl=naive", "--format=bfloat16", "--out=" + out.string()});
    EXPECT_EQ(ended.status, 2);
    EXPECT_NE(ended.err.find(out.string()), std::string::npos) << ended.err;
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  }
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
}

// A disk without room: one line, and the file is what it was. A limit on the size of files stands for the disk: 40 KiB,
// less than these results need.
TEST_F(NothingLost, AFullDiskIsOneLine) {
  ASSERT_EQ(Run(kAccuracy, Flags({})).status, 0);
  const std::string before = Read(Out());
  const std::string flags = " --impl=^fast/,^textbook/ --function=logistic --format=binary64 --out=" + Out();
  const Ended ended = Run("/bin/sh", {"-c", "ulimit -f 80; exec " + kAccuracy + flags});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  EXPECT_NE(ended.err.find(Out()), std::string::npos) << ended.err;
  // What fitted was written, and is whole.
  EXPECT_NO_THROW(Measured());
  EXPECT_LE(std::filesystem::file_size(Out()), std::max<std::uintmax_t>(before.size(), 80 * 512));
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_EQ(entry.path().filename().string().find(".tmp"), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace sigmark
