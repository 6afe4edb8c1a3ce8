// SPDX-License-Identifier: Apache-2.0
//
// What an implementation says of itself, and how it registers.
//
// One implementation is one .cc file: an `Implementation` (who it is), an array of `Kernel`s (what can be called), and
// SIGMARK_REGISTER. All of it is constant data that the linker collects into one section, so that nothing of the file
// is executed before the CPU has been checked for the instructions that the file's flags allow the compiler to use, and
// so that a file with flags of its own emits no inline function of the standard library for others to link with.
//
//   namespace sigmark {
//   namespace {
//   template <class T> T Naive(T x) { return 1 / (1 + std::exp(-x)); }
//   constexpr Implementation kNaive = {.id = "naive", .family = "textbook", …};
//   constexpr Kernel kKernels[] = {
//       ScalarKernel<Naive<float>>(kNaive, Function::kLogistic, kLibmIsa, {.max_ulp = 2.2e6}),
//   };
//   SIGMARK_REGISTER(kNaive, kKernels);
//   }  // namespace
//   }  // namespace sigmark
#ifndef SIGMARK_IMPLS_CORE_IMPLEMENTATION_H_
#define SIGMARK_IMPLS_CORE_IMPLEMENTATION_H_

#include <cstddef>
#include <cstdint>

#include "impls/core/axes.h"
#include "impls/core/format.h"

