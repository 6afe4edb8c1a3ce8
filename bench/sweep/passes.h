// SPDX-License-Identifier: Apache-2.0
//
// What both sweeps do to every run of inputs and results besides calling the kernel: plain loops, those of binary32 and
// binary64 compiled for the instruction set that the CPU has. Much of what a sweep of a fast kernel costs is here. All
// of them take any n.
#ifndef SIGMARK_BENCH_SWEEP_PASSES_H_
#define SIGMARK_BENCH_SWEEP_PASSES_H_

#include <cstddef>
#include <cstdint>

#include "impls/core/bits.h"

namespace sigmark {

// x[i] is the number with ordinal first + i.
template <class F>
void FillOrdinals(std::uint64_t first, F* x, std::size_t n);

// All n numbers get these bits.
template <class F>
void FillBits(F* x, std::size_t n, BitsOf<F> bits);

// mirror[i] = −|x[i]|.
template <class F>
void FillMirrored(const F* x, F* mirror, std::size_t n);

// to[i] = from[n − 1 − i]. The arrays do not overlap.
template <class F>
void FillReversed(const F* from, F* to, std::size_t n);

// Whether any of n numbers has these bits, or is NaN.
template <class F>
bool AnyHasBits(const F* x, std::size_t n, BitsOf<F> bits);
template <class F>
bool AnyIsNan(const F* x, std::size_t n);

// Of binary32 and binary64 only: whether all results are in [lo, hi], and none is smaller (falling: larger) than the
// one before. False with any NaN.
template <class F>
bool AllWithinInOrder(const F* y, std::size_t n, F lo, F hi, bool falling);

// The same: whether all are `value`.
template <class F>
bool AllAre(const F* y, std::size_t n, F value);

// Whether ½ ≤ y ≤ 1 and |y + mirror − 1| ≤ bound, for all. The sum is in double and exact enough: y − 1 is exact there,
// and what is rounded is a 2^-53rd of it, while the bound is a number of binary32.
bool AllComplements(const float* y, const float* mirror, std::size_t n, double bound);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_PASSES_H_
