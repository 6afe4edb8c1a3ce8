// SPDX-License-Identifier: Apache-2.0
//
// What the fast oracles share: a run of inputs is cut into pieces that each lie in one regime, and the errors of a
// piece are folded into a summary, or stored one by one. Compiled once for each Highway target.
//
// A `Lane<formula>` is made from a regime and computes a vector of errors:
//   void operator()(D d, V x, V y, V& ulps, V& absolute, V& value, V& units) const
// with x and y as double, ulps = (y − f(x)) / ulp(f(x)), absolute = |y − f(x)|, value = f(x), in its true binade, and
// units = f(x) / ulp(f(x)). Formula::kConstant is here.
#if defined(SIGMARK_REFERENCE_ERROR_LOOPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_REFERENCE_ERROR_LOOPS_INL_H_
#undef SIGMARK_REFERENCE_ERROR_LOOPS_INL_H_
#else
#define SIGMARK_REFERENCE_ERROR_LOOPS_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "reference/fast_oracle.h"
#include "reference/regime.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using U = hn::RebindToUnsigned<D>;
using V = hn::Vec<D>;

HWY_INLINE V LoadAsDouble(D d, const float* from) { return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, D>(), from)); }
HWY_INLINE V LoadAsDouble(D d, const double* from) { return hn::LoadU(d, from); }

// The power of two at or below a positive normal number, and 0 for a subnormal one.
HWY_INLINE V BinadeOf(D d, V value) {
  const U u;
  return hn::BitCast(d, hn::And(hn::BitCast(u, value), hn::Set(u, kExponentMask)));
}

struct ConstantLane {
  const Regime& regime;

  HWY_INLINE void operator()(D d, V, V y, V& ulps, V& absolute, V& value, V& units) const {
    const V scale = hn::Set(d, regime.scale);
    const V inverse_ulp = hn::Set(d, regime.inverse_ulp);
    const V difference = hn::Sub(y, hn::Set(d, regime.constant));
    ulps = hn::MulAdd(hn::Mul(difference, scale), inverse_ulp, hn::Set(d, regime.nudge));
    absolute = hn::Abs(difference);
    value = hn::Set(d, regime.nudge > 0 ? regime.constant * (1 - 0x1p-53) : regime.constant);
    units = hn::Mul(hn::Mul(value, scale), inverse_ulp);
  }
};

// How many of n inputs, from the first on, are in [begin, end).
template <class T>
std::size_t LeadingWithin(const T* x, std::size_t n, T begin, T end) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, begin), beyond = hn::Set(d, end);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto next = hn::LoadU(d, x + i);
    if (!hn::AllTrue(d, hn::And(hn::Ge(next, least), hn::Lt(next, beyond)))) break;
  }
  while (i < n && x[i] >= begin && x[i] < end) ++i;
  return i;
}

// Whether n ≥ 1 results are all the same number.
template <class T>
bool AllEqual(const T* y, std::size_t n) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto first = hn::Set(d, y[0]);
  auto equal = hn::Eq(first, first);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) equal = hn::And(equal, hn::Eq(hn::LoadU(d, y + i), first));
  if (!hn::AllTrue(d, equal)) return false;
  return std::all_of(y + i, y + n, [&](T value) { return value == y[0]; });
}

// A correctly rounded result has |ulps − ShiftOf| ≤ ½: ulps is in [−½, ½], [0, 1) or (−1, 0].
constexpr double ShiftOf(Rounding rounding) {
  return rounding == Rounding::kNearest ? 0 : rounding == Rounding::kUpward ? 0.5 : -0.5;
}

// The errors of one vector, marked where they are undecided or the result is not finite.
template <class Lane>
HWY_INLINE void StoreVector(const Lane& lane, const Regime& regime, Rounding rounding, V x, V y,
                            const ErrorArrays& to) {
  const D d;
  const V infinity = hn::Set(d, std::numeric_limits<double>::infinity());
  V ulps, absolute, value, units;
  lane(d, x, y, ulps, absolute, value, units);
  const V beyond = hn::Sub(hn::Abs(hn::Sub(ulps, hn::Set(d, ShiftOf(rounding)))), hn::Set(d, 0.5));
  const V distance = hn::Abs(beyond);
  const auto open = hn::Or(hn::Lt(distance, hn::Set(d, regime.margin)), hn::Eq(distance, infinity));
  const V marked = hn::IfThenElse(open, hn::Set(d, kUndecided), ulps);
  hn::StoreU(hn::IfThenElse(hn::Lt(hn::Abs(y), infinity), marked, hn::Set(d, kNonfinite)), d, to.ulps);
  hn::StoreU(absolute, d, to.absolute);
  // A result of 0 has lost everything; next to a value that vanishes every other one is beyond bounds.
  const V relative = Vanishing(regime) ? infinity : hn::Div(hn::Abs(ulps), units);
  hn::StoreU(hn::IfThenElse(hn::Eq(y, hn::Zero(d)), hn::Set(d, 1.0), relative), d, to.relative);
  hn::StoreU(value, d, to.value);
}

