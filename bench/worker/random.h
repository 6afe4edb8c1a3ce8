// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_RANDOM_H_
#define SIGMARK_BENCH_WORKER_RANDOM_H_

#include <cstdint>

namespace sigmark {

// A 64-bit hash of (seed, counter): random access, so that what is sampled does not depend on who samples it, or in
// which order. SplitMix64's finaliser (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014).
constexpr std::uint64_t Mix(std::uint64_t seed, std::uint64_t counter) {
  std::uint64_t z = seed * 0xd1342543de82ef95u + counter * 0x9e3779b97f4a7c15u + 0x632be59bd9b4e019u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_RANDOM_H_
