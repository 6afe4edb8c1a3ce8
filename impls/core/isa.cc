// SPDX-License-Identifier: Apache-2.0
#include "impls/core/isa.h"

#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace sigmark {
namespace {

struct Isa {
  std::string_view name;
  bool (*supported)();
};

bool Always() { return true; }

#if defined(__x86_64__)
// The sets as Highway 1.0 defines them; a name asks for every feature that its code may use.
bool Ssse3() { return __builtin_cpu_supports("ssse3") != 0; }
bool Sse4() { return Ssse3() && __builtin_cpu_supports("sse4.2") != 0 && __builtin_cpu_supports("pclmul") != 0; }
bool Avx2() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0;
}
bool Avx3() {
  return Avx2() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512bw") != 0;
}
bool Avx3Dl() {
  return Avx3() && __builtin_cpu_supports("avx512vnni") != 0 && __builtin_cpu_supports("avx512vbmi") != 0 &&
         __builtin_cpu_supports("avx512vbmi2") != 0 && __builtin_cpu_supports("avx512bitalg") != 0 &&
         __builtin_cpu_supports("avx512vpopcntdq") != 0;
}
constexpr Isa kIsas[] = {{"libm", Always}, {"SCALAR", Always}, {"EMU128", Always}, {"SSE2", Always},   {"SSSE3", Ssse3},
                         {"SSE4", Sse4},   {"AVX2", Avx2},     {"AVX3", Avx3},     {"AVX3_DL", Avx3Dl}};
#elif defined(__aarch64__) && defined(__linux__)
bool Sve() { return (getauxval(AT_HWCAP) & HWCAP_SVE) != 0; }
bool Sve2() { return (getauxval(AT_HWCAP2) & HWCAP2_SVE2) != 0; }
constexpr Isa kIsas[] = {{"libm", Always}, {"SCALAR", Always}, {"EMU128", Always},
                         {"NEON", Always}, {"SVE", Sve},       {"SVE2", Sve2}};
#else
constexpr Isa kIsas[] = {{"libm", Always}, {"SCALAR", Always}, {"EMU128", Always}};
#endif

}  // namespace

bool IsaSupported(std::string_view isa) {
  if (isa == kPluginIsa || isa == kLibraryIsa) return true;  // its author knows, or it looks itself
  for (const Isa& known : kIsas) {
    if (known.name == isa) return known.supported();
  }
  return false;
}

std::vector<std::string_view> SupportedIsas() {
  std::vector<std::string_view> names;
  for (const Isa& known : kIsas) {
    if (known.supported()) names.push_back(known.name);
  }
  return names;
}

}  // namespace sigmark
