// SPDX-License-Identifier: Apache-2.0
//
// What must hold of every implementation file, whoever adds one.
#include "impls/core/registry.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <regex>
#include <set>

#include "impls/core/isa.h"

namespace sigmark {
namespace {

// The count comes from the build: a file that the linker dropped, or that does not register, is missed here.
TEST(Registry, EveryFileRegistersOneImplementation) { EXPECT_EQ(Registry().size(), SIGMARK_IMPLEMENTATION_FILES); }

TEST(Registry, IdIsTheFileAndFamilyIsTheFolder) {
  for (const RegisteredImplementation& one : Registry()) {
    const std::filesystem::path file = one.file;
    // The variants of a form share its source.
    const std::string id = one.implementation->id, stem = file.stem().string();
    EXPECT_EQ(file.extension() == ".c" ? id.substr(0, stem.size()) : id, stem) << one.file;
    EXPECT_EQ(one.implementation->family, file.parent_path().filename().string()) << one.file;
    EXPECT_TRUE(std::regex_match(one.implementation->id, std::regex("[a-z][a-z0-9]*(_[a-z0-9]+)*"))) << one.file;
  }
}

TEST(Registry, EveryImplementationSaysWhatAndWhence) {
  for (const RegisteredImplementation& one : Registry()) {
    const Implementation& implementation = *one.implementation;
    EXPECT_NE(std::string(implementation.summary), "") << implementation.id;
    EXPECT_NE(std::string(implementation.source), "") << implementation.id;
    EXPECT_NE(std::string(implementation.license), "") << implementation.id;
    EXPECT_EQ(one.kernels.empty(), implementation.unavailable != nullptr) << implementation.id;
  }
}

TEST(Registry, KernelsAreDistinctAndFound) {
  std::set<const Kernel*> found;
  for (const RegisteredImplementation& one : Registry()) {
    for (const Kernel* kernel : one.kernels) {
      EXPECT_EQ(FindKernel(QualifiedId(*one.implementation), kernel->function, kernel->format, kernel->isa), kernel)
          << one.file << ": two kernels for the same function, format and isa";
      EXPECT_TRUE(found.insert(kernel).second);
      EXPECT_EQ(kernel->implementation, one.implementation);
      EXPECT_TRUE(Contains(kernel->claim.roundings, Rounding::kNearest)) << one.file;
    }
  }
  EXPECT_EQ(FindKernel("textbook/none", Function::kLogistic, Format::kBinary32, "libm"), nullptr);
}

// The scalar form and the array form are the same function.
TEST(Registry, ScalarAndArrayFormsAgree) {
  for (const RegisteredImplementation& one : Registry()) {
    for (const Kernel* kernel : one.kernels) {
      if (!kernel->has_scalar || kernel->format != Format::kBinary32 || !IsaSupported(kernel->isa)) continue;
      for (float x = -110; x < 110; x += 0.37f) {
        float y = 0;
        kernel->array(&x, &y, 1);
        const float scalar = kernel->scalar.f32(x);
        EXPECT_TRUE(y == scalar || (std::isnan(y) && std::isnan(scalar))) << one.file << " " << x;
      }
    }
  }
}

TEST(Registry, TheYardstickExistsForWhatTheOthersDo) {
  for (const RegisteredImplementation& one : Registry()) {
    for (const Kernel* kernel : one.kernels) {
      EXPECT_NE(FindKernel("textbook/naive", kernel->function, kernel->format, kLibmIsa), nullptr) << one.file;
    }
  }
}

}  // namespace
}  // namespace sigmark
