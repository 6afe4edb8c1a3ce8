// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace sigmark {

Progress::Progress(const char* stage, std::size_t total)
    : stage_(stage), total_(total), terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (terminal_) fmt::print(stderr, "\r\033[K");
}

void Progress::Update(std::size_t done, const std::string& running) {
  const auto now = Clock::now();
  if (!terminal_ || now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const std::string left = done == 0 ? ""
                                     : fmt::format("  about {} left", DurationText(elapsed / static_cast<double>(done) *
                                                                                   static_cast<double>(total_ - done)));
  fmt::print(stderr, "\r\033[K{} {}/{}  {}{}", stage_, done, total_, running, left);
  std::fflush(stderr);
}

std::string DurationText(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  const auto minutes = static_cast<long>(std::lround(seconds / 60));
  return minutes < 60 ? fmt::format("{} min", minutes) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace sigmark
