// SPDX-License-Identifier: Apache-2.0
#include "bench/accuracy/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

#include "bench/accuracy/statistics.h"
#include "bench/sweep/plan.h"
#include "bench/worker/random.h"
#include "impls/core/bits.h"
#include "impls/core/registry.h"
#include "reference/domains.h"

namespace sigmark {
namespace {

constexpr std::uint64_t kEvaluations = 1 << 17;
constexpr std::uint64_t kSeeds = 10;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::uint64_t OrdinalOf(double x) { return ToOrdinal<double>(ToBits(x)); }
double InputOf(std::uint64_t ordinal) { return FromBits<double>(FromOrdinal<double>(ordinal)); }

const Kernel& Find(const char* id) { return *FindKernel(id, Function::kLogistic, Format::kBinary64, "libm"); }

// What a sweep searches: the strata of its blocks.
std::vector<Stratum> Strata(std::optional<Interval> domain = {}) {
  const Plan plan = MakePlan(Function::kLogistic, Format::kBinary64, Rounding::kNearest, Effort::kQuick, domain);
  std::vector<Stratum> strata;
  for (const Block& block : plan.blocks) {
    if (!block.search) continue;
    for (const Segment& segment : block.segments) {
      if (!segment.hard) strata.push_back({segment.first, segment.first + segment.count - 1});
    }
  }
  return strata;
}

// The known points and thresholds inside of the strata; none within `distance` of `left_out`.
std::vector<double> StartingPoints(const std::vector<Stratum>& strata, double left_out = 0, double distance = -1) {
  std::vector<double> points;
  for (const double x : HardInputs(Function::kLogistic, Format::kBinary64)) {
    const bool inside = std::any_of(strata.begin(), strata.end(), [&](const Stratum& stratum) {
      return stratum.first <= OrdinalOf(x) && OrdinalOf(x) <= stratum.last;
    });
    if (inside && std::abs(x - left_out) > distance) points.push_back(x);
  }
  return points;
}

// The certified errors of a kernel.
Evaluate<double> ErrorsOf(const Kernel& kernel) {
  const auto assessor = std::make_shared<Assessor>(kernel.function, kernel.format, Rounding::kNearest);
  return [&kernel, assessor](std::span<const double> x, std::span<double> error) {
    std::vector<double> y(x.size());
    kernel.array(x.data(), y.data(), x.size());
    assessor->Errors(x.data(), y.data(), x.size(), error.data());
  };
}

// The alternative: as many evaluations, the starting points and the same number at random in equal parts of each
// stratum.
double Sample(const std::vector<Stratum>& strata, const std::vector<double>& starting_points, std::uint64_t seed,
              const Evaluate<double>& evaluate) {
  std::vector<double> x = starting_points;
  const std::uint64_t left = kEvaluations - x.size();
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const std::uint64_t samples = left / strata.size() + (i < left % strata.size() ? 1 : 0);
    const std::uint64_t part = (strata[i].last - strata[i].first + 1) / samples;
    for (std::uint64_t k = 0; k < samples; ++k) {
      const std::uint64_t first = strata[i].first + k * part;
      x.push_back(InputOf(first + Mix(seed, first) % part));
    }
  }
  EXPECT_EQ(x.size(), kEvaluations);
  std::vector<double> error(x.size());
  evaluate(x, error);
  return std::accumulate(error.begin(), error.end(), 0.0, [](double a, double b) { return b > a ? b : a; });
}

// The errors one by one are those that the statistics take the maximum of, judged by MPFR as well.
TEST(Search, IsDrivenByTheErrorsThatCount) {
  const Kernel& naive = Find("textbook/naive");
  Oracle oracle(Function::kLogistic);
  Assessor assessor(Function::kLogistic, Format::kBinary64, Rounding::kNearest);
  std::vector<double> x;
  for (double v = -746; v < 40; v += 0.37) x.push_back(v);
  std::vector<double> y(x.size()), error(x.size());
  naive.array(x.data(), y.data(), x.size());
  y[5] = kNan;
  assessor.Errors(x.data(), y.data(), x.size(), error.data());
  Statistics statistics;
  assessor.Add(x.data(), y.data(), x.size(), 0, statistics);
  EXPECT_TRUE(std::isnan(error[5]));
  error[5] = 0;
  EXPECT_EQ(*std::max_element(error.begin(), error.end()), statistics.max_ulp.value);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = oracle.Error(x[i], y[i], Format::kBinary64, Rounding::kNearest).ulp;
    EXPECT_NEAR(error[i], exact, 0x1p-40 + exact * 0x1p-40) << x[i];
  }
}

// The largest error that a search saw, having been larger than sampling's for each of the seeds.
double BeatSampling(const char* id, const std::vector<Stratum>& strata, const std::vector<double>& starting_points) {
  const Evaluate<double> evaluate = ErrorsOf(Find(id));
  double largest = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double found = Search<double>(strata, starting_points, kEvaluations, seed, evaluate).error;
    EXPECT_GT(found, Sample(strata, starting_points, seed, evaluate)) << id << ", seed " << seed;
    largest = std::max(largest, found);
  }
  return largest;
}

// split: three roundings of half an ulp each, of e^x, 1 + e^x and the quotient, the first two counted twice where the
// result is just below a power of two: 2½ ulp, if the exponential were correctly rounded.
TEST(Search, BeatsStratifiedSamplingOnSplit) {
  const std::vector<Stratum> strata = Strata();
  const double largest = BeatSampling("textbook/split", strata, StartingPoints(strata));
  EXPECT_GT(largest, 2.4);
  EXPECT_LT(largest, 2.6);
}

