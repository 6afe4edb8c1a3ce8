// SPDX-License-Identifier: Apache-2.0
//
// Negative controls: kernels that are right but for one planted fault, each of which its check must find.
#include <gtest/gtest.h>

#include <cfenv>
#include <cmath>
#include <cstring>
#include <limits>

#include "bench/behaviour/line.h"
#include "bench/behaviour/probes.h"
#include "impls/core/isa.h"

namespace sigmark {
namespace {

constexpr Implementation kSubject = {.id = "subject", .family = "test", .summary = "", .source = ""};

// Correct to half an ulp and a little, monotone, symmetric, saturating: binary32 through double.
float Right(float x) { return static_cast<float>(1 / (1 + std::exp(-static_cast<double>(x)))); }

constexpr float kPlace = 1.2345678f;  // where the faults are

template <float (*kFunction)(float)>
Kernel Subject(Function function = Function::kLogistic) {
  return ScalarKernel<kFunction>(kSubject, function, kLibmIsa, {});
}

std::map<Check, Finding> WalkLine(const Kernel& kernel) {
  const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
  // The whole of [1.2, 1.3] and its mirror image, and both ends of the line.
  std::vector<nlohmann::json> answers;
  for (const Interval interval : {Interval{-200, -86}, Interval{-1.3, -1.2}, Interval{-0x1p-140, 0x1p-140},
                                  Interval{1.2, 1.3}, Interval{17, 18}}) {
    const Plan plan = MakePlan(kernel.function, kernel.format, Rounding::kNearest, Effort::kFull, interval);
    for (const Block& block : plan.blocks) {
      answers.push_back(WalkBlock(kernel, expectations, block, 1));
      answers.back()["index"] = answers.size();  // of the five plans together
    }
  }
  return JoinBlocks(expectations, answers);
}

void ExpectOnly(const std::map<Check, Finding>& findings, std::initializer_list<Check> violated) {
  for (const auto& [check, finding] : findings) {
    const bool expected = std::find(violated.begin(), violated.end(), check) != violated.end();
    EXPECT_EQ(finding.violations > 0, expected) << Name(check) << ": " << finding.detail;
    EXPECT_GT(finding.decided, 0u) << Name(check);
  }
}

TEST(Line, ARightKernelViolatesNothing) {
  const std::map<Check, Finding> findings = WalkLine(Subject<Right>());
  EXPECT_EQ(findings.size(), 5u);
  ExpectOnly(findings, {});
}

float Dips(float x) { return x == kPlace ? std::nextafter(Right(x), 0.0f) - 0x1p-23f : Right(x); }
TEST(Line, OneDipIsFoundWhereItIs) {
  const auto findings = WalkLine(Subject<Dips>());
  EXPECT_EQ(findings.at(Check::kMonotone).violations, 1u);
  EXPECT_EQ(findings.at(Check::kMonotone).x, static_cast<double>(kPlace));
  EXPECT_EQ(findings.at(Check::kSymmetric).violations, 1u);
}

float Nans(float x) { return x == kPlace ? NAN : Right(x); }
TEST(Line, OneNanViolatesRangeOrderAndSymmetry) {
  ExpectOnly(WalkLine(Subject<Nans>()), {Check::kRange, Check::kMonotone, Check::kSymmetric});
}

float Exceeds(float x) { return x > 17.9f ? 1 + 0x1p-23f : Right(x); }
TEST(Line, AResultAboveOneIsOutOfRangeAndNotSaturated) {
  ExpectOnly(WalkLine(Subject<Exceeds>()), {Check::kRange, Check::kSymmetric, Check::kSaturation});
}

float Flushes(float x) { return Right(x) < 0x1p-126f ? 0 : Right(x); }
TEST(Line, FlushedSubnormalResultsAreFound) {
  const auto findings = WalkLine(Subject<Flushes>());
  ExpectOnly(findings, {Check::kSubnormalResults});
  EXPECT_NEAR(*findings.at(Check::kSubnormalResults).x, -87.3366, 1e-3);
}

float NeverZero(float x) { return std::max(Right(x), 0x1p-149f); }
TEST(Line, AResultThatNeverReachesZeroDoesNotSaturate) {
  ExpectOnly(WalkLine(Subject<NeverZero>()), {Check::kSaturation});
}

float SignOfZero(float x) { return x == 0 && std::signbit(x) ? 0.5f - 0x1p-25f : Right(x); }
TEST(Line, BothZerosAreOneInput) { EXPECT_GT(WalkLine(Subject<SignOfZero>()).at(Check::kMonotone).violations, 0u); }

float Slope(float x) {
  const double t = std::exp(-std::abs(static_cast<double>(x)));
  return static_cast<float>(t / ((1 + t) * (1 + t)));
}
float Lopsided(float x) { return x < 0 ? Slope(x) : Slope(x) * (1 + 0x1p-21f); }
TEST(Line, TheDerivativeRisesThenFallsAndIsEven) {
  ExpectOnly(WalkLine(Subject<Slope>(Function::kDerivative)), {});
  EXPECT_GT(WalkLine(Subject<Lopsided>(Function::kDerivative)).at(Check::kSymmetric).violations, 0u);
}

// A step down between two blocks belongs to neither of them.
TEST(Line, BlocksAreJoinedInOrder) {
  const Expectations expectations = ExpectationsOf(Function::kLogistic, Format::kBinary32);
  const auto block = [](int index, const char* first, const char* last) {
    return nlohmann::json{{"index", index},
                          {"findings", nlohmann::json::object()},
                          {"first", {"0x" + std::to_string(2 * index) + "p+0", first}},
                          {"last", {"0x" + std::to_string(2 * index + 1) + "p+0", last}}};
  };
  const auto rising = JoinBlocks(expectations, {block(1, "0x3p-3", "0x4p-3"), block(0, "0x1p-3", "0x2p-3")});
  EXPECT_EQ(rising.count(Check::kMonotone), 0u);
  const auto falling = JoinBlocks(expectations, {block(1, "0x1p-3", "0x4p-3"), block(0, "0x1p-3", "0x2p-3")});
  EXPECT_EQ(falling.at(Check::kMonotone).violations, 1u);
}

std::map<Check, Finding> ProbeKernel(const Kernel& kernel) {
  return Probe(kernel, ExpectationsOf(kernel.function, kernel.format), Effort::kQuick, 1);
}

TEST(Probes, ARightKernelViolatesNothing) {
  const auto findings = ProbeKernel(Subject<Right>());
  EXPECT_EQ(findings.size(), 12u);
  ExpectOnly(findings, {});
}

float NanBecomesOne(float x) { return x < 0 ? Right(x) : x >= 0 ? Right(x) : 1; }
TEST(Probes, NanIsLost) { ExpectOnly(ProbeKernel(Subject<NanBecomesOne>()), {Check::kNanPropagates}); }

float EndsShort(float x) { return std::isinf(x) ? (x > 0 ? 1 - 0x1p-24f : 0x1p-149f) : Right(x); }
TEST(Probes, InfinitiesAreMissed) {
  ExpectOnly(ProbeKernel(Subject<EndsShort>()), {Check::kPositiveInfinity, Check::kNegativeInfinity});
}

float MissesZero(float x) { return x == 0 ? 0.5f + 0x1p-24f : Right(x); }
TEST(Probes, ZeroIsMissed) { ExpectOnly(ProbeKernel(Subject<MissesZero>()), {Check::kZero}); }

// A tail that differs from the body by an ulp.
void TailDiffers(const float* x, float* y, std::size_t n) {
  const std::size_t body = n / 8 * 8;
  for (std::size_t i = 0; i < n; ++i) y[i] = i < body ? Right(x[i]) : std::nextafter(Right(x[i]), 2.0f);
}
TEST(Probes, ATailThatDiffersIsFound) {
  const auto findings = ProbeKernel(ArrayKernel<TailDiffers>(kSubject, Function::kLogistic, kLibmIsa, {}));
  EXPECT_GT(findings.at(Check::kLength1To64).violations, 0u);
  EXPECT_GT(findings.at(Check::kPositionIndependent).violations, 0u);
  EXPECT_EQ(findings.at(Check::kDeterministic).violations, 0u);
  EXPECT_EQ(findings.at(Check::kWritesAll).violations, 0u);
}

void SkipsLast(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i + 1 < n || i == 0; ++i) y[i] = Right(x[i]);
}
TEST(Probes, AnElementThatIsNotWrittenIsFound) {
  const auto findings = ProbeKernel(ArrayKernel<SkipsLast>(kSubject, Function::kLogistic, kLibmIsa, {}));
  EXPECT_GT(findings.at(Check::kWritesAll).violations, 0u);
}

// Writes its results first and reads its inputs later: right unless they are the same memory.
void BreaksInPlace(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = 0;
  for (std::size_t i = 0; i < n; ++i) y[i] = Right(x[i]);
}
TEST(Probes, InPlaceIsTried) {
  ExpectOnly(ProbeKernel(ArrayKernel<BreaksInPlace>(kSubject, Function::kLogistic, kLibmIsa, {})), {Check::kInPlace});
}

void ChangesRounding(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = Right(x[i]);
  std::fesetround(FE_UPWARD);
}
TEST(Probes, AChangedRoundingModeIsFoundAndUndone) {
  ExpectOnly(ProbeKernel(ArrayKernel<ChangesRounding>(kSubject, Function::kLogistic, kLibmIsa, {})),
             {Check::kPreservesFpState});
  EXPECT_EQ(std::fegetround(), FE_TONEAREST);
}

float InfiniteAtTwo(float x) { return x == kPlace ? INFINITY : Right(x); }
TEST(Line, InfinityIsNotSymmetric) {
  ExpectOnly(WalkLine(Subject<InfiniteAtTwo>()), {Check::kRange, Check::kMonotone, Check::kSymmetric});
}

// bfloat16's nontrivial range ends on the edge of a bin: a segment of one input, which counts like any other.
bfloat16 WrongAtTheEdge(bfloat16 x) { return ToFloat(x) == 96 ? bfloat16{0x4000} : ToBfloat16(Right(ToFloat(x))); }
TEST(Line, ASegmentOfOneInputIsWalked) {
  const Kernel kernel = ScalarKernel<WrongAtTheEdge>(kSubject, Function::kLogistic, kLibmIsa, {});
  const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
  std::vector<nlohmann::json> answers;
  const Plan plan = MakePlan(kernel.function, kernel.format, Rounding::kNearest, Effort::kQuick, std::nullopt);
  for (const Block& block : plan.blocks) answers.push_back(WalkBlock(kernel, expectations, block, 1));
  EXPECT_EQ(JoinBlocks(expectations, answers).at(Check::kRange).violations, 1u);
}

int calls = 0;
float Drifts(float x) { return ++calls % 1000 == 0 ? std::nextafter(Right(x), 2.0f) : Right(x); }
TEST(Probes, ADifferentAnswerTheSecondTimeIsFound) {
  EXPECT_GT(ProbeKernel(Subject<Drifts>()).at(Check::kDeterministic).violations, 0u);
}

}  // namespace
}  // namespace sigmark
