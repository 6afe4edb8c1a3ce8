// SPDX-License-Identifier: Apache-2.0
#include "bench/accuracy/row.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "bench/frame/document.h"
#include "bench/sweep/regions.h"
#include "reports/results/fingerprint.h"
#include "reports/results/results.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;
using results::HexFloat;

constexpr double kClaimSlack = 1.25;
// Among so many results that are numbers there are some for which the planted errors make a difference.
constexpr std::uint64_t kControllable = 1 << 15;

Json NumberOrInfinity(double value) { return std::isinf(value) ? Json("inf") : Json(value); }

Json Witness(Oracle& oracle, double x, double got) {
  return {{"x", HexFloat(x)}, {"got", HexFloat(got)}, {"exact", oracle.Hex128(x)}};
}

// A bound in four digits: choices are made by it, so that it is never below what was measured.
double RoundedUp(double value) {
  double bound = Rounded(value, 4);
  for (int step = 1; bound < value; ++step) bound = Rounded(value * (1 + step * 1e-4), 4);
  return bound;
}

Json Envelope(const Measurement& measurement) {
  Json envelope = Json::array();
  for (const auto& [bin, maximum] : measurement.statistics.envelope) {
    if (maximum.value < 0) continue;  // no result there can be compared
    const Bin& interval = measurement.plan.bins.at(static_cast<std::size_t>(bin));
    envelope.push_back(
        {{"lo", HexFloat(interval.lo)}, {"hi", HexFloat(interval.hi)}, {"max_ulp", RoundedUp(maximum.value)}});
  }
  return envelope;
}

// Where a reader asks for the largest error, with it and its witness: that of the bins within.
Json RegionsOf(const Measurement& measurement, Oracle& oracle) {
  const Kernel& kernel = *measurement.kernel;
  std::vector<Region> wanted = Regions(kernel.function, kernel.format);
  for (const Interval& part : DocumentedParts(kernel)) wanted.push_back({"documented", part.lo, part.hi});
  Json regions = Json::array();
  for (const Region& region : wanted) {
    Maximum worst;
    for (const auto& [bin, maximum] : measurement.statistics.envelope) {
      const Bin& interval = measurement.plan.bins.at(static_cast<std::size_t>(bin));
      if (region.lo <= interval.lo && interval.hi <= region.hi) worst.Merge(maximum);
    }
    regions.push_back({{"name", region.name}, {"lo", HexFloat(region.lo)}, {"hi", HexFloat(region.hi)}});
    if (worst.value < 0) continue;
    regions.back()["max_ulp"] = oracle.Error(worst.x, worst.got, kernel.format, measurement.rounding).ulp;
    regions.back()["witness"] = Witness(oracle, worst.x, worst.got);
  }
  return regions;
}

}  // namespace

std::vector<Interval> DocumentedParts(const Kernel& kernel) {
  const Documented* documented = kernel.implementation->documented;
  if (documented == nullptr || documented->format != kernel.format) return {};
  return {{documented->lo, documented->hi}};
}

Json AccuracyRowKey(const Measurement& measurement, const Options& options) {
  Json row = NewRow("accuracy", *measurement.kernel);
  row.update({
      {"rounding", Name(measurement.rounding)},
      {"effort", Name(options.effort)},
      {"seed", options.seed},
      {"domain",
       {{"name", measurement.plan.domain_name},
        {"lo", HexFloat(measurement.plan.lo)},
        {"hi", HexFloat(measurement.plan.hi)}}},
  });
  return row;
}

std::string WhyVoid(const Measurement& measurement) {
  const Json& controls = measurement.controls;
  if (measurement.Complete() && measurement.statistics.count != measurement.inputs_wanted) {
    return fmt::format("judged {} of {} inputs", measurement.statistics.count, measurement.inputs_wanted);
  }
  if (controls.is_null()) return "";
  const std::uint64_t comparable = measurement.statistics.count - measurement.statistics.nonfinite;
  if (comparable >= kControllable && controls.at("planted") == 0) return "no error could be planted";
  if (controls.at("planted") == controls.at("found")) return "";
  return fmt::format("found {} of {} planted errors; missed {}", controls.at("found").get<std::uint64_t>(),
                     controls.at("planted").get<std::uint64_t>(), controls.at("missed").get<std::string>());
}

Json AccuracyRow(Measurement& measurement, const Options& options) {
  const Kernel& kernel = *measurement.kernel;
  const Statistics& statistics = measurement.statistics;
  Oracle oracle(kernel.function);
  auto recomputed = [&](const Maximum& maximum) {
    return maximum.value < 0 ? PointError{} : oracle.Error(maximum.x, maximum.got, kernel.format, measurement.rounding);
  };
  std::sort(measurement.digests.begin(), measurement.digests.end());
  Json blocks = Json::array();
  for (const auto& [index, digest] : measurement.digests) blocks.push_back({{"index", index}, {"digest", digest}});

  Json row = AccuracyRowKey(measurement, options);
  row["domain"].update({{"count", statistics.count}, {"blocks", measurement.plan.blocks.size()}});
  row.update({
      {"evidence", measurement.plan.exhaustive ? "exhaustive" : "sampled"},
      {"max_ulp", recomputed(statistics.max_ulp).ulp},
      {"witness",
       statistics.max_ulp.value < 0 ? Json() : Witness(oracle, statistics.max_ulp.x, statistics.max_ulp.got)},
      {"sum_ulp", results::HexInteger(statistics.sum_ulp)},
      {"misrounded", statistics.misrounded},
      {"nonfinite", statistics.nonfinite},
      {"nonfinite_witness", statistics.first_nonfinite
                                ? Witness(oracle, statistics.first_nonfinite->x, statistics.first_nonfinite->got)
                                : Json()},
      {"max_abs", recomputed(statistics.max_absolute).absolute},
      {"max_rel", NumberOrInfinity(recomputed(statistics.max_relative).relative)},
      {"first_flushed", statistics.first_flushed ? Json(HexFloat(statistics.first_flushed->x)) : Json()},
      {"blocks", blocks},
      {"envelope", Envelope(measurement)},
      {"regions", RegionsOf(measurement, oracle)},
      {"controls", {{"planted", measurement.controls.at("planted")}, {"found", measurement.controls.at("found")}}},
  });
  row["mean_ulp"] = results::MeanUlp(row);
  row["fingerprint"] = results::Fingerprint(row);
  return row;
}

std::string LooseClaim(const Measurement& measurement, const Json& row, const std::string& platform) {
  const Claim& claim = measurement.kernel->claim;
  const bool decides = results::Evidence(row) == "exhaustive" && row["domain"]["name"] == "all" &&
                       measurement.rounding == Rounding::kNearest &&
                       (std::string_view(claim.platform) == "any" || claim.platform == platform);
  if (!decides) return {};
  const double claimed = claim.max_ulp > 0 ? claim.max_ulp : claim.max_abs;
  const double measured = row[claim.max_ulp > 0 ? "max_ulp" : "max_abs"];
  if (claimed <= kClaimSlack * measured) return {};
  return fmt::format("claims {} {:g}, measured {:g} over all inputs: tighten the claim to at most {:g}",
                     claim.max_ulp > 0 ? "max_ulp" : "max_abs", claimed, measured, kClaimSlack * measured);
}

}  // namespace sigmark
