// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "bench/behaviour/flags.h"
#include "bench/behaviour/samples.h"
#include "bench/worker/fp_modes.h"
#include "reference/fast_oracle.h"
#include "reference/oracle.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

constexpr std::size_t kSample = 1 << 12;

template <class F>
Findings Flags(const Subject& subject) {
  Findings findings;
  Finding& inexact = findings[Check::kInexactFlag];
  Finding& underflow = findings[Check::kUnderflowFlag];
  Caller<F> caller(subject.kernel);
  for (const F x : Stratified<F>(subject, kSample)) {
    const int required = subject.expectations.Required(ToDouble(x));
    if (required == 0) continue;
    caller.Inputs(1)[0] = x;
    const Called<F> called = CallAndTest(caller);
    const auto judge = [&](Finding& finding, int flag) {
      if ((required & flag) == 0) return;
      ++finding.decided;
      if ((called.raised & flag) != 0) return;
      finding.Violate(ToDouble(x), ToDouble(called.y[0]), [&] { return "does not raise " + FlagNames(flag); });
    };
    judge(inexact, FE_INEXACT);
    judge(underflow, FE_UNDERFLOW);
  }
  JudgeFpState(caller, findings);
  return findings;
}

// Errors in ulps of the format, whatever the rounding; infinite for a result that is not finite.
template <class F>
std::vector<double> Errors(Oracle& oracle, Function function, const std::vector<F>& x, const std::vector<F>& y) {
  std::vector<double> errors(x.size());
  const Format format = FormatTraits<F>::kFormat;
  bool decided = false;
  if constexpr (sizeof(F) > 2) {
    decided = HasFastOracle(function, format, Rounding::kNearest);
    if (decided) {
      std::vector<double> absolute(x.size()), relative(x.size()), value(x.size());
      FastErrorArrays(function, Rounding::kNearest, x.data(), y.data(), x.size(),
                      {errors.data(), absolute.data(), relative.data(), value.data()});
    }
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!IsFinite(y[i])) {
      errors[i] = std::numeric_limits<double>::infinity();
    } else if (!decided || std::isinf(errors[i])) {
      errors[i] = oracle.Error(ToDouble(x[i]), ToDouble(y[i]), format, Rounding::kNearest).ulp;
    }
    errors[i] = std::abs(errors[i]);
  }
  return errors;
}

template <class F>
class RoundingProber {
 public:
  explicit RoundingProber(const Subject& subject)
      : subject_(subject),
        oracle_(subject.kernel.function),
        caller_(subject.kernel),
        x_(Stratified<F>(subject, kSample)) {}

  Findings Run() {
    nearest_ = CallAll(caller_, x_);
    for (double error : Errors(oracle_, subject_.kernel.function, x_, nearest_)) {
      if (std::isfinite(error)) bound_ = std::max(bound_, error);
    }
    for (Rounding rounding : {Rounding::kUpward, Rounding::kDownward, Rounding::kTowardZero}) Judge(rounding);
    JudgeFpState(caller_, findings_);
    return findings_;
  }

 private:
  void Judge(Rounding rounding) {
    std::vector<F> y;
    {
      const ScopedRounding mode(rounding);
      y = CallAll(caller_, x_);
    }
    const std::vector<double> errors = Errors(oracle_, subject_.kernel.function, x_, y);
    Finding& finding = findings_[{Check::kRoundingModes, rounding}];
    for (std::size_t i = 0; i < x_.size(); ++i) {
      ++finding.decided;
      const std::string what = WhatIsWrong(nearest_[i], y[i], errors[i]);
      if (what.empty()) continue;
      finding.Violate(ToDouble(x_[i]), ToDouble(y[i]), [&] {
        return fmt::format("{}: gives {}, {}", Name(rounding), results::HexFloat(ToDouble(y[i])), what);
      });
    }
  }

