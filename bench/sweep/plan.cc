// SPDX-License-Identifier: Apache-2.0
#include "bench/sweep/plan.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>

#include "bench/sweep/regions.h"
#include "impls/core/bits.h"
#include "reference/domains.h"
#include "reference/fast_oracle.h"

namespace sigmark {
namespace {

// One of so many trivial inputs is visited by a quick binary32 sweep: about a million of them.
constexpr std::uint64_t kTrivialStride = 4096;
// Inputs of a sampled sweep, spread evenly over the binades of the nontrivial range, and those of the rest.
constexpr std::uint64_t kQuickSamples = 1 << 16, kFullSamples = 1 << 21, kTrivialSamples = 1 << 12;
// Inputs that a search tries in each block of a sampled sweep; where only MPFR can judge them, one of so many.
constexpr std::uint64_t kQuickSearch = 1 << 17, kFullSearch = 1 << 23, kSlowOracle = 16;

struct Piece {
  std::uint64_t first, last;  // ordinals, both included
  bool nontrivial;
};

// Of the number of the format next to x: ends of intervals are given in it, or are a user's decimals.
template <class F>
std::uint64_t OrdinalOf(double x) {
  return ToOrdinal<F>(ToBits(FromDouble<F>(x)));
}

template <class F>
double InputOf(std::uint64_t ordinal) {
  return ToDouble(FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(ordinal))));
}

template <class F>
class Planner {
 public:
  Planner(Function function, Rounding rounding, Effort effort, std::optional<Interval> domain,
          const std::vector<Interval>& parts)
      : function_(function),
        effort_(effort),
        domain_(domain),
        magnitudes_(Nontrivial(function, FormatTraits<F>::kFormat)) {
    has_fast_oracle_ = HasFastOracle(function, FormatTraits<F>::kFormat, rounding);
    enumerable_ = kWidth<F> == 16 || (kWidth<F> == 32 && has_fast_oracle_);
    for (const Region& region : Regions(function, FormatTraits<F>::kFormat)) {
      borders_.insert({OrdinalOf<F>(region.lo), OrdinalOf<F>(region.hi) + 1});
    }
    for (const Interval& part : parts) borders_.insert({OrdinalOf<F>(part.lo), OrdinalOf<F>(part.hi) + 1});
  }

  Plan Make() {
    const bool whole = enumerable_ && (effort_ == Effort::kFull || kWidth<F> == 16);
    plan_.exhaustive = whole;
    plan_.domain_name = domain_ ? "interval" : whole ? "all" : enumerable_ ? "nontrivial+sampled" : "sampled";
    SetEnds(whole);
    for (const Piece& piece : Pieces()) {
      std::uint64_t first = std::max(piece.first, first_);
      const std::uint64_t last = std::min(piece.last, last_);
      while (first <= last) {
        // To the end of the bin and of the block, whichever comes first.
        const std::uint64_t end = std::min({last, first | (BinWidth(piece) - 1), BorderAfter(first) - 1});
        AddSegment(piece, first, end);
        if (end == std::numeric_limits<std::uint64_t>::max()) break;
        first = end + 1;
      }
    }
    if (!enumerable_) AddHardInputs();
    return plan_;
  }

 private:
  static constexpr std::uint64_t kOrdinals = kWidth<F> == 64 ? 0 : std::uint64_t{1} << (kWidth<F> % 64);
  static constexpr std::uint64_t kBinade = std::uint64_t{1} << (FormatTraits<F>::kPrecision - 1);
  static constexpr std::uint64_t kLastOrdinal = kOrdinals - 1;

  void SetEnds(bool whole) {
    const double infinity = std::numeric_limits<double>::infinity();
    const double largest = InputOf<F>(OrdinalOf<F>(infinity) - 1);
    plan_.lo = domain_ ? domain_->lo : whole ? -infinity : -largest;
    plan_.hi = domain_ ? domain_->hi : whole ? infinity : largest;
    // A whole sweep calls the kernel on the NaN patterns as well: they count in the fingerprint, not in the figures.
    first_ = whole && !domain_ ? 0 : OrdinalOf<F>(plan_.lo);
    last_ = whole && !domain_ ? kLastOrdinal : OrdinalOf<F>(plan_.hi);
  }