// Without the thresholds that would give the answer away. Where naive's exponential overflows, its result is 0, wrong
// by the whole value, so that the first such input is the worst of all; every search must end at that very input.
TEST(Search, BeatsStratifiedSamplingOnNaiveAndFindsItsWorstInput) {
  const Kernel& naive = Find("textbook/naive");
  const Evaluate<double> evaluate = ErrorsOf(naive);
  const std::vector<Stratum> strata = Strata();
  const std::vector<double> starting_points = StartingPoints(strata, /*left_out=*/-709.78, /*distance=*/1);
  BeatSampling("textbook/naive", strata, starting_points);
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double x = Search<double>(strata, starting_points, kEvaluations, seed, evaluate).x;
    EXPECT_EQ(naive.scalar.f64(x), 0) << x;
    EXPECT_GT(naive.scalar.f64(std::nextafter(x, 0.0)), 0) << x;
  }
}

// The rest of naive's domain, with all that is known to start from.
TEST(Search, BeatsStratifiedSamplingOnNaiveWhereNothingOverflows) {
  const std::vector<Stratum> strata = Strata(Interval{-709.78, 1024});
  EXPECT_GT(BeatSampling("textbook/naive", strata, StartingPoints(strata)), 2.4);
}

// Sees what a search asks for. The error grows towards one input, over the whole line.
class Peak {
 public:
  explicit Peak(double at) : at_(at) {}

  SearchResult<double> Find(const std::vector<Stratum>& strata, const std::vector<double>& starting_points,
                            std::uint64_t evaluations, std::uint64_t seed) {
    seen_.clear();
    return Search<double>(strata, starting_points, evaluations, seed, [&](std::span<const double> x, auto error) {
      EXPECT_LE(x.size(), kSearchBatch);
      EXPECT_TRUE(std::is_sorted(x.begin(), x.end()));
      for (std::size_t i = 0; i < x.size(); ++i) {
        const auto distance = static_cast<double>(OrdinalOf(std::max(x[i], at_)) - OrdinalOf(std::min(x[i], at_)));
        error[i] = 1 / (1 + distance);
      }
      seen_.insert(seen_.end(), x.begin(), x.end());
    });
  }
  const std::vector<double>& Seen() const { return seen_; }

 private:
  double at_;
  std::vector<double> seen_;
};

TEST(Search, ClosesInOnASingleInput) {
  const double at = -0x1.8f40b5ed980ecp+2;
  const SearchResult<double> result = Peak(at).Find(Strata(), {}, kEvaluations, 1);
  EXPECT_EQ(result.x, at);
  EXPECT_EQ(result.error, 1);
}

TEST(Search, SpendsWhatItIsGivenWithinTheStrata) {
  const std::vector<Stratum> strata = {{OrdinalOf(1), OrdinalOf(2)}, {OrdinalOf(3), OrdinalOf(3)}};
  Peak peak(1.5);
  for (const std::uint64_t evaluations : {0, 1, 2, 3, 300, 5000}) {
    peak.Find(strata, {0.5, 1, 2, 2.5}, evaluations, 1);
    EXPECT_EQ(peak.Seen().size(), evaluations);
    for (const double x : peak.Seen()) EXPECT_TRUE((1 <= x && x <= 2) || x == 3) << x;
    if (evaluations < 3) continue;
    for (const double x : {1.0, 2.0})
      EXPECT_NE(std::find(peak.Seen().begin(), peak.Seen().end(), x), peak.Seen().end());
  }
}

TEST(Search, DependsOnItsSeedAlone) {
  Peak first(5), second(5), other(5);
  first.Find(Strata(), {1, 2}, 3000, 1);
  second.Find(Strata(), {1, 2}, 3000, 1);
  other.Find(Strata(), {1, 2}, 3000, 2);
  EXPECT_EQ(first.Seen(), second.Seen());
  EXPECT_NE(first.Seen(), other.Seen());
}

TEST(Search, IsNotLostWhereThereIsNoError) {
  const std::vector<Stratum> strata = Strata();
  const Evaluate<double> never = [](auto, std::span<double> error) { std::fill(error.begin(), error.end(), kNan); };
  EXPECT_LT(Search<double>(strata, {}, 3000, 1, never).error, 0);
  EXPECT_LT(Search<double>({}, {}, 3000, 1, never).error, 0);
  // A region without any does not hide its end.
  const SearchResult<double> result =
      Search<double>(strata, {}, kEvaluations, 1, [](std::span<const double> x, std::span<double> error) {
        std::transform(x.begin(), x.end(), error.begin(), [](double v) { return v > 10 ? kNan : v > 0 ? v : 0; });
      });
  EXPECT_EQ(result.x, 10);
}

TEST(Search, KnowsBinary32) {
  const auto ordinal = [](float x) { return std::uint64_t{ToOrdinal<float>(ToBits(x))}; };
  const Stratum strata[] = {{ordinal(-16), ordinal(-1)}, {ordinal(1), ordinal(16)}};
  const SearchResult<float> result =
      Search<float>(strata, {}, 1 << 14, 1, [](std::span<const float> x, std::span<double> error) {
        std::transform(x.begin(), x.end(), error.begin(), [](float v) { return 1 / (1 + std::abs(v - 3.1f)); });
      });
  EXPECT_EQ(result.x, 3.1f);
}

}  // namespace
}  // namespace sigmark
