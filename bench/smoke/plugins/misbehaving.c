// SPDX-License-Identifier: Apache-2.0
//
// Plugins of the tests: the one-line logistic, and copies of it that do one thing that no implementation may do. Where
// a single input is enough, it is x = 2.
#include <fenv.h>
#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

static float logistic(float x) { return 1.0f / (1.0f + expf(-x)); }

static void fill(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = logistic(x[i]);
}

// Right ones.
void good(const float* x, float* y, size_t n) { fill(x, y, n); }
float good_scalar(float x) { return logistic(x); }
void good_binary64(const double* x, double* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 1.0 / (1.0 + exp(-x[i]));
}
uint16_t good_bfloat16(uint16_t x) {
  union {
    uint32_t bits;
    float value;
  } wide = {(uint32_t)x << 16};
  wide.value = logistic(wide.value);
  if (wide.value != wide.value) return 0x7fc0;
  return (uint16_t)((wide.bits + 0x7fff + ((wide.bits >> 16) & 1)) >> 16);
}

float segfaults(float x) {
  if (x == 2) *(volatile int*)16 = 1;
  return logistic(x);
}
float aborts(float x) {
  if (x == 2) abort();
  return logistic(x);
}
float hangs(float x) {
  while (x == 2) pause();
  return logistic(x);
}
float exits(float x) {
  if (x == 2) exit(0);
  return logistic(x);
}

void reads_before(const float* x, float* y, size_t n) {
  const volatile float outside = x[-1];
  (void)outside;
  fill(x, y, n);
}
void reads_after(const float* x, float* y, size_t n) {
  const volatile float outside = x[n];
  (void)outside;
  fill(x, y, n);
}
void writes_before(const float* x, float* y, size_t n) {
  fill(x, y, n);
  *(volatile float*)(y - 1) = 0;
}
void writes_after(const float* x, float* y, size_t n) {
  fill(x, y, n);
  *(volatile float*)(y + n) = 0;
}

void leaves_unwritten(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    if (x[i] != 2) y[i] = logistic(x[i]);
  }
}

// Clamps in place, as if the inputs were its own.
void writes_inputs(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    if (x[i] < -80) ((float*)x)[i] = -80;
  }
  fill(x, y, n);
}

void leaves_all_unwritten(const float* x, float* y, size_t n) {
  (void)x;
  (void)y;
  (void)n;
}

float changes_rounding(float x) {
  const float y = logistic(x);
  if (x == 2) fesetround(FE_UPWARD);
  return y;
}
float turns_ftz_on(float x) {
  const float y = logistic(x);
#if defined(__x86_64__)
  if (x == 2) _mm_setcsr(_mm_getcsr() | 0x8000);
#elif defined(__aarch64__)
  uint64_t fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  if (x == 2) __asm__ volatile("msr fpcr, %0" : : "r"(fpcr | (1u << 24)));
#endif
  return y;
}

void answers_differently(const float* x, float* y, size_t n) {
  static unsigned calls;
  fill(x, y, n);
  if (calls++ % 2 == 1 && n > 0) y[0] = nextafterf(y[0], 2);
}
// A result that is made of what was in its place.
void depends_on_old_results(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    uint32_t old;
    memcpy(&old, &y[i], sizeof old);
    y[i] = logistic(x[i]);
    if ((old & 1) != 0) y[i] = nextafterf(y[i], 2);
  }
}
void depends_on_position(const float* x, float* y, size_t n) {
  fill(x, y, n);
  for (size_t i = 3; i < n; i += 8) y[i] = nextafterf(y[i], 0.5f);
}
// What a vector kernel does whose rare case changes the path of the whole vector.
void depends_on_neighbours(const float* x, float* y, size_t n) {
  fill(x, y, n);
  for (size_t i = 1; i < n; ++i) {
    if (isnan(x[i - 1])) y[i] = nextafterf(y[i], 0.5f);
  }
}

// Defects of long arrays only.
void writes_after_777(const float* x, float* y, size_t n) {
  fill(x, y, n);
  if (n == 777) *(volatile float*)(y + n) = 0;
}
void differs_beyond_200(const float* x, float* y, size_t n) {
  fill(x, y, n);
  for (size_t i = 200; i < n; ++i) y[i] = nextafterf(y[i], 0.5f);
}
void differs_below_256(const float* x, float* y, size_t n) {
  fill(x, y, n);
  for (size_t i = 0; i < n && n < 256; ++i) y[i] = nextafterf(y[i], 0.5f);
}
void depends_on_nan_in_block(const float* x, float* y, size_t n) {
  fill(x, y, n);
  for (size_t block = 0; block + 256 <= n; block += 256) {
    int any = 0;
    for (size_t i = 0; i < 256; ++i) any |= isnan(x[block + i]);
    for (size_t i = 0; i < 256 && any; ++i) y[block + i] = nextafterf(y[block + i], 0.5f);
  }
}
// Fast where it is timed: nothing is computed in arrays longer than the checks of results use.
void counts_in_16_bits(const float* x, float* y, size_t n) {
  for (uint16_t i = 0; i != (uint16_t)n; ++i) y[i] = logistic(x[i]);
}

// What others would feel if they shared a process, a process group or a channel with it.
float signals_its_group(float x) {
  if (x == 2) kill(0, SIGTERM);
  return logistic(x);
}
float forks(float x) {
  if (x == 2) fork();
  return logistic(x);
}
float writes_to_channel(float x) {
  if (x == 2 && write(3, "{}\n", 3) != 3) abort();
  return logistic(x);
}

// Defects at one of the 2^32 inputs.
float wrong_at_one_input(float x) { return x == 0x1.921fb6p+1f ? 0.75f : logistic(x); }
float crashes_at_one_input(float x) {
  if (x == -0x1.921fb6p+1f) *(volatile int*)16 = 1;
  return logistic(x);
}

const float not_a_function = 0.5f;
