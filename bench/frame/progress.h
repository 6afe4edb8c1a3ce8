// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_FRAME_PROGRESS_H_
#define SIGMARK_BENCH_FRAME_PROGRESS_H_

#include <chrono>
#include <cstddef>
#include <string>

namespace sigmark {

// One line on a terminal that is written over and over: what runs, how much is done, and how long the rest will take if
// it goes on like that. Nothing where stderr is no terminal.
class Progress {
 public:
  Progress(const char* stage, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // At most ten times a second.
  void Update(std::size_t done, const std::string& running);

 private:
  using Clock = std::chrono::steady_clock;

  const char* stage_;
  std::size_t total_;
  bool terminal_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

// "40 s", "12 min", "1 h 20 min".
std::string DurationText(double seconds);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_PROGRESS_H_
