// SPDX-License-Identifier: Apache-2.0
#include "bench/accuracy/controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "bench/sweep/inputs.h"
#include "bench/worker/random.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

// A control is judged among so many results around it: few enough that a sum of errors shows a change of one ulp, more
// than the lanes of any vector.
constexpr std::size_t kWindow = 64;
constexpr const char* kKindNames[kControlKinds] = {"one ulp", "a relative error", "a NaN", "two swapped results",
                                                   "a step down"};

// The neighbour of a finite result one ordinal up or down, if it is finite too.
template <class F>
F Neighbour(F y, bool up) {
  const BitsOf<F> ordinal = ToOrdinal<F>(ToBits(y));
  const F next = FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(up ? ordinal + 1 : ordinal - 1)));
  return IsFinite(next) ? next : y;
}

struct Expected {
  std::int64_t misrounded = 0, nonfinite = 0;
  double ulp = 0;      // change of the sum
  double largest = 0;  // error of a planted result

  void Count(const PointError& error, int sign) {
    misrounded += error.misrounded ? sign : 0;
    nonfinite += error.nonfinite ? sign : 0;
    if (!error.nonfinite) ulp += sign * error.ulp;
    if (sign > 0 && !error.nonfinite) largest = std::max(largest, error.ulp);
  }
};

double Sum(const Statistics& statistics) { return std::ldexp(static_cast<double>(statistics.sum_ulp), -32); }

// What a sum over a window of errors may be off by: the fast oracles' 2^-22 ulp for each result, and the rounding of
// large errors. Errors from 2^59 ulp on are garbage that Statistics no longer adds up: there a sum says nothing.
double Tolerance(const Statistics& a, const Statistics& b) {
  const double largest = std::max(Sum(a), Sum(b));
  return largest >= 0x1p59 ? std::numeric_limits<double>::infinity() : kWindow * 0x1p-21 + 0x1p-40 * largest;
}

bool Shows(const Expected& expected, const Statistics& clean, const Statistics& tampered) {
  const auto delta = [](std::uint64_t after, std::uint64_t before) {
    return static_cast<std::int64_t>(after - before);
  };
  return delta(tampered.misrounded, clean.misrounded) == expected.misrounded &&
         delta(tampered.nonfinite, clean.nonfinite) == expected.nonfinite &&
         std::abs(Sum(tampered) - Sum(clean) - expected.ulp) <= Tolerance(clean, tampered) &&
         (expected.largest == 0 || tampered.max_ulp.value >= expected.largest * (1 - 0x1p-20) - 0x1p-20) &&
         (expected.nonfinite <= 0 || tampered.first_nonfinite.has_value());
}

// Whether such a change is large enough to tell a judge that sees it from one that does not.
bool Tells(const Expected& expected, const Statistics& clean, const Statistics& tampered) {
  return expected.misrounded != 0 || expected.nonfinite != 0 || std::abs(expected.ulp) > 4 * Tolerance(clean, tampered);
}

}  // namespace

template <class F>
Controls<F>::Controls(Function function, Rounding rounding, const Block& block, int each, std::uint64_t seed)
    : rounding_(rounding), oracle_(function) {
  std::uint64_t inputs = 0;
  for (const Segment& segment : block.segments) inputs += InputCount(segment);
  for (int i = 0; i < each * kControlKinds; ++i) {
    const std::uint64_t random = Mix(seed, static_cast<std::uint64_t>(i));
    places_.push_back({static_cast<Control>(i % kControlKinds), random % inputs, Mix(seed, random)});
  }
}

template <class F>
void Controls<F>::Visit(std::uint64_t first, std::span<const F> x, std::span<const F> y, const Judge& judge) {
  for (const Place& place : places_) {
    if (place.at < first || place.at - first >= x.size()) continue;
    const std::size_t i = place.at - first;
    const std::size_t from = std::min(i - i % kWindow, x.size() - std::min(kWindow, x.size()));
    const std::size_t width = std::min(kWindow, x.size() - from);
    Plant(place, x.subspan(from, width), y.subspan(from, width), i - from, judge);
  }
}

template <class F>
void Controls<F>::Plant(const Place& place, std::span<const F> x, std::span<const F> y, std::size_t i,
                        const Judge& judge) {
  if (!IsFinite(y[i])) return;  // nothing can be made worse
  const auto error_of = [&](std::size_t lane, F result) {
    return oracle_.Error(ToDouble(x[lane]), ToDouble(result), FormatTraits<F>::kFormat, rounding_);
  };
  std::vector<F> planted(y.begin(), y.end());
  switch (place.kind) {
    case Control::kOneUlp: {
      const F up = Neighbour(y[i], true), down = Neighbour(y[i], false);
      planted[i] = error_of(i, up).ulp >= error_of(i, down).ulp ? up : down;
      break;
    }
    case Control::kRelative: {
      const double scale = std::ldexp(1, -1 - static_cast<int>(place.random % FormatTraits<F>::kPrecision));
      const double result = ToDouble(y[i]);
      planted[i] = FromDouble<F>(result == 0 ? scale : result * (1 + scale));
      break;
    }
    case Control::kNan:
      planted[i] = FromBits<F>(kQuietNanBits<F>);
      break;
    case Control::kSwap: {
      const auto other = std::find_if(planted.begin(), planted.end(),
                                      [&](F one) { return IsFinite(one) && ToBits(one) != ToBits(y[i]); });
      if (other == planted.end()) return;  // all alike: an exchange changes nothing
      std::iter_swap(planted.begin() + static_cast<std::ptrdiff_t>(i), other);
      break;
    }
    case Control::kStep:
      if (i == 0 || !IsFinite(y[i - 1])) return;
      planted[i] = Neighbour(y[i - 1], false);
      break;
  }
  Expected expected;
  for (std::size_t lane = 0; lane < x.size(); ++lane) {
    if (ToBits(planted[lane]) == ToBits(y[lane])) continue;
    expected.Count(error_of(lane, planted[lane]), 1);
    expected.Count(error_of(lane, y[lane]), -1);
  }
  const Statistics clean = judge(x, y), tampered = judge(x, planted);
  if (!Tells(expected, clean, tampered)) return;
  ++planted_;
  if (Shows(expected, clean, tampered)) {
    ++found_;
  } else if (missed_.empty()) {
    missed_ = fmt::format("{} planted at x = {}", kKindNames[static_cast<int>(place.kind)],
                          results::HexFloat(ToDouble(x[i])));
  }
}

template <class F>
Json Controls<F>::ToJson() const {
  return {{"planted", planted_}, {"found", found_}, {"missed", missed_}};
}

template class Controls<binary16>;
template class Controls<bfloat16>;
template class Controls<float>;
template class Controls<double>;

Json AddControls(const Json& a, const Json& b) {
  if (a.is_null()) return b;
  const std::string missed = a.at("missed");
  return {{"planted", a.at("planted").get<std::uint64_t>() + b.at("planted").get<std::uint64_t>()},
          {"found", a.at("found").get<std::uint64_t>() + b.at("found").get<std::uint64_t>()},
          {"missed", missed.empty() ? b.at("missed") : Json(missed)}};
}

}  // namespace sigmark