  // The line from end to end: NaN and −inf … trivial, nontrivial, trivial around 0, nontrivial, trivial … +inf and NaN.
  std::vector<Piece> Pieces() const {
    const std::uint64_t far = OrdinalOf<F>(magnitudes_.hi), near = OrdinalOf<F>(magnitudes_.lo);
    const std::uint64_t minus_far = OrdinalOf<F>(-magnitudes_.hi), minus_near = OrdinalOf<F>(-magnitudes_.lo);
    const std::uint64_t zero = ToOrdinal<F>(0);
    return {{0, minus_far - 1, false},
            {minus_far, minus_near, true},
            {minus_near + 1, zero - 1, false},
            {zero, near - 1, false},
            {near, far, true},
            {far + 1, kLastOrdinal, false}};
  }

  // Ordinals that share a block, and in nontrivial pieces half a binade is a bin: half of a binade's ordinals.
  static std::uint64_t BlockWidth() { return kWidth<F> == 64 ? kBinade * 64 : std::uint64_t{1} << 24; }
  std::uint64_t BinWidth(const Piece& piece) const {
    return piece.nontrivial ? std::min(kBinade / 2, BlockWidth()) : BlockWidth();
  }

  // The first ordinal of a region, or behind one, that is larger; and the last that is not. The line ends at neither.
  std::uint64_t BorderAfter(std::uint64_t ordinal) const {
    const auto border = borders_.upper_bound(ordinal);
    return border == borders_.end() ? 0 : *border;  // 0, the end of the line: one less is its last ordinal
  }
  std::uint64_t BorderUpTo(std::uint64_t ordinal) const {
    const auto border = borders_.upper_bound(ordinal);
    return border == borders_.begin() ? 0 : *std::prev(border);
  }

  // Nontrivial pieces have a bin for each half binade; a trivial piece is one bin from end to end. Borders cut both.
  int BinOf(const Piece& piece, std::uint64_t first) {
    const std::uint64_t width = BinWidth(piece);
    const std::uint64_t lo =
        std::max({piece.nontrivial ? first / width * width : piece.first, piece.first, first_, BorderUpTo(first)});
    const std::uint64_t hi =
        std::min({piece.nontrivial ? first | (width - 1) : piece.last, piece.last, last_, BorderAfter(first) - 1});
    const double infinity = std::numeric_limits<double>::infinity();
    double lo_input = InputOf<F>(lo), hi_input = InputOf<F>(hi);
    if (std::isnan(lo_input)) lo_input = -infinity;
    if (std::isnan(hi_input)) hi_input = infinity;
    if (plan_.bins.empty() || plan_.bins.back().lo != lo_input || plan_.bins.back().hi != hi_input) {
      plan_.bins.push_back({lo_input, hi_input});
    }
    return static_cast<int>(plan_.bins.size()) - 1;
  }

  void AddSegment(const Piece& piece, std::uint64_t first, std::uint64_t last) {
    const std::uint64_t stretch = first / BlockWidth();
    if (plan_.blocks.empty() || stretches_.back() != stretch) {
      plan_.blocks.push_back({static_cast<int>(plan_.blocks.size()), {}});
      stretches_.push_back(stretch);
    }
    if (piece.nontrivial && !enumerable_) plan_.blocks.back().search = Searched();
    plan_.blocks.back().segments.push_back(
        {first, last - first + 1, Stride(piece, last - first + 1), BinOf(piece, first)});
  }

