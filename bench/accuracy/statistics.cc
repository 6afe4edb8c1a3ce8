// SPDX-License-Identifier: Apache-2.0
#include "bench/accuracy/statistics.h"

#include <cmath>

namespace sigmark {
namespace {

using Json = nlohmann::json;
using results::HexFloat;
using results::ParseFloat;

// Runs of this length are summed in double and rounded once to the unit of the integer sum. Fixed, so that a block has
// the same sum whoever sweeps it on the same instruction set; another one adds in another order, and agrees to 2^-20
// ulp.
constexpr std::size_t kRun = 1024;

bool Nearer(double a, double b) { return std::abs(a) < std::abs(b) || (std::abs(a) == std::abs(b) && a < b); }

void KeepNearest(std::optional<Sample>& kept, const std::optional<Sample>& other) {
  if (other && (!kept || Nearer(other->x, kept->x))) kept = other;
}

// A sum of errors in units of 2^-32 ulp. Garbage can be wrong by 2^250 ulp: what is beyond 2^60 counts as 2^60.
results::Uint128 Units(double ulps) {
  return static_cast<results::Uint128>(std::nearbyint(std::ldexp(std::min(ulps, 0x1p60), 32)));
}

Json Encode(const Maximum& maximum) { return {HexFloat(maximum.value), HexFloat(maximum.x), HexFloat(maximum.got)}; }
Maximum MaximumFrom(const Json& json) {
  return {ParseFloat(json[0].get<std::string>()), ParseFloat(json[1].get<std::string>()),
          ParseFloat(json[2].get<std::string>())};
}
Json Encode(const std::optional<Sample>& sample) {
  return sample ? Json{HexFloat(sample->x), HexFloat(sample->got)} : Json();
}
std::optional<Sample> SampleFrom(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return Sample{ParseFloat(json[0].get<std::string>()), ParseFloat(json[1].get<std::string>())};
}

}  // namespace

void Maximum::Raise(double new_value, double new_x, double new_got) {
  if (new_value > value || (new_value == value && Nearer(new_x, x))) *this = {new_value, new_x, new_got};
}

void Statistics::Merge(const Statistics& other) {
  count += other.count;
  misrounded += other.misrounded;
  nonfinite += other.nonfinite;
  sum_ulp += other.sum_ulp;
  max_ulp.Merge(other.max_ulp);
  max_absolute.Merge(other.max_absolute);
  max_relative.Merge(other.max_relative);
  KeepNearest(first_nonfinite, other.first_nonfinite);
  KeepNearest(first_flushed, other.first_flushed);
  for (const auto& [bin, maximum] : other.envelope) envelope[bin].Merge(maximum);
}

Json Statistics::ToJson() const {
  Json bins = Json::array();
  for (const auto& [bin, maximum] : envelope) bins.push_back({bin, Encode(maximum)});
  return {{"count", count},
          {"misrounded", misrounded},
          {"nonfinite", nonfinite},
          {"sum_ulp", results::HexInteger(sum_ulp)},
          {"max_ulp", Encode(max_ulp)},
          {"max_abs", Encode(max_absolute)},
          {"max_rel", Encode(max_relative)},
          {"first_nonfinite", Encode(first_nonfinite)},
          {"first_flushed", Encode(first_flushed)},
          {"envelope", bins}};
}

Statistics Statistics::FromJson(const Json& json) {
  Statistics statistics;
  statistics.count = json.at("count");
  statistics.misrounded = json.at("misrounded");
  statistics.nonfinite = json.at("nonfinite");
  statistics.sum_ulp = results::ParseHexInteger(json.at("sum_ulp").get<std::string>());
  statistics.max_ulp = MaximumFrom(json.at("max_ulp"));
  statistics.max_absolute = MaximumFrom(json.at("max_abs"));
  statistics.max_relative = MaximumFrom(json.at("max_rel"));
  statistics.first_nonfinite = SampleFrom(json.at("first_nonfinite"));
  statistics.first_flushed = SampleFrom(json.at("first_flushed"));
  for (const Json& bin : json.at("envelope")) {
    statistics.envelope[bin[0]] = MaximumFrom(bin[1]);
  }
  return statistics;
}

void Assessor::AddPoint(double x, double y, int bin, Statistics& statistics) {
  const PointError error = oracle_.Error(x, y, format_, rounding_);
  ++statistics.count;
  statistics.misrounded += error.misrounded ? 1u : 0u;
  if (error.nonfinite) {
    ++statistics.nonfinite;
    KeepNearest(statistics.first_nonfinite, Sample{x, y});
    return;
  }
  statistics.sum_ulp += Units(error.ulp);
  statistics.max_ulp.Raise(error.ulp, x, y);
  statistics.max_absolute.Raise(error.absolute, x, y);
  statistics.max_relative.Raise(error.relative, x, y);
  statistics.envelope[bin].Raise(error.ulp, x, y);
  if (y == 0 && error.misrounded && error.relative == 1) KeepNearest(statistics.first_flushed, Sample{x, y});
}

template <class F>
void Assessor::AddFast(const F* x, const F* y, std::size_t n, int bin, Statistics& statistics) {
  const double floor = std::max(statistics.max_relative.value, 0.0);
  const ErrorSummary summary = FastErrors(function_, rounding_, x, y, n, floor);
  statistics.count += n - summary.undecided;  // AddPoint counts those
  statistics.misrounded += summary.misrounded + summary.nonfinite;
  statistics.nonfinite += summary.nonfinite;
  statistics.sum_ulp += Units(summary.sum_ulp);
  // What needs a single input's name is rare after the first runs, or touches a few runs at a threshold.
  const bool raises = summary.max_ulp > statistics.max_ulp.value || summary.max_ulp > statistics.envelope[bin].value ||
                      summary.max_absolute > statistics.max_absolute.value || summary.exceeds_relative;
  const auto nearer_than = [&](const std::optional<Sample>& kept) {
    return !kept || Nearer(ToDouble(x[0]), kept->x) || Nearer(ToDouble(x[n - 1]), kept->x);
  };
  const bool seeks_nonfinite = summary.nonfinite > 0 && nearer_than(statistics.first_nonfinite);
  const bool seeks_flushed =
      summary.misrounded > 0 && nearer_than(statistics.first_flushed) && std::find(y, y + n, F{0}) != y + n;
  if (summary.undecided > 0 || raises || seeks_nonfinite || seeks_flushed) NameInputs(x, y, n, bin, statistics);
}

// The inputs of a run by name: maxima, the undecided, and the nearest of a kind.
template <class F>
void Assessor::NameInputs(const F* x, const F* y, std::size_t n, int bin, Statistics& statistics) {
  double ulps[kRun], absolute[kRun], relative[kRun], value[kRun];
  FastErrorArrays(function_, rounding_, x, y, n, {ulps, absolute, relative, value});
  std::optional<Sample> furthest;  // with a result other than 0 where the exact value vanishes
  for (std::size_t i = 0; i < n; ++i) {
    const double xi = ToDouble(x[i]);
    const double yi = ToDouble(y[i]);
    if (std::isnan(ulps[i])) {
      KeepNearest(statistics.first_nonfinite, Sample{xi, yi});
    } else if (std::isinf(ulps[i])) {
      AddPoint(xi, yi, bin, statistics);
    } else {
      const bool flushed = yi == 0 && Misrounded(ulps[i], yi, value[i], rounding_);
      if (flushed) KeepNearest(statistics.first_flushed, Sample{xi, yi});
      statistics.max_ulp.Raise(std::abs(ulps[i]), xi, yi);
      statistics.envelope[bin].Raise(std::abs(ulps[i]), xi, yi);
      statistics.max_absolute.Raise(absolute[i], xi, yi);
      if (!std::isinf(relative[i])) {
        statistics.max_relative.Raise(relative[i], xi, yi);
      } else if (!furthest || Nearer(furthest->x, xi)) {
        furthest = Sample{xi, yi};
      }
    }
  }
  // The relative error of such results grows faster with |x| than results that differ within a run.
  if (furthest && !std::isinf(statistics.max_relative.value)) {
    statistics.max_relative.Raise(oracle_.Error(furthest->x, furthest->got, format_, rounding_).relative, furthest->x,
                                  furthest->got);
  }
}

template <class F>
void Assessor::Add(const F* x, const F* y, std::size_t n, int bin, Statistics& statistics) {
  if constexpr (std::is_floating_point_v<F>) {
    if (HasFastOracle(function_, format_, rounding_)) {
      for (std::size_t i = 0; i < n; i += kRun) AddFast(x + i, y + i, std::min(kRun, n - i), bin, statistics);
      return;
    }
  }
  for (std::size_t i = 0; i < n; ++i) AddPoint(ToDouble(x[i]), ToDouble(y[i]), bin, statistics);
}

template <class F>
void Assessor::Errors(const F* x, const F* y, std::size_t n, double* ulps) {
  std::fill_n(ulps, n, kUndecided);
  if constexpr (std::is_floating_point_v<F>) {
    if (HasFastOracle(function_, format_, rounding_)) {
      double absolute[kRun], relative[kRun], value[kRun];
      for (std::size_t i = 0; i < n; i += kRun) {
        FastErrorArrays(function_, rounding_, x + i, y + i, std::min(kRun, n - i),
                        {ulps + i, absolute, relative, value});
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (std::isinf(ulps[i])) {
      const PointError error = oracle_.Error(ToDouble(x[i]), ToDouble(y[i]), format_, rounding_);
      ulps[i] = error.nonfinite ? kNonfinite : error.ulp;
    }
    ulps[i] = std::abs(ulps[i]);
  }
}

template void Assessor::Add(const binary16*, const binary16*, std::size_t, int, Statistics&);
template void Assessor::Add(const bfloat16*, const bfloat16*, std::size_t, int, Statistics&);
template void Assessor::Add(const float*, const float*, std::size_t, int, Statistics&);
template void Assessor::Add(const double*, const double*, std::size_t, int, Statistics&);
template void Assessor::Errors(const float*, const float*, std::size_t, double*);
template void Assessor::Errors(const double*, const double*, std::size_t, double*);

}  // namespace sigmark
