// SPDX-License-Identifier: Apache-2.0
//
// What the start-up code of a library that was linked with -ffast-math does, whatever the compiler.
#include <math.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

__attribute__((constructor)) static void start(void) {
#if defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040);
#elif defined(__aarch64__)
  uint64_t fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  __asm__ volatile("msr fpcr, %0" : : "r"(fpcr | (1u << 24)));
#endif
}

float turns_ftz_on_when_loaded(float x) { return 1.0f / (1.0f + expf(-x)); }
