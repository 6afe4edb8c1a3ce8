// SPDX-License-Identifier: Apache-2.0
//
// Ten million inputs of each format through the fast oracle and through MPFR.
#include <gtest/gtest.h>

#include "reference/fast_oracle_check.h"

namespace sigmark {
namespace {

constexpr std::size_t kInputs = 5'000'000;  // for each function

TEST(FastOracleExhaustive, LogisticInBinary32) { ExpectAgreementAtRandom<float>(Function::kLogistic, 11, kInputs); }
TEST(FastOracleExhaustive, DerivativeInBinary32) { ExpectAgreementAtRandom<float>(Function::kDerivative, 12, kInputs); }
TEST(FastOracleExhaustive, LogisticInBinary64) { ExpectAgreementAtRandom<double>(Function::kLogistic, 13, kInputs); }
TEST(FastOracleExhaustive, DerivativeInBinary64) {
  ExpectAgreementAtRandom<double>(Function::kDerivative, 14, kInputs);
}

}  // namespace
}  // namespace sigmark
