// SPDX-License-Identifier: Apache-2.0
#include "reference/oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace sigmark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// Far above what any input of binary64 needs (the hardest known cases need some 130 bits); a loop that gets here is
// broken, not unlucky.
constexpr mpfr_prec_t kMaxBits = 1 << 14;

mpfr_rnd_t MpfrRounding(Rounding rounding) {
  switch (rounding) {
    case Rounding::kNearest:
      return MPFR_RNDN;
    case Rounding::kUpward:
      return MPFR_RNDU;
    case Rounding::kDownward:
      return MPFR_RNDD;
    case Rounding::kTowardZero:
      break;
  }
  return MPFR_RNDZ;
}

// MPFR numbers 0.1b… · 2^EXP: the e of 2^e ≤ |v| is EXP − 1.
int BinadeOf(mpfr_srcptr value) { return static_cast<int>(mpfr_get_exp(value)) - 1; }

}  // namespace

double RoundToFormat(const Real& value, FormatShape shape, Rounding rounding) {
  mpfr_srcptr v = value.Get();
  if (mpfr_nan_p(v)) return kNan;
  if (mpfr_zero_p(v) || mpfr_inf_p(v)) return mpfr_get_d(v, MPFR_RNDN);
  // Count in units of 2^q: the rounded value is an integer of at most p bits there, or 2^p. A binade so low that it
  // does not fit an int is clamped: all that is below half the smallest subnormal rounds alike.
  const long binade = mpfr_get_exp(v) - 1;
  const int floor_binade = UlpExponentOfZero(shape) - 2;
  const int q = UlpExponent(static_cast<int>(std::max<long>(binade, floor_binade)), shape);
  const mpfr_rnd_t mode = MpfrRounding(rounding);
  if (binade > shape.max_exponent) {
    const bool away = mode == MPFR_RNDN || mode == (mpfr_signbit(v) != 0 ? MPFR_RNDD : MPFR_RNDU);
    const double largest = std::ldexp(2 - std::ldexp(1, 1 - shape.precision), shape.max_exponent);
    return std::copysign(away ? kInfinity : largest, mpfr_signbit(v) != 0 ? -1.0 : 1.0);
  }
  Real scaled(value.Precision());
  mpfr_div_2si(scaled.Get(), v, q, MPFR_RNDZ);  // exact: MPFR's exponents are unbounded here
  mpfr_rint(scaled.Get(), scaled.Get(), mode);
  const double units = mpfr_get_d(scaled.Get(), MPFR_RNDN);
  if (std::abs(units) >= std::ldexp(1, shape.precision) && binade == shape.max_exponent) {
    return std::copysign(kInfinity, units);
  }
  return std::ldexp(units, q);
}

bool Oracle::Exact(double x, double* exact) const {
  if (std::isnan(x)) {
    *exact = kNan;
    return true;
  }
  const bool positive_infinity = x == kInfinity;
  const bool negative_infinity = x == -kInfinity;
  switch (function_) {
    case Function::kLogistic:
      *exact = positive_infinity ? 1.0 : negative_infinity ? 0.0 : 0.5;
      return positive_infinity || negative_infinity || x == 0;
    case Function::kDerivative:
      *exact = x == 0 ? 0.25 : 0.0;
      return positive_infinity || negative_infinity || x == 0;
    case Function::kLogLogistic:
      *exact = positive_infinity ? -0.0 : -kInfinity;
      return positive_infinity || negative_infinity;
    case Function::kLogit:
      *exact = x == 0 ? -kInfinity : x == 1 ? kInfinity : x == 0.5 ? 0.0 : kNan;
      return x == 0.5 || !(x > 0 && x < 1);
    case Function::kTanh:
      break;
  }
  *exact = positive_infinity ? 1.0 : negative_infinity ? -1.0 : x;
  return positive_infinity || negative_infinity || x == 0;
}

