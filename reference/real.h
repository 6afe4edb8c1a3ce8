// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_REFERENCE_REAL_H_
#define SIGMARK_REFERENCE_REAL_H_

#include <mpfr.h>

namespace sigmark {

// An MPFR number that frees itself. The precision is set by whoever computes into it.
class Real {
 public:
  explicit Real(mpfr_prec_t precision = 64) { mpfr_init2(value_, precision); }
  ~Real() { mpfr_clear(value_); }
  Real(const Real&) = delete;
  Real& operator=(const Real&) = delete;

  // Keeps the allocation where it is large enough; the value is lost.
  void SetPrecision(mpfr_prec_t precision) { mpfr_set_prec(value_, precision); }
  mpfr_prec_t Precision() const { return mpfr_get_prec(value_); }

  mpfr_ptr Get() { return value_; }
  mpfr_srcptr Get() const { return value_; }

 private:
  mpfr_t value_;
};

}  // namespace sigmark

#endif  // SIGMARK_REFERENCE_REAL_H_
