// SPDX-License-Identifier: Apache-2.0
//
// ULP errors of binary32 results by the million: the exact value in double, with a proved bound, on the widest vectors
// of the CPU. Where a verdict is closer than the bound, the lane is left undecided and the MPFR oracle decides. Shares
// no code and no coefficients with any kernel.
#ifndef SIGMARK_REFERENCE_FAST_ORACLE_H_
#define SIGMARK_REFERENCE_FAST_ORACLE_H_

#include <cstddef>
#include <cstdint>

#include "impls/core/axes.h"

namespace sigmark {

// The errors of a run of results. Sums and maxima leave out the nonfinite and the undecided.
struct ErrorSummary {
  double max_ulp = 0;
  double max_absolute = 0;
  double sum_ulp = 0;
  bool exceeds_relative = false;  // some relative error is above the `relative_floor` that was passed in
  std::uint32_t misrounded = 0;
  std::uint32_t nonfinite = 0;  // results that are NaN or infinite
  std::uint32_t undecided = 0;
};

// The value that marks a lane in the `ulp` array.
inline constexpr double kUndecided = -1;
inline constexpr double kNonfinite = -2;

// Every figure of a decided lane is within 2^-22 ulp of the truth, and its `misrounded` verdict is the truth.
inline constexpr double kFastOracleBound = 0x1p-22;

// Whether the fast oracle knows this function, format and rounding: logistic and derivative in binary32, nearest.
bool HasFastOracle(Function function, Format format, Rounding rounding);

// Where the figures of single results go, n of each: the error in ulps (≥ 0, kUndecided or kNonfinite), |y − f(x)|, and
// f(x), the latter two to 2^-50 of f(x) or of ½. Where f(x) < 2^-1021 (|x| > 708), the value is
// about 2^-1021 instead.
struct ErrorArrays {
  double* ulp;
  double* absolute;
  double* value;
};

// The errors of y[i] as f(x[i]), each also in `each`. Every x[i] is finite; y[i] is
// anything. The ambient rounding mode is to nearest. Thread safe.
ErrorSummary FastErrors(Function function, const float* x, const float* y, std::size_t n, double relative_floor,
                        const ErrorArrays& each);

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_FAST_ORACLE_H_
