// SPDX-License-Identifier: Apache-2.0

// Everything up to the matching #endif is compiled once, the rest once for each target.
#ifndef SIGMARK_BENCH_SWEEP_PASSES_ONCE
#define SIGMARK_BENCH_SWEEP_PASSES_ONCE

#include "bench/sweep/passes.h"

#include <cmath>

namespace sigmark {
namespace {

// The loops of one target.
template <class F>
struct Loops {
  void (*fill_ordinals)(std::uint64_t, F*, std::size_t);
  void (*fill_bits)(F*, std::size_t, BitsOf<F>);
  void (*fill_mirrored)(const F*, F*, std::size_t);
  void (*fill_reversed)(const F*, F*, std::size_t);
  bool (*any_has_bits)(const F*, std::size_t, BitsOf<F>);
  bool (*any_is_nan)(const F*, std::size_t);
  // Not of the 16-bit formats.
  bool (*all_within_in_order)(const F*, std::size_t, F, F, bool) = nullptr;
  bool (*all_are)(const F*, std::size_t, F) = nullptr;
};

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_PASSES_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/sweep/passes.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

// Conditions are folded as integers: of a bool the compiler makes a branch, and no vectors.

template <class F>
void FillOrdinalsLoop(std::uint64_t first, F* x, std::size_t n) {
  const auto begin = static_cast<BitsOf<F>>(first);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = FromBits<F>(FromOrdinal<F>(static_cast<BitsOf<F>>(begin + static_cast<BitsOf<F>>(i))));
  }
}

template <class F>
void FillBitsLoop(F* x, std::size_t n, BitsOf<F> bits) {
  for (std::size_t i = 0; i < n; ++i) x[i] = FromBits<F>(bits);
}

template <class F>
void FillMirroredLoop(const F* x, F* mirror, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) mirror[i] = FromBits<F>(static_cast<BitsOf<F>>(ToBits(x[i]) | kSignBit<F>));
}

template <class F>
void FillReversedLoop(const F* from, F* to, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] = from[n - 1 - i];
}

template <class F>
bool AnyHasBitsLoop(const F* x, std::size_t n, BitsOf<F> bits) {
  BitsOf<F> any = 0;
  for (std::size_t i = 0; i < n; ++i) any |= static_cast<BitsOf<F>>(ToBits(x[i]) == bits);
  return any != 0;
}

template <class F>
bool AnyIsNanLoop(const F* x, std::size_t n) {
  BitsOf<F> any = 0;
  for (std::size_t i = 0; i < n; ++i) any |= static_cast<BitsOf<F>>(IsNan(x[i]));
  return any != 0;
}

template <class F>
bool AllWithinInOrderLoop(const F* y, std::size_t n, F lo, F hi, bool falling) {
  BitsOf<F> fine = 1;
  for (std::size_t i = 0; i < n; ++i) {
    fine &= static_cast<BitsOf<F>>(static_cast<BitsOf<F>>(y[i] >= lo) & static_cast<BitsOf<F>>(y[i] <= hi));
  }
  if (falling) {
    for (std::size_t i = 1; i < n; ++i) fine &= static_cast<BitsOf<F>>(y[i] <= y[i - 1]);
  } else {
    for (std::size_t i = 1; i < n; ++i) fine &= static_cast<BitsOf<F>>(y[i] >= y[i - 1]);
  }
  return fine != 0;
}

template <class F>
bool AllAreLoop(const F* y, std::size_t n, F value) {
  BitsOf<F> fine = 1;
  for (std::size_t i = 0; i < n; ++i) fine &= static_cast<BitsOf<F>>(y[i] == value);
  return fine != 0;
}

bool ComplementLoop(const float* y, const float* mirror, std::size_t n, double bound) {
  std::uint64_t fine = 1;
  for (std::size_t i = 0; i < n; ++i) {
    const double right = static_cast<double>(y[i]);
    const double sum = (right - 1) + static_cast<double>(mirror[i]);
    fine &= static_cast<std::uint64_t>(right >= 0.5) & static_cast<std::uint64_t>(right <= 1) &
            static_cast<std::uint64_t>(std::abs(sum) <= bound);
  }
  return fine != 0;
}

