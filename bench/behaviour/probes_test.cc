// SPDX-License-Identifier: Apache-2.0
//
// Kernels that are right but for one fault, which its check must find, and no other check.
#include "bench/behaviour/probes.h"

#include <cfenv>
#include <cstring>

#include "bench/behaviour/subjects.h"
#include "bench/worker/fp_modes.h"
#include "impls/core/bits.h"

namespace sigmark {
namespace {

Findings ProbeKernel(const Kernel& kernel) {
  const Expectations expectations = ExpectationsOf(kernel.function, kernel.format);
  return Probe({kernel, expectations, Effort::kQuick, 1});
}

// The whole array by the right function: what array kernels do before they spoil it.
void Fill(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = Right(x[i]);
}

TEST(Probes, ARightKernelViolatesNothing) { ExpectOnly(ProbeKernel(ScalarSubject<Right>()), {}); }

TEST(Probes, ARightKernelInBinary64ViolatesNothing) {
  ExpectOnly(ProbeKernel(ScalarKernel<Right64>(kSubject, Function::kLogistic, kLibmIsa, {})), {});
}

// Rounded to 16 bits by integers, it raises no underflow; all else is right.
binary16 Right16(binary16 x) { return ToBinary16(Right(ToFloat(x))); }
TEST(Probes, ARightKernelInBinary16LacksOneFlag) {
  const Findings findings = ProbeKernel(ScalarKernel<Right16>(kSubject, Function::kLogistic, kLibmIsa, {}));
  EXPECT_GT(findings.at(Check::kUnderflowFlag).violations, 0u);
  EXPECT_EQ(findings.at(Check::kPositionIndependent).violations, 0u);
  EXPECT_EQ(findings.at(Check::kNanPropagates).violations, 0u);
  EXPECT_EQ(findings.at(Check::kNanPropagates).decided, 2u * 1023);
}

float NanBecomesOne(float x) { return std::isnan(x) ? 1 + 0 * (x < 0 ? 1.0f : 0.0f) : Right(x); }
TEST(Probes, NanIsLost) {
  const Findings findings = ProbeKernel(ScalarSubject<NanBecomesOne>());
  EXPECT_GT(findings.at(Check::kNanPropagates).violations, 0u);
}

float LosesPayload(float x) {
  if (!std::isnan(x)) return Right(x);
  const volatile float raised = x + x;
  (void)raised;
  return NAN;
}
TEST(Probes, APayloadIsLost) { ExpectOnly(ProbeKernel(ScalarSubject<LosesPayload>()), {Check::kQuietNanPayload}); }

// By its bits: a comparison would raise invalid.
float QuietsInSilence(float x) { return IsNan(x) ? FromBits<float>(ToBits(x) | kQuietNanBits<float>) : Right(x); }
TEST(Probes, ASignalingNanIsSilenced) {
  ExpectOnly(ProbeKernel(ScalarSubject<QuietsInSilence>()), {Check::kSignalingNan});
}

float EndsShort(float x) { return std::isinf(x) ? (x > 0 ? 1 - 0x1p-24f : 0x1p-149f) : Right(x); }
TEST(Probes, InfinitiesAreMissed) {
  ExpectOnly(ProbeKernel(ScalarSubject<EndsShort>()), {Check::kPositiveInfinity, Check::kNegativeInfinity});
}

float MissesZero(float x) { return x == 0 ? 0.5f + 0x1p-23f : Right(x); }
TEST(Probes, ZeroIsMissed) {
  const Findings findings = ProbeKernel(ScalarSubject<MissesZero>());
  EXPECT_GT(findings.at(Check::kZero).violations, 0u);
}

float WithoutInexact(float x) {
  const float y = Right(x);
  std::feclearexcept(FE_INEXACT);
  return y;
}
TEST(Probes, AMissingInexactIsFound) {
  ExpectOnly(ProbeKernel(ScalarSubject<WithoutInexact>()), {Check::kInexactFlag});
}

float WithoutUnderflow(float x) {
  const float y = Right(x);
  std::feclearexcept(FE_UNDERFLOW);
  return y;
}
TEST(Probes, AMissingUnderflowIsFound) {
  ExpectOnly(ProbeKernel(ScalarSubject<WithoutUnderflow>()), {Check::kUnderflowFlag});
}

float FragileUpward(float x) { return std::fegetround() == FE_UPWARD ? Right(x) / 2 : Right(x); }
TEST(Probes, AKernelThatWorksToNearestOnlyIsFound) {
  const Findings findings = ProbeKernel(ScalarSubject<FragileUpward>());
  ExpectOnly(findings, {Check::kRoundingModes});
  EXPECT_GT(findings.at({Check::kRoundingModes, Rounding::kUpward}).violations, 0u);
  EXPECT_EQ(findings.at({Check::kRoundingModes, Rounding::kDownward}).violations, 0u);
}

float NeedsSubnormals(float x) {
  const volatile float subnormal = 0x1p-140f;
  const volatile float kept = subnormal * 1.0f;
  return kept == 0 ? std::nextafter(Right(x), 0.25f) : Right(x);
}
TEST(Probes, AKernelThatNeedsSubnormalNumbersIsFound) {
  if (kFlushBits == 0) GTEST_SKIP() << "no such mode here";
  ExpectOnly(ProbeKernel(ScalarSubject<NeedsSubnormals>()), {Check::kFtzDaz});
}

void EveryEighthDiffers(const float* x, float* y, std::size_t n) {
  Fill(x, y, n);
  for (std::size_t i = 3; i < n; i += 8) y[i] = Nudged(y[i]);
}
TEST(Probes, PositionIsFoundAndIsNotNeighbours) {
  ExpectOnly(ProbeKernel(ArraySubject<EveryEighthDiffers>()), {Check::kPositionIndependent});
}

// NaN beside it changes an element's path.
void NeighboursMatter(const float* x, float* y, std::size_t n) {
  for (std::size_t i = n; i-- > 0;) y[i] = i > 0 && std::isnan(x[i - 1]) ? Nudged(Right(x[i])) : Right(x[i]);
}
TEST(Probes, NeighboursAreFoundAndAreNotPosition) {
  ExpectOnly(ProbeKernel(ArraySubject<NeighboursMatter>()), {Check::kNeighbourIndependent});
}

// A tail that differs from the body by an ulp.
void TailDiffers(const float* x, float* y, std::size_t n) {
  const std::size_t body = n / 8 * 8;
  for (std::size_t i = 0; i < n; ++i) y[i] = i < body ? Right(x[i]) : Nudged(Right(x[i]));
}
TEST(Probes, ATailThatDiffersIsFound) {
  ExpectOnly(ProbeKernel(ArraySubject<TailDiffers>()), {Check::kPositionIndependent, Check::kLength1To64});
}

void SkipsLast(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i + 1 < n || i == 0; ++i) y[i] = Right(x[i]);
}
TEST(Probes, AnElementThatIsNotWrittenIsFound) {
  EXPECT_GT(ProbeKernel(ArraySubject<SkipsLast>()).at(Check::kWritesAll).violations, 0u);
}

// Writes its results first and reads its inputs later: right unless they are the same memory.
void BreaksInPlace(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = 0;
  Fill(x, y, n);
}
TEST(Probes, InPlaceIsTried) { ExpectOnly(ProbeKernel(ArraySubject<BreaksInPlace>()), {Check::kInPlace}); }

// Right where both arrays begin on a 16-byte boundary, or the call is short.
void NeedsAlignment(const float* x, float* y, std::size_t n) {
  Fill(x, y, n);
  const bool aligned = (reinterpret_cast<std::uintptr_t>(x) | reinterpret_cast<std::uintptr_t>(y)) % 16 == 0;
  for (std::size_t i = 0; i < n && !aligned && n == 131; ++i) y[i] = Nudged(y[i]);
}
TEST(Probes, AlignmentIsTried) {
  const Findings findings = ProbeKernel(ArraySubject<NeedsAlignment>());
  ExpectOnly(findings, {Check::kUnaligned});
}

void WritesBehind(const float* x, float* y, std::size_t n) {
  Fill(x, y, n);
  // Only where that is harmless, in calls shorter than any of the racing threads, with room behind the results: a guard
  // page would end this process.
  if (x != y && n < 64 && reinterpret_cast<std::uintptr_t>(y + n) % 4096 != 0) y[n] = 0;
}
TEST(Probes, WritingBehindTheResultsIsFound) {
  EXPECT_GT(ProbeKernel(ArraySubject<WritesBehind>()).at(Check::kNoOutOfBounds).violations, 0u);
}

void ChangesRounding(const float* x, float* y, std::size_t n) {
  Fill(x, y, n);
  std::fesetround(FE_UPWARD);
}
TEST(Probes, AChangedRoundingModeIsFoundAndUndone) {
  EXPECT_GT(ProbeKernel(ArraySubject<ChangesRounding>()).at(Check::kPreservesFpState).violations, 0u);
  EXPECT_EQ(std::fegetround(), FE_TONEAREST);
}

int calls = 0;
float Drifts(float x) { return ++calls % 1000 == 0 ? Nudged(Right(x)) : Right(x); }
TEST(Probes, ADifferentAnswerTheSecondTimeIsFound) {
  EXPECT_GT(ProbeKernel(ScalarSubject<Drifts>()).at(Check::kDeterministic).violations, 0u);
}

// Works in memory that all calls of these lengths share.
template <std::size_t kShortest, std::size_t kLongest>
void SharesMemory(const float* x, float* y, std::size_t n) {
  if (n < kShortest || n > kLongest) return Fill(x, y, n);
  static float shared[4096];
  std::memcpy(shared, x, n * sizeof(float));
  for (std::size_t i = 0; i < n; ++i) shared[i] = Right(shared[i]);
  std::memcpy(y, shared, n * sizeof(float));
}
TEST(Probes, MemoryThatThreadsShareIsFound) {
  ExpectOnly(ProbeKernel(ArraySubject<SharesMemory<1, 64>>()), {Check::kThreadSafe});
  ExpectOnly(ProbeKernel(ArraySubject<SharesMemory<512, 512>>()), {Check::kThreadSafe});
  ExpectOnly(ProbeKernel(ArraySubject<SharesMemory<4096, 4096>>()), {Check::kThreadSafe});
}

}  // namespace
}  // namespace sigmark
