// SPDX-License-Identifier: Apache-2.0
//
// The logistic function in binary64, correctly rounded, in integers of as many words as it takes: what the fast phase
// of rounded_binary64-inl.h leaves undecided. No floating-point operation, hence no flags and no rounding mode. See
// rounded_binary64.md.
#ifndef SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY64_ACCURATE_H_
#define SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY64_ACCURATE_H_

#include <cstddef>

#include "impls/core/axes.h"

namespace sigmark::internal {

// The precision that decides nearly every input: an error below 2^-112, relative.
inline constexpr std::size_t kAccurateWords = 2;

// σ(x) rounded as told, for every x; a NaN is quieted and keeps its payload and sign. Starts with `words` ≥ 2 words of
// 64 bits and doubles them until the result is certain. Thread safe; allocates memory from 8 words on (never seen).
double RoundedBinary64Accurate(double x, Rounding rounding, std::size_t words = kAccurateWords);

// The same in the ambient rounding mode, found by additions that raise nothing but inexact.
double RoundedBinary64Ambient(double x);

// Raise an exception by an operation whose result nobody wants.
void RaiseInvalid();
void RaiseUnderflow();

}  // namespace sigmark::internal

#endif  // SIGMARK_IMPLS_SIGMARK_ROUNDED_BINARY64_ACCURATE_H_
