// SPDX-License-Identifier: Apache-2.0
#include "impls/core/registry.h"

#include <algorithm>
#include <span>
#include <tuple>

// The linker defines both ends of a section whose name is a C identifier. Weak: the section is absent, and both are
// null, in a program that links no implementation.
extern "C" {
extern const sigmark::Registration* const __start_sigmark_registry __attribute__((weak));
extern const sigmark::Registration* const __stop_sigmark_registry __attribute__((weak));
}

namespace sigmark {
namespace {

using Implementations = std::vector<RegisteredImplementation>;

void Add(const Registration& registration, Implementations& all) {
  auto found = std::find_if(all.begin(), all.end(), [&](const RegisteredImplementation& known) {
    return known.implementation == registration.implementation;
  });
  if (found == all.end()) {
    all.push_back({registration.implementation, registration.file, registration.build_flags, {}});
    found = all.end() - 1;
  }
  for (const Kernel& kernel : std::span(registration.kernels, registration.kernel_count)) {
    found->kernels.push_back(&kernel);
  }
}

void Sort(Implementations& all) {
  for (RegisteredImplementation& one : all) {
    std::sort(one.kernels.begin(), one.kernels.end(), [](const Kernel* a, const Kernel* b) {
      return std::tuple(a->function, a->format, std::string_view(a->isa)) <
             std::tuple(b->function, b->format, std::string_view(b->isa));
    });
  }
  std::sort(all.begin(), all.end(), [](const RegisteredImplementation& a, const RegisteredImplementation& b) {
    return QualifiedId(*a.implementation) < QualifiedId(*b.implementation);
  });
}

Implementations Collect() {
  Implementations all;
  for (const Registration* const* entry = &__start_sigmark_registry; entry != &__stop_sigmark_registry; ++entry) {
    Add(**entry, all);
  }
  Sort(all);
  return all;
}

Implementations& Mutable() {
  static Implementations registry = Collect();
  return registry;
}

}  // namespace

const std::vector<RegisteredImplementation>& Registry() { return Mutable(); }

void AddToRegistry(const Registration& registration) {
  Add(registration, Mutable());
  Sort(Mutable());
}

std::string QualifiedId(const Implementation& implementation) {
  return std::string(implementation.family) + "/" + implementation.id;
}

const Kernel* FindKernel(std::string_view qualified_id, Function function, Format format, std::string_view isa) {
  for (const RegisteredImplementation& one : Registry()) {
    if (QualifiedId(*one.implementation) != qualified_id) continue;
    for (const Kernel* kernel : one.kernels) {
      if (kernel->function == function && kernel->format == format && kernel->isa == isa) return kernel;
    }
  }
  return nullptr;
}

}  // namespace sigmark
