// SPDX-License-Identifier: Apache-2.0
#include "bench/throughput/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>

#include "bench/frame/options.h"
#include "bench/worker/random.h"
#include "impls/core/bits.h"
#include "reference/ulp.h"

namespace sigmark {
namespace {

double Uniform(std::uint64_t seed, std::uint64_t counter) {
  return static_cast<double>(Mix(seed, counter) >> 11) * 0x1p-53;
}

template <class Raw>
std::vector<double> FromRaw(const std::string& bytes) {
  std::vector<double> values(bytes.size() / sizeof(Raw));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Raw value;
    std::memcpy(&value, bytes.data() + i * sizeof(Raw), sizeof(Raw));
    values[i] = static_cast<double>(value);
  }
  return values;
}

// Value i of a class.
double Draw(const std::string& inputs, FormatShape shape, std::uint64_t seed, std::uint64_t i) {
  const double u = Uniform(seed, 2 * i);
  const double v = Uniform(seed, 2 * i + 1);
  if (inputs == "uniform") return 20 * u - 10;
  if (inputs == "normal") {  // Box–Muller
    return 4 * std::sqrt(-2 * std::log1p(-u)) * std::cos(2 * std::numbers::pi * v);
  }
  if (inputs == "saturated") return (20 + 80 * u) * (v < 0.5 ? -1 : 1);
  // subnormal: e^x between the smallest subnormal and the smallest normal number.
  const double smallest_normal = shape.min_exponent * std::numbers::ln2;
  const double smallest = UlpExponentOfZero(shape) * std::numbers::ln2;
  return smallest + (smallest_normal - smallest) * u;
}

}  // namespace

bool IsInputClass(const std::string& name) {
  return std::find(std::begin(kInputClasses), std::end(kInputClasses), name) != std::end(kInputClasses);
}

std::string InputName(const std::string& inputs) {
  return IsInputClass(inputs) ? inputs : std::filesystem::path(inputs).stem().string();
}

std::vector<double> ReadInputs(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream buffer;
  if (!std::filesystem::is_regular_file(file) || !(buffer << stream.rdbuf())) {
    throw UsageError(
        fmt::format("--inputs={}: neither a class of inputs (uniform, normal, saturated, subnormal) nor a "
                    "readable file of values",
                    file));
  }
  const std::string bytes = buffer.str();
  const std::string ending = std::filesystem::path(file).extension().string();
  const std::size_t size = ending == ".f32" ? 4 : ending == ".f64" ? 8 : 0;
  std::vector<double> values;
  if (size != 0) {
    if (bytes.size() % size != 0) {
      throw UsageError(fmt::format("--inputs={}: its {} bytes are not a multiple of {}", file, bytes.size(), size));
    }
    values = size == 4 ? FromRaw<float>(bytes) : FromRaw<double>(bytes);
  } else {
    std::istringstream words(bytes);
    for (std::string word; words >> word;) {
      const std::optional<double> value = ParseNumber(word);
      if (!value) throw UsageError(fmt::format("--inputs={}: '{}' is not a number", file, word.substr(0, 40)));
      values.push_back(*value);
    }
  }
  if (values.empty()) throw UsageError(fmt::format("--inputs={}: holds no values", file));
  return values;
}

template <class F>
std::vector<F> DrawInputs(const std::string& inputs, std::size_t count, std::uint64_t seed) {
  std::vector<F> values(count);
  if (IsInputClass(inputs)) {
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = i < kDrawnInputs ? FromDouble<F>(Draw(inputs, kShapeOf<F>, seed, i)) : values[i - kDrawnInputs];
    }
  } else {
    const std::vector<double> file = ReadInputs(inputs);
    for (std::size_t i = 0; i < count; ++i) values[i] = FromDouble<F>(file[Mix(seed, i) % file.size()]);
  }
  return values;
}

template std::vector<binary16> DrawInputs(const std::string&, std::size_t, std::uint64_t);
template std::vector<bfloat16> DrawInputs(const std::string&, std::size_t, std::uint64_t);
template std::vector<float> DrawInputs(const std::string&, std::size_t, std::uint64_t);
template std::vector<double> DrawInputs(const std::string&, std::size_t, std::uint64_t);

}  // namespace sigmark
