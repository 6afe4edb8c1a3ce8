// SPDX-License-Identifier: Apache-2.0
//
// Adapters and variants, as far as they are built and this CPU executes them: whether each calls what it says it calls,
// on arrays of any length. How well that computes the logistic is for the benches to find.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/load_module.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

std::string NameOf(const Kernel& kernel) {
  return QualifiedId(*kernel.implementation) + " " + std::string(Name(kernel.format)) + " " + kernel.isa;
}

std::vector<const Kernel*> Modules() {
  std::vector<const Kernel*> modules;
  for (const RegisteredImplementation& one : Registry()) {
    for (const Kernel* kernel : one.kernels) {
      if (kernel->in_module && IsaSupported(kernel->isa)) modules.push_back(kernel);
    }
  }
  return modules;
}

// Within 2^-10 of the logistic on an array of each length up to 70, with nothing written behind it; and in place.
template <class T>
void ExpectLogistic(const Kernel& kernel) {
  for (std::size_t n = 0; n <= 70; ++n) {
    constexpr T kUntouched = -7;
    std::vector<T> x(n + 8, T{0}), y(n + 1, kUntouched);  // some read a little beyond
    for (std::size_t i = 0; i < n; ++i)
      x[i] = static_cast<T>(0.37 * static_cast<double>(i) - 12 + 0.01 * static_cast<double>(n));
    kernel.array(x.data(), y.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_NEAR(static_cast<double>(y[i]), 1 / (1 + std::exp(-static_cast<double>(x[i]))), 0x1p-10)
          << NameOf(kernel) << ", element " << i << " of " << n;
    }
    ASSERT_EQ(y[n], kUntouched) << NameOf(kernel) << ", n = " << n;
    kernel.array(x.data(), x.data(), n);
    for (std::size_t i = 0; i < n; ++i)
      ASSERT_NEAR(static_cast<double>(x[i]), static_cast<double>(y[i]), 0x1p-20) << NameOf(kernel);
  }
}

TEST(Modules, ComputeTheLogisticOnArraysOfAnyLength) {
  for (const Kernel* kernel : Modules()) {
    const Kernel loaded = LoadModule(*kernel);
    if (kernel->format == Format::kBinary32) ExpectLogistic<float>(loaded);
    if (kernel->format == Format::kBinary64) ExpectLogistic<double>(loaded);
  }
}

TEST(Modules, ScalarAndArrayFormsAreClose) {
  for (const Kernel* kernel : Modules()) {
    const Kernel loaded = LoadModule(*kernel);
    if (!loaded.has_scalar || loaded.format != Format::kBinary64) continue;
    for (double x = -30; x < 30; x += 0.7) {
      double y = 0;
      loaded.array(&x, &y, 1);
      EXPECT_NEAR(loaded.scalar.f64(x), y, 1e-14) << NameOf(*kernel);
    }
  }
}

// Nothing of a module runs before it is loaded, so that nothing of it can be called either.
TEST(Modules, AreNotCallableBeforeTheyAreLoaded) {
  ASSERT_FALSE(Modules().empty());  // the compiler that builds this builds variants
  for (const Kernel* kernel : Modules()) {
    EXPECT_EQ(kernel->array, nullptr) << NameOf(*kernel);
    EXPECT_FALSE(kernel->has_scalar) << NameOf(*kernel);
  }
}

TEST(Modules, WhatIsMissingIsSaid) {
  constexpr Implementation kNobody = {.id = "nobody", .family = "peers", .summary = "", .source = ""};
  const Kernel kernel = {&kNobody, Function::kLogistic, Format::kBinary32, "libm", {}, nullptr, false, ScalarFunction(),
                         true};
  try {
    LoadModule(kernel);
    FAIL() << "loaded";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("peers/nobody.libm.so"), std::string::npos) << error.what();
  }
}

TEST(Peers, ClaimNothingOfTheirOwn) {
  for (const RegisteredImplementation& one : Registry()) {
    if (std::string(one.implementation->family) != "peers") continue;
    for (const Kernel* kernel : one.kernels) {
      EXPECT_EQ(kernel->claim.max_ulp, 0) << one.file;
      EXPECT_EQ(kernel->claim.max_abs, 0) << one.file;
      EXPECT_EQ(kernel->claim.checks, 0u) << one.file;
    }
  }
}

TEST(Peers, AnUnavailableOneSaysWhatItNeeds) {
  for (const RegisteredImplementation& one : Registry()) {
    if (one.implementation->unavailable == nullptr) continue;
    const std::string reason = one.implementation->unavailable;
    EXPECT_TRUE(reason.starts_with("needs ")) << one.file << ": " << reason;
  }
}

}  // namespace
}  // namespace sigmark
