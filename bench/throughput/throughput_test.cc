// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "bench/frame/options.h"
#include "bench/throughput/inputs.h"
#include "impls/core/bits.h"

namespace sigmark {
namespace {

template <class F>
std::vector<double> Draw(const char* inputs) {
  std::vector<double> values;
  for (F x : DrawInputs<F>(inputs, 20000, 1)) values.push_back(ToDouble(x));
  return values;
}

TEST(Inputs, ClassesAreWhatTheySay) {
  for (double x : Draw<float>("uniform")) EXPECT_LE(std::abs(x), 10);
  for (double x : Draw<double>("saturated")) EXPECT_TRUE(std::abs(x) >= 20 && std::abs(x) <= 100);
  // e^x of a subnormal input class is subnormal, in the format at hand.
  for (double x : Draw<float>("subnormal")) EXPECT_TRUE(x <= -87.33 && x >= -103.28) << x;
  for (double x : Draw<double>("subnormal")) EXPECT_TRUE(x <= -708.39 && x >= -744.45) << x;
  for (double x : Draw<binary16>("subnormal")) EXPECT_TRUE(x <= -9.69 && x >= -16.7) << x;
  const std::vector<double> normal = Draw<double>("normal");
  double sum = 0, squares = 0;
  for (double x : normal) {
    sum += x;
    squares += x * x;
  }
  const auto n = static_cast<double>(normal.size());
  EXPECT_NEAR(sum / n, 0, 0.15);
  EXPECT_NEAR(std::sqrt(squares / n), 4, 0.1);
}

TEST(Inputs, FilesAreReadAsTextOrRaw) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  const std::string text = folder / "sigmark_inputs_test.txt", raw = folder / "sigmark_inputs_test.f32";
  std::ofstream(text) << "1.5 -2\n0x1p-3 inf\n";
  EXPECT_EQ(ReadInputs(text), (std::vector<double>{1.5, -2, 0.125, INFINITY}));
  EXPECT_EQ(InputName(text), "sigmark_inputs_test");
  const float values[] = {1, -2.5f};
  std::ofstream(raw, std::ios::binary).write(reinterpret_cast<const char*>(values), sizeof values);
  EXPECT_EQ(ReadInputs(raw), (std::vector<double>{1, -2.5}));
  for (float x : DrawInputs<float>(raw, 100, 1)) EXPECT_TRUE(x == 1 || x == -2.5f);
  std::ofstream(raw, std::ios::binary).write("abc", 3);
  EXPECT_THROW(ReadInputs(raw), UsageError);
  std::ofstream(text) << "1.5 abc";
  EXPECT_THROW(ReadInputs(text), UsageError);
  std::ofstream(text) << "  ";
  EXPECT_THROW(ReadInputs(text), UsageError);
  EXPECT_THROW(ReadInputs(folder / "does_not_exist"), UsageError);
  std::filesystem::remove(text);
  std::filesystem::remove(raw);
}

}  // namespace
}  // namespace sigmark
