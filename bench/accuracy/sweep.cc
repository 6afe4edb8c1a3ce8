// SPDX-License-Identifier: Apache-2.0
#include "bench/accuracy/sweep.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "bench/accuracy/statistics.h"
#include "bench/sweep/inputs.h"
#include "bench/worker/call.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

constexpr int kCMode[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

// The rounding mode of one call; the oracle and everything else work in nearest.
class ScopedRounding {
 public:
  explicit ScopedRounding(Rounding rounding) { std::fesetround(kCMode[static_cast<int>(rounding)]); }
  ~ScopedRounding() { std::fesetround(FE_TONEAREST); }
  ScopedRounding(const ScopedRounding&) = delete;
  ScopedRounding& operator=(const ScopedRounding&) = delete;
};

// A local search takes the worst segments of a block, and around the worst input of each tries random neighbours within
// radii that shrink. Errors of nearby inputs are correlated through the reduction's steps and the tables' entries.
constexpr std::size_t kSearchedSegments = 8;
constexpr int kSearchTries = 48;
constexpr int kSearchRadiusBits[] = {44, 36, 28, 20, 12, 5};

template <class F>
class Sweeper {
 public:
  explicit Sweeper(const Kernel& kernel) : kernel_(kernel), caller_(kernel) {}

  Json Answer(const Json& request) {
    rounding_ = *Parse<Rounding>(kRoundingNames, request.at("rounding").get<std::string>());
    if (request.contains("x")) return Point(request.at("x").get<std::string>());
    seed_ = request.at("seed");
    return Sweep(BlockFromJson(request.at("block")));
  }

 private:
  struct Worst {
    Maximum maximum;
    const Segment* segment;
  };

  Json Sweep(const Block& block) {
    Assessor assessor(kernel_.function, kernel_.format, rounding_);
    Statistics statistics;
    XXH3_64bits_reset(&digest_);
    std::vector<Worst> worst;
    for (const Segment& segment : block.segments) {
      Statistics part;
      const std::uint64_t inputs = InputCount(segment);
      for (std::uint64_t i = 0; i < inputs; i += Caller<F>::kCapacity) {
        const std::span<F> x = caller_.Inputs(std::min<std::uint64_t>(Caller<F>::kCapacity, inputs - i));
        FillInputs(segment, seed_, i, x);
        Assess(assessor, x, Call(), segment.bin, part, /*digest=*/true);
      }
      if (block.search) worst.push_back({part.max_ulp, &segment});
      statistics.Merge(part);
    }
    if (block.search) Search(assessor, worst, statistics);
    Json answer = statistics.ToJson();
    answer["index"] = block.index;
    answer["digest"] = fmt::format("{:016x}", static_cast<std::uint64_t>(XXH3_64bits_digest(&digest_)));
    return answer;
  }

  std::span<const F> Call() {
    const ScopedRounding mode(rounding_);
    return caller_.Call();
  }

  void Assess(Assessor& assessor, std::span<const F> x, std::span<const F> y, int bin, Statistics& statistics,
              bool digest) {
    if (digest) Digest(y);
    // Inputs ascend, so the finite ones are in the middle; between them is everything that has an error.
    std::size_t first = 0, last = x.size();
    while (first < last && !IsFinite(x[first])) ++first;
    while (last > first && !IsFinite(x[last - 1])) --last;
    assessor.Add(x.data() + first, y.data() + first, last - first, bin, statistics);
  }

  // NaN made canonical: which NaN comes out is not part of a result's identity.
  void Digest(std::span<const F> y) {
    if (std::none_of(y.begin(), y.end(), [](F value) { return IsNan(value); })) {
      XXH3_64bits_update(&digest_, y.data(), y.size_bytes());
      return;
    }
    std::vector<F> canonical(y.begin(), y.end());
    for (F& value : canonical) {
      if (IsNan(value)) value = FromBits<F>(kQuietNanBits<F>);
    }
    XXH3_64bits_update(&digest_, canonical.data(), canonical.size() * sizeof(F));
  }

  void Search(Assessor& assessor, std::vector<Worst>& worst, Statistics& statistics) {
    std::stable_sort(worst.begin(), worst.end(),
                     [](const Worst& a, const Worst& b) { return a.maximum.value > b.maximum.value; });
    if (worst.size() > kSearchedSegments) worst.resize(kSearchedSegments);
    for (Worst& candidate : worst) {
      if (candidate.maximum.value < 0) continue;
      const Segment& segment = *candidate.segment;
      for (int bits : kSearchRadiusBits) {
        const std::uint64_t centre = OrdinalOf(candidate.maximum.x);
        const std::uint64_t radius = std::uint64_t{1} << bits;
        const std::uint64_t first = centre - std::min(radius, centre - segment.first);
        const std::uint64_t last = centre + std::min(radius, segment.first + segment.count - 1 - centre);
        const std::span<F> x = caller_.Inputs(kSearchTries);
        for (int k = 0; k < kSearchTries; ++k) {
          const std::uint64_t random = Mix(seed_ + static_cast<std::uint64_t>(k), centre ^ radius);
          x[static_cast<std::size_t>(k)] =
              FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(first + random % (last - first + 1))));
        }
        Statistics found;
        Assess(assessor, x, Call(), segment.bin, found, /*digest=*/false);
        candidate.maximum.Merge(found.max_ulp);
        // The search looks where errors are large: it counts for the maxima, not for means and shares.
        found.count = found.misrounded = found.nonfinite = 0;
        found.sum_ulp = 0;
        statistics.Merge(found);
      }
    }
  }

  static std::uint64_t OrdinalOf(double x) {
    if constexpr (sizeof(F) == 2) {
      return 0;  // 16-bit formats are swept whole
    } else {
      return ToOrdinal<F>(ToBits(static_cast<F>(x)));
    }
  }

  Json Point(const std::string& text) {
    const std::span<F> x = caller_.Inputs(1);
    x[0] = FromBits<F>(static_cast<BitsOf<F>>(std::stoull(text, nullptr, 16)));
    std::feclearexcept(FE_ALL_EXCEPT);
    const F y = Call()[0];
    const int raised = std::fetestexcept(FE_ALL_EXCEPT);
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
  XXH3_state_t digest_;
};

}  // namespace

Handler MakeSweeper(const Kernel& kernel) {
  return VisitFormat(kernel.format, [&]<class F>() -> Handler {
    auto sweeper = std::make_shared<Sweeper<F>>(kernel);
    return [sweeper](const Json& request) { return sweeper->Answer(request); };
  });
}

}  // namespace sigmark
