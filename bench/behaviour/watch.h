// SPDX-License-Identifier: Apache-2.0
//
// What is asked of every run of results on the walk along the line.
//
// One definition for each check, of results y at inputs x in the domain:
//   range              lo ≤ y ≤ hi
//   monotone           inputs in numerical order, −0 and +0 equal: a result on the wrong side of the one before, or
//   NaN,
//                      violates
//   symmetric          f(−x) follows from f(x): 1 − f(x) to an ulp of f(|x|), the same to an ulp, or exactly −f(x)
//   saturation         the limit, exactly, where the exact value rounds to it
//   subnormal_results  within a factor of two of the exact value, where that rounds to a subnormal number
//   no_spurious_flags  no exception that Expectations::Allowed does not name (flags.h)
//   writes_all         no element is still what it was before the call; a run with such elements is not looked at
//   further
// `violations` counts inputs.
#ifndef SIGMARK_BENCH_BEHAVIOUR_WATCH_H_
#define SIGMARK_BENCH_BEHAVIOUR_WATCH_H_

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "bench/behaviour/expectations.h"
#include "bench/behaviour/finding.h"
#include "bench/behaviour/flags.h"
#include "bench/worker/call.h"
#include "impls/core/bits.h"
#include "reference/fast_oracle.h"
#include "reference/oracle.h"
#include "reports/results/hex_float.h"

namespace sigmark {

// One point of the walk.
struct Step {
  double x = std::numeric_limits<double>::quiet_NaN();  // NaN: the walk has not begun
  double y = std::numeric_limits<double>::quiet_NaN();
};

// Whether (x, y) may follow it.
bool Follows(Shape shape, const Step& before, double x, double y);

// All results at the inputs of a block without gaps, in their order.
template <class F>
struct KeptResults {
  std::uint64_t first = 0;  // ordinal
  std::vector<F> y;
};

// How it does not.
std::string DescribeStep(const Step& before, double y);

template <class F>
class Watch {
 public:
  // All that a visit changes, so that a negative control can be undone.
  struct State {
    Findings findings;
    Step first, before;
    std::optional<PlantedFlags> planted;
    FlagFinder<F> flags;  // a control is looked at closely, whatever was found before it
  };

  Watch(const Kernel& kernel, const Expectations& expectations)
      : kernel_(kernel),
        expectations_(expectations),
        again_(kernel),
        oracle_(kernel.function),
        fast_(HasFastOracle(kernel.function, kernel.format, Rounding::kNearest)) {}

  // Results at the negative inputs of a part of the line: there `symmetric` does not call the kernel.
  void UseMirrorImage(const KeptResults<F>& left) { left_ = &left; }

  // A run of at most Caller<F>::kCapacity inputs of the domain that follows the runs before, its results, and the
  // exceptions that its call raised. Calls the kernel again where it has to.
  void Visit(std::span<const F> x, std::span<const F> y, int raised) {
    if (!AllWritten(x, y)) return;
    RangeAndMonotone(x, y);
    if (MirrorsOf(x)) Symmetric(x, y);
    for (int side = 0; side < 2; ++side) {
      if (const Slice slice = Within(expectations_.saturated[side], x)) {
        Saturated(side, x.subspan(slice.from, slice.count), y.subspan(slice.from, slice.count));
      }
      if (const Slice slice = Within(expectations_.subnormal[side], x)) {
        SubnormalResults(x.subspan(slice.from, slice.count), y.subspan(slice.from, slice.count));
      }
    }
    state_.flags.Examine(
        again_, x, raised, state_.planted,
        [&](double first, double last) { return expectations_.Allowed(first, last); },
        state_.findings[Check::kNoSpuriousFlags]);
  }

  const State& Now() const { return state_; }
  // Puts another state in the place of this one, and returns this one.
  State Exchange(State state) { return std::exchange(state_, std::move(state)); }

  // Whether `symmetric` is decided on a run: on the positive half of the line.
  bool MirrorsOf(std::span<const F> x) const {
    return expectations_.symmetry != Symmetry::kNone && ToDouble(x.front()) >= 0 && !std::signbit(ToDouble(x.front()));
  }

  // The part of a run that lies in an interval.
  struct Slice {
    std::size_t from = 0, count = 0;
    explicit operator bool() const { return count > 0; }
  };
  static Slice Within(const std::optional<Interval>& interval, std::span<const F> x) {
    if (!interval || ToDouble(x.back()) < interval->lo || ToDouble(x.front()) > interval->hi) return {};
    const auto begin = std::partition_point(x.begin(), x.end(), [&](F v) { return ToDouble(v) < interval->lo; });
    const auto end = std::partition_point(begin, x.end(), [&](F v) { return ToDouble(v) <= interval->hi; });
    return {static_cast<std::size_t>(begin - x.begin()), static_cast<std::size_t>(end - begin)};
  }

