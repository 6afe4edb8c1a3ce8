// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/call.h"

#include <gtest/gtest.h>

#include <cmath>

#include "impls/core/isa.h"

namespace sigmark {
namespace {

constexpr Implementation kSubject = {.id = "subject", .family = "test", .summary = "", .source = ""};

float Right(float x) { return 1 / (1 + std::exp(-x)); }

template <void (*kArray)(const float*, float*, std::size_t)>
Kernel Subject() {
  return ArrayKernel<kArray>(kSubject, Function::kLogistic, kLibmIsa, {});
}

// Clamps its inputs in place.
void WritesInputs(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (x[i] > 1) const_cast<float*>(x)[i] = 1;
    y[i] = Right(x[i]);
  }
}
TEST(Caller, InputsAreWhatTheyWere) {
  const Kernel kernel = Subject<WritesInputs>();
  Caller<float> caller(kernel);
  const std::span<float> x = caller.Inputs(3);
  x[0] = 0, x[1] = 2, x[2] = 3;
  caller.Call();
  EXPECT_EQ(x[1], 2);
  EXPECT_EQ(x[2], 3);
}

void LeavesSecond(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (i != 1) y[i] = Right(x[i]);
  }
}
TEST(Caller, WhatIsNotWrittenIsMarked) {
  const Kernel kernel = Subject<LeavesSecond>();
  Caller<float> caller(kernel);
  for (float& x : caller.Inputs(3)) x = 1;
  const std::span<const float> y = caller.Call();
  EXPECT_EQ(ToBits(y[1]), kUnwritten<float>);
  EXPECT_EQ(y[2], Right(1));
}

int calls = 0;
void Counts(const float* x, float* y, std::size_t n) {
  ++calls;
  for (std::size_t i = 0; i < n; ++i) y[i] = Right(x[i]) + static_cast<float>(calls);
}
TEST(Caller, TheFirstResultsCount) {
  const Kernel kernel = Subject<Counts>();
  Caller<float> caller(kernel);
  caller.Inputs(1)[0] = 0;
  const std::span<const float> y = caller.Call();
  caller.CallAgain();
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(y[0], 1.5f);
}

float AddsHalf(float x) { return x + 0.5f; }
TEST(Caller, AScalarFormIsCalledForEachElement) {
  Kernel kernel = ScalarKernel<AddsHalf>(kSubject, Function::kLogistic, kLibmIsa, {});
  kernel.array = nullptr;
  Caller<float> caller(kernel);
  const std::span<float> x = caller.Inputs(2);
  x[0] = 1, x[1] = 2;
  EXPECT_EQ(caller.Call()[1], 2.5f);
}

TEST(Caller, ACallIsRecorded) {
  const Kernel kernel = ScalarKernel<AddsHalf>(kSubject, Function::kLogistic, kLibmIsa, {});
  Caller<float> caller(kernel);
  const std::span<float> x = caller.Inputs(2);
  x[0] = 1, x[1] = 2;
  caller.Call();
  const CallRecord& record = Recorder();
  EXPECT_FALSE(record.in_call);
  EXPECT_EQ(record.elements, 2u);
  EXPECT_EQ(record.x.begin, reinterpret_cast<std::uintptr_t>(x.data()));
  EXPECT_EQ(record.x.end - record.x.begin, 2 * sizeof(float));
  float kept[2];
  std::memcpy(kept, record.inputs, sizeof kept);
  EXPECT_EQ(kept[1], 2);
}

TEST(FpState, ChangesAreNamed) {
  const std::uint64_t before = FpControlBits();
  EXPECT_EQ(DescribeFpChange(before, before), "");
  {
    const FpGuard guard;
    std::fesetround(FE_UPWARD);
    EXPECT_EQ(DescribeFpChange(before, FpControlBits()).rfind("rounding mode upward", 0), 0u);
  }
  EXPECT_EQ(FpControlBits(), before);
#if defined(__x86_64__)
  EXPECT_EQ(DescribeFpChange(before, before | 0x8040), "FTZ on, DAZ on");
  EXPECT_EQ(DescribeFpChange(before, before ^ 0x80), "exception masks changed");
#endif
}

#if defined(__x86_64__)
// Both are cured before anything of ours works with x87 numbers.
TEST(FpState, ATakenX87StackIsSeenAndCleared) {
  const std::uint64_t before = FpControlBits();
  for (const bool mmx : {false, true}) {
    std::uint64_t after = 0;
    {
      const FpGuard guard;
      if (mmx) {
        asm volatile("pxor %%mm0, %%mm0" : : : "mm0");
      } else {
        asm volatile("fld1");
      }
      after = FpControlBits();
    }
    EXPECT_EQ(DescribeFpChange(before, after), "x87 stack changed");
    EXPECT_EQ(FpControlBits(), before);
  }
}

TEST(FpState, RaisedExceptionsAreThoseOfBothUnits) {
  ClearExceptions();
  EXPECT_EQ(RaisedExceptions(), 0);
  asm volatile("fld1\n\tfldz\n\tfdivrp\n\tfstp %%st(0)" : : : "st");
  EXPECT_EQ(RaisedExceptions(), FE_DIVBYZERO);
  std::feraiseexcept(FE_INVALID);
  EXPECT_EQ(RaisedExceptions(), FE_DIVBYZERO | FE_INVALID);
  ClearExceptions();
  EXPECT_EQ(RaisedExceptions(), 0);
  EXPECT_EQ(std::fetestexcept(FE_ALL_EXCEPT), 0);
}
#endif

}  // namespace
}  // namespace sigmark
