// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/fp_state.h"

#include <array>
#include <string_view>

namespace sigmark {
namespace {

constexpr std::array<std::string_view, 4> kModes =
#if defined(__aarch64__)
    {"nearest", "upward", "downward", "toward zero"};
#else
    {"nearest", "downward", "upward", "toward zero"};
#endif

// A field of the state: one bit that is on or off, or what its two bits say of the rounding mode.
struct ControlField {
  std::string_view name;
  int shift;
  std::uint64_t mask;
};

constexpr ControlField kFields[] = {
#if defined(__x86_64__)
    {"FTZ", 15, 1},
    {"DAZ", 6, 1},
    {"rounding mode", 13, 3},
    {"exception masks", 7, 0x3f},
    {"x87 rounding mode", 32 + 10, 3},
    {"x87 precision", 32 + 8, 3},
    {"x87 exception masks", 32, 0x3f},
    {"x87 stack", 48, 0xff},
#elif defined(__aarch64__)
    {"FZ", 24, 1}, {"FZ16", 19, 1}, {"rounding mode", 22, 3}, {"default NaN", 25, 1}, {"exception traps", 8, 0x9f},
#endif
};

}  // namespace

std::string DescribeFpChange(std::uint64_t before, std::uint64_t after) {
  std::string changes;
  for (const ControlField& field : kFields) {
    const std::uint64_t was = (before >> field.shift) & field.mask, is = (after >> field.shift) & field.mask;
    if (was == is) continue;
    if (!changes.empty()) changes += ", ";
    changes += field.name;
    if (field.name.ends_with("rounding mode")) {
      changes += ' ';
      changes += kModes[is];
    } else {
      changes += field.mask == 1 ? (is != 0 ? " on" : " off") : " changed";
    }
  }
  return changes.empty() && before != after ? "floating-point state changed" : changes;
}

}  // namespace sigmark
