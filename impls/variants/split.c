// SPDX-License-Identifier: Apache-2.0
//
// 1 / (1 + e^-x) or e^x / (1 + e^x) by the sign of x, for variants.cmake to compile in many ways.
#include <math.h>
#include <stddef.h>

static inline float Split32(float x) {
  if (x >= 0) return 1.0f / (1.0f + expf(-x));
  const float t = expf(x);
  return t / (1.0f + t);
}

static inline double Split64(double x) {
  if (x >= 0) return 1.0 / (1.0 + exp(-x));
  const double t = exp(x);
  return t / (1.0 + t);
}

float logistic_binary32_scalar(float x) { return Split32(x); }

double logistic_binary64_scalar(double x) { return Split64(x); }

void logistic_binary32(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = Split32(x[i]);
}

void logistic_binary64(const double* x, double* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = Split64(x[i]);
}
