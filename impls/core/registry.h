// SPDX-License-Identifier: Apache-2.0
//
// All implementations that the linker collected, and those that a program was given when it started (plugins): there is
// no list to maintain.
#ifndef SIGMARK_IMPLS_CORE_REGISTRY_H_
#define SIGMARK_IMPLS_CORE_REGISTRY_H_

#include <string>
#include <string_view>
#include <vector>

#include "impls/core/implementation.h"

namespace sigmark {

struct RegisteredImplementation {
  const Implementation* implementation;
  std::string file;
  std::string build_flags;
  std::vector<const Kernel*> kernels;  // by function, format, isa
};

// Every registered implementation, ordered by family and id, the kernels of a Highway file's targets joined.
// Computed by the first call; safe from any thread once nothing is added any more.
const std::vector<RegisteredImplementation>& Registry();

// Adds one at run time. What it refers to must outlive the program. Not thread safe: before anything is measured.
void AddToRegistry(const Registration& registration);

// "family/id".
std::string QualifiedId(const Implementation& implementation);

// The kernel of "family/id" for these axes, or null.
const Kernel* FindKernel(std::string_view qualified_id, Function function, Format format, std::string_view isa);

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_REGISTRY_H_
