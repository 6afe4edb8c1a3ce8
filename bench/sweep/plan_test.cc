// SPDX-License-Identifier: Apache-2.0
#include "bench/sweep/plan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "bench/sweep/inputs.h"
#include "bench/sweep/regions.h"
#include "reference/domains.h"

namespace sigmark {
namespace {

TEST(Plan, AFullBinary32SweepVisitsEveryPatternOnceInOrder) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary32, Rounding::kNearest, Effort::kFull, std::nullopt);
  EXPECT_TRUE(plan.exhaustive);
  EXPECT_EQ(plan.blocks.size(), 256u);
  std::uint64_t next = 0;
  for (const Block& block : plan.blocks) {
    for (const Segment& segment : block.segments) {
      EXPECT_EQ(segment.first, next);
      EXPECT_EQ(segment.stride, 1u);
      EXPECT_EQ(segment.first >> 24, static_cast<std::uint64_t>(block.index));
      next = segment.first + segment.count;
    }
  }
  EXPECT_EQ(next, std::uint64_t{1} << 32);
}

TEST(Plan, SixteenBitFormatsAreAlwaysWhole) {
  for (Format format : {Format::kBinary16, Format::kBfloat16}) {
    for (Rounding rounding : {Rounding::kNearest, Rounding::kUpward}) {
      const Plan plan = MakePlan(Function::kDerivative, format, rounding, Effort::kQuick, std::nullopt);
      EXPECT_TRUE(plan.exhaustive);
      std::uint64_t count = 0;
      for (const Segment& segment : plan.blocks.at(0).segments) count += InputCount(segment);
      EXPECT_EQ(count, 65536u);
    }
  }
}

TEST(Plan, AQuickBinary32SweepTakesTheNontrivialInputsWhole) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary32, Rounding::kNearest, Effort::kQuick, std::nullopt);
  EXPECT_FALSE(plan.exhaustive);
  std::uint64_t whole = 0, sampled = 0;
  for (const Block& block : plan.blocks) {
    for (const Segment& segment : block.segments) (segment.stride == 1 ? whole : sampled) += InputCount(segment);
  }
  const std::uint64_t one_side = ToBits(110.0f) - ToBits(0x1p-12f) + 1;
  EXPECT_EQ(whole, 2 * one_side);
  EXPECT_GT(sampled, 900000u);
}

TEST(Plan, EverySegmentLiesInItsBin) {
  for (Effort effort : {Effort::kQuick, Effort::kFull}) {
    const Plan plan = MakePlan(Function::kLogistic, Format::kBinary64, Rounding::kNearest, effort, std::nullopt);
    for (const Block& block : plan.blocks) {
      for (const Segment& segment : block.segments) {
        const Bin& bin = plan.bins.at(static_cast<std::size_t>(segment.bin));
        EXPECT_LE(bin.lo, FromBits<double>(FromOrdinal<double>(segment.first)));
        EXPECT_GE(bin.hi, FromBits<double>(FromOrdinal<double>(segment.first + segment.count - 1)));
      }
    }
  }
}

// What is asked of a region must be in its bins, whole and alone.
TEST(Plan, NoBinCrossesTheEndOfARegionOrOfAPart) {
  const Interval part = {-9, 18};
  for (Format format : {Format::kBinary16, Format::kBfloat16, Format::kBinary32, Format::kBinary64}) {
    for (Function function : {Function::kLogistic, Function::kDerivative}) {
      const Plan plan = MakePlan(function, format, Rounding::kNearest, Effort::kQuick, std::nullopt, {part});
      std::vector<Interval> intervals = {part};
      for (const Region& region : Regions(function, format)) intervals.push_back({region.lo, region.hi});
      ASSERT_EQ(intervals.size(), 3u);
      for (const Interval& interval : intervals) {
        bool begins = false, ends = false;
        for (const Bin& bin : plan.bins) {
          const bool within = interval.lo <= bin.lo && bin.hi <= interval.hi;
          EXPECT_TRUE(within || bin.hi < interval.lo || interval.hi < bin.lo) << bin.lo << " … " << bin.hi;
          begins = begins || bin.lo == interval.lo;
          ends = ends || bin.hi == interval.hi || std::isinf(bin.hi);
        }
        EXPECT_TRUE(begins && ends) << interval.lo << " … " << interval.hi;
      }
    }
  }
}

