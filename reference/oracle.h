// SPDX-License-Identifier: Apache-2.0
//
// The root of all figures: the functions in MPFR, enclosed between two directed roundings, the precision doubled until
// both ends give the same answer (Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded
// last bit", ACM TOMS 17(3), 1991). The loop ends: away from the exact points below, the values are irrational for
// every rational x (Lindemann–Weierstrass; for logit, Lindemann on the logarithm of a rational number).
#ifndef SIGMARK_REFERENCE_ORACLE_H_
#define SIGMARK_REFERENCE_ORACLE_H_

#include <string>

#include "impls/core/axes.h"
#include "impls/core/bits.h"
#include "reference/real.h"
#include "reference/ulp.h"

namespace sigmark {

// The error of one result.
struct PointError {
  bool nonfinite = false;   // y or the rounded exact value is not finite and they differ; the figures are then 0
  double ulp = 0;           // |y − v| / ulp(v), to better than 2^-40 relative
  double absolute = 0;      // |y − v|
  double relative = 0;      // |y − v| / |v|; infinite where v = 0 and y does not
  bool misrounded = false;  // y is not the correctly rounded value
};

// f(x) for one function. Inputs of every format arrive as double, exactly. Not thread safe: one oracle for each thread.
// A NaN input gives NaN everywhere; logit is NaN outside [0, 1].
class Oracle {
 public:
  explicit Oracle(Function function) : function_(function) {}

  // f(x) correctly rounded to the format, as a double (exact for all formats).
  double Round(double x, Format format, Rounding rounding);

  // f(x) with a relative error of at most 2^-`bits`, in `value`; exact at the exact points, and signed zero, infinity
  // or NaN where f is. The binade of `value` is that of f(x).
  void Value(double x, mpfr_prec_t bits, Real& value);

  // f(x) to 128 bits, as a hexadecimal string (the witness of the results file).
  std::string Hex128(double x);

  // The error of y as a result in `format` and `rounding` at x. Both are finite or infinite numbers of that format.
  PointError Error(double x, double y, Format format, Rounding rounding);

 private:
  // Whether f(x) is exactly known (then in `exact`, of 53 bits): the exact points and the special values.
  bool Exact(double x, double* exact) const;
  // Puts f(x) strictly between lower_ and upper_, each with `bits` bits.
  void Enclose(double x, mpfr_prec_t bits);

  Function function_;
  Real x_, t_, u_, lower_, upper_, inner_, value_;
};

// An MPFR number rounded to a format, subnormal numbers and overflow as in IEEE 754. Exact as a double.
double RoundToFormat(const Real& value, FormatShape shape, Rounding rounding);

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_ORACLE_H_
