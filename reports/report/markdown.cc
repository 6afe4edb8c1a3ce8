// SPDX-License-Identifier: Apache-2.0
#include "reports/report/markdown.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <cstdlib>

#include "reports/results/hex_float.h"

namespace sigmark::report {
namespace {

// Whether a character starts here that moves what is around it: one that sets the direction of writing, so that text
// reads as what it is not (U+061C, U+200E and F, U+202A to E, U+2066 to F), or ends a line (U+0085, U+2028 and 9).
// Its bytes, else 0.
std::size_t MovesText(std::string_view text) {
  const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : 0); };
  if ((byte(0) == 0xd8 && byte(1) == 0x9c) || (byte(0) == 0xc2 && byte(1) == 0x85)) return 2;
  if (byte(0) != 0xe2) return 0;
  const unsigned char last = byte(2);
  const bool general = byte(1) == 0x80 && (last == 0x8e || last == 0x8f || (last >= 0xa8 && last <= 0xae));
  return general || (byte(1) == 0x81 && last >= 0xa6 && last <= 0xaf) ? 3 : 0;
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto alphanumeric = [&text](std::size_t at) {
      return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
    };
    if (const std::size_t bytes = MovesText(text.substr(i)); bytes > 0) {
      escaped += "\xef\xbf\xbd";  // to be seen
      i += bytes - 1;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      escaped += ' ';
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else if (std::string_view("\\|`*[]#~$").find(c) != std::string_view::npos ||
               (c == '_' && !(i > 0 && alphanumeric(i - 1) && alphanumeric(i + 1)))) {
      escaped += '\\';
      escaped += c;
    } else {
      escaped += c;
    }
  }
  return escaped;
}

Table::Table(const std::vector<std::string>& headings) : columns_(headings.size()) {
  std::string rule;
  for (const std::string& heading : headings) {
    const bool right = heading.starts_with('>');
    text_ += fmt::format("| {} ", right ? heading.substr(1) : heading);
    rule += right ? "| ---: " : "| --- ";
  }
  text_ += "|\n" + rule + "|\n";
}

void Table::Add(const std::vector<std::string>& cells) {
  assert(cells.size() == columns_);
  for (const std::string& cell : cells) text_ += fmt::format("| {}{}", cell, cell.empty() ? "" : " ");
  text_ += "|\n";
  ++rows_;
}

std::string Bound(double value) {
  // Four significant digits, or three where an exponent is written: to nearest, and one step up if that is below.
  const bool scientific = value != 0 && (value >= 1e5 || value < 1e-3);
  const int digits = scientific ? 3 : 4;
  const auto print = [&](double x) {
    return scientific ? fmt::format("{:.2e}", x) : fmt::format("{:.{}g}", x, digits);
  };
  std::string text = print(value);
  if (std::strtod(text.c_str(), nullptr) < value) {
    const double step = std::pow(10, std::floor(std::log10(value)) - (digits - 1));
    text = print(std::strtod(text.c_str(), nullptr) + step);
  }
  return text;
}

std::string Number(double value, int digits) {
  if (value != 0 && (std::fabs(value) >= 1e5 || std::fabs(value) < 1e-3))
    return fmt::format("{:.{}e}", value, digits - 1);
  if (value >= std::pow(10, digits)) return fmt::format("{:.0f}", value);
  return fmt::format("{:.{}g}", value, digits);
}

std::string Count(unsigned long long value) {
  std::string text = fmt::format("{}", value);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

std::string Share(unsigned long long part, unsigned long long whole) {
  if (part == 0) return "0";
  if (part >= whole) return "100 %";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{} %", Number(std::min(percent, 99.9)));
}

std::string Bytes(unsigned long long bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  const char* unit = "KiB";
  double value = static_cast<double>(bytes) / 1024;
  for (const char* next : {"MiB", "GiB"}) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return fmt::format("{:.4g} {}", value, unit);
}

std::string InputText(const std::string& hex) {
  const double value = results::ParseFloat(hex);
  return fmt::format("{} ({}{:.6g})", hex, std::signbit(value) ? "−" : "", std::fabs(value));
}

std::string InputCell(const std::string& hex) {
  const std::string text = InputText(hex);
  return fmt::format("`{}`{}", hex, text.substr(hex.size()));
}

}  // namespace sigmark::report
