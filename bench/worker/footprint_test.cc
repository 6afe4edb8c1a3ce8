// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/footprint.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cmath>

namespace sigmark {
namespace {

#if defined(__x86_64__)

volatile double sink = 1;

// Never far from 1, so that it takes the same way through exp each time.
__attribute__((noinline)) void Step() { sink = std::exp(sink * 1e-3); }

TEST(Footprint, CountsTheCodeThatRunsAndNothingAround) {
  const std::function<void()> around = [] {};
  const auto nothing = CodeFootprint(around, around);
  ASSERT_TRUE(nothing.has_value());
  EXPECT_EQ(*nothing, 0u);
  const auto once = CodeFootprint([] { Step(); }, around);
  const auto often = CodeFootprint(
      [] {
        for (int i = 0; i < 100; ++i) Step();
      },
      around);
  ASSERT_TRUE(once.has_value() && often.has_value());
  EXPECT_GT(*once, *nothing + 64);
  // The same code again, but for lines that the lambdas share with what is around them.
  EXPECT_NEAR(static_cast<double>(*often), static_cast<double>(*once), 512);
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
