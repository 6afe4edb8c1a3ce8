// SPDX-License-Identifier: Apache-2.0
//
// 1 / (1 + e^-x), for variants.cmake to compile in many ways.
#include <math.h>
#include <stddef.h>

float logistic_binary32_scalar(float x) { return 1.0f / (1.0f + expf(-x)); }

double logistic_binary64_scalar(double x) { return 1.0 / (1.0 + exp(-x)); }

void logistic_binary32(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 1.0f / (1.0f + expf(-x[i]));
}

void logistic_binary64(const double* x, double* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = 1.0 / (1.0 + exp(-x[i]));
}
