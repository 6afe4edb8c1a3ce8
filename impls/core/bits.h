// SPDX-License-Identifier: Apache-2.0
//
// Bits of the formats, and the ordinal line on which inputs are swept.
#ifndef SIGMARK_IMPLS_CORE_BITS_H_
#define SIGMARK_IMPLS_CORE_BITS_H_

#include <bit>
#include <cstdint>
#include <type_traits>

#include "impls/core/format.h"

namespace sigmark {

template <class F>
constexpr BitsOf<F> ToBits(F x) {
  return std::bit_cast<BitsOf<F>>(x);
}
template <class F>
constexpr F FromBits(BitsOf<F> bits) {
  return std::bit_cast<F>(bits);
}

template <class F>
inline constexpr int kWidth = 8 * static_cast<int>(sizeof(BitsOf<F>));
template <class F>
inline constexpr BitsOf<F> kSignBit = static_cast<BitsOf<F>>(BitsOf<F>{1} << (kWidth<F> - 1));
template <class F>
inline constexpr BitsOf<F> kFractionMask = static_cast<BitsOf<F>>((BitsOf<F>{1} << (FormatTraits<F>::kPrecision - 1)) -
                                                                  1);
// The bits of +infinity; a magnitude above them is NaN.
template <class F>
inline constexpr BitsOf<F> kInfinityBits = static_cast<BitsOf<F>>(~(kSignBit<F> | kFractionMask<F>));
template <class F>
inline constexpr BitsOf<F> kQuietNanBits = static_cast<BitsOf<F>>(kInfinityBits<F> |
                                                                  (BitsOf<F>{1} << (FormatTraits<F>::kPrecision - 2)));

template <class F>
constexpr BitsOf<F> Magnitude(BitsOf<F> bits) {
  return static_cast<BitsOf<F>>(bits & ~kSignBit<F>);
}
template <class F>
constexpr bool IsNan(F x) {
  return Magnitude<F>(ToBits(x)) > kInfinityBits<F>;
}
template <class F>
constexpr bool IsFinite(F x) {
  return Magnitude<F>(ToBits(x)) < kInfinityBits<F>;
}

// Ordinal: the integer that is ordered as the numbers are, −inf … −0 +0 … +inf, with NaN beyond both ends. Ordinal 0
// is the pattern with all bits set (a negative NaN); −0 is kSignBit − 1 and +0 is kSignBit. A bijection on patterns.
template <class F>
constexpr BitsOf<F> ToOrdinal(BitsOf<F> bits) {
  return static_cast<BitsOf<F>>((bits & kSignBit<F>) != 0 ? ~bits : bits | kSignBit<F>);
}
template <class F>
constexpr BitsOf<F> FromOrdinal(BitsOf<F> ordinal) {
  return static_cast<BitsOf<F>>((ordinal & kSignBit<F>) != 0 ? ordinal & ~kSignBit<F> : ~ordinal);
}

// Exact for every format. binary16 and bfloat16 go through binary32.
inline constexpr double ToDouble(double x) { return x; }
inline constexpr double ToDouble(float x) { return static_cast<double>(x); }
inline constexpr double ToDouble(bfloat16 x) { return static_cast<double>(ToFloat(x)); }
inline constexpr double ToDouble(binary16 x) { return static_cast<double>(ToFloat(x)); }

// A number of the format next to x: rounded once, or, for the 16-bit formats, once more after binary32, so that it can
// be the second nearest. For choosing inputs, not for results.
template <class F>
constexpr F FromDouble(double x) {
  if constexpr (std::is_same_v<F, binary16>) {
    return ToBinary16(static_cast<float>(x));
  } else if constexpr (std::is_same_v<F, bfloat16>) {
    return ToBfloat16(static_cast<float>(x));
  } else {
    return static_cast<F>(x);
  }
}

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_BITS_H_