  // Whether the calls of the kernel left rounding mode, FTZ, DAZ and exception masks as they were.
  bool KeptFpState() const { return again_.KeptFpState(); }

 private:
  // Visits the indices of a run with the inputs nearest to 0 first, since of all violations the nearest is the witness:
  // few of them are described.
  template <class Visit>
  static void FromNearest(std::span<const F> x, const Visit& visit) {
    const bool negative = std::signbit(ToDouble(x.front()));
    for (std::size_t k = 0; k < x.size(); ++k) visit(negative ? x.size() - 1 - k : k);
  }

  bool AllWritten(std::span<const F> x, std::span<const F> y) {
    Finding& finding = state_.findings[Check::kWritesAll];
    finding.decided += x.size();
    if (!AnyHasBits(y.data(), y.size(), kUnwritten<F>)) return true;
    FromNearest(x, [&](std::size_t i) {
      if (ToBits(y[i]) != kUnwritten<F>) return;
      finding.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] { return fmt::format("element {} of {}", i, x.size()); });
    });
    return false;
  }

  // The inner loop of the walk: one pass, in the format's own arithmetic, that only asks whether anything is wrong, for
  // it rarely is.
  bool AllFine(std::span<const F> x, std::span<const F> y) const {
    const double first = ToDouble(x.front());
    if (std::isnan(state_.before.x) || first == 0) return false;
    if constexpr (sizeof(F) == 2) {
      return false;  // 2^16 results are looked at one by one
    } else {
      const bool falling = expectations_.shape == Shape::kRisingThenFalling && first > 0;
      const F lo = static_cast<F>(expectations_.lo), hi = static_cast<F>(expectations_.hi);
      return Follows(expectations_.shape, state_.before, first, ToDouble(y.front())) &&
             AllWithinInOrder(y.data(), y.size(), lo, hi, falling);
    }
  }

  void RangeAndMonotone(std::span<const F> x, std::span<const F> y) {
    Finding& range = state_.findings[Check::kRange];
    Finding& monotone = state_.findings[Check::kMonotone];
    if (std::isnan(state_.first.x)) state_.first = {ToDouble(x.front()), ToDouble(y.front())};
    range.decided += x.size();
    monotone.decided += x.size();
    if (AllFine(x, y)) {
      state_.before = {ToDouble(x.back()), ToDouble(y.back())};
      return;
    }
    FromNearest(x, [&](std::size_t i) {
      const double at = ToDouble(x[i]), result = ToDouble(y[i]);
      if (!(result >= expectations_.lo && result <= expectations_.hi)) {
        range.Violate(at, result, [&] {
          return fmt::format("gives {}, outside [{:g}, {:g}]", results::HexFloat(result), expectations_.lo,
                             expectations_.hi);
        });
      }
      const Step before = i == 0 ? state_.before : Step{ToDouble(x[i - 1]), ToDouble(y[i - 1])};
      if (!Follows(expectations_.shape, before, at, result)) {
        monotone.Violate(at, result, [&] { return DescribeStep(before, result); });
      }
    });
    state_.before = {ToDouble(x.back()), ToDouble(y.back())};
  }

  void Symmetric(std::span<const F> x, std::span<const F> y) {
    Finding& finding = state_.findings[Check::kSymmetric];
    const std::span<const F> mirror = AtMirrored(x);
    finding.decided += x.size();
    if (AllComplements(y, mirror)) return;
    FromNearest(x, [&](std::size_t i) {
      const double right = ToDouble(y[i]), left = ToDouble(mirror[i]);
      if (IsSymmetric(right, left)) return;
      finding.Violate(ToDouble(x[i]), right, [&] {
        return fmt::format("gives {}, and {} at the mirrored input", results::HexFloat(right), results::HexFloat(left));
      });
    });
  }

  // The results at −x, of inputs x ≥ 0 in order. Valid until the next call.
  std::span<const F> AtMirrored(std::span<const F> x) {
    if (left_ != nullptr) {
      // Ordinals count down where x counts up.
      const std::uint64_t ordinal = ToOrdinal<F>(static_cast<BitsOf<F>>(ToBits(x.back()) | kSignBit<F>));
      const std::uint64_t begin = ordinal - left_->first;  // huge where the ordinal is the smaller one
      if (begin < left_->y.size() && left_->y.size() - begin >= x.size()) {
        FillReversed(left_->y.data() + begin, mirror_.data(), x.size());
        return {mirror_.data(), x.size()};
      }
    }
    FillMirrored(x.data(), again_.Inputs(x.size()).data(), x.size());
    return again_.Call();
  }

  // The common case at speed: σ in binary32, all symmetric.
  bool AllComplements(std::span<const F> y, std::span<const F> mirror) const {
    if constexpr (!std::is_same_v<F, float>) {
      return false;
    } else {
      if (expectations_.symmetry != Symmetry::kComplement) return false;
      return sigmark::AllComplements(y.data(), mirror.data(), y.size(), kUlpBelowOne);
    }
  }

  bool IsSymmetric(double right, double left) const {
    if (!std::isfinite(right) || !std::isfinite(left)) return false;
    switch (expectations_.symmetry) {
      case Symmetry::kComplement: {
        // right − 1 is exact near 1; the sum rounds, which for binary64 asks for the platform's extended precision. In
        // the tail beyond (p + 1) ln 2, y(−x) is far below ulp(y(x)): the check cannot see it.
        using Wide = std::conditional_t<std::is_same_v<F, double>, long double, double>;
        const Wide sum = (static_cast<Wide>(right) - 1) + static_cast<Wide>(left);
        // ulp = 2^-p on [½, 1), where the exact value is; the general definition elsewhere.
        const double ulp = right >= 0.5 && right < 1 ? kUlpBelowOne : UlpOf(std::abs(right));
        return std::abs(sum) <= static_cast<Wide>(ulp);  // false for NaN
      }
      case Symmetry::kEven:
        return right == left || std::abs(right - left) <= UlpOf(std::abs(right));
      case Symmetry::kOdd:
        return right == -left;
      case Symmetry::kNone:
        break;
    }
    return true;
  }

  void Saturated(int side, std::span<const F> x, std::span<const F> y) {
    Finding& finding = state_.findings[Check::kSaturation];
    const double limit = side == 0 ? expectations_.at_minus_infinity : expectations_.at_infinity;
    finding.decided += y.size();
    if (AllEqual(y, limit)) return;
    FromNearest(x, [&](std::size_t i) {
      if (ToDouble(y[i]) == limit) return;
      finding.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] {
        return fmt::format("gives {} where the exact value rounds to {:g}", results::HexFloat(ToDouble(y[i])), limit);
      });
    });
  }

  static bool AllEqual(std::span<const F> y, double limit) {
    if constexpr (sizeof(F) == 2) {
      return false;  // few, and looked at one by one
    } else {
      return AllAre(y.data(), y.size(), static_cast<F>(limit));
    }
  }

  // Kept: not 0, and within a factor of two of the exact value.
  void SubnormalResults(std::span<const F> x, std::span<const F> y) {
    Finding& finding = state_.findings[Check::kSubnormalResults];
    const std::vector<double> exact = ExactValues(x, y);
    finding.decided += x.size();
    FromNearest(x, [&](std::size_t i) {
      const double ratio = ToDouble(y[i]) / exact[i];
      if (ratio >= 0.5 && ratio <= 2) return;
      finding.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] {
        return fmt::format("gives {} where {} is exact", results::HexFloat(ToDouble(y[i])),
                           results::HexFloat(exact[i]));
      });
    });
  }

  std::vector<double> ExactValues(std::span<const F> x, std::span<const F> y) {
    std::vector<double> exact(x.size());
    if constexpr (std::is_same_v<F, float>) {
      if (fast_) {
        std::vector<double> ulps(x.size()), absolute(x.size()), relative(x.size());
        FastErrorArrays(kernel_.function, Rounding::kNearest, x.data(), y.data(), x.size(),
                        {ulps.data(), absolute.data(), relative.data(), exact.data()});
        return exact;
      }
    }
    // A subnormal result of binary64 has few bits: rounded up it is still within a factor of two of the exact value.
    for (std::size_t i = 0; i < x.size(); ++i) {
      exact[i] =
          oracle_.Round(ToDouble(x[i]), kWidth<F> == 64 ? Format::kBinary64 : Format::kBinary32, Rounding::kNearest);
    }
    return exact;
  }

  // ulp(y) for a result y ≥ 0 of the format.
  static double UlpOf(double y) {
    const int exponent = y == 0 ? -10000 : std::ilogb(y);
    return std::ldexp(1, UlpExponent(exponent, kShapeOf<F>));
  }

  static constexpr double kUlpBelowOne = 2.0 / static_cast<double>(std::uint64_t{2} << FormatTraits<F>::kPrecision);

  const Kernel& kernel_;
  const Expectations& expectations_;
  Caller<F> again_;
  Oracle oracle_;
  bool fast_;
  const KeptResults<F>* left_ = nullptr;
  std::array<F, Caller<F>::kCapacity> mirror_;
  State state_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_WATCH_H_