template <class Lane, class T>
void StorePiece(const Lane& lane, const Regime& regime, Rounding rounding, const T* x, const T* y, std::size_t n,
                const ErrorArrays& each) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    StoreVector(lane, regime, rounding, LoadAsDouble(d, x + i), LoadAsDouble(d, y + i), each.From(i));
  }
  if (i == n) return;
  // The rest, padded with its own last element.
  HWY_ALIGN T tail_x[HWY_LANES(double)];
  HWY_ALIGN T tail_y[HWY_LANES(double)];
  HWY_ALIGN double tail[4][HWY_LANES(double)];
  std::fill_n(std::copy(x + i, x + n, tail_x), lanes - (n - i), x[n - 1]);
  std::fill_n(std::copy(y + i, y + n, tail_y), lanes - (n - i), y[n - 1]);
  StoreVector(lane, regime, rounding, LoadAsDouble(d, tail_x), LoadAsDouble(d, tail_y),
              {tail[0], tail[1], tail[2], tail[3]});
  std::copy_n(tail[0], n - i, each.ulps + i);
  std::copy_n(tail[1], n - i, each.absolute + i);
  std::copy_n(tail[2], n - i, each.relative + i);
  std::copy_n(tail[3], n - i, each.value + i);
}

// The summary of a piece by way of its single errors: right for results of every kind.
template <class Lane, class T>
ErrorSummary FoldCarefully(const Lane& lane, const Regime& regime, Rounding rounding, const T* x, const T* y,
                           std::size_t n, double relative_floor) {
  constexpr std::size_t kBlock = 256;
  double ulps[kBlock], absolute[kBlock], relative[kBlock], value[kBlock];
  ErrorSummary summary;
  for (std::size_t i = 0; i < n; i += kBlock) {
    const std::size_t count = std::min(kBlock, n - i);
    StorePiece(lane, regime, rounding, x + i, y + i, count, {ulps, absolute, relative, value});
    for (std::size_t k = 0; k < count; ++k) {
      if (std::isnan(ulps[k])) {
        ++summary.nonfinite;
      } else if (std::isinf(ulps[k])) {
        ++summary.undecided;
      } else {
        const double error = std::abs(ulps[k]);
        const bool misrounded = Misrounded(ulps[k], static_cast<double>(y[i + k]), value[k], rounding);
        summary.Add({error, absolute[k], error, relative[k] > relative_floor, misrounded ? 1u : 0u});
      }
    }
  }
  return summary;
}

// The summary of a piece whose results are nearly all finite and decided, as they nearly always are: a loop that asks
// only whether that is so. If not, the piece is folded again.
template <bool kDirected, class Lane, class T>
ErrorSummary FoldPiece(const Lane& lane, const Regime& regime, Rounding rounding, const T* x, const T* y, std::size_t n,
                       double relative_floor) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const V half = hn::Set(d, 0.5);
  const V shift = hn::Set(d, ShiftOf(rounding));
  const V floor = hn::Set(d, relative_floor);
  V max_ulp = hn::Zero(d), max_absolute = hn::Zero(d), sum = hn::Zero(d);
  V above_floor = hn::Set(d, -1);  // the largest difference of a relative error and the floor, times `units`
  V closest = half;                // of a verdict to its boundary
  std::size_t misrounded = 0;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const V result = LoadAsDouble(d, y + i);
    V ulps, absolute, value, units;
    lane(d, LoadAsDouble(d, x + i), result, ulps, absolute, value, units);
    const V error = hn::Abs(ulps);
    const V verdict = kDirected ? hn::Abs(hn::Sub(ulps, shift)) : error;
    sum = hn::Add(sum, error);
    max_ulp = hn::Max(max_ulp, error);
    max_absolute = hn::Max(max_absolute, absolute);
    above_floor = hn::Max(above_floor, hn::NegMulAdd(floor, units, error));
    auto wrong = hn::Gt(verdict, half);
    if constexpr (kDirected) {  // as in Misrounded()
      wrong = hn::Or(wrong, hn::And(hn::Gt(result, hn::Zero(d)), hn::Lt(result, BinadeOf(d, value))));
    }
    misrounded += hn::CountTrue(d, wrong);
    closest = hn::Min(closest, hn::Abs(hn::Sub(verdict, half)));
  }
  ErrorSummary summary;
  summary.sum_ulp = hn::GetLane(hn::SumOfLanes(d, sum));
  summary.max_ulp = hn::GetLane(hn::MaxOfLanes(d, max_ulp));
  summary.max_absolute = hn::GetLane(hn::MaxOfLanes(d, max_absolute));
  summary.exceeds_relative = hn::GetLane(hn::MaxOfLanes(d, above_floor)) > 0;
  summary.misrounded = static_cast<std::uint32_t>(misrounded);
  const bool finite = summary.sum_ulp < std::numeric_limits<double>::infinity();  // NaN and infinities reach the sum
  if (!finite || hn::GetLane(hn::MinOfLanes(d, closest)) < regime.margin) {
    return FoldCarefully(lane, regime, rounding, x, y, n, relative_floor);
  }
  summary.Add(FoldCarefully(lane, regime, rounding, x + i, y + i, n - i, relative_floor));
  return summary;
}

