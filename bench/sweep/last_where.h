// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_SWEEP_LAST_WHERE_H_
#define SIGMARK_BENCH_SWEEP_LAST_WHERE_H_

#include <optional>

#include "impls/core/bits.h"

namespace sigmark {

// The largest magnitude bits in [0, infinity) for which `holds` is true, given that it is true up to some point and
// false from there on; nothing if it is false at 0.
template <class F, class Predicate>
std::optional<BitsOf<F>> LastWhere(const Predicate& holds) {
  BitsOf<F> good = 0;
  BitsOf<F> bad = kInfinityBits<F>;
  if (!holds(good)) return std::nullopt;
  while (bad - good > 1) {
    const auto middle = static_cast<BitsOf<F>>(good + (bad - good) / 2);
    (holds(middle) ? good : bad) = middle;
  }
  return good;
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_LAST_WHERE_H_
