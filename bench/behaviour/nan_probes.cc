// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/behaviour/flags.h"
#include "bench/behaviour/samples.h"

namespace sigmark {
namespace {

template <class F>
class NanProber {
 public:
  explicit NanProber(const Subject& subject) : subject_(subject), caller_(subject.kernel), again_(subject.kernel) {}

  Findings Run() {
    Patterns(kQuietBit, kPayloads);
    Patterns(0, kPayloads - 1);
    JudgeFpState(caller_, findings_);
    JudgeFpState(again_, findings_);
    return findings_;
  }

 private:
  static constexpr BitsOf<F> kQuietBit = static_cast<BitsOf<F>>(kQuietNanBits<F> ^ kInfinityBits<F>);
  static constexpr BitsOf<F> kPayloadMask = static_cast<BitsOf<F>>(kFractionMask<F> ^ kQuietBit);
  static constexpr std::uint64_t kPayloads = std::uint64_t{kPayloadMask} + 1;
  static constexpr std::uint64_t kSample = 1 << 15;

  // Quiet NaN have the payloads 0 … kPayloads − 1; signaling ones not 0, which is an infinity.
  void Patterns(BitsOf<F> quiet_bit, std::uint64_t payloads) {
    const bool whole = kWidth<F> == 16 || (kWidth<F> == 32 && subject_.effort == Effort::kFull);
    const std::uint64_t lowest = kPayloads - payloads;
    const std::uint64_t count = whole ? 2 * payloads : kSample;
    for (std::uint64_t i = 0; i < count; i += Caller<F>::kCapacity) {
      const std::span<F> x = caller_.Inputs(std::min<std::uint64_t>(Caller<F>::kCapacity, count - i));
      for (std::size_t k = 0; k < x.size(); ++k) {
        const std::uint64_t j = i + k;
        std::uint64_t payload = whole ? j / 2 : Mix(subject_.seed, j) % payloads;
        if (!whole && j < 4) payload = j < 2 ? 0 : payloads - 1;  // the extremes are among a sample
        const std::uint64_t sign = (j & 1) != 0 ? kSignBit<F> : 0;
        x[k] = FromBits<F>(static_cast<BitsOf<F>>(sign | kInfinityBits<F> | quiet_bit | (lowest + payload)));
      }
      const Called<F> called = CallAndTest(caller_);
      for (std::size_t k = 0; k < x.size(); ++k) {
        Propagates(x[k], called.y[k]);
        if (IsNan(called.y[k])) quiet_bit != 0 ? KeepsPayload(x[k], called.y[k]) : IsQuieted(x[k], called.y[k]);
      }
      if (quiet_bit != 0) {
        quiet_flags_.Examine(
            again_, x, called.raised, std::nullopt, [](double, double) { return 0; },
            findings_[Check::kNoSpuriousFlags]);
      }
    }
  }

  void Propagates(F x, F y) {
    Finding& finding = findings_[Check::kNanPropagates];
    ++finding.decided;
    if (IsNan(y)) return;
    finding.Violate(kNoInput, ToDouble(y),
                    [&] { return fmt::format("NaN 0x{:x} gives {:g}", ToBits(x), ToDouble(y)); });
  }

  void KeepsPayload(F x, F y) {
    Finding& finding = findings_[Check::kQuietNanPayload];
    ++finding.decided;
    if (((ToBits(x) ^ ToBits(y)) & kPayloadMask) == 0) return;
    finding.Violate(kNoInput, ToDouble(y),
                    [&] { return fmt::format("NaN 0x{:x} gives NaN 0x{:x}", ToBits(x), ToBits(y)); });
  }

  void IsQuieted(F x, F y) {
    Finding& finding = findings_[Check::kSignalingNan];
    ++finding.decided;
    again_.Inputs(1)[0] = x;
    const bool invalid = (CallAndTest(again_).raised & FE_INVALID) != 0;
    const bool quiet = (ToBits(y) & kQuietBit) != 0;
    if (quiet && invalid) return;
    finding.Violate(kNoInput, 0, [&] {
      return fmt::format("signaling NaN 0x{:x} gives NaN 0x{:x}{}", ToBits(x), ToBits(y),
                         invalid ? "" : " and does not raise invalid");
    });
  }

  const Subject& subject_;
  Caller<F> caller_, again_;
  FlagFinder<F> quiet_flags_;
  Findings findings_;
};

template <class F>
Findings SpecialInputs(const Subject& subject) {
  Findings findings;
  Caller<F> caller(subject.kernel);
  auto probe = [&](Check check, std::initializer_list<BitsOf<F>> inputs, double expected) {
    if (std::isnan(expected)) return;
    Finding& finding = findings[check];
    for (BitsOf<F> bits : inputs) {
      // Once alone and once in the middle of a full vector: a kernel may treat the two differently.
      for (std::size_t n : {std::size_t{1}, std::size_t{67}}) {
        const std::span<F> x = caller.Inputs(n);
        std::fill(x.begin(), x.end(), FromBits<F>(bits));
        for (F y : caller.Call()) {
          if (ToBits(y) == kUnwritten<F>) continue;  // ProbePlacement counts it
          ++finding.decided;
          if (ToDouble(y) == expected) continue;
          finding.Violate(ToDouble(FromBits<F>(bits)), ToDouble(y),
                          [&] { return fmt::format("gives {:g} where {:g} is exact", ToDouble(y), expected); });
          break;
        }
      }
    }
  };
  const Expectations& expectations = subject.expectations;
  probe(Check::kPositiveInfinity, {kInfinityBits<F>}, expectations.at_infinity);
  probe(Check::kNegativeInfinity, {static_cast<BitsOf<F>>(kInfinityBits<F> | kSignBit<F>)},
        expectations.at_minus_infinity);
  probe(Check::kZero, {0, kSignBit<F>}, expectations.at_zero);
  JudgeFpState(caller, findings);
  return findings;
}

}  // namespace

Findings ProbeNan(const Subject& subject) {
  return VisitFormat(subject.kernel.format, [&]<class F>() { return NanProber<F>(subject).Run(); });
}

Findings ProbeSpecialInputs(const Subject& subject) {
  return VisitFormat(subject.kernel.format, [&]<class F>() { return SpecialInputs<F>(subject); });
}

}  // namespace sigmark
