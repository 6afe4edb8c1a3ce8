// SPDX-License-Identifier: Apache-2.0
//
// The four formats as C++ types. For binary16 and bfloat16 there is exact widening and correctly rounded (nearest, ties
// to even) narrowing, done in integers so that neither the rounding mode nor FTZ/DAZ can change them.
#ifndef SIGMARK_IMPLS_CORE_FORMAT_H_
#define SIGMARK_IMPLS_CORE_FORMAT_H_

#include <bit>
#include <cstdint>

#include "impls/core/axes.h"
#include "impls/core/include/sigmark/formats.h"

namespace sigmark {

// Traits of a format F: `precision` p counts the leading bit; `min_exponent` is that of the smallest normal number
// 2^min_exponent, `max_exponent` that of the largest finite one, so ulp = 2^(max(e, min_exponent) − p + 1).
template <class F>
struct FormatTraits;

template <>
struct FormatTraits<binary16> {
  using Bits = std::uint16_t;
  static constexpr Format kFormat = Format::kBinary16;
  static constexpr int kPrecision = 11, kMinExponent = -14, kMaxExponent = 15;
};
template <>
struct FormatTraits<bfloat16> {
  using Bits = std::uint16_t;
  static constexpr Format kFormat = Format::kBfloat16;
  static constexpr int kPrecision = 8, kMinExponent = -126, kMaxExponent = 127;
};
template <>
struct FormatTraits<float> {
  using Bits = std::uint32_t;
  static constexpr Format kFormat = Format::kBinary32;
  static constexpr int kPrecision = 24, kMinExponent = -126, kMaxExponent = 127;
};
template <>
struct FormatTraits<double> {
  using Bits = std::uint64_t;
  static constexpr Format kFormat = Format::kBinary64;
  static constexpr int kPrecision = 53, kMinExponent = -1022, kMaxExponent = 1023;
};

template <class F>
using BitsOf = typename FormatTraits<F>::Bits;

// Calls visitor.template operator()<T>() with the C++ type of `format`, and returns what it returns.
template <class Visitor>
constexpr decltype(auto) VisitFormat(Format format, Visitor&& visitor) {
  switch (format) {
    case Format::kBinary16:
      return visitor.template operator()<binary16>();
    case Format::kBfloat16:
      return visitor.template operator()<bfloat16>();
    case Format::kBinary32:
      return visitor.template operator()<float>();
    case Format::kBinary64:
      break;
  }
  return visitor.template operator()<double>();
}

// Exact.
constexpr float ToFloat(bfloat16 x) { return std::bit_cast<float>(static_cast<std::uint32_t>(x.bits) << 16); }

// Nearest, ties to even; NaN keeps sign and leading payload and becomes quiet.
constexpr bfloat16 ToBfloat16(float x) {
  const std::uint32_t b = std::bit_cast<std::uint32_t>(x);
  if ((b & 0x7fffffffu) > 0x7f800000u) return {static_cast<std::uint16_t>((b >> 16) | 0x0040u)};
  // Adding 0x7fff + (lowest kept bit) carries into the kept half exactly when the rest is above half an ulp, or is
  // half an ulp and the kept part is odd. The carry out of the significand is the right exponent, up to infinity.
  return {static_cast<std::uint16_t>((b + 0x7fffu + ((b >> 16) & 1u)) >> 16)};
}

// Exact.
constexpr float ToFloat(binary16 x) {
  const std::uint32_t sign = static_cast<std::uint32_t>(x.bits & 0x8000u) << 16;
  const std::uint32_t exponent = (x.bits >> 10) & 0x1fu;
  const std::uint32_t fraction = x.bits & 0x3ffu;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (fraction << 13));
  if (exponent != 0) return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
  // Subnormal: fraction · 2^-24; the integer converts exactly and the power of two scales exactly.
  const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
}

// Nearest, ties to even; NaN keeps sign and leading payload and becomes quiet.
constexpr binary16 ToBinary16(float x) {
  const std::uint32_t b = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = (b >> 16) & 0x8000u;
  const std::uint32_t magnitude = b & 0x7fffffffu;
  if (magnitude > 0x7f800000u) {
    return {static_cast<std::uint16_t>(sign | 0x7e00u | ((magnitude >> 13) & 0x1ffu))};
  }
  if (magnitude >= 0x477ff000u) return {static_cast<std::uint16_t>(sign | 0x7c00u)};  // ≥ 65520 rounds to infinity
  std::uint32_t value = 0;                                                            // the kept bits
  std::uint32_t rest = 0;          // the bits dropped, as a fraction of 2^32
  if (magnitude >= 0x38800000u) {  // ≥ 2^-14: normal in binary16
    value = (magnitude - 0x38000000u) >> 13;
    rest = magnitude << 19;
  } else if (magnitude >= 0x33000000u) {  // ≥ 2^-25: rounds to a subnormal, to zero or to 2^-14
    const std::uint32_t significand = (magnitude & 0x7fffffu) | 0x800000u;
    const std::uint32_t shift = 126 - (magnitude >> 23);  // 14 … 24
    value = significand >> shift;
    rest = significand << (32 - shift);
  }
  const bool up = rest > 0x80000000u || (rest == 0x80000000u && (value & 1u) != 0);
  return {static_cast<std::uint16_t>(sign | (value + (up ? 1u : 0u)))};
}

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_FORMAT_H_
