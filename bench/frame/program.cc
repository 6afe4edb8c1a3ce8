// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/program.h"

#include <fmt/format.h>
#include <unistd.h>

#include "bench/frame/options.h"
#include "reports/results/results.h"

namespace sigmark {

int RunProgram(int argc, char** argv, const char* name, const HandlerFactory& factory, int (*program)(int, char**)) {
  if (IsWorker(argc, argv)) return Serve(factory);
  try {
    return program(argc, argv);
  } catch (const UsageError& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
  } catch (const results::DataError& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: internal error: {}; please report it\n", name, error.what());
  }
  return kUsage;
}

void ClearProgress() {
  std::fflush(stdout);
  if (isatty(STDERR_FILENO) != 0) {
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
  }
}

}  // namespace sigmark
