// SPDX-License-Identifier: Apache-2.0
//
// The axes of everything Sigmark measures: function, format, rounding. A kernel is keyed by (function, id, format),
// and the same words name the axes in flags, in the results file and in the oracle. The instruction set is a string,
// see isa.h.
#ifndef SIGMARK_IMPLS_CORE_AXES_H_
#define SIGMARK_IMPLS_CORE_AXES_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sigmark {

enum class Function {
  kLogistic,     // σ(x) = 1 / (1 + e^-x)
  kDerivative,   // σ′(x) = σ(x) σ(−x)
  kLogLogistic,  // log σ(x)
  kLogit,        // log(p / (1 − p)), the inverse of σ
  kTanh,         // tanh x = 2 σ(2x) − 1
};

enum class Format { kBinary16, kBfloat16, kBinary32, kBinary64 };

enum class Rounding { kNearest, kUpward, kDownward, kTowardZero };

// What an implementation may promise besides its error, and what bench_behaviour decides. Order = order in reports.
enum class Check {
  kNanPropagates,
  kQuietNanPayload,
  kSignalingNan,
  kPositiveInfinity,
  kNegativeInfinity,
  kZero,
  kRange,
  kMonotone,
  kSymmetric,
  kSubnormalResults,
  kSaturation,
  kNoSpuriousFlags,
  kInexactFlag,
  kUnderflowFlag,
  kRoundingModes,
  kFtzDaz,
  kPositionIndependent,
  kNeighbourIndependent,
  kLength1To64,
  kUnaligned,
  kInPlace,
  kNoOutOfBounds,
  kWritesAll,
  kPreservesFpState,
  kDeterministic,
  kThreadSafe,
};

// Name tables, indexed by the enumerators' values.
inline constexpr std::array<std::string_view, 5> kFunctionNames = {"logistic", "derivative", "log_logistic", "logit",
                                                                   "tanh"};
inline constexpr std::array<std::string_view, 4> kFormatNames = {"binary16", "bfloat16", "binary32", "binary64"};
inline constexpr std::array<std::string_view, 4> kRoundingNames = {"nearest", "upward", "downward", "towardzero"};
inline constexpr std::array<std::string_view, 26> kCheckNames = {"nan_propagates",
                                                                 "quiet_nan_payload",
                                                                 "signaling_nan",
                                                                 "positive_infinity",
                                                                 "negative_infinity",
                                                                 "zero",
                                                                 "range",
                                                                 "monotone",
                                                                 "symmetric",
                                                                 "subnormal_results",
                                                                 "saturation",
                                                                 "no_spurious_flags",
                                                                 "inexact_flag",
                                                                 "underflow_flag",
                                                                 "rounding_modes",
                                                                 "ftz_daz",
                                                                 "position_independent",
                                                                 "neighbour_independent",
                                                                 "length_1_to_64",
                                                                 "unaligned",
                                                                 "in_place",
                                                                 "no_out_of_bounds",
                                                                 "writes_all",
                                                                 "preserves_fp_state",
                                                                 "deterministic",
                                                                 "thread_safe"};

constexpr std::string_view Name(Function f) { return kFunctionNames[static_cast<std::size_t>(f)]; }
constexpr std::string_view Name(Format f) { return kFormatNames[static_cast<std::size_t>(f)]; }
constexpr std::string_view Name(Rounding r) { return kRoundingNames[static_cast<std::size_t>(r)]; }
constexpr std::string_view Name(Check c) { return kCheckNames[static_cast<std::size_t>(c)]; }

// The enumerator called `name` in `names`, or nothing.
template <class Axis, std::size_t kCount>
constexpr std::optional<Axis> Parse(const std::array<std::string_view, kCount>& names, std::string_view name) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (names[i] == name) return static_cast<Axis>(i);
  }
  return std::nullopt;
}

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_AXES_H_