TEST(Plan, NormalResultsBeginWhereTheValueIsTheSmallestNormalNumber) {
  const std::vector<Region> regions = Regions(Function::kLogistic, Format::kBinary32);
  ASSERT_EQ(regions.size(), 2u);
  EXPECT_EQ(regions[0].lo, -0x1.5d589ep+6);  // −126 ln 2
  EXPECT_EQ(regions[0].hi, 0x1.fffffep+127);
}

TEST(Plan, BinsOfAnIntervalEndWithIt) {
  const Plan plan =
      MakePlan(Function::kLogistic, Format::kBinary32, Rounding::kNearest, Effort::kFull, Interval{-9, 17});
  EXPECT_EQ(plan.bins.front().lo, -9);
  EXPECT_EQ(plan.bins.back().hi, 17);
}

TEST(Plan, SampledPlansVisitTheHardInputs) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary64, Rounding::kNearest, Effort::kQuick, std::nullopt);
  std::set<std::uint64_t> singles;
  for (const Block& block : plan.blocks) {
    for (const Segment& segment : block.segments) {
      if (segment.count == 1) singles.insert(segment.first);
    }
  }
  for (double x : HardInputs(Function::kLogistic, Format::kBinary64)) {
    EXPECT_TRUE(singles.count(ToOrdinal<double>(ToBits(x))) == 1) << x;
  }
}

TEST(Plan, AnIntervalIsKeptTo) {
  const Interval interval = {-20, 20};
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary32, Rounding::kNearest, Effort::kFull, interval);
  EXPECT_TRUE(plan.exhaustive);
  EXPECT_EQ(plan.domain_name, "interval");
  std::uint64_t count = 0;
  for (const Block& block : plan.blocks) {
    for (const Segment& segment : block.segments) count += InputCount(segment);
  }
  EXPECT_EQ(count, 2 * (std::uint64_t{ToBits(20.0f)} + 1));
  const Plan point =
      MakePlan(Function::kLogistic, Format::kBinary64, Rounding::kNearest, Effort::kQuick, Interval{1, 1});
  ASSERT_EQ(point.blocks.size(), 1u);
  EXPECT_EQ(point.blocks[0].segments[0].count, 1u);
}

TEST(Plan, AWholeSweepIsMadeOfMirrorImages) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary32, Rounding::kNearest, Effort::kFull, std::nullopt);
  ASSERT_EQ(plan.blocks.size(), 256u);
  for (std::size_t i = 0; i < 128; ++i) {
    EXPECT_TRUE(AreMirrorImages(plan.blocks[i], plan.blocks[255 - i], Format::kBinary32));
    EXPECT_FALSE(AreMirrorImages(plan.blocks[i], plan.blocks[254 - i], Format::kBinary32));
  }
}

TEST(Plan, BlocksWithGapsHaveNoMirrorImages) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary64, Rounding::kNearest, Effort::kQuick, std::nullopt);
  for (std::size_t i = 0; i < plan.blocks.size(); ++i) {
    EXPECT_FALSE(AreMirrorImages(plan.blocks[i], plan.blocks[plan.blocks.size() - 1 - i], Format::kBinary64));
  }
}

TEST(Plan, BlocksSurviveTheProtocol) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary64, Rounding::kNearest, Effort::kQuick, std::nullopt);
  for (const Block& block : plan.blocks) {
    const Block copy = BlockFromJson(nlohmann::json::parse(ToJson(block).dump()));
    EXPECT_EQ(ToJson(copy), ToJson(block));
  }
}

TEST(Inputs, SamplesStayInTheirStratumAndDependOnTheSeedAlone) {
  const Segment segment = {ToOrdinal<float>(ToBits(1.0f)), 100003, 1000, 0};
  const std::uint64_t count = InputCount(segment);
  EXPECT_EQ(count, 101u);
  std::vector<float> all(count), again(1), other(count);
  FillInputs<float>(segment, 1, 0, all);
  FillInputs<float>(segment, 2, 0, other);
  EXPECT_NE(all, other);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t offset = ToOrdinal<float>(ToBits(all[i])) - segment.first;
    EXPECT_EQ(offset / 1000, i);
    EXPECT_LT(offset, segment.count);
    FillInputs<float>(segment, 1, i, again);
    EXPECT_EQ(again[0], all[i]);
  }
}

}  // namespace
}  // namespace sigmark
