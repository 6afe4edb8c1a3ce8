// SPDX-License-Identifier: Apache-2.0
//
// The logistic function σ(x) = 1 / (1 + e^-x) at five tiers of accuracy and speed. <sigmark/logistic_c.h>, which this
// is made of, states what each tier guarantees, and what all of them do.
//
//   sigmark::logistic(0.5f);                  // one value
//   std::vector<float> x(1000), y(1000);
//   sigmark::logistic_fast(x, y);             // arrays; y may be x
//
// An array form computes y[i] for every element of x; y must have at least as many, or the process is aborted.
#ifndef SIGMARK_LOGISTIC_H_
#define SIGMARK_LOGISTIC_H_

#include <sigmark/formats.h>
#include <sigmark/logistic_c.h>

#include <cstdint>
#include <cstdlib>
#include <span>

namespace sigmark {

#define SIGMARK_TIER_(NAME, TYPE, FUNCTION)                               \
  [[nodiscard]] inline TYPE NAME(TYPE x) noexcept { return FUNCTION(x); } \
  inline void NAME(std::span<const TYPE> x, std::span<TYPE> y) noexcept { \
    if (y.size() < x.size()) std::abort();                                \
    FUNCTION##_array(x.data(), y.data(), x.size());                       \
  }

SIGMARK_TIER_(logistic, float, sigmark_logistic_binary32)
SIGMARK_TIER_(logistic_rounded, float, sigmark_logistic_rounded_binary32)
SIGMARK_TIER_(logistic_faithful, float, sigmark_logistic_faithful_binary32)
SIGMARK_TIER_(logistic_accurate, float, sigmark_logistic_accurate_binary32)
SIGMARK_TIER_(logistic_fast, float, sigmark_logistic_fast_binary32)
SIGMARK_TIER_(logistic_coarse, float, sigmark_logistic_coarse_binary32)

SIGMARK_TIER_(logistic, double, sigmark_logistic_binary64)
SIGMARK_TIER_(logistic_rounded, double, sigmark_logistic_rounded_binary64)
SIGMARK_TIER_(logistic_faithful, double, sigmark_logistic_faithful_binary64)
SIGMARK_TIER_(logistic_accurate, double, sigmark_logistic_accurate_binary64)
SIGMARK_TIER_(logistic_fast, double, sigmark_logistic_fast_binary64)

#undef SIGMARK_TIER_

// The 16-bit formats have one tier: correctly rounded is fast enough.
#define SIGMARK_TIER_(NAME, TYPE, FUNCTION)                                                                        \
  [[nodiscard]] inline TYPE NAME(TYPE x) noexcept { return TYPE{FUNCTION(x.bits)}; }                               \
  inline void NAME(std::span<const TYPE> x, std::span<TYPE> y) noexcept {                                          \
    if (y.size() < x.size()) std::abort();                                                                         \
    FUNCTION##_array(reinterpret_cast<const std::uint16_t*>(x.data()), reinterpret_cast<std::uint16_t*>(y.data()), \
                     x.size());                                                                                    \
  }

SIGMARK_TIER_(logistic, binary16, sigmark_logistic_rounded_binary16)
SIGMARK_TIER_(logistic_rounded, binary16, sigmark_logistic_rounded_binary16)
SIGMARK_TIER_(logistic, bfloat16, sigmark_logistic_rounded_bfloat16)
SIGMARK_TIER_(logistic_rounded, bfloat16, sigmark_logistic_rounded_bfloat16)

#undef SIGMARK_TIER_

}  // namespace sigmark

#endif  // SIGMARK_LOGISTIC_H_
