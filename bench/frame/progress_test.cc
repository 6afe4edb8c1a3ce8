// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/progress.h"

#include <gtest/gtest.h>

namespace sigmark {
namespace {

TEST(Progress, DurationsReadWell) {
  EXPECT_EQ(DurationText(0), "0 s");
  EXPECT_EQ(DurationText(99.4), "99 s");
  EXPECT_EQ(DurationText(119), "2 min");
  EXPECT_EQ(DurationText(3599), "1 h 0 min");
  EXPECT_EQ(DurationText(4800), "1 h 20 min");
}

}  // namespace
}  // namespace sigmark
