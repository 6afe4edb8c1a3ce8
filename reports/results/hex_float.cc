// SPDX-License-Identifier: Apache-2.0
#include "reports/results/hex_float.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

#include "reports/results/results.h"

namespace sigmark::results {

std::string HexFloat(double value) {
  if (std::isnan(value)) return "nan";
  char text[40];
  std::snprintf(text, sizeof(text), "%a", value);
  return text;
}

double ParseFloat(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  double magnitude = 0;
  if (rest == "inf") {
    magnitude = std::numeric_limits<double>::infinity();
  } else if (rest == "nan" && !negative) {
    return std::numeric_limits<double>::quiet_NaN();
  } else if (rest != "0") {
    const bool well_formed = rest.size() > 2 && rest.starts_with("0x") && rest[2] != '-' &&
                             rest.find_first_not_of("0123456789abcdefxp.+-") == std::string_view::npos;
    const char* const end = rest.data() + rest.size();
    if (!well_formed) throw DataError(fmt::format("'{}' is not a hex float such as 0x1.8p+3", text));
    const auto [stop, error] = std::from_chars(rest.data() + 2, end, magnitude, std::chars_format::hex);
    if (error != std::errc() || stop != end) {
      throw DataError(fmt::format("'{}' is not a hex float of binary64's range such as 0x1.8p+3", text));
    }
  }
  return negative ? -magnitude : magnitude;
}

std::string HexInteger(Uint128 value) {
  std::string text;
  do {
    text.insert(text.begin(), "0123456789abcdef"[static_cast<unsigned>(value & 15u)]);
    value >>= 4;
  } while (value != 0);
  return text;
}

Uint128 ParseHexInteger(std::string_view text) {
  if (text.empty() || text.size() > 32 || text.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    throw DataError(fmt::format("'{}' is not an integer of at most 32 hex digits", text));
  }
  Uint128 value = 0;
  for (const char c : text) value = (value << 4) | static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  return value;
}

}  // namespace sigmark::results