  // The hard inputs join the blocks and bins that they lie in.
  void AddHardInputs() {
    for (double x : HardInputs(function_, FormatTraits<F>::kFormat)) {
      const std::uint64_t ordinal = OrdinalOf<F>(x);
      if (ordinal < first_ || ordinal > last_) continue;
      const auto stretch = std::find(stretches_.begin(), stretches_.end(), ordinal / BlockWidth());
      const auto bin = std::find_if(plan_.bins.begin(), plan_.bins.end(),
                                    [&](const Bin& candidate) { return candidate.lo <= x && x <= candidate.hi; });
      if (stretch == stretches_.end() || bin == plan_.bins.end()) continue;
      plan_.blocks[static_cast<std::size_t>(stretch - stretches_.begin())].segments.push_back(
          {ordinal, 1, 1, static_cast<int>(bin - plan_.bins.begin()), true});
    }
  }

  std::uint64_t Stride(const Piece& piece, std::uint64_t count) const {
    if (enumerable_) return piece.nontrivial || plan_.exhaustive ? 1 : kTrivialStride;
    // Sampled: every half binade of the nontrivial range gets the same number, the trivial blocks a few each.
    const double half_binades = 4 * std::log2(magnitudes_.hi / magnitudes_.lo);
    const std::uint64_t blocks = std::max<std::uint64_t>(1, kLastOrdinal / BlockWidth());
    const std::uint64_t samples = piece.nontrivial ? static_cast<std::uint64_t>(Samples() / half_binades) + 1
                                                   : std::max<std::uint64_t>(1, kTrivialSamples / blocks);
    return std::max<std::uint64_t>(1, count / samples);
  }
  std::uint64_t Searched() const {
    const std::uint64_t inputs = effort_ == Effort::kFull ? kFullSearch : kQuickSearch;
    return has_fast_oracle_ ? inputs : inputs / kSlowOracle;
  }
  double Samples() const { return static_cast<double>(effort_ == Effort::kFull ? kFullSamples : kQuickSamples); }

  Function function_;
  Effort effort_;
  std::optional<Interval> domain_;
  Magnitudes magnitudes_;
  bool has_fast_oracle_ = false, enumerable_ = false;
  std::uint64_t first_ = 0, last_ = 0;
  Plan plan_;
  std::set<std::uint64_t> borders_;       // first ordinals of regions, and first ones behind them
  std::vector<std::uint64_t> stretches_;  // of the ordinal line, one for each block of the plan
};

std::uint64_t FirstOf(const Block& block) { return block.segments.front().first; }
std::uint64_t LastOf(const Block& block) { return block.segments.back().first + (block.segments.back().count - 1); }

// Whether the segments of a block, in order, have every ordinal from its first to its last.
bool VisitsAll(const Block& block) {
  std::uint64_t next = FirstOf(block);
  for (const Segment& segment : block.segments) {
    if (segment.stride != 1 || segment.hard || segment.first != next) return false;
    next += segment.count;
  }
  return true;
}

}  // namespace

Plan MakePlan(Function function, Format format, Rounding rounding, Effort effort, std::optional<Interval> domain,
              const std::vector<Interval>& parts) {
  return VisitFormat(format, [&]<class F>() { return Planner<F>(function, rounding, effort, domain, parts).Make(); });
}

bool AreMirrorImages(const Block& left, const Block& right, Format format) {
  const std::uint64_t largest =
      VisitFormat(format, []<class F>() -> std::uint64_t { return static_cast<BitsOf<F>>(-1); });
  return VisitsAll(left) && VisitsAll(right) && FirstOf(left) == largest - LastOf(right) &&
         FirstOf(right) == largest - LastOf(left);
}

nlohmann::json ToJson(const Block& block) {
  nlohmann::json segments = nlohmann::json::array();
  for (const Segment& segment : block.segments) {
    segments.push_back({segment.first, segment.count, segment.stride, segment.bin, segment.hard});
  }
  return {{"index", block.index}, {"segments", segments}, {"search", block.search}};
}

Block BlockFromJson(const nlohmann::json& json) {
  Block block = {json.at("index"), {}, json.at("search")};
  for (const nlohmann::json& segment : json.at("segments")) {
    block.segments.push_back({segment[0], segment[1], segment[2], segment[3], segment[4]});
  }
  return block;
}

}  // namespace sigmark
