// SPDX-License-Identifier: Apache-2.0
//
// Instruction sets by name: Highway's target names, "libm" for what depends on the C library's own dispatch, "library"
// for libraries that dispatch by themselves, and "plugin" for code whose instructions nobody told us.
#ifndef SIGMARK_IMPLS_CORE_ISA_H_
#define SIGMARK_IMPLS_CORE_ISA_H_

#include <string_view>
#include <vector>

namespace sigmark {

// The instruction set of a loop that the compiler vectorises by itself for the usual machine of today: AVX2 with FMA
// on x86-64 (2013 and later), NEON on AArch64. SIGMARK_AUTOVEC marks the function that holds such a loop; the file
// needs `// build-flags: -O3` as well.
#if defined(__x86_64__)
#define SIGMARK_AUTOVEC __attribute__((target("avx2,fma")))
inline constexpr const char* kAutovecIsa = "AVX2";
#elif defined(__aarch64__)
#define SIGMARK_AUTOVEC
inline constexpr const char* kAutovecIsa = "NEON";
#else
#define SIGMARK_AUTOVEC
inline constexpr const char* kAutovecIsa = "SCALAR";
#endif

// The isa of plain scalar code that calls the C library.
inline constexpr const char* kLibmIsa = "libm";

// The isa of a library that looks at the CPU itself and picks, or generates, its code.
inline constexpr const char* kLibraryIsa = "library";

// The isa of kernels from shared libraries: whatever they were compiled for.
inline constexpr const char* kPluginIsa = "plugin";

// Whether this CPU executes `isa`. An unknown name is not supported.
bool IsaSupported(std::string_view isa);

// The names that this CPU supports, weakest first; "plugin" is none of the CPU's.
std::vector<std::string_view> SupportedIsas();

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_ISA_H_
