// SPDX-License-Identifier: Apache-2.0
//
// scripts/regress from outside. What it says of speeds is for a quiet machine; what it says of bits holds on any.
#include <algorithm>

#include "bench/smoke/programs.h"

namespace sigmark {
namespace {

class Regress : public Programs {
 protected:
  Ended Try(const std::string& arguments) {
    return Run("/bin/sh", {"-c", "SIGMARK_BIN=" SIGMARK_BIN " " SIGMARK_SCRIPTS "/regress " + arguments});
  }
};

TEST_F(Regress, OneTrialCatchesAWrongLane) {
  const Ended ended =
      Try("--trials=1 --impl=exp_reduction --format=binary32 --isa=SSE4 --out=" + (folder_ / "out").string());
  EXPECT_TRUE(ended.status == 0 || ended.status == 1) << ended.err;
  for (const char* part : {"itself 1: exit ", "slow 1: logistic/simd/exp_reduction/binary32/SSE4: exit ",
                           "one lane wrong by an ulp: caught in 1 of 1"}) {
    EXPECT_NE(ended.err.find(part), std::string::npos) << part << "\n" << ended.err;
  }
}

TEST_F(Regress, BadInputIsOneLineAndNothingStarts) {
  for (const char* arguments : {"", "--trials=x", "--trials=1 HEAD", "no-such-revision", "--speed", "HEAD HEAD~1",
                                "HEAD --only=price", "--trials=1 --impl=nobody", "--trials=1 --impl=naive"}) {
    const Ended ended = Try(arguments);
    EXPECT_EQ(ended.status, 2) << arguments << ": " << ended.err;
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << arguments << ": " << ended.err;
  }
}

}  // namespace
}  // namespace sigmark
