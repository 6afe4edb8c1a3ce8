// SPDX-License-Identifier: Apache-2.0
//
// A reference for which every result is right. A bench program of the tests is linked with it in place of the fast
// oracle, and must notice.
#include <algorithm>

#include "reference/fast_oracle.h"

namespace sigmark {

bool HasFastOracle(Function, Format format, Rounding) { return format == Format::kBinary32; }

ErrorSummary FastErrors(Function, Rounding, const float*, const float*, std::size_t, double) { return {}; }

void FastErrorArrays(Function, Rounding, const float*, const float* y, std::size_t n, const ErrorArrays& each) {
  std::fill_n(each.ulps, n, 0.0);
  std::fill_n(each.absolute, n, 0.0);
  std::fill_n(each.relative, n, 0.0);
  std::copy_n(y, n, each.value);
}

}  // namespace sigmark
