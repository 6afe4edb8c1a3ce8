// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/probes.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "bench/worker/call.h"
#include "bench/worker/random.h"
#include "reference/domains.h"

namespace sigmark {
namespace {

template <class F>
bool SameResult(F a, F b) {
  return ToBits(a) == ToBits(b) || (IsNan(a) && IsNan(b));
}

template <class F>
class Prober {
 public:
  Prober(const Kernel& kernel, const Expectations& expectations, Effort effort, std::uint64_t seed)
      : kernel_(kernel), expectations_(expectations), effort_(effort), seed_(seed), caller_(kernel) {}

  std::map<Check, Finding> Run() {
    Nan();
    Special(Check::kPositiveInfinity, {kInfinityBits<F>}, expectations_.at_infinity);
    Special(Check::kNegativeInfinity, {static_cast<BitsOf<F>>(kInfinityBits<F> | kSignBit<F>)},
            expectations_.at_minus_infinity);
    Special(Check::kZero, {0, kSignBit<F>}, expectations_.at_zero);
    Placement();
    Finding& state = findings_[Check::kPreservesFpState];
    state.decided = 1;  // all the calls above
    if (!caller_.KeptFpState()) {
      state.Violate(std::numeric_limits<double>::quiet_NaN(), 0,
                    [] { return "leaves another rounding mode, FTZ, DAZ or exception mask behind"; });
    }
    return findings_;
  }

 private:
  // All NaN patterns of the 16-bit formats, and of binary32 in a full run; else 2^16 at random, both signs, quiet and
  // signalling, the smallest and the largest payload among them.
  void Nan() {
    Finding& finding = findings_[Check::kNanPropagates];
    const std::uint64_t payloads = std::uint64_t{kFractionMask<F>};
    const bool whole = kWidth<F> == 16 || (kWidth<F> == 32 && effort_ == Effort::kFull);
    const std::uint64_t count = whole ? 2 * payloads : std::uint64_t{1} << 16;
    for (std::uint64_t i = 0; i < count; i += Caller<F>::kCapacity) {
      const std::span<F> x = caller_.Inputs(std::min<std::uint64_t>(Caller<F>::kCapacity, count - i));
      for (std::size_t k = 0; k < x.size(); ++k) {
        const std::uint64_t j = i + k;
        std::uint64_t payload = whole ? 1 + j / 2 : 1 + Mix(seed_, j) % payloads;
        if (!whole && j < 4) payload = j < 2 ? 1 : payloads;
        const std::uint64_t sign = (j & 1) != 0 ? kSignBit<F> : 0;
        x[k] = FromBits<F>(static_cast<BitsOf<F>>(sign | kInfinityBits<F> | payload));
      }
      const std::span<const F> y = caller_.Call();
      for (std::size_t k = 0; k < x.size(); ++k) {
        ++finding.decided;
        if (IsNan(y[k])) continue;
        finding.Violate(std::numeric_limits<double>::quiet_NaN(), ToDouble(y[k]),
                        [&] { return fmt::format("NaN 0x{:x} gives {:g}", ToBits(x[k]), ToDouble(y[k])); });
      }
    }
  }

  void Special(Check check, std::initializer_list<BitsOf<F>> inputs, double expected) {
    if (std::isnan(expected)) return;
    Finding& finding = findings_[check];
    for (BitsOf<F> bits : inputs) {
      // Once alone and once in the middle of a full vector: a kernel may treat the two differently.
      for (std::size_t n : {std::size_t{1}, std::size_t{67}}) {
        const std::span<F> x = caller_.Inputs(n);
        std::fill(x.begin(), x.end(), FromBits<F>(bits));
        for (F y : caller_.Call()) {
          ++finding.decided;
          if (ToDouble(y) == expected) continue;
          finding.Violate(ToDouble(FromBits<F>(bits)), ToDouble(y),
                          [&] { return fmt::format("gives {:g} where {:g} is exact", ToDouble(y), expected); });
          break;
        }
      }
    }
  }

  // A mixture of what kernels branch on: nontrivial inputs, thresholds, and a few patterns of any kind, so that equal
  // treatment of neighbours is put to the test. NaN and infinities are among them.
  std::vector<F> Mixture(std::size_t n) const {
    const Magnitudes magnitudes = Nontrivial(kernel_.function, kernel_.format);
    const std::vector<double> hard = HardInputs(kernel_.function, kernel_.format);
    std::vector<F> mixture(n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t random = Mix(seed_ ^ 0x51, i);
      const double uniform = static_cast<double>(random >> 11) * 0x1p-53;
      double x = (2 * uniform - 1) * magnitudes.hi;
      if (random % 8 == 1) x = hard[random / 8 % hard.size()];
      mixture[i] = random % 8 == 0 ? FromBits<F>(static_cast<BitsOf<F>>(random >> 8)) : FromDouble<F>(x);
    }
    return mixture;
  }

  // The reference of this part is the kernel itself, called on one element at a time: whatever else is done to it, each
  // element's result must stay the same bits. (Determinism is less: the same call again.)
  void Placement() {
    constexpr std::size_t kLength = 1024;
    const std::vector<F> x = Mixture(kLength);
    std::vector<F> alone(kLength);
    for (std::size_t i = 0; i < kLength; ++i) {
      caller_.Inputs(1)[0] = x[i];
      alone[i] = caller_.Call()[0];
      if (ToBits(alone[i]) != kUnwritten<F>) continue;
      findings_[Check::kWritesAll].Violate(ToDouble(x[i]), ToDouble(alone[i]), [] { return "element 0 of 1"; });
    }
    // The placement of buffers alternates, so every other call is the same call again.
    const std::vector<F> first[2] = {CallOn(x), CallOn(x)};
    for (int again = 0; again < 6; ++again) Compare(Check::kDeterministic, x, first[again % 2], CallOn(x));
    for (std::size_t shift = 0; shift < 64; ++shift) {
      const std::vector<F> shifted(x.begin() + static_cast<std::ptrdiff_t>(shift), x.end());
      const std::vector<F> expected(alone.begin() + static_cast<std::ptrdiff_t>(shift), alone.end());
      Compare(Check::kPositionIndependent, shifted, expected, CallOn(shifted));
    }
    Reversed(x, alone);
    for (std::size_t n = 1; n <= 64; ++n) Lengths(x, alone, n);
    InPlace(x, alone);
    Unaligned(x, alone);
  }