// One function of one format, on any inputs.
template <template <Formula> class Lane, class T>
class ErrorLoops {
 public:
  ErrorLoops(std::span<const Regime> regimes, Rounding rounding) : regimes_(regimes), rounding_(rounding) {}

  ErrorSummary Fold(const T* x, const T* y, std::size_t n, double relative_floor) const {
    ErrorSummary summary;
    ForEachPiece(x, n, [&](const Regime& regime, std::size_t i, std::size_t length) {
      summary.Add(FoldOne(regime, x + i, y + i, length, relative_floor));
    });
    return summary;
  }

  void Store(const T* x, const T* y, std::size_t n, const ErrorArrays& each) const {
    ForEachPiece(x, n, [&](const Regime& regime, std::size_t i, std::size_t length) {
      WithLane(regime,
               [&](const auto& lane) { StorePiece(lane, regime, rounding_, x + i, y + i, length, each.From(i)); });
    });
  }

 private:
  template <class Body>
  void ForEachPiece(const T* x, std::size_t n, const Body& body) const {
    std::size_t length = 0;
    for (std::size_t i = 0; i < n; i += length) {
      T begin = -std::numeric_limits<T>::infinity();
      const Regime* regime = regimes_.data();
      for (; !(static_cast<double>(x[i]) < regime->end); ++regime) begin = static_cast<T>(regime->end);
      length = LeadingWithin(x + i, n - i, begin, static_cast<T>(regime->end));
      body(*regime, i, length);
    }
  }

  template <class Body>
  static void WithLane(const Regime& regime, const Body& body) {
    switch (regime.formula) {
      case Formula::kConstant:
        return body(ConstantLane{regime});
      case Formula::kSeries:
        return body(Lane<Formula::kSeries>{regime});
      case Formula::kTail:
        return body(Lane<Formula::kTail>{regime});
      case Formula::kDeepTail:
        return body(Lane<Formula::kDeepTail>{regime});
      case Formula::kComplement:
        return body(Lane<Formula::kComplement>{regime});
    }
  }

  ErrorSummary FoldOne(const Regime& regime, const T* x, const T* y, std::size_t n, double relative_floor) const {
    // Where one constant stands for all values, equal results have equal errors.
    const bool repeats = regime.formula == Formula::kConstant && AllEqual(y, n);
    ErrorSummary summary;
    WithLane(regime, [&](const auto& lane) {
      if (repeats) {
        summary = FoldCarefully(lane, regime, rounding_, x, y, 1, relative_floor);
      } else if (rounding_ == Rounding::kNearest) {
        summary = FoldPiece<false>(lane, regime, rounding_, x, y, n, relative_floor);
      } else {
        summary = FoldPiece<true>(lane, regime, rounding_, x, y, n, relative_floor);
      }
    });
    if (repeats) summary.Repeat(n);
    // Where values vanish a relative error is 1 or beyond bounds.
    if (Vanishing(regime)) {
      const double least = summary.nonfinite == n     ? 0
                           : summary.max_absolute > 0 ? std::numeric_limits<double>::max()
                                                      : 1;
      summary.exceeds_relative = least > relative_floor;
    }
    return summary;
  }

  std::span<const Regime> regimes_;
  Rounding rounding_;
};

}  // namespace HWY_NAMESPACE
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
