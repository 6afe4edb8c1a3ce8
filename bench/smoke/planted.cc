// SPDX-License-Identifier: Apache-2.0
//
// Programs with a regression in them, for trials of the gate: SIGMARK_PLANT=slow:KERNEL makes one kernel, such as
// logistic/simd/exp_reduction/binary32/AVX2, a tenth slower on arrays (not its latency, of which nobody can take away
// or add a tenth from outside), and SIGMARK_PLANT=lane:KERNEL moves its results for every eighth element of a call by
// one unit in the last place. Without the variable these are the programs of bin.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/frame/document.h"
#include "impls/core/bits.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

constexpr std::size_t kTenth = 10;  // for ten elements one more is computed
constexpr std::size_t kLanes = 8, kLane = 3;

Kernel original;
Kernel planted;

template <class F>
void SlowArray(const void* x, void* y, std::size_t n) {
  // In every call, for the gate takes medians; whole vectors of any width, so that no remainder costs extra.
  thread_local std::vector<F> unused;
  const std::size_t tenth = n / kTenth, more = tenth < 64 ? tenth : tenth / 64 * 64;
  if (unused.size() < more) unused.resize(more);
  original.array(x, y, n);
  if (more > 0) original.array(x, unused.data(), more);
}

template <class F>
void WrongLane(const void* x, void* y, std::size_t n) {
  original.array(x, y, n);
  F* results = static_cast<F*>(y);
  for (std::size_t i = kLane; i < n; i += kLanes) {
    if (ToBits(results[i]) != 0) results[i] = FromBits<F>(static_cast<BitsOf<F>>(ToBits(results[i]) - 1));
  }
}

template <class F>
void Plant(bool slow) {
  planted = original;
  planted.array = slow ? SlowArray<F> : WrongLane<F>;
  if (!slow) planted.has_scalar = false;
}

[[noreturn]] void Fail(const std::string& plant) {
  std::fprintf(stderr, "SIGMARK_PLANT=%s: not slow: or lane: and a kernel\n", plant.c_str());
  std::exit(2);
}

// Before main, in workers too: they are executed from the same file with the same environment.
[[maybe_unused]] const bool done = [] {
  const char* variable = std::getenv("SIGMARK_PLANT");
  if (variable == nullptr || *variable == '\0') return false;
  const std::string plant = variable;
  const bool slow = plant.starts_with("slow:");
  if (!slow && !plant.starts_with("lane:")) Fail(plant);
  for (const RegisteredImplementation& one : Registry()) {
    for (const Kernel* const& kernel : one.kernels) {
      if (KernelName(*kernel) != plant.substr(5)) continue;
      original = *kernel;
      VisitFormat(kernel->format, [slow]<class F>() { Plant<F>(slow); });
      const_cast<const Kernel*&>(kernel) = &planted;  // the registry is nobody's but this program's
      return true;
    }
  }
  Fail(plant);
}();

}  // namespace
}  // namespace sigmark
