// SPDX-License-Identifier: Apache-2.0
//
// Kernels whose code is in a shared library, a plugin's or a module's, are loaded by the workers that call them.
#ifndef SIGMARK_BENCH_WORKER_LOAD_H_
#define SIGMARK_BENCH_WORKER_LOAD_H_

#include <string>

#include "impls/core/implementation.h"

namespace sigmark {

// Whether it can only be called after LoadKernel.
bool NeedsLoading(const Kernel& kernel);

struct LoadedKernel {
  const Kernel* kernel;  // to be called; for as long as the program runs
  std::string state;     // what loading did to the floating-point state, in words; empty if nothing
};

// Loads what the kernel needs, if it needs anything and has not been loaded before, and puts the floating-point state
// back. Throws LoadError. Not thread safe.
LoadedKernel LoadKernel(const Kernel& kernel);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_LOAD_H_
