// SPDX-License-Identifier: Apache-2.0
//
// ½ + ½ tanh(x/2), for variants.cmake to compile in many ways.
#include <math.h>
#include <stddef.h>

float logistic_binary32_scalar(float x) { return 0.5f + 0.5f * tanhf(0.5f * x); }

double logistic_binary64_scalar(double x) { return 0.5 + 0.5 * tanh(0.5 * x); }

void logistic_binary32(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 0.5f + 0.5f * tanhf(0.5f * x[i]);
}

void logistic_binary64(const double* x, double* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 0.5 + 0.5 * tanh(0.5 * x[i]);
}
