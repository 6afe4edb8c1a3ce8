// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/footprint.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cmath>

namespace sigmark {
namespace {

#if defined(__x86_64__)

volatile double sink = 0;

TEST(Footprint, CountsTheCodeThatRunsAndNothingAround) {
  const std::function<void()> around = [] {};
  const auto nothing = CodeFootprint(around, around);
  ASSERT_TRUE(nothing.has_value());
  EXPECT_EQ(*nothing, 0u);
  const auto once = CodeFootprint([] { sink = std::exp(sink); }, around);
  const auto often = CodeFootprint(
      [] {
        for (int i = 0; i < 100; ++i) sink = std::exp(sink * 1e-3);
      },
      around);
  ASSERT_TRUE(once.has_value() && often.has_value());
  EXPECT_GT(*once, *nothing + 64);
  EXPECT_GE(*often, *once);
  EXPECT_LE(*often, *once + 512);  // the same code again
  EXPECT_EQ(*once % 64, 0u);
}

TEST(Footprint, GivesUpAndLeavesTheSignalAsItWas) {
  EXPECT_FALSE(CodeFootprint(
                   [] {
                     for (int i = 0; i < 100000; ++i) sink = sink + 1;
                   },
                   [] {})
                   .has_value());
  struct sigaction now {};
  sigaction(SIGTRAP, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

#endif

}  // namespace
}  // namespace sigmark