namespace sigmark {

// A set of checks, and a set of rounding modes, as bits.
template <class... Enumerators>
constexpr std::uint32_t SetOf(Enumerators... enumerators) {
  return (0u | ... | (1u << static_cast<unsigned>(enumerators)));
}
template <class Enumerator>
constexpr bool Contains(std::uint32_t set, Enumerator e) {
  return ((set >> static_cast<unsigned>(e)) & 1u) != 0;
}

// What a kernel keeps whose results depend each on its own input alone, wherever it stands and whoever calls.
inline constexpr std::uint32_t kElementwiseChecks =
    SetOf(Check::kPositionIndependent, Check::kNeighbourIndependent, Check::kLength1To64, Check::kUnaligned,
          Check::kInPlace, Check::kThreadSafe);

// What the file promises of one kernel, over all finite inputs, in each rounding mode of `roundings`. Zero promises
// nothing of that kind. Measured worse than claimed is a failure; so is a max_ulp (or, where there is none, a max_abs)
// above 1.25 × what a sweep of the whole domain finds, on the platform where the file measured it.
struct Claim {
  double max_ulp = 0;
  double max_abs = 0;
  bool correctly_rounded = false;  // the exact result rounded as the mode says, in each of `roundings`
  std::uint32_t checks = 0;        // SetOf(Check::kRange, …): these hold
  std::uint32_t roundings = SetOf(Rounding::kNearest);
  const char* platform = "any";  // what the figure depends on, such as "glibc 2.36, x86-64 with FMA"
};

// A library beyond the C library, for whoever ships an implementation that needs it.
struct Dependency {
  const char* name;        // "Boost.Math"
  const char* license;     // SPDX identifier
  const char* cmake;       // "find_package(Boost 1.74 REQUIRED)", a line each
  const char* target;      // what to link: "Boost::headers"
  const char* pkg_config;  // the module, or "" where there is none
};

// What a library's own documentation promises of a kernel of the logistic: measured worse, it is a finding of the
// report, with the witness, and not a failure.
struct Documented {
  Format format;
  double max_ulp;
  double lo, hi;       // for inputs in [lo, hi]
  const char* source;  // where it says so, and in which words
};

struct Implementation {
  const char* id;                      // snake_case; names the algorithm
  const char* family;                  // the folder under impls/
  const char* summary;                 // one sentence: the form, and what it is known for
  const char* source;                  // paper, URL or "folklore"
  const char* license = "Apache-2.0";  // of the code that computes
  std::size_t table_bytes = 0;         // constant tables read at run time
  std::size_t reads_past_end = 0;      // bytes that it is documented to read beyond x + n, never written
  const char* unavailable = nullptr;   // "needs libsleef-dev", for an implementation without its library
  const Dependency* needs = nullptr;   // null: the C library is enough
  const char* usage = nullptr;         // of the logistic: C++ for a user's own source; null: through the registry
  const char* call = nullptr;          // a line of C++ that calls it in the library that this project installs
  const char* set_up = nullptr;        // what its users do once and no timing includes: "a primitive for each length"
  const char* environment = nullptr;   // "NAME=VALUE" of the process that measures it; such a kernel is not timed
  const Documented* documented = nullptr;
};

// y[i] = f(x[i]) for i < n; x and y disjoint or equal; any n, any alignment that the format's type allows.
using ArrayFunction = void (*)(const void* x, void* y, std::size_t n);

// The scalar form, where there is one, in the type of the format.
union ScalarFunction {
  void* none;
  binary16 (*f16)(binary16);
  bfloat16 (*bf16)(bfloat16);
  float (*f32)(float);
  double (*f64)(double);
  constexpr ScalarFunction() : none(nullptr) {}
  constexpr explicit ScalarFunction(binary16 (*f)(binary16)) : f16(f) {}
  constexpr explicit ScalarFunction(bfloat16 (*f)(bfloat16)) : bf16(f) {}
  constexpr explicit ScalarFunction(float (*f)(float)) : f32(f) {}
  constexpr explicit ScalarFunction(double (*f)(double)) : f64(f) {}
};

struct Kernel {
  const Implementation* implementation;
  Function function;
  Format format;
  const char* isa;
  Claim claim;
  ArrayFunction array;  // null where there is a scalar form only (a plugin's), or it is in a module
  bool has_scalar;
  ScalarFunction scalar;
  bool in_module = false;  // see impls/core/module.h: only a worker that loads it can call it
};

namespace internal {

// The type T of a scalar form T(T) or of an array form void(const T*, T*, size_t).
template <class T>
constexpr Format FormatOf(T (*)(T)) {
  return FormatTraits<T>::kFormat;
}
template <class T>
constexpr Format FormatOf(void (*)(const T*, T*, std::size_t)) {
  return FormatTraits<T>::kFormat;
}

template <auto kScalar, class T>
inline void Loop(const T* x, T* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = kScalar(x[i]);
}

// The type is recovered from the function by overload resolution, so that a kernel is named only once.
template <auto kScalar, class T>
void ErasedLoop(T (*)(T), const void* x, void* y, std::size_t n) {
  Loop<kScalar>(static_cast<const T*>(x), static_cast<T*>(y), n);
}
template <auto kArray, class T>
void ErasedCall(void (*)(const T*, T*, std::size_t), const void* x, void* y, std::size_t n) {
  kArray(static_cast<const T*>(x), static_cast<T*>(y), n);
}

template <auto kScalar>
void LoopArray(const void* x, void* y, std::size_t n) {
  ErasedLoop<kScalar>(kScalar, x, y, n);
}
template <auto kArray>
void CallArray(const void* x, void* y, std::size_t n) {
  ErasedCall<kArray>(kArray, x, y, n);
}

}  // namespace internal

// A kernel from its scalar form T(T). The array form is one direct loop, compiled with the file's flags.
template <auto kScalar>
constexpr Kernel ScalarKernel(const Implementation& implementation, Function function, const char* isa, Claim claim) {
  return {&implementation,        function, internal::FormatOf(kScalar), isa, claim, internal::LoopArray<kScalar>, true,
          ScalarFunction(kScalar)};
}

// A kernel from its array form void(const T* x, T* y, size_t n); latency is then measured with n = 1.
template <auto kArray>
constexpr Kernel ArrayKernel(const Implementation& implementation, Function function, const char* isa, Claim claim) {
  return {&implementation, function,        internal::FormatOf(kArray), isa, claim, internal::CallArray<kArray>,
          false,           ScalarFunction()};
}

// A 16-bit kernel that widens exactly to binary32, calls the binary32 form, and rounds once more: for the logistic, 7
// inputs of binary16 and none of bfloat16 differ from the correctly rounded result even if that of binary32 does not.
template <float (*kScalar)(float), class F>
F ThroughBinary32(F x) {
  const float y = kScalar(ToFloat(x));
  if constexpr (FormatTraits<F>::kFormat == Format::kBinary16) {
    return ToBinary16(y);
  } else {
    return ToBfloat16(y);
  }
}

// What SIGMARK_REGISTER leaves in the section: one for each file, or for each Highway target of a file.
struct Registration {
  const Implementation* implementation;
  const Kernel* kernels;
  std::size_t kernel_count;
  const char* file;
  const char* build_flags;  // the file's own, from its `// build-flags` lines
};

// Set by CMake for each file that has `// build-flags` lines.
#ifndef SIGMARK_BUILD_FLAGS
#define SIGMARK_BUILD_FLAGS ""
#endif

#define SIGMARK_REGISTRATION_(implementation, kernels, count, file, flags)                                 \
  constexpr ::sigmark::Registration kRegistration = {&(implementation), kernels, count, file, flags};      \
  __attribute__((section("sigmark_registry"), used)) const ::sigmark::Registration* const kRegistryEntry = \
      &kRegistration

// Once for each namespace that holds kernels; `kernels` is an array.
#define SIGMARK_REGISTER(implementation, kernels) \
  SIGMARK_REGISTRATION_(implementation, kernels, sizeof(kernels) / sizeof((kernels)[0]), __FILE__, SIGMARK_BUILD_FLAGS)

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_IMPLEMENTATION_H_