template <class F>
constexpr Loops<F> AllLoops() {
  Loops<F> loops = {FillOrdinalsLoop<F>, FillBitsLoop<F>,   FillMirroredLoop<F>,
                    FillReversedLoop<F>, AnyHasBitsLoop<F>, AnyIsNanLoop<F>};
  if constexpr (sizeof(F) > 2) {
    loops.all_within_in_order = AllWithinInOrderLoop<F>;
    loops.all_are = AllAreLoop<F>;
  }
  return loops;
}
template <class F>
constexpr Loops<F> kLoops = AllLoops<F>();

const Loops<float>* Loops32() { return &kLoops<float>; }
const Loops<double>* Loops64() { return &kLoops<double>; }

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sigmark {
namespace {

HWY_EXPORT(Loops32);
HWY_EXPORT(Loops64);
HWY_EXPORT(ComplementLoop);

template <class F>
const Loops<F>& Best() {
  if constexpr (sizeof(F) == 2) {
    return HWY_NAMESPACE::kLoops<F>;  // few numbers: any target will do
  } else if constexpr (sizeof(F) == sizeof(float)) {
    static const Loops<F>& loops = *HWY_DYNAMIC_DISPATCH(Loops32)();
    return loops;
  } else {
    static const Loops<F>& loops = *HWY_DYNAMIC_DISPATCH(Loops64)();
    return loops;
  }
}

}  // namespace

template <class F>
void FillOrdinals(std::uint64_t first, F* x, std::size_t n) {
  Best<F>().fill_ordinals(first, x, n);
}
template <class F>
void FillBits(F* x, std::size_t n, BitsOf<F> bits) {
  Best<F>().fill_bits(x, n, bits);
}
template <class F>
void FillMirrored(const F* x, F* mirror, std::size_t n) {
  Best<F>().fill_mirrored(x, mirror, n);
}
template <class F>
void FillReversed(const F* from, F* to, std::size_t n) {
  Best<F>().fill_reversed(from, to, n);
}
template <class F>
bool AnyHasBits(const F* x, std::size_t n, BitsOf<F> bits) {
  return Best<F>().any_has_bits(x, n, bits);
}
template <class F>
bool AnyIsNan(const F* x, std::size_t n) {
  return Best<F>().any_is_nan(x, n);
}
template <class F>
bool AllWithinInOrder(const F* y, std::size_t n, F lo, F hi, bool falling) {
  return Best<F>().all_within_in_order(y, n, lo, hi, falling);
}
template <class F>
bool AllAre(const F* y, std::size_t n, F value) {
  return Best<F>().all_are(y, n, value);
}
bool AllComplements(const float* y, const float* mirror, std::size_t n, double bound) {
  return HWY_DYNAMIC_DISPATCH(ComplementLoop)(y, mirror, n, bound);
}

#define SIGMARK_INSTANTIATE(F)                                \
  template void FillOrdinals(std::uint64_t, F*, std::size_t); \
  template void FillBits(F*, std::size_t, BitsOf<F>);         \
  template void FillMirrored(const F*, F*, std::size_t);      \
  template void FillReversed(const F*, F*, std::size_t);      \
  template bool AnyHasBits(const F*, std::size_t, BitsOf<F>); \
  template bool AnyIsNan(const F*, std::size_t)
SIGMARK_INSTANTIATE(binary16);
SIGMARK_INSTANTIATE(bfloat16);
SIGMARK_INSTANTIATE(float);
SIGMARK_INSTANTIATE(double);
#undef SIGMARK_INSTANTIATE
template bool AllWithinInOrder(const float*, std::size_t, float, float, bool);
template bool AllWithinInOrder(const double*, std::size_t, double, double, bool);
template bool AllAre(const float*, std::size_t, float);
template bool AllAre(const double*, std::size_t, double);

}  // namespace sigmark
#endif  // HWY_ONCE
