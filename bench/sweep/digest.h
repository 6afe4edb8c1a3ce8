// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_SWEEP_DIGEST_H_
#define SIGMARK_BENCH_SWEEP_DIGEST_H_

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bench/sweep/passes.h"
#include "impls/core/bits.h"

namespace sigmark {

// The digest of a block's results, of which a row's fingerprint is made: XXH3 (64 bits, seed 0) of the bits of the
// results at the inputs of the block's segments in the plan's order, hard inputs included and the local search's not.
// How the results are cut into calls of Add does not matter.
class ResultDigest {
 public:
  ResultDigest() { Reset(); }

  void Reset() { XXH3_64bits_reset(&state_); }

  // NaN is made canonical: which NaN comes out is not part of a result's identity.
  template <class F>
  void Add(std::span<const F> y) {
    if (!AnyIsNan(y.data(), y.size())) {
      XXH3_64bits_update(&state_, y.data(), y.size_bytes());
      return;
    }
    std::vector<F> canonical(y.begin(), y.end());
    for (F& value : canonical) {
      if (IsNan(value)) value = FromBits<F>(kQuietNanBits<F>);
    }
    XXH3_64bits_update(&state_, canonical.data(), canonical.size() * sizeof(F));
  }

  // 16 hex digits.
  std::string Hex() const { return fmt::format("{:016x}", static_cast<std::uint64_t>(XXH3_64bits_digest(&state_))); }

 private:
  XXH3_state_t state_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_SWEEP_DIGEST_H_
