// SPDX-License-Identifier: Apache-2.0
//
// Which of Highway's targets the library runs: the best of this CPU, or the one that the environment variable
// SIGMARK_ISA names, for tests. The choice is the library's own, so that neither disturbs other users of Highway in the
// process.
#ifndef SIGMARK_IMPLS_SIGMARK_DISPATCH_H_
#define SIGMARK_IMPLS_SIGMARK_DISPATCH_H_

#include <atomic>
#include <cstddef>
#include <iterator>

namespace sigmark::internal {

// Where the target stands in the tables of HWY_EXPORT; found once, whichever thread comes first.
std::size_t ChooseTarget();

// The function of such a table for this CPU, looked up when it is first called: later calls are one jump.
template <const auto& kTable, class F = decltype(+kTable[0])>
struct Dispatched;
template <const auto& kTable, class Result, class... Arguments>
struct Dispatched<kTable, Result (*)(Arguments...)> {
  static Result Choose(Arguments... arguments) {
    // A compiler told to compile for one target only makes a table of one entry.
    const auto chosen = kTable[std::size(kTable) == 1 ? 0 : ChooseTarget()];
    function.store(chosen, std::memory_order_relaxed);
    return chosen(arguments...);
  }
  static inline std::atomic<Result (*)(Arguments...)> function{&Choose};
};

}  // namespace sigmark::internal

// The function for this CPU, after HWY_EXPORT(FUNCTION).
#define SIGMARK_DISPATCH(FUNCTION) \
  ::sigmark::internal::Dispatched<HWY_DISPATCH_TABLE(FUNCTION)>::function.load(std::memory_order_relaxed)

#endif  // SIGMARK_IMPLS_SIGMARK_DISPATCH_H_
