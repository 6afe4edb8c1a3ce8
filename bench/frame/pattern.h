// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_FRAME_PATTERN_H_
#define SIGMARK_BENCH_FRAME_PATTERN_H_

#include <memory>
#include <string>

namespace re2 {
class RE2;
}

namespace sigmark {

// A user's regular expression, in RE2's syntax: matched in linear time, whatever it is.
class Pattern {
 public:
  // `flag` names it in the message. Throws UsageError.
  Pattern(const std::string& expression, const char* flag);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  // Whether some part of `text` matches.
  bool Finds(const std::string& text) const;

 private:
  std::unique_ptr<re2::RE2> expression_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_PATTERN_H_
