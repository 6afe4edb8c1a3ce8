// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_BEHAVIOUR_SAMPLES_H_
#define SIGMARK_BENCH_BEHAVIOUR_SAMPLES_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "bench/behaviour/probes.h"
#include "bench/worker/call.h"
#include "bench/worker/random.h"
#include "impls/core/bits.h"
#include "reference/domains.h"

namespace sigmark {

template <class F>
bool IsSubnormal(F x) {
  const BitsOf<F> magnitude = Magnitude<F>(ToBits(x));
  return magnitude != 0 && magnitude <= kFractionMask<F>;
}

template <class F>
std::uint64_t OrdinalOf(double x) {
  return ToOrdinal<F>(ToBits(FromDouble<F>(x)));
}

// NaN, the infinities, the zeros, and the smallest and largest magnitudes.
template <class F>
std::vector<F> Specials() {
  std::vector<F> specials;
  for (const BitsOf<F> magnitude :
       {kQuietNanBits<F>, kInfinityBits<F>, BitsOf<F>{0}, BitsOf<F>{1}, static_cast<BitsOf<F>>(kInfinityBits<F> - 1)}) {
    specials.push_back(FromBits<F>(magnitude));
    specials.push_back(FromBits<F>(static_cast<BitsOf<F>>(magnitude | kSignBit<F>)));
  }
  return specials;
}

// A mixture of what kernels branch on: nontrivial inputs, thresholds, special values and a few patterns of any kind, so
// that equal treatment of neighbours is put to the test. Among 160 neighbours are all special values.
template <class F>
std::vector<F> Mixture(const Subject& subject, std::size_t n) {
  const Magnitudes magnitudes = Nontrivial(subject.kernel.function, subject.kernel.format);
  const std::vector<double> hard = HardInputs(subject.kernel.function, subject.kernel.format);
  const std::vector<F> specials = Specials<F>();
  std::vector<F> mixture(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t random = Mix(subject.seed ^ 0x51, i);
    const double uniform = static_cast<double>(random >> 11) * 0x1p-53;
    double x = (2 * uniform - 1) * magnitudes.hi;
    if (random % 8 == 1) x = hard[random / 8 % hard.size()];
    mixture[i] = random % 8 == 0 ? FromBits<F>(static_cast<BitsOf<F>>(random >> 8)) : FromDouble<F>(x);
    if (i % 16 == 11) mixture[i] = specials[i / 16 % specials.size()];
  }
  return mixture;
}

// n inputs of an interval, evenly over its ordinals.
template <class F>
void AddSample(const Interval& interval, std::size_t n, std::uint64_t seed, std::vector<F>& x) {
  const std::uint64_t first = OrdinalOf<F>(interval.lo), count = OrdinalOf<F>(interval.hi) - first + 1;
  for (std::size_t i = 0; i < n; ++i) {
    x.push_back(FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(first + Mix(seed, i) % count))));
  }
}

// The finite inputs of the domain: all of a 16-bit format; else the hard ones and about n more, half of them evenly
// over the binades of the nontrivial inputs, a quarter over their values and a quarter over all patterns. Ascending.
template <class F>
std::vector<F> Stratified(const Subject& subject, std::size_t n) {
  std::vector<F> x;
  if constexpr (kWidth<F> == 16) {
    for (std::uint32_t ordinal = 0; ordinal < 0x10000; ++ordinal) {
      x.push_back(FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(ordinal))));
    }
  } else {
    const Magnitudes magnitudes = Nontrivial(subject.kernel.function, subject.kernel.format);
    for (double hard : HardInputs(subject.kernel.function, subject.kernel.format)) x.push_back(FromDouble<F>(hard));
    AddSample({-magnitudes.hi, -magnitudes.lo}, n / 4, subject.seed ^ 0x52, x);
    AddSample({magnitudes.lo, magnitudes.hi}, n / 4, subject.seed ^ 0x53, x);
    for (std::size_t i = 0; i < n / 2; ++i) {
      const std::uint64_t random = Mix(subject.seed ^ 0x54, i);
      const double uniform = static_cast<double>(random >> 11) * 0x1p-53;
      x.push_back(i % 2 == 0 ? FromDouble<F>((2 * uniform - 1) * magnitudes.hi)
                             : FromBits<F>(static_cast<BitsOf<F>>(random)));
    }
  }
  std::erase_if(x, [&](F value) {
    return !IsFinite(value) || ToDouble(value) < subject.expectations.domain_lo ||
           ToDouble(value) > subject.expectations.domain_hi;
  });
  std::sort(x.begin(), x.end(), [](F a, F b) { return ToOrdinal<F>(ToBits(a)) < ToOrdinal<F>(ToBits(b)); });
  return x;
}

// preserves_fp_state, of all calls of `caller` so far.
template <class F>
void JudgeFpState(const Caller<F>& caller, Findings& findings) {
  Finding& finding = findings[Check::kPreservesFpState];
  ++finding.decided;
  if (!caller.KeptFpState()) finding.Violate(kNoInput, 0, [] { return kChangedFpState; });
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_SAMPLES_H_