  std::string WhatIsWrong(F nearest, F y, double error) const {
    if (!IsFinite(nearest)) return "";
    if (!IsFinite(y)) return fmt::format("to nearest {}", results::HexFloat(ToDouble(nearest)));
    const auto in_range = [&](F result) {
      return ToDouble(result) >= subject_.expectations.lo && ToDouble(result) <= subject_.expectations.hi;
    };
    if (in_range(nearest) && !in_range(y)) return "out of range";
    if (error <= 2 * bound_ + 1) return "";  // each of its roundings may be twice as wrong
    return fmt::format("wrong by {:.4g} ulp, to nearest {:.4g} at most", error, bound_);
  }

  const Subject& subject_;
  Oracle oracle_;
  Caller<F> caller_;
  std::vector<F> x_, nearest_;
  double bound_ = 0;
  Findings findings_;
};

template <class F>
class FlushProber {
 public:
  explicit FlushProber(const Subject& subject) : subject_(subject), caller_(subject.kernel) {
    at_zero_ = CallAll(caller_, {FromBits<F>(0), FromBits<F>(kSignBit<F>)});
  }

  Findings Run() {
    Judge(Stratified<F>(subject_, kSample));
    if (kWidth < F >> 16) {
      for (const std::optional<Interval>& interval : subject_.expectations.subnormal) {
        if (interval) SubnormalResults(*interval);
      }
      std::vector<F> subnormal_inputs;
      const double smallest_normal = std::ldexp(1, FormatTraits<F>::kMinExponent);
      AddSample({-smallest_normal, smallest_normal}, kSample, subject_.seed ^ 0x55, subnormal_inputs);
      Judge(subnormal_inputs);
    }
    JudgeFpState(caller_, findings_);
    return findings_;
  }

 private:
  void SubnormalResults(const Interval& interval) {
    if constexpr (kWidth<F> == 64) {
      std::vector<F> x;
      AddSample(interval, kSample, subject_.seed ^ 0x56, x);
      Judge(x);
    } else {
      const std::uint64_t last = OrdinalOf<F>(interval.hi);
      for (std::uint64_t first = OrdinalOf<F>(interval.lo); first <= last; first += Caller<F>::kCapacity) {
        std::vector<F> x(std::min<std::uint64_t>(Caller<F>::kCapacity, last - first + 1));
        for (std::size_t i = 0; i < x.size(); ++i) {
          x[i] = FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(first + i)));
        }
        Judge(x);
      }
    }
  }

  void Judge(const std::vector<F>& x) {
    if (kFlushBits == 0) return;
    const std::vector<F> expected = CallAll(caller_, x);
    std::vector<F> y;
    {
      const ScopedFlushing mode;
      y = CallAll(caller_, x);
    }
    Finding& finding = findings_[Check::kFtzDaz];
    for (std::size_t i = 0; i < x.size(); ++i) {
      ++finding.decided;
      const bool flushed = IsSubnormal(expected[i]) && Magnitude<F>(ToBits(y[i])) == 0;
      const bool as_zero = IsSubnormal(x[i]) && SameResult(y[i], at_zero_[(ToBits(x[i]) & kSignBit<F>) != 0 ? 1 : 0]);
      if (SameResult(y[i], expected[i]) || flushed || as_zero) continue;
      finding.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] {
        return fmt::format("gives {} with FTZ and DAZ, {} without", results::HexFloat(ToDouble(y[i])),
                           results::HexFloat(ToDouble(expected[i])));
      });
    }
  }

  const Subject& subject_;
  Caller<F> caller_;
  std::vector<F> at_zero_;
  Findings findings_;
};

}  // namespace

Findings ProbeFlags(const Subject& subject) {
  return VisitFormat(subject.kernel.format, [&]<class F>() { return Flags<F>(subject); });
}

Findings ProbeRoundingModes(const Subject& subject) {
  return VisitFormat(subject.kernel.format, [&]<class F>() { return RoundingProber<F>(subject).Run(); });
}

Findings ProbeFlushing(const Subject& subject) {
  return VisitFormat(subject.kernel.format, [&]<class F>() { return FlushProber<F>(subject).Run(); });
}

}  // namespace sigmark
