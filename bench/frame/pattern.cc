// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "bench/frame/options.h"

namespace sigmark {

Pattern::Pattern(const std::string& expression, const char* flag)
    : expression_(std::make_unique<re2::RE2>(expression, re2::RE2::Quiet)) {
  if (expression_->ok()) return;
  throw UsageError(fmt::format("--{}={}: not a regular expression: {}", flag, expression, expression_->error()));
}

Pattern::~Pattern() = default;

bool Pattern::Finds(const std::string& text) const { return re2::RE2::PartialMatch(text, *expression_); }

}  // namespace sigmark
