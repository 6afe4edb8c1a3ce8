// SPDX-License-Identifier: Apache-2.0
//
// Errors have structure at every scale: a polynomial's wave over an interval of the reduction, a table's entry, the
// binade of a result, and the pseudo-random sum of a few roundings from one input to the next. So the search keeps the
// worst inputs of many places and tries neighbours of theirs at all distances.
//
// Places: each stratum keeps its worst chunks, a chunk being an aligned interval of 2^w ordinals that is known by the
// worst input seen in it. w falls by one and one as the evaluations are spent, which bisects every chunk that was kept:
// first the candidates are spread over a stratum, later they gather where it is worst.
// Which stratum is tried next: one at random, the worse its maximum ranks among all strata the more likely. None is
// ever given up, as a narrow peak may be found late.
#include "bench/accuracy/search.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include "bench/worker/random.h"
#include "impls/core/bits.h"

namespace sigmark {
namespace {

// The part of the evaluations that samples all strata evenly, before any is preferred.
constexpr std::uint64_t kExploration = 8;
constexpr std::size_t kChunksKept = 8;
// Of a stratum's 2^n ordinals, chunks have half at first, and 2^(0.4 n) at last: 2^20 of binary64's 2^51.
constexpr double kLastChunkBits = 0.4;
// One try in so many starts at a starting point, however small the error there: the neighbourhood of a threshold is
// suspect at every scale. One in so many moves along the reduction.
constexpr std::uint64_t kFromStartingPoint = 8, kAlongReduction = 4;
// Reductions of e^x repeat, up to the binade of the result, when x moves by a multiple of ln 2 / 2^j: the same residual
// and, for 2^j entries, the same entry of the table.
constexpr double kLn2 = 0x1.62e42fefa39efp-1;
constexpr std::uint64_t kReductionMultiples = 8, kReductionBits = 8;

template <class F>
class Searcher {
 public:
  Searcher(std::span<const Stratum> strata, std::uint64_t evaluations, std::uint64_t seed, const Evaluate<F>& evaluate)
      : strata_(strata), evaluations_(evaluations), seed_(seed), evaluate_(evaluate), kept_(strata.size()) {
    for (const Stratum& stratum : strata)
      bits_ = std::max(bits_, static_cast<int>(std::bit_width(stratum.last - stratum.first)));
  }

  SearchResult<F> Run(std::span<const F> starting_points) {
    for (const F x : starting_points) {
      const std::uint64_t ordinal = OrdinalOf(x);
      if (!StratumOf(ordinal)) continue;
      starting_points_.push_back(ordinal);
      Visit(ordinal);
    }
    Explore();
    Flush();
    while (used_ < evaluations_ && !ranked_.empty()) {
      for (std::size_t i = 0; i < kSearchBatch; ++i) Visit(Propose());
      Flush();
    }
    return best_;
  }

 private:
  struct Candidate {
    double error;
    std::uint64_t ordinal;
  };

  static std::uint64_t OrdinalOf(F x) { return ToOrdinal<F>(ToBits(x)); }
  static F InputOf(std::uint64_t ordinal) { return FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(ordinal))); }

  std::uint64_t Random() { return Mix(seed_, counter_++); }
  std::uint64_t Below(std::uint64_t n) { return Random() % n; }
  std::uint64_t In(const Stratum& stratum) {
    const std::uint64_t count = stratum.last - stratum.first + 1;
    return stratum.first + Below(count);
  }

  std::optional<std::size_t> StratumOf(std::uint64_t ordinal) const {
    const auto stratum = std::lower_bound(strata_.begin(), strata_.end(), ordinal,
                                          [](const Stratum& a, std::uint64_t b) { return a.last < b; });
    if (stratum == strata_.end() || ordinal < stratum->first) return std::nullopt;
    return static_cast<std::size_t>(stratum - strata_.begin());
  }

  void Explore() {
    if (strata_.empty()) return;
    const std::uint64_t each = std::max<std::uint64_t>(1, evaluations_ / kExploration / strata_.size());
    for (const Stratum& stratum : strata_) {
      for (std::uint64_t i = 0; i < each; ++i) Visit(In(stratum));
    }
  }

  // An input worth trying.
  std::uint64_t Propose() {
    if (!starting_points_.empty() && Below(kFromStartingPoint) == 0) {
      const std::uint64_t from = starting_points_[Below(starting_points_.size())];
      const std::uint64_t near = Neighbour(from);
      return StratumOf(near) ? near : from;
    }
    // The fourth power of a uniform number is below 1/16 half of the time, and above 1/2 a sixth of it: half of the
    // tries go to the worst sixteenth of the strata, and every sixth to the better half.
    const double u = static_cast<double>(Random() >> 11) * 0x1p-53;
    const std::size_t index = ranked_[static_cast<std::size_t>(u * u * u * u * static_cast<double>(ranked_.size()))];
    const std::vector<Candidate>& candidates = kept_[index];
    const std::uint64_t from = candidates[Below(candidates.size())].ordinal;
    std::uint64_t to = from;
    if (Below(kAlongReduction) == 0) to = AlongReduction(from);
    if (to == from || Below(kAlongReduction) != 0) to = Neighbour(to);
    // Beyond the ends of the domain there is nothing to try: then anywhere in the stratum.
    return StratumOf(to) ? to : In(strata_[index]);
  }

