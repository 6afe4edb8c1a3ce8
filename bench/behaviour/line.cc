// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bench/sweep/inputs.h"
#include "bench/worker/call.h"
#include "reference/fast_oracle.h"
#include "reference/oracle.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;
using results::HexFloat;
using results::ParseFloat;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// One point of the walk, and whether (x, y) may follow it.
struct Step {
  double x = kNan, y = kNan;  // NaN: the walk has not begun
};

bool Follows(Shape shape, const Step& before, double x, double y) {
  if (std::isnan(before.y)) return !std::isnan(y);  // the beginning, or after a NaN, which has been counted
  if (before.x == x) return y == before.y;          // −0 and +0
  const bool falling = shape == Shape::kRisingThenFalling && before.x >= 0;
  return falling ? y <= before.y : y >= before.y;  // false for NaN
}

std::string DescribeStep(const Step& before, double y) {
  return std::isnan(y) ? std::string("gives NaN")
                       : fmt::format("gives {}, but {} at the input before, {}", HexFloat(y), HexFloat(before.y),
                                     HexFloat(before.x));
}

void TakeStep(Shape shape, Step& before, double x, double y, Finding& finding) {
  ++finding.decided;
  if (!Follows(shape, before, x, y)) finding.Violate(x, y, [&] { return DescribeStep(before, y); });
  before = {x, y};
}

// ulp(y) for a result y ≥ 0 of the format.
template <class F>
double UlpOf(double y) {
  const int exponent = y == 0 ? -10000 : std::ilogb(y);
  return std::ldexp(1, UlpExponent(exponent, kShapeOf<F>));
}

template <class F>
class Walker {
 public:
  Walker(const Kernel& kernel, const Expectations& expectations, std::uint64_t seed)
      : kernel_(kernel),
        expectations_(expectations),
        seed_(seed),
        caller_(kernel),
        mirror_(kernel),
        oracle_(kernel.function),
        fast_(HasFastOracle(kernel.function, kernel.format, Rounding::kNearest)) {}

  Json Walk(const Block& block) {
    for (const Segment& segment : block.segments) {
      if (segment.hard) continue;  // out of order
      const std::uint64_t inputs = InputCount(segment);
      for (std::uint64_t i = 0; i < inputs; i += Caller<F>::kCapacity) {
        const std::span<F> x = caller_.Inputs(std::min<std::uint64_t>(Caller<F>::kCapacity, inputs - i));
        FillInputs(segment, seed_, i, x);
        const std::span<const F> y = caller_.Call();
        // The ends of the line are NaN patterns; the rest is in order.
        std::size_t first = 0, last = x.size();
        while (first < last && Outside(x[first])) ++first;
        while (last > first && Outside(x[last - 1])) --last;
        if (first < last) Visit(x.subspan(first, last - first), y.subspan(first, last - first));
      }
    }
    Json findings = Json::object();
    for (const auto& [check, finding] : findings_) findings[std::string(Name(check))] = finding.ToJson();
    return {{"index", block.index},
            {"findings", findings},
            {"first", {HexFloat(first_.x), HexFloat(first_.y)}},
            {"last", {HexFloat(before_.x), HexFloat(before_.y)}}};
  }

 private:
  bool Outside(F x) const {
    const double value = ToDouble(x);
    return !(value >= expectations_.domain_lo && value <= expectations_.domain_hi);
  }

  void Visit(std::span<const F> x, std::span<const F> y) {
    RangeAndMonotone(x, y);
    if (expectations_.symmetry != Symmetry::kNone && ToDouble(x.front()) >= 0 && !std::signbit(ToDouble(x.front()))) {
      Symmetric(x, y);
    }
    for (int side = 0; side < 2; ++side) {
      WithinInterval(expectations_.saturated[side], x, y,
                     [&](std::span<const F> xs, std::span<const F> ys) { Saturated(side, xs, ys); });
      WithinInterval(expectations_.subnormal[side], x, y,
                     [&](std::span<const F> xs, std::span<const F> ys) { SubnormalResults(xs, ys); });
    }
  }

