// SPDX-License-Identifier: Apache-2.0
//
// What a user of C++ writes. Prints results as bits; exits with 1 if one cannot be right.
#include <sigmark/logistic.h>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<float> x = {-100.0f, -3.0f, 0.0f, 0.5f, 20.0f};
  std::vector<float> y(x.size());
  sigmark::logistic(x, y);
  for (float one : y) std::printf("%a\n", static_cast<double>(one));
  const bool right = y[0] > 0 && y[0] < 1e-43f && sigmark::logistic(0.0f) == 0.5f && y[3] == sigmark::logistic(0.5f) &&
                     sigmark::logistic_fast(20.0f) == 1 && sigmark::logistic_coarse(-1000.0f) == 0 &&
                     sigmark::logistic_accurate(-3.0f) > 0.047f && sigmark::logistic_accurate(-3.0f) < 0.048f;
  const sigmark::bfloat16 one{0x3f80};
  const bool rounded = sigmark::logistic(one) == sigmark::bfloat16{0x3f3b} && sigmark::logistic(0.0) == 0.5 &&
                       sigmark::logistic_rounded(1.0f) == 0x1.764d5p-1f;
  return right && rounded ? 0 : 1;
}