  // An ordinal at a distance of 1 … 2^bits_, all powers of two equally likely.
  std::uint64_t Neighbour(std::uint64_t ordinal) {
    const std::uint64_t power = std::uint64_t{1} << Below(static_cast<std::uint64_t>(bits_));
    const std::uint64_t distance = power + Below(power);
    return Below(2) == 0 ? ordinal + distance : ordinal - distance;
  }

  std::uint64_t AlongReduction(std::uint64_t ordinal) {
    const double multiple = static_cast<double>(1 + Below(kReductionMultiples));
    const double parts = static_cast<double>(std::uint64_t{1} << Below(kReductionBits + 1));
    const double step = multiple / parts * kLn2;
    return OrdinalOf(FromDouble<F>(ToDouble(InputOf(ordinal)) + (Below(2) == 0 ? step : -step)));
  }

  void Visit(std::uint64_t ordinal) {
    if (used_ + batch_.size() == evaluations_) return;
    batch_.push_back(ordinal);
    if (batch_.size() == kSearchBatch) Flush();
  }

  void Flush() {
    if (batch_.empty()) return;
    std::sort(batch_.begin(), batch_.end());
    F x[kSearchBatch];
    double error[kSearchBatch];
    std::transform(batch_.begin(), batch_.end(), x, InputOf);
    evaluate_({x, batch_.size()}, {error, batch_.size()});
    used_ += batch_.size();
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      if (error[i] >= 0) Keep({error[i], batch_[i]});
    }
    batch_.clear();
    Rank();
  }

  void Keep(const Candidate& candidate) {
    if (candidate.error > best_.error) best_ = {candidate.error, InputOf(candidate.ordinal)};
    std::vector<Candidate>& kept = kept_[*StratumOf(candidate.ordinal)];
    const int width = ChunkBits();
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const Candidate& other) {
      return other.ordinal >> width == candidate.ordinal >> width;
    });
    const auto smallest = std::min_element(kept.begin(), kept.end(), Smaller);
    const auto place = same != kept.end() ? same : smallest;
    if (same == kept.end() && kept.size() < kChunksKept) {
      kept.push_back(candidate);
    } else if (candidate.error > place->error) {
      *place = candidate;
    }
  }

  int ChunkBits() const {
    const double spent = static_cast<double>(used_) / static_cast<double>(evaluations_);
    return static_cast<int>((bits_ - 1) * (1 - spent) + kLastChunkBits * bits_ * spent);
  }

  // The strata in which something was seen, the worst first.
  void Rank() {
    std::vector<double> worst(strata_.size(), -1);
    ranked_.clear();
    for (std::size_t i = 0; i < strata_.size(); ++i) {
      if (kept_[i].empty()) continue;
      worst[i] = std::max_element(kept_[i].begin(), kept_[i].end(), Smaller)->error;
      ranked_.push_back(i);
    }
    std::stable_sort(ranked_.begin(), ranked_.end(), [&](std::size_t a, std::size_t b) { return worst[a] > worst[b]; });
  }

  static bool Smaller(const Candidate& a, const Candidate& b) { return a.error < b.error; }

  std::span<const Stratum> strata_;
  std::uint64_t evaluations_, seed_;
  const Evaluate<F>& evaluate_;
  int bits_ = 1;  // of the widest stratum
  std::uint64_t used_ = 0, counter_ = 0;
  std::vector<std::uint64_t> starting_points_, batch_;
  std::vector<std::vector<Candidate>> kept_;  // by stratum, at most kChunksKept each
  std::vector<std::size_t> ranked_;
  SearchResult<F> best_;
};

}  // namespace

template <class F>
SearchResult<F> Search(std::span<const Stratum> strata, std::span<const F> starting_points, std::uint64_t evaluations,
                       std::uint64_t seed, const Evaluate<F>& evaluate) {
  return Searcher<F>(strata, evaluations, seed, evaluate).Run(starting_points);
}

template SearchResult<float> Search(std::span<const Stratum>, std::span<const float>, std::uint64_t, std::uint64_t,
                                    const Evaluate<float>&);
template SearchResult<double> Search(std::span<const Stratum>, std::span<const double>, std::uint64_t, std::uint64_t,
                                     const Evaluate<double>&);

}  // namespace sigmark