// Each formula below is monotone in its intermediate value t, so that the ends of the enclosure of t give the ends of
// the enclosure of f; every operation is rounded outwards. Where MPFR's own exponent range underflows (x = −1e300),
// the lower end is 0 and the upper end the smallest MPFR number: still an enclosure.
void Oracle::Enclose(double x, mpfr_prec_t bits) {
  x_.SetPrecision(53);
  mpfr_set_d(x_.Get(), x, MPFR_RNDN);
  t_.SetPrecision(bits);
  u_.SetPrecision(bits);
  lower_.SetPrecision(bits);
  upper_.SetPrecision(bits);
  mpfr_ptr t = t_.Get();
  mpfr_ptr u = u_.Get();
  mpfr_srcptr input = x_.Get();

  // One end of the enclosure; `out` rounds away from the other end and `in` towards it.
  auto end = [&](mpfr_ptr result, mpfr_rnd_t out, mpfr_rnd_t in) {
    switch (function_) {
      case Function::kLogistic:
        if (x < 0) {  // t / (1 + t), t = e^x, rising in t
          mpfr_exp(t, input, out);
          mpfr_add_ui(u, t, 1, in);
          mpfr_div(result, t, u, out);
        } else {  // 1 / (1 + t), t = e^-x, falling in t
          mpfr_neg(u, input, MPFR_RNDN);
          mpfr_exp(t, u, in);
          mpfr_add_ui(t, t, 1, in);
          mpfr_ui_div(result, 1, t, out);
        }
        return;
      case Function::kDerivative:  // t / (1 + t)², t = e^-|x| ≤ 1, rising in t
        mpfr_abs(u, input, MPFR_RNDN);
        mpfr_neg(u, u, MPFR_RNDN);
        mpfr_exp(t, u, out);
        mpfr_add_ui(u, t, 1, in);
        mpfr_sqr(u, u, in);
        mpfr_div(result, t, u, out);
        return;
      case Function::kLogLogistic:  // −log1p(e^-x) for x ≥ 0, x − log1p(e^x) below, both falling in the logarithm
        if (x < 0) {
          mpfr_exp(t, input, in);
          mpfr_log1p(t, t, in);
          mpfr_sub(result, input, t, out);
        } else {
          mpfr_neg(u, input, MPFR_RNDN);
          mpfr_exp(t, u, in);
          mpfr_log1p(t, t, in);
          mpfr_neg(result, t, out);
        }
        return;
      case Function::kLogit:
        if (x > 0.25 && x < 0.75) {  // log1p((2x − 1) / (1 − x)); 2x − 1 and 1 − x are exact with bits ≥ 55
          mpfr_mul_2ui(t, input, 1, MPFR_RNDN);
          mpfr_sub_ui(t, t, 1, MPFR_RNDN);
          mpfr_ui_sub(u, 1, input, MPFR_RNDN);
          mpfr_div(t, t, u, out);
          mpfr_log1p(result, t, out);
        } else {  // log(x / (1 − x))
          mpfr_ui_sub(u, 1, input, in);
          mpfr_div(t, input, u, out);
          mpfr_log(result, t, out);
        }
        return;
      case Function::kTanh:
        mpfr_tanh(result, input, out);
        return;
    }
  };
  end(lower_.Get(), MPFR_RNDD, MPFR_RNDU);
  end(upper_.Get(), MPFR_RNDU, MPFR_RNDD);
  // f(x) is irrational here, so it lies strictly between the ends, and between any two neighbours of the grid of
  // `bits` bits nothing changes for a coarser format. Step half a cell inwards: an end that is itself a number of the
  // format (1 for x = 40, 0 for x = −1e300) then no longer hides on which side of it f(x) is.
  mpfr_prec_round(lower_.Get(), bits + 1, MPFR_RNDN);
  mpfr_prec_round(upper_.Get(), bits + 1, MPFR_RNDN);
  mpfr_nextabove(lower_.Get());
  mpfr_nextbelow(upper_.Get());
  if (mpfr_zero_p(upper_.Get())) mpfr_nextabove(upper_.Get());  // MPFR's own underflow: f(x) > 0 all the same
  if (mpfr_zero_p(lower_.Get())) mpfr_nextbelow(lower_.Get());  // the same for a negative f(x)
}

