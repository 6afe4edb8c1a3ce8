// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_ACCURACY_STATISTICS_H_
#define SIGMARK_BENCH_ACCURACY_STATISTICS_H_

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "reference/fast_oracle.h"
#include "reference/oracle.h"
#include "reports/results/hex_float.h"

namespace sigmark {

// A maximum and where it was seen. Of equal values of different blocks the input nearer to 0 stays, then the smaller
// one, so that the witness does not depend on the order in which blocks arrive; within a block, the first run's.
struct Maximum {
  double value = -1;  // nothing seen yet
  double x = 0, got = 0;
  void Raise(double new_value, double new_x, double new_got);
  void Merge(const Maximum& other) {
    if (other.value >= 0) Raise(other.value, other.x, other.got);
  }
};

struct Sample {
  double x, got;
};

// Everything that an accuracy row says of a set of inputs. Merging is associative and commutative: the sum is kept in
// units of 2^-32 ulp as an integer.
struct Statistics {
  std::uint64_t count = 0;  // finite inputs
  std::uint64_t misrounded = 0;
  std::uint64_t nonfinite = 0;
  results::Uint128 sum_ulp = 0;
  Maximum max_ulp, max_absolute, max_relative;
  std::optional<Sample> first_nonfinite;  // the one with the smallest |x|
  std::optional<Sample> first_flushed;    // result 0, rounded exact value not 0; the one with the smallest |x|
  std::map<int, Maximum> envelope;        // largest error by bin

  void Merge(const Statistics& other);
  nlohmann::json ToJson() const;
  static Statistics FromJson(const nlohmann::json& json);
};

// Folds the results of one kernel into Statistics: by the fast oracle where there is one, else by MPFR alone.
class Assessor {
 public:
  Assessor(Function function, Format format, Rounding rounding)
      : function_(function), format_(format), rounding_(rounding), oracle_(function) {}

  // y[i] as f(x[i]), all x finite, all in one bin of the envelope.
  template <class F>
  void Add(const F* x, const F* y, std::size_t n, int bin, Statistics& statistics);

  // The errors in ulps of the same, one by one; NaN for a result that is not finite and should be, or the reverse.
  template <class F>
  void Errors(const F* x, const F* y, std::size_t n, double* ulps);

 private:
  template <class F>
  void AddFast(const F* x, const F* y, std::size_t n, int bin, Statistics& statistics);
  template <class F>
  void NameInputs(const F* x, const F* y, std::size_t n, int bin, Statistics& statistics);
  void AddPoint(double x, double y, int bin, Statistics& statistics);

  Function function_;
  Format format_;
  Rounding rounding_;
  Oracle oracle_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_ACCURACY_STATISTICS_H_
