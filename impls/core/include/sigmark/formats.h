// SPDX-License-Identifier: Apache-2.0
//
// The 16-bit formats as C++ types: strong types over their bits, without arithmetic.
#ifndef SIGMARK_FORMATS_H_
#define SIGMARK_FORMATS_H_

#include <cstdint>

namespace sigmark {

// IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction.
struct binary16 {
  std::uint16_t bits;
  friend constexpr bool operator==(binary16, binary16) = default;  // of bits: NaN equals itself, +0 differs from −0
};

// The upper half of binary32: 1 bit of sign, 8 of exponent, 7 of fraction.
struct bfloat16 {
  std::uint16_t bits;
  friend constexpr bool operator==(bfloat16, bfloat16) = default;
};

}  // namespace sigmark

#endif  // SIGMARK_FORMATS_H_
