// SPDX-License-Identifier: Apache-2.0
//
// Which of Highway's targets the library runs: the best of this CPU, or the one that the environment variable
// SIGMARK_ISA names, for tests. The choice is the library's own, so that neither disturbs other users of Highway in the
// process.
#ifndef SIGMARK_IMPLS_SIGMARK_DISPATCH_H_
#define SIGMARK_IMPLS_SIGMARK_DISPATCH_H_

#include <atomic>
#include <cstddef>

namespace sigmark::internal {

// Where the target stands in the tables of HWY_EXPORT; 0 before the first call.
extern std::atomic<std::size_t> target_index;
std::size_t ChooseTarget();

inline std::size_t TargetIndex() {
  const std::size_t index = target_index.load(std::memory_order_relaxed);
  return index != 0 ? index : ChooseTarget();
}

// A compiler told to compile for one target only makes a table of one entry.
template <class F, std::size_t kSize>
inline F Choose(F const (&table)[kSize]) {
  if constexpr (kSize == 1) {
    return table[0];
  } else {
    return table[TargetIndex()];
  }
}

}  // namespace sigmark::internal

// The function for this CPU, after HWY_EXPORT(FUNCTION).
#define SIGMARK_DISPATCH(FUNCTION) ::sigmark::internal::Choose(HWY_DISPATCH_TABLE(FUNCTION))

#endif  // SIGMARK_IMPLS_SIGMARK_DISPATCH_H_
