// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>

#include "bench/behaviour/samples.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

constexpr std::size_t kLong = 1024;  // an array with a body, whatever the width of the vectors
constexpr std::size_t kWidest = 64;  // an array that may be all tail
constexpr std::size_t kLongest = Caller<float>::kCapacity;

// The lengths of arrays: all up to kLong, and beyond it some around the multiples of 256.
std::vector<std::size_t> AllLengths() {
  std::vector<std::size_t> lengths;
  for (std::size_t n = 1; n <= kLong; ++n) lengths.push_back(n);
  for (std::size_t n = kLong + 256; n <= kLongest; n += 256) {
    lengths.insert(lengths.end(), {n - 77, n - 1, n});
    if (n < kLongest) lengths.push_back(n + 1);
  }
  return lengths;
}

template <class F>
class PlacementProber {
 public:
  explicit PlacementProber(const Subject& subject)
      : caller_(subject.kernel), mixture_(Mixture<F>(subject, kLongest)), backgrounds_(Specials<F>()) {
    for (double x : {-30.0, 3.0}) backgrounds_.push_back(FromDouble<F>(x));
  }

  Findings Run() {
    Deterministic();
    // An odd number of copies: there is a tail behind every body.
    for (std::size_t i = 0; i < kLong; i += 4) Positions(mixture_[i], kWidest + 3);
    Everywhere();
    for (std::size_t n = 2; n <= kWidest; ++n) Neighbours(n);
    AmongAll();
    for (std::size_t i = 0; i < kLong; i += 64) Lengths(mixture_[i]);
    for (std::size_t n : AllLengths()) Surroundings(n);
    InPlace();
    Unaligned();
    JudgeFpState(caller_, findings_);
    return findings_;
  }

 private:
  std::vector<F> CallOn(const std::vector<F>& x) { return CallAll(caller_, x); }
  std::vector<F> CallOnCopies(F x, std::size_t n) { return CallOn(std::vector<F>(n, x)); }

  // y as the result at x, element i of n, where `expected` was the result under another circumstance.
  void Judge(Check check, F x, F y, F expected, std::size_t i, std::size_t n) {
    const auto unwritten = [x](F result) { return ToBits(result) == kUnwritten<F> && !IsNan(x); };
    Finding& written = findings_[Check::kWritesAll];
    ++written.decided;
    if (unwritten(y)) {
      return written.Violate(ToDouble(x), ToDouble(y), [&] { return fmt::format("element {} of {}", i, n); });
    }
    if (unwritten(expected)) return;
    Finding& finding = findings_[check];
    ++finding.decided;
    if (SameResult(y, expected)) return;
    finding.Violate(ToDouble(x), ToDouble(y), [&] {
      return fmt::format("element {} of {}: {} where {} is expected", i, n, results::HexFloat(ToDouble(y)),
                         results::HexFloat(ToDouble(expected)));
    });
  }

  void JudgeAll(Check check, const std::vector<F>& x, const std::vector<F>& y, const std::vector<F>& expected) {
    for (std::size_t i = 0; i < x.size(); ++i) Judge(check, x[i], y[i], expected[i], i, x.size());
  }

  // The same call at once again, and later: the placement of buffers alternates, so every other call is the same one.
  void Deterministic() {
    const std::vector<F> first[2] = {CallOn(mixture_), CallOn(mixture_)};
    for (int again = 0; again < 8; ++again) {
      JudgeAll(Check::kDeterministic, mixture_, CallOn(mixture_), first[again % 2]);
      if (const auto difference = caller_.CallAgain()) {
        findings_[Check::kDeterministic].Violate(ToDouble(mixture_[difference->element]), ToDouble(difference->second),
                                                 [&] { return caller_.Describe(*difference); });
      }
    }
  }

  void Positions(F x, std::size_t n) {
    const std::vector<F> y = CallOnCopies(x, n);
    for (std::size_t i = 0; i < n; ++i) Judge(Check::kPositionIndependent, x, y[i], y[0], i, n);
  }

  // Copies in arrays of all lengths: at both ends of the guarded memory each result as the first; and in aligned
  // memory, for alignment is another check's, as in an array of one.
  void Everywhere() {
    alignas(64) static F x_memory[kLongest], y_memory[kLongest];
    std::size_t turn = 0;
    for (std::size_t n : AllLengths()) {
      for (int end = 0; end < 2; ++end) {
        const F x = mixture_[turn++ % mixture_.size()];
        Positions(x, n);
        std::fill_n(x_memory, n, x);
        std::fill_n(y_memory, n, FromBits<F>(kUnwritten<F>));
        caller_.CallOn(x_memory, y_memory, 1);
        const F alone = y_memory[0];
        caller_.CallOn(x_memory, y_memory, n);
        for (std::size_t i = 0; i < n; ++i) Judge(Check::kPositionIndependent, x, y_memory[i], alone, i, n);
      }
    }
  }

