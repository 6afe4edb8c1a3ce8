// SPDX-License-Identifier: Apache-2.0
//
// Tables of eight entries of 32 bits, each twice: as many as the widest register that looks them up in one instruction
// holds.
#ifndef SIGMARK_IMPLS_SIGMARK_TABLE8_H_
#define SIGMARK_IMPLS_SIGMARK_TABLE8_H_

#include <bit>
#include <cstddef>
#include <cstdint>

namespace sigmark {

struct Table8 {
  alignas(64) std::uint32_t entries[16];
};

constexpr Table8 MakeTable(const float (&values)[8]) {
  Table8 table{};
  for (std::size_t i = 0; i < 16; ++i) table.entries[i] = std::bit_cast<std::uint32_t>(values[i % 8]);
  return table;
}

// For ScaledPower: what is added to kExponent + n in the place of the exponent, and j at the top of the fraction, to
// make the bits of 2^n values[j] 2^(kExponent - 127).
template <unsigned kExponent>
constexpr Table8 MakePowerTable(const float (&values)[8]) {
  const float scale = std::bit_cast<float>(kExponent << 23);
  Table8 table{};
  for (std::size_t i = 0; i < 16; ++i) {
    const auto j = static_cast<std::uint32_t>(i % 8);
    table.entries[i] = std::bit_cast<std::uint32_t>(values[j] * scale) - ((kExponent << 23) + (j << 20));
  }
  return table;
}

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_SIGMARK_TABLE8_H_
