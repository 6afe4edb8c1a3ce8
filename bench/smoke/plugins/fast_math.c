// SPDX-License-Identifier: Apache-2.0
//
// Compiled and linked with -ffast-math, as people do.
#include <math.h>
#include <stddef.h>

void fast_math(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 1.0f / (1.0f + expf(-x[i]));
}