  // Each lane of an array of n, the others filled with each background and with random neighbours.
  void Neighbours(std::size_t n) {
    for (std::size_t lane = 0; lane < n; ++lane) {
      const F x = Next();
      const F expected = CallOnCopies(x, n)[lane];
      for (std::size_t b = 0; b <= backgrounds_.size(); ++b) {
        std::vector<F> array(n);
        for (F& other : array) other = b < backgrounds_.size() ? backgrounds_[b] : Next();
        array[lane] = x;
        Judge(Check::kNeighbourIndependent, x, CallOn(array)[lane], expected, lane, n);
      }
    }
  }

  // Every input of the mixture at its place among the others.
  void AmongAll() {
    const std::vector<F> y = CallOn(mixture_);
    for (std::size_t i = 0; i < kLong; i += 5) {
      Judge(Check::kNeighbourIndependent, mixture_[i], y[i], CallOnCopies(mixture_[i], kLong)[i], i, kLong);
    }
  }

  void Lengths(F x) {
    const std::vector<F> expected = CallOnCopies(x, 2 * kWidest);
    for (std::size_t n = 1; n <= kWidest; ++n) {
      const std::vector<F> y = CallOnCopies(x, n);
      for (std::size_t i = 0; i < n; ++i) Judge(Check::kLength1To64, x, y[i], expected[i], i, n);
    }
  }

  // Ordinary memory with a pattern around the results, which must survive, as must the inputs.
  void Surroundings(std::size_t n) {
    constexpr std::size_t kAround = 64;
    const F canary = FromBits<F>(static_cast<BitsOf<F>>(0x5a5a5a5a5a5a5a5au));
    const std::vector<F> given(mixture_.end() - static_cast<std::ptrdiff_t>(n), mixture_.end());
    std::vector<F> x = given, y(n + 2 * kAround, canary);
    caller_.CallOn(x.data(), y.data() + kAround, n);
    Finding& finding = findings_[Check::kNoOutOfBounds];
    ++finding.decided;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if ((i >= kAround && i < kAround + n) || ToBits(y[i]) == ToBits(canary)) continue;
      return finding.Violate(ToDouble(given[0]), ToDouble(y[i]), [&] {
        return fmt::format("n = {}: writes element {}", n,
                           static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(kAround));
      });
    }
  }

  void InPlace() {
    for (std::size_t n : {std::size_t{1}, std::size_t{7}, kWidest, kLong - 3, kLong, kLongest}) {
      const std::vector<F> x(mixture_.begin(), mixture_.begin() + static_cast<std::ptrdiff_t>(n));
      const std::vector<F> expected = CallOn(x);
      std::vector<F> buffer = x;
      caller_.CallOn(buffer.data(), buffer.data(), n);
      JudgeAll(Check::kInPlace, x, buffer, expected);
    }
  }

  void Unaligned() {
    constexpr std::size_t kN = 131;
    const std::size_t offsets = std::min<std::size_t>(16, 64 / sizeof(F));
    const std::vector<F> x(mixture_.begin(), mixture_.begin() + kN);
    const std::vector<F> expected = CallOn(x);
    alignas(64) static unsigned char x_memory[4096], y_memory[4096];
    for (std::size_t ox = 0; ox < offsets; ++ox) {
      for (std::size_t oy = 0; oy < offsets; ++oy) {
        F* const to_x = reinterpret_cast<F*>(x_memory) + ox;
        F* const to_y = reinterpret_cast<F*>(y_memory) + oy;
        std::copy_n(x.begin(), kN, to_x);
        caller_.CallOn(to_x, to_y, kN);
        JudgeAll(Check::kUnaligned, x, {to_y, to_y + kN}, expected);
      }
    }
  }

  F Next() { return mixture_[next_++ % mixture_.size()]; }

  Caller<F> caller_;
  std::vector<F> mixture_, backgrounds_;
  std::size_t next_ = 0;
  Findings findings_;
};

}  // namespace

Findings ProbePlacement(const Subject& subject) {
  return VisitFormat(subject.kernel.format, [&]<class F>() { return PlacementProber<F>(subject).Run(); });
}

}  // namespace sigmark