double Oracle::Round(double x, Format format, Rounding rounding) {
  double exact = 0;
  if (Exact(x, &exact)) return exact;  // ½, ¼, 0, ±1, ±inf and tanh's signed zero are numbers of every format
  const FormatShape shape = ShapeOf(format);
  for (mpfr_prec_t bits = shape.precision + 40; bits <= kMaxBits; bits *= 2) {
    Enclose(x, bits);
    const double lower = RoundToFormat(lower_, shape, rounding);
    if (lower == RoundToFormat(upper_, shape, rounding)) return lower;
  }
  throw std::logic_error("oracle: no decision at the largest precision");
}

void Oracle::Value(double x, mpfr_prec_t bits, Real& value) {
  double exact = 0;
  if (Exact(x, &exact)) {
    value.SetPrecision(std::max<mpfr_prec_t>(bits, 53));
    mpfr_set_d(value.Get(), exact, MPFR_RNDN);
    return;
  }
  for (mpfr_prec_t working = bits + 16; working <= kMaxBits; working *= 2) {
    Enclose(x, working);
    // Truncation keeps the binade: ends that agree after it have f(x) between them, in the same binade.
    value.SetPrecision(bits + 1);
    inner_.SetPrecision(bits + 1);
    mpfr_set(value.Get(), lower_.Get(), MPFR_RNDZ);
    mpfr_set(inner_.Get(), upper_.Get(), MPFR_RNDZ);
    // Beyond MPFR's own range f(x) is below 2^-(2^62): the lower end, its smallest number, stands for it.
    const bool underflow = mpfr_get_exp(value.Get()) <= mpfr_get_emin() + 1;
    if (underflow || mpfr_equal_p(value.Get(), inner_.Get())) return;
  }
  throw std::logic_error("oracle: no decision at the largest precision");
}

std::string Oracle::Hex128(double x) {
  Value(x, 127, value_);
  if (mpfr_nan_p(value_.Get())) return "nan";
  if (mpfr_inf_p(value_.Get())) return mpfr_signbit(value_.Get()) != 0 ? "-inf" : "inf";
  char* text = nullptr;
  mpfr_asprintf(&text, "%Ra", value_.Get());
  std::string result(text);
  mpfr_free_str(text);
  return result;
}

PointError Oracle::Error(double x, double y, Format format, Rounding rounding) {
  const FormatShape shape = ShapeOf(format);
  const double rounded = Round(x, format, rounding);
  PointError error;
  const bool equal = rounded == y || (std::isnan(rounded) && std::isnan(y));
  error.misrounded = !equal;
  if (!std::isfinite(rounded) || !std::isfinite(y)) {
    error.nonfinite = !equal;
    return error;
  }
  // y has at most 53 bits, so with 2p + 64 bits in v the difference keeps 2^-40 of its size: results
  // closer to f(x) than 2^-(p+24) ulp occur only next to the exact points, where nothing but a 0 is lost.
  Value(x, 2 * shape.precision + 64, value_);
  mpfr_srcptr v = value_.Get();
  t_.SetPrecision(value_.Precision() + 64);
  mpfr_set_d(t_.Get(), y, MPFR_RNDN);
  mpfr_sub(t_.Get(), t_.Get(), v, MPFR_RNDN);
  mpfr_abs(t_.Get(), t_.Get(), MPFR_RNDN);
  error.absolute = mpfr_get_d(t_.Get(), MPFR_RNDN);
  const int floor_binade = UlpExponentOfZero(shape) - 2;
  const bool tiny = mpfr_zero_p(v) || mpfr_get_exp(v) - 1 < floor_binade;
  const int q = tiny ? UlpExponentOfZero(shape) : UlpExponent(BinadeOf(v), shape);
  u_.SetPrecision(64);
  mpfr_div_2si(u_.Get(), t_.Get(), q, MPFR_RNDN);
  error.ulp = std::min(mpfr_get_d(u_.Get(), MPFR_RNDN), std::numeric_limits<double>::max());
  if (mpfr_zero_p(v)) {
    error.relative = error.absolute == 0 ? 0 : kInfinity;
  } else {
    mpfr_div(u_.Get(), t_.Get(), v, MPFR_RNDN);
    error.relative = std::abs(mpfr_get_d(u_.Get(), MPFR_RNDN));
  }
  return error;
}

}  // namespace sigmark