  // The inner loop of the walk: one pass, in the format's own arithmetic, that only asks whether anything is wrong, for
  // it rarely is.
  bool AllFine(std::span<const F> x, std::span<const F> y) const {
    const double first = ToDouble(x.front());
    if (std::isnan(before_.x) || first == 0) return false;
    if constexpr (sizeof(F) == 2) {
      return false;  // 2^16 results are looked at one by one
    } else {
      const bool falling = expectations_.shape == Shape::kRisingThenFalling && first > 0;
      const F lo = static_cast<F>(expectations_.lo), hi = static_cast<F>(expectations_.hi);
      // Integers, for a bool that is folded over a loop keeps the compiler from vectorising it. NaN compares false.
      unsigned fine = Follows(expectations_.shape, before_, first, ToDouble(y.front())) ? 1 : 0;
      for (F value : y) fine &= static_cast<unsigned>(value >= lo) & static_cast<unsigned>(value <= hi);
      if (falling) {
        for (std::size_t i = 1; i < y.size(); ++i) fine &= static_cast<unsigned>(y[i] <= y[i - 1]);
      } else {
        for (std::size_t i = 1; i < y.size(); ++i) fine &= static_cast<unsigned>(y[i] >= y[i - 1]);
      }
      return fine != 0;
    }
  }

  void RangeAndMonotone(std::span<const F> x, std::span<const F> y) {
    Finding& range = findings_[Check::kRange];
    Finding& monotone = findings_[Check::kMonotone];
    if (std::isnan(first_.x)) first_ = {ToDouble(x.front()), ToDouble(y.front())};
    if (AllFine(x, y)) {
      range.decided += x.size();
      monotone.decided += x.size();
      before_ = {ToDouble(x.back()), ToDouble(y.back())};
      return;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double at = ToDouble(x[i]), result = ToDouble(y[i]);
      ++range.decided;
      if (!(result >= expectations_.lo && result <= expectations_.hi)) {
        range.Violate(at, result, [&] {
          return fmt::format("gives {}, outside [{:g}, {:g}]", HexFloat(result), expectations_.lo, expectations_.hi);
        });
      }
      TakeStep(expectations_.shape, before_, at, result, monotone);
    }
  }

