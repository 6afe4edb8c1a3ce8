// SPDX-License-Identifier: Apache-2.0
//
// Kernels that misbehave, each in one way. Linked into a bench program of the tests only, which must name each for what
// it does and finish the others.
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"

namespace sigmark {
namespace {

float Good(float x) { return 1.0f / (1.0f + std::exp(-x)); }

// What each does at one input, x = 2, which every sweep of the nontrivial inputs meets.
float Segfaults(float x) {
  volatile int* volatile nowhere = nullptr;
  if (x == 2.0f) *nowhere = 1;
  return Good(x);
}
float Aborts(float x) {
  if (x == 2.0f) std::abort();
  return Good(x);
}
float Throws(float x) {
  if (x == 2.0f) throw std::domain_error("two\nand where it came from");
  return Good(x);
}
float Exits(float x) {
  if (x == 2.0f) std::exit(0);
  return Good(x);
}
float Hangs(float x) {
  while (x == 2.0f) pause();
  return Good(x);
}
// One element beyond the end, which is where the guard page begins.
void Overruns(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i <= n; ++i) y[i] = Good(x[i]);
}

constexpr Implementation Faulty(const char* id) {
  return {.id = id, .family = "faulty", .summary = "misbehaves on purpose", .source = "this test"};
}

#define SIGMARK_FAULTY(name, kernel)                                                          \
  namespace name {                                                                            \
  constexpr Implementation kImplementation = Faulty(#name);                                   \
  constexpr Kernel kKernels[] = {kernel(kImplementation, Function::kLogistic, kLibmIsa, {})}; \
  SIGMARK_REGISTER(kImplementation, kKernels);                                                \
  }

SIGMARK_FAULTY(segfaults, ScalarKernel<Segfaults>)
SIGMARK_FAULTY(aborts, ScalarKernel<Aborts>)
SIGMARK_FAULTY(throws, ScalarKernel<Throws>)
SIGMARK_FAULTY(exits, ScalarKernel<Exits>)
SIGMARK_FAULTY(hangs, ScalarKernel<Hangs>)
SIGMARK_FAULTY(overruns, ArrayKernel<Overruns>)

// A claim that is too good, and one that is too loose, in a format that is always swept whole.
bfloat16 Naive16(bfloat16 x) { return ThroughBinary32<Good>(x); }
namespace too_good {
constexpr Implementation kImplementation = Faulty("too_good");
constexpr Kernel kKernels[] = {ScalarKernel<Naive16>(kImplementation, Function::kLogistic, kLibmIsa, {.max_ulp = 20})};
SIGMARK_REGISTER(kImplementation, kKernels);
}  // namespace too_good
namespace too_loose {
constexpr Implementation kImplementation = Faulty("too_loose");
constexpr Kernel kKernels[] = {ScalarKernel<Naive16>(kImplementation, Function::kLogistic, kLibmIsa, {.max_ulp = 60})};
SIGMARK_REGISTER(kImplementation, kKernels);
}  // namespace too_loose

}  // namespace
}  // namespace sigmark
