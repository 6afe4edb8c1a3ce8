// SPDX-License-Identifier: Apache-2.0
//
// The negative controls of a walk: errors planted into true results at places that nobody can predict, which the watch
// has to find. A watch that misses one is blind somewhere, and what it says is void.
#ifndef SIGMARK_BENCH_BEHAVIOUR_CONTROLS_H_
#define SIGMARK_BENCH_BEHAVIOUR_CONTROLS_H_

#include <array>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bench/behaviour/watch.h"
#include "bench/worker/random.h"

namespace sigmark {

// What is planted, one element of a run (two for kSwap), and which checks have to find it.
enum class Fault {
  kStep,         // one ulp on the wrong side of the result before
  kNan,          // NaN
  kBeyond,       // one ulp outside of the range, or NaN
  kAsymmetry,    // four results up: more than an ulp from its mirror image, above a power of two as well
  kSwap,         // two neighbouring lanes that differ
  kFlush,        // 0 for a subnormal result
  kUnsaturated,  // one ulp from the limit
  kUnwritten,    // what was in memory before the call
  kFlag,         // an overflow that nothing explains
};
inline constexpr std::size_t kFaults = 9;
inline constexpr std::array<Check, kFaults> kFoundBy = {Check::kMonotone,   Check::kMonotone,  Check::kRange,
                                                        Check::kSymmetric,  Check::kMonotone,  Check::kSubnormalResults,
                                                        Check::kSaturation, Check::kWritesAll, Check::kNoSpuriousFlags};

struct ControlCount {
  std::uint64_t planted = 0, found = 0;
};

// The number of the format next to y in the order of numbers; −0 and +0 are one.
template <class F>
F NextUp(F y) {
  if (ToDouble(y) == 0) return FromBits<F>(1);
  return FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(ToOrdinal<F>(ToBits(y)) + 1)));
}
template <class F>
F NextDown(F y) {
  if (ToDouble(y) == 0) return FromBits<F>(static_cast<BitsOf<F>>(kSignBit<F> | 1));
  return FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(ToOrdinal<F>(ToBits(y)) - 1)));
}

// For every fault, one run is chosen with equal chances among all runs of a block in which it can be planted and its
// check found nothing wrong; the faults are planted when the block has been walked, each alone, through the same Visit
// as the true results. `Watch` is Watch<F>, or a test's that is blind on purpose.
template <class F, class Watch>
class Controls {
 public:
  Controls(Watch& watch, const Expectations& expectations, std::uint64_t seed)
      : watch_(watch), expectations_(expectations), seed_(seed) {}

  // A run has been visited; `before` is the watch's step before it.
  void Offer(const Step& before, std::span<const F> x, std::span<const F> y, int raised) {
    const Findings& findings = watch_.Now().findings;
    for (std::size_t i = 0; i < kFaults; ++i) {
      const auto finding = findings.find(kFoundBy[i]);
      const std::uint64_t violations = finding == findings.end() ? 0 : finding->second.violations;
      const bool clean = violations == std::exchange(violations_[i], violations);
      const auto fault = static_cast<Fault>(i);
      if (!clean || Places(fault, before, x, y).count == 0) continue;
      if (Random() % ++candidates_[i] == 0) {
        chosen_[i] = Run{before, {x.begin(), x.end()}, {y.begin(), y.end()}, raised};
      }
    }
  }

  // Plants what can be planted.
  ControlCount Plant() {
    ControlCount count;
    for (std::size_t i = 0; i < kFaults; ++i) {
      if (!chosen_[i]) continue;
      ++count.planted;
      if (Found(static_cast<Fault>(i), *chosen_[i])) ++count.found;
    }
    return count;
  }

 private:
  using Slice = typename Watch::Slice;

  struct Run {
    Step before;
    std::vector<F> x, y;
    int raised;
  };

  std::uint64_t Random() { return Mix(seed_, counter_++); }

