// SPDX-License-Identifier: Apache-2.0
//
// Exception flags of calls. A sweep asks of whole runs; only a run that raises what one of its inputs may not raise is
// taken apart.
#ifndef SIGMARK_BENCH_BEHAVIOUR_FLAGS_H_
#define SIGMARK_BENCH_BEHAVIOUR_FLAGS_H_

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>

#include "bench/behaviour/finding.h"
#include "bench/worker/call.h"

namespace sigmark {

// "overflow and inexact", of FE_* bits.
std::string FlagNames(int flags);

template <class F>
struct Called {
  std::span<const F> y;
  int raised;  // FE_* bits
};

// caller.Call(), and the exceptions that it raised.
template <class F>
Called<F> CallAndTest(Caller<F>& caller) {
  ClearExceptions();
  const std::span<const F> y = caller.Call();
  return {y, RaisedExceptions()};
}

// What a negative control pretends: every call whose inputs include x raises `flags`.
struct PlantedFlags {
  double x;
  int flags;
};

// Finds the inputs at which a kernel raises exceptions that are not allowed there.
//
// `violations` counts inputs. From the 65,536th of one finder on it counts runs of up to 4,096 inputs, each with its
// guilty input nearest to 0: an overflow in the whole tail of naive would otherwise cost more than the sweep.
template <class F>
class FlagFinder {
 public:
  // `allowed(first, last)`: what every input in [first, last] may raise.
  template <class Allowed>
  void Examine(Caller<F>& caller, std::span<const F> x, int raised, const std::optional<PlantedFlags>& planted,
               const Allowed& allowed, Finding& finding) {
    finding.decided += x.size();
    auto excess = [&](std::span<const F> part, int flags) {
      return flags & ~allowed(ToDouble(part.front()), ToDouble(part.back()));
    };
    if (planted) raised |= planted->flags;
    if (excess(x, raised) == 0) return;
    auto call = [&](std::span<const F> part) {
      std::copy(part.begin(), part.end(), caller.Inputs(part.size()).begin());
      Called<F> called = CallAndTest(caller);
      if (planted && ToDouble(part.front()) <= planted->x && planted->x <= ToDouble(part.back())) {
        called.raised |= planted->flags;
      }
      return called;
    };
    const std::uint64_t before = finding.violations;
    // What some input of a part may raise: more is nobody's, but the call's.
    auto nobodys = [&](std::span<const F> part, int flags) {
      for (const F one : part) flags &= ~allowed(ToDouble(one), ToDouble(one));
      return flags;
    };
    TakeApart(x, call, excess, nobodys, /*all=*/counted_ < kCountedSingly, finding);
    counted_ += finding.violations - before;
  }

 private:
  static constexpr std::uint64_t kCountedSingly = 1 << 16;
  static constexpr std::size_t kParts = 64;

  // Whether x raises too much. All its guilty inputs are counted, or only the one nearest to 0.
  template <class Call, class Excess, class Nobodys>
  bool TakeApart(std::span<const F> x, const Call& call, const Excess& excess, const Nobodys& nobodys, bool all,
                 Finding& finding) {
    const Called<F> called = call(x);
    const int flags = excess(x, called.raised);
    if (flags == 0) return false;
    const double result = ToDouble(called.y.front());  // the next call overwrites it
    if (x.size() == 1) {
      finding.Violate(ToDouble(x[0]), result, [&] { return "raises " + FlagNames(flags); });
      return true;
    }
    const std::size_t width = std::max<std::size_t>(1, x.size() / kParts);
    const std::size_t parts = (x.size() + width - 1) / width;
    const bool negative = std::signbit(ToDouble(x.front()));
    bool found = false;
    for (std::size_t i = 0; i < parts && (all || !found); ++i) {
      const std::size_t from = (negative ? parts - 1 - i : i) * width;
      found |= TakeApart(x.subspan(from, std::min(width, x.size() - from)), call, excess, nobodys, all, finding);
    }
    const int rest = found ? 0 : nobodys(x, called.raised);
    if (rest != 0) {
      finding.Violate(ToDouble(x.front()), result,
                      [&] { return fmt::format("raises {} in a call of n = {}", FlagNames(rest), x.size()); });
    }
    return found || rest != 0;
  }

  std::uint64_t counted_ = 0;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_FLAGS_H_
