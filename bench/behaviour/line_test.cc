// SPDX-License-Identifier: Apache-2.0
//
// Kernels that are right but for one fault on the line of inputs, which its check must find; and watches that are blind
// in one way, which the negative controls must find.
#include "bench/behaviour/line.h"

#include <limits>

#include "bench/behaviour/subjects.h"
#include "bench/behaviour/walk.h"

namespace sigmark {
namespace {

constexpr WalkSeeds kSeeds = {1, 0x5eed};

// The whole of [1.2, 1.3] and its mirror image, and both ends of the line.
std::vector<Plan> Plans(const Kernel& kernel) {
  std::vector<Plan> plans;
  for (const Interval interval : {Interval{-200, -86}, Interval{-1.3, -1.2}, Interval{-0x1p-140, 0x1p-140},
                                  Interval{1.2, 1.3}, Interval{17, 18}}) {
    plans.push_back(MakePlan(kernel.function, kernel.format, Rounding::kNearest, Effort::kFull, interval));
  }
  return plans;
}

Findings WalkLine(const Kernel& kernel) {
  const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
  std::vector<nlohmann::json> answers;
  for (const Plan& plan : Plans(kernel)) {
    for (const Block& block : plan.blocks) {
      answers.push_back(WalkBlock(kernel, expectations, block, kSeeds));
      answers.back()["index"] = answers.size();  // of the five plans together
      EXPECT_EQ(answers.back()["controls"]["planted"], answers.back()["controls"]["found"]);
    }
  }
  return JoinBlocks(expectations, answers);
}

TEST(Line, ARightKernelViolatesNothing) {
  const Findings findings = WalkLine(ScalarSubject<Right>());
  EXPECT_EQ(findings.size(), 8u);
  ExpectOnly(findings, {});
}

float Dips(float x) { return x == kPlace ? std::nextafter(Right(x), 0.0f) - 0x1p-23f : Right(x); }
TEST(Line, OneDipIsFoundWhereItIs) {
  const Findings findings = WalkLine(ScalarSubject<Dips>());
  ExpectOnly(findings, {Check::kMonotone, Check::kSymmetric});
  EXPECT_EQ(findings.at(Check::kMonotone).violations, 1u);
  EXPECT_EQ(findings.at(Check::kMonotone).x, static_cast<double>(kPlace));
  EXPECT_EQ(findings.at(Check::kSymmetric).violations, 1u);
}

float Nans(float x) { return x == kPlace ? NAN : Right(x); }
TEST(Line, OneNanViolatesRangeOrderAndSymmetry) {
  ExpectOnly(WalkLine(ScalarSubject<Nans>()), {Check::kRange, Check::kMonotone, Check::kSymmetric});
}

float InfiniteAtPlace(float x) { return x == kPlace ? INFINITY : Right(x); }
TEST(Line, InfinityIsNotSymmetric) {
  ExpectOnly(WalkLine(ScalarSubject<InfiniteAtPlace>()), {Check::kRange, Check::kMonotone, Check::kSymmetric});
}

float Exceeds(float x) { return x > 17.9f ? 1 + 0x1p-23f : Right(x); }
TEST(Line, AResultAboveOneIsOutOfRangeAndNotSaturated) {
  ExpectOnly(WalkLine(ScalarSubject<Exceeds>()), {Check::kRange, Check::kSymmetric, Check::kSaturation});
}

float Flushes(float x) { return Right(x) < 0x1p-126f ? 0 : Right(x); }
TEST(Line, FlushedSubnormalResultsAreFound) {
  const Findings findings = WalkLine(ScalarSubject<Flushes>());
  ExpectOnly(findings, {Check::kSubnormalResults});
  EXPECT_NEAR(*findings.at(Check::kSubnormalResults).x, -87.3366, 1e-3);
}

float NeverZero(float x) { return std::max(Right(x), 0x1p-149f); }
TEST(Line, AResultThatNeverReachesZeroDoesNotSaturate) {
  ExpectOnly(WalkLine(ScalarSubject<NeverZero>()), {Check::kSaturation});
}

float SignOfZero(float x) { return x == 0 && std::signbit(x) ? 0.5f - 0x1p-25f : Right(x); }
TEST(Line, BothZerosAreOneInput) {
  EXPECT_GT(WalkLine(ScalarSubject<SignOfZero>()).at(Check::kMonotone).violations, 0u);
}

float Overflows(float x) {
  if (x == kPlace) std::feraiseexcept(FE_OVERFLOW);
  return Right(x);
}
TEST(Line, OneSpuriousFlagIsFoundWhereItIs) {
  const Findings findings = WalkLine(ScalarSubject<Overflows>());
  ExpectOnly(findings, {Check::kNoSpuriousFlags});
  EXPECT_EQ(findings.at(Check::kNoSpuriousFlags).violations, 1u);
  EXPECT_EQ(findings.at(Check::kNoSpuriousFlags).x, static_cast<double>(kPlace));
}

// Short calls overflow everywhere, long ones where x < −100: WalkLine plants flags elsewhere, and asks for them in
// parts.
void OverflowsInParts(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = Right(x[i]);
  if (n < Caller<float>::kCapacity || x[0] < -100) std::feraiseexcept(FE_OVERFLOW);
}
TEST(Line, PlantedFlagsAreFoundAmongManyOthers) {
  EXPECT_GT(WalkLine(ArraySubject<OverflowsInParts>()).at(Check::kNoSpuriousFlags).violations, 1u << 16);
}

float Slope(float x) {
  if (std::isnan(x)) return x + x;
  if (std::isinf(x)) return 0;
  const double t = std::exp(-std::min(std::abs(static_cast<double>(x)), 200.0));
  return static_cast<float>(t / ((1 + t) * (1 + t)));
}
float Lopsided(float x) { return x < 0 ? Slope(x) : Slope(x) * (1 + 0x1p-21f); }
TEST(Line, TheDerivativeRisesThenFallsAndIsEven) {
  ExpectOnly(WalkLine(ScalarSubject<Slope>(Function::kDerivative)), {});
  EXPECT_GT(WalkLine(ScalarSubject<Lopsided>(Function::kDerivative)).at(Check::kSymmetric).violations, 0u);
}

// A step down between two blocks belongs to neither of them.
TEST(Line, BlocksAreJoinedInOrder) {
  const Expectations expectations = ExpectationsOf(Function::kLogistic, Format::kBinary32);
  const auto block = [](int index, const char* first, const char* last) {
    return nlohmann::json{{"index", index},
                          {"findings", nlohmann::json::array()},
                          {"first", {"0x" + std::to_string(2 * index) + "p+0", first}},
                          {"last", {"0x" + std::to_string(2 * index + 1) + "p+0", last}}};
  };
  const Findings rising = JoinBlocks(expectations, {block(1, "0x3p-3", "0x4p-3"), block(0, "0x1p-3", "0x2p-3")});
  EXPECT_EQ(rising.count(Check::kMonotone), 0u);
  const Findings falling = JoinBlocks(expectations, {block(1, "0x1p-3", "0x4p-3"), block(0, "0x1p-3", "0x2p-3")});
  EXPECT_EQ(falling.at(Check::kMonotone).violations, 1u);
}

// What symmetry says of two blocks that are walked together is what it says of each by itself.
std::uint64_t dips_called = 0;
float CountedDips(float x) {
  ++dips_called;
  return Dips(x);
}
TEST(Line, MirrorImagesTakeOneCallForEachInput) {
  const Kernel kernel = ScalarSubject<CountedDips>();
  const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
  const auto block = [&](double lo, double hi) {
    return MakePlan(kernel.function, kernel.format, Rounding::kNearest, Effort::kFull, Interval{lo, hi}).blocks.at(0);
  };
  const Block left = block(-1.3, -1.2), right = block(1.2, 1.3);
  ASSERT_TRUE(AreMirrorImages(left, right, kernel.format));
  const auto [first, second] = WalkMirrorImages(kernel, expectations, left, right, kSeeds);
  const std::uint64_t together = std::exchange(dips_called, 0);
  EXPECT_EQ(first, WalkBlock(kernel, expectations, left, kSeeds));
  EXPECT_EQ(second, WalkBlock(kernel, expectations, right, kSeeds));
  std::uint64_t inputs = 0;
  for (const Segment& segment : right.segments) inputs += InputCount(segment);
  EXPECT_GE(dips_called - together, inputs);
  EXPECT_EQ(FindingsFromJson(second.at("findings")).at(Check::kSymmetric).violations, 1u);
}

// bfloat16's nontrivial range ends on the edge of a bin: a segment of one input, which counts like any other.
bfloat16 WrongAtTheEdge(bfloat16 x) { return ToFloat(x) == 96 ? bfloat16{0x4000} : ToBfloat16(Right(ToFloat(x))); }
TEST(Line, ASegmentOfOneInputIsWalked) {
  const Kernel kernel = ScalarKernel<WrongAtTheEdge>(kSubject, Function::kLogistic, kLibmIsa, {});
  const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
  std::vector<nlohmann::json> answers;
  const Plan plan = MakePlan(kernel.function, kernel.format, Rounding::kNearest, Effort::kQuick, std::nullopt);
  for (const Block& block : plan.blocks) answers.push_back(WalkBlock(kernel, expectations, block, kSeeds));
  EXPECT_EQ(JoinBlocks(expectations, answers).at(Check::kRange).violations, 1u);
}

// Sees everything but dips: each result is at least the one before.
struct BlindToDips : Watch<float> {
  using Watch::Watch;
  void Visit(std::span<const float> x, std::span<const float> y, int raised) {
    std::vector<float> rising(y.begin(), y.end());
    for (std::size_t i = 1; i < rising.size(); ++i) rising[i] = std::max(rising[i], rising[i - 1]);
    Watch::Visit(x, rising, raised);
  }
};
// Trusts small inputs.
struct BlindAroundZero : Watch<float> {
  using Watch::Watch;
  void Visit(std::span<const float> x, std::span<const float> y, int raised) {
    if (std::abs(x.front()) >= 0x1p-12f) Watch::Visit(x, y, raised);
  }
};
struct BlindToFlags : Watch<float> {
  using Watch::Watch;
  void Visit(std::span<const float> x, std::span<const float> y, int) {
    State state = Exchange({});
    state.planted.reset();
    Exchange(std::move(state));
    Watch::Visit(x, y, 0);
  }
};

template <class Blind>
std::pair<std::uint64_t, std::uint64_t> PlantedAndFound(Interval interval) {
  const Kernel kernel = ScalarSubject<Right>();
  const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
  const Plan plan = MakePlan(kernel.function, kernel.format, Rounding::kNearest, Effort::kFull, interval);
  std::pair<std::uint64_t, std::uint64_t> sum;
  for (const Block& block : plan.blocks) {
    const nlohmann::json answer = Walk<float, Blind>(kernel, expectations, block, kSeeds);
    sum.first += answer["controls"]["planted"].get<std::uint64_t>();
    sum.second += answer["controls"]["found"].get<std::uint64_t>();
  }
  return sum;
}

TEST(WalkControls, AWatchThatSeesFindsThemAll) {
  for (const Interval interval : {Interval{1.2, 1.25}, Interval{-0x1p-120, 0x1p-120}, Interval{-104.5, -103}}) {
    const auto [planted, found] = PlantedAndFound<Watch<float>>(interval);
    EXPECT_GE(planted, 4u);
    EXPECT_EQ(found, planted);
  }
}

// Just below a power of two, and an ulp below the mirror image: an error planted there comes out above it.
float BelowAQuarter(float x) { return x < 0 ? 0x1.fffffcp-3f : 0x1.fffffap-3f; }
float BelowOne(float x) { return x < 0 ? 0x1p-23f : 0x1.fffffap-1f; }
TEST(WalkControls, AsymmetryIsFoundAcrossAPowerOfTwo) {
  for (const Kernel& kernel :
       {ScalarSubject<BelowAQuarter>(Function::kDerivative), ScalarSubject<BelowOne>(Function::kLogistic)}) {
    const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
    const Plan plan = MakePlan(kernel.function, kernel.format, Rounding::kNearest, Effort::kFull, Interval{1.2, 1.25});
    for (const Block& block : plan.blocks) {
      const nlohmann::json answer = WalkBlock(kernel, expectations, block, kSeeds);
      EXPECT_EQ(FindingsFromJson(answer.at("findings")).at(Check::kSymmetric).violations, 0u);
      EXPECT_EQ(answer["controls"]["found"], answer["controls"]["planted"]);
    }
  }
}

TEST(WalkControls, ABlindWatchIsCaught) {
  const auto expect_caught = [](const std::pair<std::uint64_t, std::uint64_t>& count) {
    EXPECT_LT(count.second, count.first);
  };
  expect_caught(PlantedAndFound<BlindToDips>({1.2, 1.25}));
  expect_caught(PlantedAndFound<BlindAroundZero>({-0x1p-120, 0x1p-120}));
  expect_caught(PlantedAndFound<BlindToFlags>({1.2, 1.25}));
}

}  // namespace
}  // namespace sigmark
