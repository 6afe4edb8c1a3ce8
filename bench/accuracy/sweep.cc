// SPDX-License-Identifier: Apache-2.0
#include "bench/accuracy/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "bench/accuracy/controls.h"
#include "bench/accuracy/search.h"
#include "bench/accuracy/statistics.h"
#include "bench/sweep/digest.h"
#include "bench/sweep/inputs.h"
#include "bench/worker/call.h"
#include "bench/worker/fp_modes.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

// One call in so many is made twice, which must give the same results.
constexpr std::uint64_t kCallsForOneRepeat = 64;

template <class F>
class Sweeper {
 public:
  explicit Sweeper(const Kernel& kernel) : kernel_(kernel), caller_(kernel) {}

  Json Answer(const Json& request) {
    rounding_ = *Parse<Rounding>(kRoundingNames, request.at("rounding").get<std::string>());
    if (request.contains("x")) return Point(request.at("x").get<std::string>());
    seed_ = request.at("seed");
    return Sweep(BlockFromJson(request.at("block")), request.at("controls"));
  }

 private:
  Json Sweep(const Block& block, const Json& wanted_controls) {
    Assessor assessor(kernel_.function, kernel_.format, rounding_);
    const std::uint64_t control_seed = wanted_controls.at("seed");
    Controls<F> controls(kernel_.function, rounding_, block, wanted_controls.at("each"), control_seed);
    Statistics statistics;
    digest_.Reset();
    std::vector<F> worst;     // of each segment
    std::uint64_t first = 0;  // of the segment's inputs, among the block's
    for (const Segment& segment : block.segments) {
      Statistics part;
      const auto judge = [&](std::span<const F> x, std::span<const F> y) {
        Statistics judged;
        assessor.Add(x.data(), y.data(), x.size(), segment.bin, judged);
        return judged;
      };
      const std::uint64_t inputs = InputCount(segment);
      for (std::uint64_t i = 0; i < inputs; i += Caller<F>::kCapacity) {
        const std::span<F> x = caller_.Inputs(std::min<std::uint64_t>(Caller<F>::kCapacity, inputs - i));
        FillInputs(segment, seed_, i, x);
        const std::span<const F> y = Call();
        if (Mix(control_seed, first + i) % kCallsForOneRepeat == 0) Repeat();
        digest_.Add(y);
        const auto [from, count] = FiniteRange(x);
        controls.Visit(first + i + from, x.subspan(from, count), y.subspan(from, count), judge);
        assessor.Add(x.data() + from, y.data() + from, count, segment.bin, part);
      }
      first += inputs;
      if (part.max_ulp.value >= 0) worst.push_back(FromDouble<F>(part.max_ulp.x));
      statistics.Merge(part);
    }
    if constexpr (sizeof(F) > 2) {  // 16-bit formats are swept whole
      if (block.search > 0) SearchBlock(assessor, block, worst, statistics);
    }
    Json answer = statistics.ToJson();
    answer["index"] = block.index;
    answer["digest"] = digest_.Hex();
    answer["controls"] = controls.ToJson();
    return answer;
  }

  // Inputs ascend, so the finite ones are in the middle; between them is everything that has an error.
  static std::pair<std::size_t, std::size_t> FiniteRange(std::span<const F> x) {
    std::size_t first = 0, last = x.size();
    while (first < last && !IsFinite(x[first])) ++first;
    while (last > first && !IsFinite(x[last - 1])) --last;
    return {first, last - first};
  }

  void Repeat() {
    const ScopedRounding mode(rounding_);
    caller_.CallAgain();
  }

  std::span<const F> Call() {
    const ScopedRounding mode(rounding_);
    return caller_.Call();
  }

  // Looks for larger errors, starting at the hard inputs and at the worst that were seen.
  void SearchBlock(Assessor& assessor, const Block& block, std::span<const F> starting_points, Statistics& statistics) {
    std::vector<Stratum> strata;
    std::vector<int> bins;
    for (const Segment& segment : block.segments) {
      if (segment.hard) continue;
      strata.push_back({segment.first, segment.first + segment.count - 1});
      bins.push_back(segment.bin);
    }
    Statistics found;
    const Evaluate<F> evaluate = [&](std::span<const F> x, std::span<double> error) {
      std::copy(x.begin(), x.end(), caller_.Inputs(x.size()).begin());
      const std::span<const F> y = Call();
      std::fill(error.begin(), error.end(), kNonfinite);
      auto [i, left] = FiniteRange(x);
      assessor.Errors(x.data() + i, y.data() + i, left, error.data() + i);
      for (std::size_t bin = 0; left > 0; ++bin) {
        const auto beyond = std::find_if(x.begin() + i, x.begin() + i + left,
                                         [&](F input) { return ToOrdinal<F>(ToBits(input)) > strata[bin].last; });
        const auto count = static_cast<std::size_t>(beyond - x.begin()) - i;
        if (count > 0) assessor.Add(x.data() + i, y.data() + i, count, bins[bin], found);
        i += count;
        left -= count;
      }
    };
    Search<F>(strata, starting_points, block.search, Mix(seed_, static_cast<std::uint64_t>(block.index)), evaluate);
    // Where errors are large says nothing of means and shares: only the maxima count.
    found.count = found.misrounded = found.nonfinite = 0;
    found.sum_ulp = 0;
    statistics.Merge(found);
  }

  Json Point(const std::string& text) {
    const std::span<F> x = caller_.Inputs(1);
    x[0] = FromBits<F>(static_cast<BitsOf<F>>(std::stoull(text, nullptr, 16)));
    ClearExceptions();
    const F y = Call()[0];
    const int raised = RaisedExceptions();
    Json flags = Json::array();
    for (const auto& [flag, name] :
         {std::pair(FE_INVALID, "invalid"), std::pair(FE_DIVBYZERO, "divbyzero"), std::pair(FE_OVERFLOW, "overflow"),
          std::pair(FE_UNDERFLOW, "underflow"), std::pair(FE_INEXACT, "inexact")}) {
      if ((raised & flag) != 0) flags.push_back(name);
    }
    return {{"got", fmt::format("{:x}", ToBits(y))}, {"flags", flags}};
  }

  const Kernel& kernel_;
  Caller<F> caller_;
  Rounding rounding_ = Rounding::kNearest;
  std::uint64_t seed_ = 0;
  ResultDigest digest_;
};

}  // namespace

Handler MakeSweeper(const Kernel& kernel) {
  return VisitFormat(kernel.format, [&]<class F>() -> Handler {
    auto sweeper = std::make_shared<Sweeper<F>>(kernel);
    return [sweeper](const Json& request) { return sweeper->Answer(request); };
  });
}

}  // namespace sigmark
