// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_THROUGHPUT_INPUTS_H_
#define SIGMARK_BENCH_THROUGHPUT_INPUTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "impls/core/format.h"

namespace sigmark {

// Where the inputs of a timing come from: uniform on [−10, 10]; normal with mean 0 and standard deviation 4; saturated,
// |x| uniform on [20, 100] of either sign; subnormal, uniform where the results are subnormal; or a file of values.
inline constexpr const char* kInputClasses[] = {"uniform", "normal", "saturated", "subnormal"};

// Whether `name` is one of kInputClasses; anything else is a file.
bool IsInputClass(const std::string& name);

// The values of a file: raw little-endian binary32 or binary64 if its name ends in .f32 or .f64, else numbers as text,
// separated by blanks or lines. Throws UsageError: unreadable, malformed, or empty.
std::vector<double> ReadInputs(const std::string& file);

// How inputs are called in benchmark names and results: the class, or the file's name without folder and ending.
std::string InputName(const std::string& inputs);

// `count` values of the class or file for a format, a function of the seed alone. Those of a class are independent of
// each other up to kDrawnInputs, far more than what a branch predictor can remember, and then come again: millions
// would take as long to draw as to time. A file's values are drawn at random, with replacement.
inline constexpr std::size_t kDrawnInputs = std::size_t{1} << 18;
template <class F>
std::vector<F> DrawInputs(const std::string& inputs, std::size_t count, std::uint64_t seed);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_THROUGHPUT_INPUTS_H_
