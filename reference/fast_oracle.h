// SPDX-License-Identifier: Apache-2.0
//
// ULP errors of results by the million: the exact value in double for binary32 and in double-double for binary64, with
// a proved bound, on the widest vectors of the CPU. Where a verdict is closer than the bound, it is left undecided and
// the MPFR oracle decides. Shares no code and no coefficients with any kernel.
#ifndef SIGMARK_REFERENCE_FAST_ORACLE_H_
#define SIGMARK_REFERENCE_FAST_ORACLE_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "impls/core/axes.h"

namespace sigmark {

// Every figure in ulps of a decided result is within this of the truth (or within 2^-47 of its size, where that is
// more), and its verdict is the truth.
constexpr double FastOracleBound(Format format) { return format == Format::kBinary32 ? 0x1p-22 : 0x1p-40; }

// Whether there is a fast oracle: for logistic and derivative in binary32 and binary64, in every rounding.
bool HasFastOracle(Function function, Format format, Rounding rounding);

// What stands for an error that is undecided (by a near verdict, or because it overflows), or of a result that is NaN
// or infinite.
inline constexpr double kUndecided = std::numeric_limits<double>::infinity();
inline constexpr double kNonfinite = std::numeric_limits<double>::quiet_NaN();

// Of the bits of a double.
inline constexpr std::uint64_t kExponentMask = std::uint64_t{0x7ff} << 52;

// The verdict on a decided result y that is off by ulps = (y − v) / ulp(v), for a value v > 0. Below the binade of v
// the numbers of the format are denser than that: there, an error below 1 ulp does not make a directed rounding right.
inline bool Misrounded(double ulps, double y, double value, Rounding rounding) {
  switch (rounding) {
    case Rounding::kNearest:
      return std::abs(ulps) > 0.5;
    case Rounding::kUpward:
      return ulps < 0 || ulps >= 1;
    case Rounding::kDownward:
    case Rounding::kTowardZero:
      break;
  }
  const double binade = std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) & kExponentMask);  // 0 if subnormal
  return ulps > 0 || ulps <= -1 || (y > 0 && y < binade);
}

// The errors of a run of results. Sums and maxima leave out the nonfinite and the undecided.
struct ErrorSummary {
  double max_ulp = 0;
  double max_absolute = 0;
  double sum_ulp = 0;
  bool exceeds_relative = false;  // some relative error is above the `relative_floor` that was passed in
  std::uint32_t misrounded = 0;
  std::uint32_t nonfinite = 0;  // results that are NaN or infinite
  std::uint32_t undecided = 0;

  void Add(const ErrorSummary& other) {
    max_ulp = std::max(max_ulp, other.max_ulp);
    max_absolute = std::max(max_absolute, other.max_absolute);
    sum_ulp += other.sum_ulp;
    exceeds_relative = exceeds_relative || other.exceeds_relative;
    misrounded += other.misrounded;
    nonfinite += other.nonfinite;
    undecided += other.undecided;
  }

  // The same errors n times.
  void Repeat(std::size_t n) {
    sum_ulp *= static_cast<double>(n);
    for (std::uint32_t* count : {&misrounded, &nonfinite, &undecided}) *count *= static_cast<std::uint32_t>(n);
  }
};

// Where the errors of single results go, n of each: the signed error in ulps (or kUndecided or kNonfinite), |y − f(x)|,
// |y − f(x)|/f(x) and f(x). Where f(x) is below 2^-29 ulp of 0 it is given as 0, and the relative error of a result
// that is not 0 as infinite.
struct ErrorArrays {
  double* ulps;
  double* absolute;
  double* relative;
  double* value;

  ErrorArrays From(std::size_t i) const { return {ulps + i, absolute + i, relative + i, value + i}; }
};

// The errors of y[i] as f(x[i]) in this rounding. Every x[i] is finite, y[i] is anything, n < 2^32; fastest where x is
// in order. The ambient rounding mode is to nearest. Thread safe.
ErrorSummary FastErrors(Function function, Rounding rounding, const float* x, const float* y, std::size_t n,
                        double relative_floor);

ErrorSummary FastErrors(Function function, Rounding rounding, const double* x, const double* y, std::size_t n,
                        double relative_floor);

// The same errors one by one.
void FastErrorArrays(Function function, Rounding rounding, const float* x, const float* y, std::size_t n,
                     const ErrorArrays& each);
void FastErrorArrays(Function function, Rounding rounding, const double* x, const double* y, std::size_t n,
                     const ErrorArrays& each);

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_FAST_ORACLE_H_
