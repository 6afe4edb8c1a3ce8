// SPDX-License-Identifier: Apache-2.0
#include "impls/sigmark/dispatch.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "hwy/highway.h"

namespace sigmark::internal {
namespace {

std::size_t BestOrNamedTarget() {
  std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  const char* isa = std::getenv("SIGMARK_ISA");
  if (isa != nullptr && *isa != '\0') {
    // A target's bit is below those of the targets that it is better than.
    std::int64_t named = 0;
    for (std::int64_t rest = targets; rest != 0 && named == 0; rest &= rest - 1) {
      const std::int64_t target = rest & -rest;
      if (std::strcmp(isa, hwy::TargetName(target)) == 0) named = target;
    }
    if (named != 0) {
      targets &= ~(named - 1);
    } else {
      std::fprintf(stderr, "sigmark: SIGMARK_ISA=%s is not among the targets of this CPU:", isa);
      for (std::int64_t rest = targets; rest != 0; rest &= rest - 1) {
        std::fprintf(stderr, " %s", hwy::TargetName(rest & -rest));
      }
      std::fprintf(stderr, "; it is ignored\n");
    }
  }
  hwy::ChosenTarget chosen;
  chosen.Update(targets);
  return chosen.GetIndex();
}

}  // namespace

std::size_t ChooseTarget() {
  static const std::size_t index = BestOrNamedTarget();
  return index;
}

}  // namespace sigmark::internal
