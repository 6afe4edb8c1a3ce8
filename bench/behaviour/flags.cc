// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/flags.h"

namespace sigmark {

std::string FlagNames(int flags) {
  std::string names;
  for (const auto& [flag, name] :
       {std::pair(FE_INVALID, "invalid"), std::pair(FE_DIVBYZERO, "divbyzero"), std::pair(FE_OVERFLOW, "overflow"),
        std::pair(FE_UNDERFLOW, "underflow"), std::pair(FE_INEXACT, "inexact")}) {
    if ((flags & flag) == 0) continue;
    if (!names.empty()) names += " and ";
    names += name;
  }
  return names;
}

}  // namespace sigmark