  void Symmetric(std::span<const F> x, std::span<const F> y) {
    Finding& finding = findings_[Check::kSymmetric];
    const std::span<F> mirrored = mirror_.Inputs(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      mirrored[i] = FromBits<F>(static_cast<BitsOf<F>>(ToBits(x[i]) | kSignBit<F>));
    }
    const std::span<const F> mirror = mirror_.Call();
    finding.decided += x.size();
    if (AllComplements(y, mirror)) return;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double right = ToDouble(y[i]), left = ToDouble(mirror[i]);
      if (IsSymmetric(right, left)) continue;
      finding.Violate(ToDouble(x[i]), right, [&] {
        return fmt::format("gives {}, and {} at the mirrored input", HexFloat(right), HexFloat(left));
      });
    }
  }

  // The common case at speed: σ in binary32, all symmetric. The sum in double is exact enough: right − 1 is exact, and
  // the sum is rounded by 2^-53 of itself, while its bound 2^-24 is a number of the format.
  bool AllComplements(std::span<const F> y, std::span<const F> mirror) const {
    if constexpr (!std::is_same_v<F, float>) {
      return false;
    } else {
      if (expectations_.symmetry != Symmetry::kComplement) return false;
      unsigned fine = 1;
      for (std::size_t i = 0; i < y.size(); ++i) {
        const double right = static_cast<double>(y[i]);
        const double sum = (right - 1) + static_cast<double>(mirror[i]);
        fine &= static_cast<unsigned>(right >= 0.5) & static_cast<unsigned>(right <= 1) &
                static_cast<unsigned>(std::abs(sum) <= kUlpBelowOne);
      }
      return fine != 0;
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
        const double ulp = right >= 0.5 && right < 1 ? kUlpBelowOne : UlpOf<F>(std::abs(right));
        return std::abs(sum) <= static_cast<Wide>(ulp);  // false for NaN
      }
      case Symmetry::kEven:
        return right == left || std::abs(right - left) <= UlpOf<F>(std::abs(right));
      case Symmetry::kOdd:
        return right == -left;
      case Symmetry::kNone:
        break;
    }
    return true;
  }

  template <class Visitor>
  void WithinInterval(const std::optional<Interval>& interval, std::span<const F> x, std::span<const F> y,
                      const Visitor& visitor) {
    if (!interval || ToDouble(x.back()) < interval->lo || ToDouble(x.front()) > interval->hi) return;
    const auto begin = std::partition_point(x.begin(), x.end(), [&](F v) { return ToDouble(v) < interval->lo; });
    const auto end = std::partition_point(begin, x.end(), [&](F v) { return ToDouble(v) <= interval->hi; });
    const auto from = static_cast<std::size_t>(begin - x.begin());
    const auto count = static_cast<std::size_t>(end - begin);
    if (count > 0) visitor(x.subspan(from, count), y.subspan(from, count));
  }

  void Saturated(int side, std::span<const F> x, std::span<const F> y) {
    Finding& finding = findings_[Check::kSaturation];
    const double limit = side == 0 ? expectations_.at_minus_infinity : expectations_.at_infinity;
    for (std::size_t i = 0; i < x.size(); ++i) {
      ++finding.decided;
      if (ToDouble(y[i]) == limit) continue;
      finding.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] {
        return fmt::format("gives {} where the exact value rounds to {:g}", HexFloat(ToDouble(y[i])), limit);
      });
    }
  }

  // Kept: not 0, and within a factor of two of the exact value.
  void SubnormalResults(std::span<const F> x, std::span<const F> y) {
    Finding& finding = findings_[Check::kSubnormalResults];
    const std::vector<double> exact = ExactValues(x, y);
    for (std::size_t i = 0; i < x.size(); ++i) {
      ++finding.decided;
      const double ratio = ToDouble(y[i]) / exact[i];
      if (ratio >= 0.5 && ratio <= 2) continue;
      finding.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] {
        return fmt::format("gives {} where {} is exact", HexFloat(ToDouble(y[i])), HexFloat(exact[i]));
      });
    }
  }

  std::vector<double> ExactValues(std::span<const F> x, std::span<const F> y) {
    std::vector<double> exact(x.size());
    if constexpr (std::is_same_v<F, float>) {
      if (fast_) {
        std::vector<double> ulp(x.size()), absolute(x.size());
        FastErrors(kernel_.function, x.data(), y.data(), x.size(), 0, {ulp.data(), absolute.data(), exact.data()});
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

  static constexpr double kUlpBelowOne = 2.0 / static_cast<double>(std::uint64_t{2} << FormatTraits<F>::kPrecision);

  const Kernel& kernel_;
  const Expectations& expectations_;
  std::uint64_t seed_;
  Caller<F> caller_, mirror_;
  Oracle oracle_;
  bool fast_;
  Step first_, before_;
  std::map<Check, Finding> findings_;
};

Step StepFrom(const Json& json) {
  return {ParseFloat(json[0].get<std::string>()), ParseFloat(json[1].get<std::string>())};
}

}  // namespace

Json WalkBlock(const Kernel& kernel, const Expectations& expectations, const Block& block, std::uint64_t seed) {
  return VisitFormat(kernel.format, [&]<class F>() { return Walker<F>(kernel, expectations, seed).Walk(block); });
}

std::map<Check, Finding> JoinBlocks(const Expectations& expectations, std::vector<Json> answers) {
  std::sort(answers.begin(), answers.end(), [](const Json& a, const Json& b) { return a["index"] < b["index"]; });
  std::map<Check, Finding> joined;
  Step before;
  for (const Json& answer : answers) {
    for (const auto& [name, finding] : answer.at("findings").items()) {
      joined[*Parse<Check>(kCheckNames, name)].Merge(Finding::FromJson(finding));
    }
    const Step first = StepFrom(answer.at("first"));
    if (std::isnan(first.x)) continue;
    // A block counts its first step itself, against nothing; what it could not see is the block before.
    if (!std::isnan(before.x) && !std::isnan(first.y) && !Follows(expectations.shape, before, first.x, first.y)) {
      joined[Check::kMonotone].Violate(first.x, first.y, [&] { return DescribeStep(before, first.y); });
    }
    before = StepFrom(answer.at("last"));
  }
  return joined;
}

}  // namespace sigmark
