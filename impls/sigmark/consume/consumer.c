/* SPDX-License-Identifier: Apache-2.0
 *
 * What a user of C writes; the same results as consumer.cc. */
#include <sigmark/logistic_c.h>
#include <stdio.h>

int main(void) {
  const float x[] = {-100.0f, -3.0f, 0.0f, 0.5f, 20.0f};
  float y[5];
  sigmark_logistic_binary32_array(x, y, 5);
  for (int i = 0; i < 5; ++i) printf("%a\n", (double)y[i]);
  return sigmark_logistic_binary32(0.5f) == y[3] && sigmark_logistic_fast_binary32(0) == 0.5f ? 0 : 1;
}
