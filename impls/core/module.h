// SPDX-License-Identifier: Apache-2.0
//
// Implementations in a module: a shared library that only the worker that measures it loads.
//
// What a third-party library, other flags or another compiler bring along (inline functions compiled for a newer CPU,
// threads, start-up code, another floating-point environment) then reaches nobody else, and a program starts without
// loading a single library that it does not measure.
//
// The file has a line `// module: LIBRARY ISA…` and is compiled several times. With SIGMARK_MODULE defined, once for
// each of these instruction sets and with its flags, it is the module: plain functions with C linkage, of which only
// these leave it:
//
//   void <function>_<format>(const T* x, T* y, std::size_t n)         such as logistic_binary32
//   T <function>_<format>_scalar(T x)                                 where users call a scalar form
//
// Without, it is a part of the programs, and registers what the module holds:
//
//   // module: sleef SSE4 AVX2 AVX3
//   #include "impls/core/module.h"
//   #ifdef SIGMARK_MODULE
//   extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) { … }
//   #else
//   … constexpr ModuleFunction kFunctions[] = {{Function::kLogistic, Format::kBinary32}};
//   SIGMARK_REGISTER_MODULE(kSleefExp, kFunctions);
//   #endif
//
// LIBRARY is one of impls/peers/libraries.cmake. Where it is not installed nothing is built, and the implementation is
// registered as unavailable. A module claims nothing: what others promise of their results is not ours to claim.
#ifndef SIGMARK_IMPLS_CORE_MODULE_H_
#define SIGMARK_IMPLS_CORE_MODULE_H_

#include <cstddef>

#ifndef SIGMARK_MODULE

#include <array>
#include <iterator>

#include "impls/core/implementation.h"
#include "impls/core/isa.h"

// Set by CMake from the `// module` line: the instruction sets, and what is missing where the library was not found.
#ifndef SIGMARK_MODULE_ISAS
#define SIGMARK_MODULE_ISAS ""
#endif
#ifndef SIGMARK_MODULE_UNAVAILABLE
#define SIGMARK_MODULE_UNAVAILABLE nullptr
#endif

namespace sigmark {

// For Implementation::unavailable: "needs libsleef-dev (scripts/setup --peers)", or null.
inline constexpr const char* kModuleUnavailable = SIGMARK_MODULE_UNAVAILABLE;

struct ModuleFunction {
  Function function;
  Format format;
};

namespace internal {

inline constexpr const char* kModuleIsas[] = {SIGMARK_MODULE_ISAS};

// Each function on each instruction set.
template <std::size_t kFunctions, std::size_t kIsas>
constexpr auto ModuleKernels(const Implementation& implementation, const ModuleFunction (&functions)[kFunctions],
                             const char* const (&isas)[kIsas]) {
  std::array<Kernel, kFunctions * kIsas> kernels{};
  std::size_t i = 0;
  for (const ModuleFunction& one : functions) {
    for (const char* isa : isas) {
      kernels[i++] = {&implementation, one.function, one.format, isa, {}, nullptr, false, ScalarFunction(), true};
    }
  }
  return kernels;
}

}  // namespace internal

#define SIGMARK_REGISTER_MODULE_AS_(implementation, functions, isas, file, flags)                      \
  constexpr auto kModuleKernels = ::sigmark::internal::ModuleKernels(implementation, functions, isas); \
  SIGMARK_REGISTRATION_(implementation, kModuleKernels.data(),                                         \
                        (implementation).unavailable != nullptr ? 0 : kModuleKernels.size(), file, flags)

// Once for each file with a module; `functions` is an array of ModuleFunction.
#define SIGMARK_REGISTER_MODULE(implementation, functions)                                           \
  static_assert((implementation).unavailable == ::sigmark::kModuleUnavailable);                      \
  SIGMARK_REGISTER_MODULE_AS_(implementation, functions, ::sigmark::internal::kModuleIsas, __FILE__, \
                              SIGMARK_BUILD_FLAGS)

}  // namespace sigmark

#endif  // SIGMARK_MODULE

#endif  // SIGMARK_IMPLS_CORE_MODULE_H_