  // Where in a run the fault can be planted so that it shows.
  Slice Places(Fault fault, const Step& before, std::span<const F> x, std::span<const F> y) const {
    const Slice whole = {0, x.size()};
    switch (fault) {
      case Fault::kStep:
        // Behind a result that has a neighbour on the wrong side.
        return std::isnan(before.y) ? Slice{1, x.size() - 1} : whole;
      case Fault::kAsymmetry:
        return watch_.MirrorsOf(x) ? whole : Slice{};
      case Fault::kSwap:
        // The run is monotone: if its ends differ, so do two neighbours. A derivative turns at 0 only, between runs.
        return ToDouble(y.front()) != ToDouble(y.back()) ? Slice{0, x.size() - 1} : Slice{};
      case Fault::kFlush:
        return Intersection(expectations_.subnormal, x);
      case Fault::kUnsaturated:
        return Intersection(expectations_.saturated, x);
      case Fault::kNan:
      case Fault::kBeyond:
      case Fault::kUnwritten:
      case Fault::kFlag:
        break;
    }
    return whole;
  }

  static Slice Intersection(const std::optional<Interval> (&sides)[2], std::span<const F> x) {
    const Slice left = Watch::Within(sides[0], x);
    return left ? left : Watch::Within(sides[1], x);
  }

  bool Found(Fault fault, const Run& run) {
    const Slice places = Places(fault, run.before, run.x, run.y);
    std::size_t k = places.from + Random() % places.count;
    std::vector<F> y = run.y;
    typename Watch::State state;
    state.before = run.before;
    std::size_t witness = k;
    switch (fault) {
      case Fault::kStep:
        y[k] = Misstep(k > 0 ? Step{ToDouble(run.x[k - 1]), ToDouble(y[k - 1])} : run.before);
        break;
      case Fault::kNan:
        y[k] = FromBits<F>(kQuietNanBits<F>);
        break;
      case Fault::kBeyond:
        y[k] = Beyond();
        break;
      case Fault::kAsymmetry:
        // Where y was an ulp below its mirror image, three steps that end on a power of two lead to a place an ulp
        // above it, for ulps are twice as long from there on.
        for (int step = 0; step < 4; ++step) y[k] = NextUp(y[k]);
        break;
      case Fault::kSwap:
        while (ToDouble(y[k]) == ToDouble(y[k + 1])) k = (k + 1) % places.count;
        std::swap(y[k], y[k + 1]);
        witness = k + 1;
        break;
      case Fault::kFlush:
        y[k] = FromBits<F>(0);
        break;
      case Fault::kUnsaturated:
        y[k] = ToDouble(y[k]) > 0 ? NextDown(y[k]) : NextUp(y[k]);
        break;
      case Fault::kUnwritten:
        y[k] = FromBits<F>(kUnwritten<F>);
        break;
      case Fault::kFlag:
        state.planted = PlantedFlags{ToDouble(run.x[k]), FE_OVERFLOW};
        break;
    }
    typename Watch::State kept = watch_.Exchange(std::move(state));
    watch_.Visit(run.x, y, run.raised);
    const typename Watch::State seen = watch_.Exchange(std::move(kept));
    return Names(seen.findings, kFoundBy[static_cast<std::size_t>(fault)], ToDouble(run.x[witness]));
  }

  // Whether the check found something, and at x. (A kernel that answers differently the second time can have violated
  // it elsewhere as well, nearer to 0.)
  static bool Names(const Findings& findings, Check check, double x) {
    const auto finding = findings.find(check);
    if (finding == findings.end() || finding->second.violations == 0) return false;
    return *finding->second.x == x || finding->second.violations > 1;
  }

  // A result that may not follow this step.
  F Misstep(const Step& before) const {
    const F y = FromDouble<F>(before.y);
    const bool falling = expectations_.shape == Shape::kRisingThenFalling && before.x >= 0;
    return falling ? NextUp(y) : NextDown(y);
  }

  F Beyond() {
    const std::uint64_t random = Random() % 3;
    if (random == 0 && std::isfinite(expectations_.hi)) return NextUp(FromDouble<F>(expectations_.hi));
    if (random == 1 && std::isfinite(expectations_.lo)) return NextDown(FromDouble<F>(expectations_.lo));
    return FromBits<F>(kQuietNanBits<F>);
  }

  Watch& watch_;
  const Expectations& expectations_;
  std::uint64_t seed_, counter_ = 0;
  std::array<std::uint64_t, kFaults> violations_{}, candidates_{};
  std::array<std::optional<Run>, kFaults> chosen_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_CONTROLS_H_