  std::vector<F> CallOn(const std::vector<F>& x) {
    const std::span<F> inputs = caller_.Inputs(x.size());
    std::copy(x.begin(), x.end(), inputs.begin());
    const std::span<const F> y = caller_.Call();
    return {y.begin(), y.end()};
  }

  void Reversed(const std::vector<F>& x, const std::vector<F>& alone) {
    Compare(Check::kPositionIndependent, {x.rbegin(), x.rend()}, {alone.rbegin(), alone.rend()},
            CallOn({x.rbegin(), x.rend()}));
  }

  // Each length from several starts, on buffers flush against guard pages at both ends, and on ordinary memory with a
  // pattern behind the results that must survive.
  void Lengths(const std::vector<F>& x, const std::vector<F>& alone, std::size_t n) {
    for (std::size_t start : {std::size_t{0}, std::size_t{100}, std::size_t{301}, std::size_t{702}}) {
      const auto from = static_cast<std::ptrdiff_t>(start);
      const auto to = static_cast<std::ptrdiff_t>(start + n);
      const std::vector<F> part(x.begin() + from, x.begin() + to);
      const std::vector<F> expected(alone.begin() + from, alone.begin() + to);
      Compare(Check::kLength1To64, part, expected, CallOn(part));

      const F canary = FromBits<F>(static_cast<BitsOf<F>>(0x5a5a5a5a5a5a5a5au));
      std::vector<F> y(n + 64, canary);
      caller_.CallOn(part.data(), y.data() + 32, n);
      Finding& finding = findings_[Check::kNoOutOfBounds];
      ++finding.decided;
      for (std::size_t i = 0; i < y.size(); ++i) {
        if ((i >= 32 && i < 32 + n) || ToBits(y[i]) == ToBits(canary)) continue;
        finding.Violate(ToDouble(part[0]), ToDouble(y[i]), [&] {
          return fmt::format("n = {}: writes element {}", n, static_cast<std::ptrdiff_t>(i) - 32);
        });
        break;
      }
    }
  }

  void InPlace(const std::vector<F>& x, const std::vector<F>& alone) {
    for (std::size_t n : {std::size_t{1}, std::size_t{7}, std::size_t{64}, x.size() - 3, x.size()}) {
      const std::span<F> buffer = caller_.Inputs(n);
      std::copy_n(x.begin(), n, buffer.begin());
      caller_.CallOn(buffer.data(), buffer.data(), n);
      Compare(Check::kInPlace, {x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n)},
              {alone.begin(), alone.begin() + static_cast<std::ptrdiff_t>(n)}, {buffer.begin(), buffer.end()});
    }
  }

  // x and y at every pair of offsets, in elements, from a 64-byte boundary.
  void Unaligned(const std::vector<F>& x, const std::vector<F>& alone) {
    constexpr std::size_t kN = 131;
    const std::size_t offsets = std::min<std::size_t>(16, 64 / sizeof(F));
    alignas(64) static unsigned char x_memory[4096], y_memory[4096];
    for (std::size_t ox = 0; ox < offsets; ++ox) {
      for (std::size_t oy = 0; oy < offsets; ++oy) {
        F* const to_x = reinterpret_cast<F*>(x_memory) + ox;
        F* const to_y = reinterpret_cast<F*>(y_memory) + oy;
        std::copy_n(x.begin(), kN, to_x);
        caller_.CallOn(to_x, to_y, kN);
        Compare(Check::kUnaligned, {x.begin(), x.begin() + kN}, {alone.begin(), alone.begin() + kN}, {to_y, to_y + kN});
      }
    }
  }

  void Compare(Check check, const std::vector<F>& x, const std::vector<F>& expected, const std::vector<F>& y) {
    Finding& finding = findings_[check];
    Finding& written = findings_[Check::kWritesAll];
    for (std::size_t i = 0; i < x.size(); ++i) {
      ++finding.decided;
      ++written.decided;
      if (SameResult(y[i], expected[i])) continue;
      finding.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] {
        return fmt::format("element {} of {}: {} where {} is expected", i, x.size(), results::HexFloat(ToDouble(y[i])),
                           results::HexFloat(ToDouble(expected[i])));
      });
      // The filling that Caller puts there is still there.
      if (ToBits(y[i]) == kUnwritten<F>) {
        written.Violate(ToDouble(x[i]), ToDouble(y[i]), [&] { return fmt::format("element {} of {}", i, x.size()); });
      }
    }
  }

  const Kernel& kernel_;
  const Expectations& expectations_;
  Effort effort_;
  std::uint64_t seed_;
  Caller<F> caller_;
  std::map<Check, Finding> findings_;
};

}  // namespace

std::map<Check, Finding> Probe(const Kernel& kernel, const Expectations& expectations, Effort effort,
                               std::uint64_t seed) {
  return VisitFormat(kernel.format, [&]<class F>() { return Prober<F>(kernel, expectations, effort, seed).Run(); });
}

}  // namespace sigmark
