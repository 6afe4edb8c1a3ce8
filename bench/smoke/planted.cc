// SPDX-License-Identifier: Apache-2.0
//
// Programs with a regression in them, for trials of the gate: SIGMARK_PLANT=slow:KERNEL makes one kernel, such as
// logistic/simd/exp_reduction/binary32/AVX2, a tenth slower, and SIGMARK_PLANT=lane:KERNEL moves its results for every
// eighth element of a call by one unit in the last place. Without the variable these are the programs of bin.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/frame/document.h"
#include "bench/worker/call.h"
#include "impls/core/bits.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

constexpr std::size_t kEvery = 10;         // of ten calls one is made twice
constexpr std::size_t kEveryChained = 16;  // the second call waits for more than the first one's time
constexpr std::size_t kLanes = 8, kLane = 3;

Kernel original;
Kernel planted;
volatile std::uint64_t opaque_zero = 0;

// Now and then one more call, which waits for the result before it, and the next one for it, so that it takes its time
// where calls are chained.
template <class F>
F PayOne(F x, F y, auto call) {
  thread_local std::size_t calls = 0;
  if (++calls % kEveryChained != 0) return y;
  const auto mask = static_cast<BitsOf<F>>(opaque_zero);
  const F again = FromBits<F>(static_cast<BitsOf<F>>(ToBits(x) | (ToBits(y) & mask)));
  return FromBits<F>(static_cast<BitsOf<F>>(ToBits(y) | (ToBits(call(again)) & mask)));
}

template <class F>
F SlowScalar(F x) {
  return PayOne(x, CallScalar<F>(original.scalar, x), [](F again) { return CallScalar<F>(original.scalar, again); });
}

template <class F>
void SlowArray(const void* x, void* y, std::size_t n) {
  if (n == 1) {
    const F input = *static_cast<const F*>(x);
    original.array(x, y, 1);
    F* result = static_cast<F*>(y);
    *result = PayOne(input, *result, [](F again) {
      F computed;
      original.array(&again, &computed, 1);
      return computed;
    });
    return;
  }
  thread_local std::vector<F> unused;
  thread_local std::size_t calls = 0;
  original.array(x, y, n);
  if (++calls % kEvery != 0) return;
  if (unused.size() < n) unused.resize(n);
  original.array(x, unused.data(), n);
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
  if (slow && planted.has_scalar) planted.scalar = ScalarFunction(SlowScalar<F>);
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
