// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_BEHAVIOUR_WALK_H_
#define SIGMARK_BENCH_BEHAVIOUR_WALK_H_

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "bench/behaviour/controls.h"
#include "bench/behaviour/line.h"
#include "bench/behaviour/watch.h"
#include "bench/sweep/digest.h"
#include "bench/sweep/inputs.h"

namespace sigmark {

// WalkBlock, by a Watch that may be a test's. `keep`, if any, receives the results; the block has no gaps then.
// `mirror_image`, if any, holds those at the negative inputs.
template <class F, class Watch>
nlohmann::json Walk(const Kernel& kernel, const Expectations& expectations, const Block& block, const WalkSeeds& seeds,
                    KeptResults<F>* keep = nullptr, const KeptResults<F>* mirror_image = nullptr) {
  Caller<F> caller(kernel);
  Watch watch(kernel, expectations);
  if (mirror_image != nullptr) watch.UseMirrorImage(*mirror_image);
  if (keep != nullptr) {
    keep->first = block.segments.front().first;
    keep->y.resize(block.segments.back().first + block.segments.back().count - keep->first);
  }
  Controls<F, Watch> controls(watch, expectations, seeds.controls);
  ResultDigest digest;
  const auto outside = [&](F x) {
    const double value = ToDouble(x);
    return !(value >= expectations.domain_lo && value <= expectations.domain_hi);
  };
  for (const Segment& segment : block.segments) {
    const std::uint64_t inputs = InputCount(segment);
    for (std::uint64_t i = 0; i < inputs; i += Caller<F>::kCapacity) {
      const std::span<F> x = caller.Inputs(std::min<std::uint64_t>(Caller<F>::kCapacity, inputs - i));
      FillInputs(segment, seeds.inputs, i, x);
      const Called<F> called = CallAndTest(caller);
      digest.Add(called.y);
      if (keep != nullptr) std::ranges::copy(called.y, keep->y.data() + (segment.first + i - keep->first));
      if (segment.hard) continue;  // out of order
      // The ends of the line are NaN patterns; the rest is in order.
      std::size_t first = 0, last = x.size();
      while (first < last && outside(x[first])) ++first;
      while (last > first && outside(x[last - 1])) --last;
      if (first == last) continue;
      const std::span<const F> inside = x.subspan(first, last - first);
      const std::span<const F> results = called.y.subspan(first, last - first);
      const Step before = watch.Now().before;
      watch.Visit(inside, results, called.raised);
      controls.Offer(before, inside, results, called.raised);
    }
  }
  const Step first = watch.Now().first, last = watch.Now().before;
  Findings findings = watch.Now().findings;
  const ControlCount count = controls.Plant();
  Finding& state = findings[Check::kPreservesFpState];
  state.decided = 1;  // all the calls above
  if (!caller.KeptFpState() || !watch.KeptFpState()) state.Violate(kNoInput, 0, [] { return kChangedFpState; });
  return {{"index", block.index},
          {"digest", digest.Hex()},
          {"findings", ToJson(findings)},
          {"controls", {{"planted", count.planted}, {"found", count.found}}},
          {"first", {results::HexFloat(first.x), results::HexFloat(first.y)}},
          {"last", {results::HexFloat(last.x), results::HexFloat(last.y)}}};
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_WALK_H_
