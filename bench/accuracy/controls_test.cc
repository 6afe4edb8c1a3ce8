// SPDX-License-Identifier: Apache-2.0
//
// The negative controls must find nothing wrong with a judge that sees everything, and must catch one that is blind in
// any one way: else they prove nothing.
#include "bench/accuracy/controls.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "bench/sweep/inputs.h"

namespace sigmark {
namespace {

template <class F>
F Split(F x) {
  const double wide = ToDouble(x), t = std::exp(-std::abs(wide));
  return FromDouble<F>(wide < 0 ? t / (1 + t) : 1 / (1 + t));
}

// Visits a quick plan, every `step`th block of it, as a sweep does, and returns the controls' verdict.
template <class F>
nlohmann::json Sweep(const std::function<Statistics(Assessor&, std::span<const F>, std::span<const F>)>& judge,
                     std::size_t step, int each = 4) {
  const Plan plan = MakePlan(Function::kLogistic, FormatTraits<F>::kFormat, Rounding::kNearest, Effort::kQuick, {});
  Assessor assessor(Function::kLogistic, FormatTraits<F>::kFormat, Rounding::kNearest);
  nlohmann::json sum;
  for (std::size_t b = 0; b < plan.blocks.size(); b += step) {
    Controls<F> controls(Function::kLogistic, Rounding::kNearest, plan.blocks[b], each, 17 + b);
    std::uint64_t first = 0;
    for (const Segment& segment : plan.blocks[b].segments) {
      std::vector<F> x(std::min<std::uint64_t>(InputCount(segment), 1 << 16)), y(x.size());
      FillInputs<F>(segment, 1, 0, x);
      std::transform(x.begin(), x.end(), y.begin(), Split<F>);
      std::size_t from = 0, to = x.size();
      while (from < to && !IsFinite(x[from])) ++from;
      while (to > from && !IsFinite(x[to - 1])) --to;
      controls.Visit(first + from, std::span<const F>(x).subspan(from, to - from),
                     std::span<const F>(y).subspan(from, to - from),
                     [&](std::span<const F> xs, std::span<const F> ys) { return judge(assessor, xs, ys); });
      first += InputCount(segment);
    }
    sum = AddControls(sum, controls.ToJson());
  }
  return sum;
}

template <class F>
Statistics Sees(Assessor& assessor, std::span<const F> x, std::span<const F> y) {
  Statistics statistics;
  assessor.Add(x.data(), y.data(), x.size(), 0, statistics);
  return statistics;
}

void ExpectCaught(const nlohmann::json& controls) {
  EXPECT_LT(controls["found"], controls["planted"]);
  EXPECT_NE(controls["missed"], "");
}

TEST(Controls, AJudgeThatSeesFindsThemAll) {
  for (const nlohmann::json& controls :
       {Sweep<float>(Sees<float>, 3), Sweep<double>(Sees<double>, 1), Sweep<binary16>(Sees<binary16>, 1, 16),
        Sweep<bfloat16>(Sees<bfloat16>, 1, 16)}) {
    EXPECT_GE(controls["planted"], 20);
    EXPECT_EQ(controls["found"], controls["planted"]);
    EXPECT_EQ(controls["missed"], "");
  }
}

TEST(Controls, AJudgeThatSeesNothingIsCaught) {
  ExpectCaught(Sweep<float>(
      [](Assessor&, std::span<const float> x, std::span<const float>) {
        Statistics statistics;
        statistics.count = x.size();
        return statistics;
      },
      3));
}

TEST(Controls, AJudgeThatLooksAwayFromTrivialInputsIsCaught) {
  ExpectCaught(Sweep<float>(
      [](Assessor& assessor, std::span<const float> x, std::span<const float> y) {
        const bool trivial = std::abs(x[0]) < 0x1p-12f || std::abs(x[0]) > 110;
        if (!trivial) return Sees<float>(assessor, x, y);
        Statistics statistics;
        statistics.count = x.size();
        return statistics;
      },
      3));
}

// A tolerance of 1.1 ulp, as a test with "a little slack" has it.
TEST(Controls, ATolerantJudgeIsCaught) {
  ExpectCaught(Sweep<float>(
      [](Assessor& assessor, std::span<const float> x, std::span<const float> y) {
        Statistics statistics;
        for (std::size_t i = 0; i < x.size(); ++i) {
          const Statistics one = Sees<float>(assessor, x.subspan(i, 1), y.subspan(i, 1));
          if (one.nonfinite > 0 || one.max_ulp.value > 1.1) statistics.Merge(one);
        }
        return statistics;
      },
      3));
}

TEST(Controls, AJudgeThatMissesNanIsCaught) {
  ExpectCaught(Sweep<float>(
      [](Assessor& assessor, std::span<const float> x, std::span<const float> y) {
        Statistics statistics = Sees<float>(assessor, x, y);
        statistics.misrounded -= statistics.nonfinite;
        statistics.nonfinite = 0;
        return statistics;
      },
      3));
}

// The last lane of a vector, say.
TEST(Controls, AJudgeThatSkipsALaneIsCaught) {
  ExpectCaught(Sweep<float>(
      [](Assessor& assessor, std::span<const float> x, std::span<const float> y) {
        Statistics statistics;
        for (std::size_t i = 0; i < x.size(); ++i) {
          if (i % 8 != 7) statistics.Merge(Sees<float>(assessor, x.subspan(i, 1), y.subspan(i, 1)));
        }
        return statistics;
      },
      1));
}

TEST(Controls, AnotherSeedPlantsElsewhere) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary32, Rounding::kNearest, Effort::kQuick, {});
  std::vector<std::vector<float>> planted_at(2);
  for (std::uint64_t seed : {0, 1}) {
    const Block& block = plan.blocks[plan.blocks.size() / 2 - 1];
    Controls<float> controls(Function::kLogistic, Rounding::kNearest, block, 1, seed);
    std::vector<float> x(InputCount(block.segments[0])), y(x.size());
    FillInputs<float>(block.segments[0], 1, 0, x);
    std::transform(x.begin(), x.end(), y.begin(), Split<float>);
    controls.Visit(0, x, y, [&](std::span<const float> xs, std::span<const float>) {
      planted_at[seed].push_back(xs[0]);
      return Statistics{};
    });
  }
  EXPECT_FALSE(planted_at[0].empty());
  EXPECT_NE(planted_at[0], planted_at[1]);
}

}  // namespace
}  // namespace sigmark
