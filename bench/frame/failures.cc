// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/failures.h"

#include <fmt/format.h>

#include "bench/frame/document.h"
#include "bench/frame/program.h"
#include "bench/worker/load.h"
#include "bench/worker/plugin.h"
#include "bench/worker/process.h"

namespace sigmark {

void RecordFailure(const Kernel& kernel, const char* stage, const WorkerFailure& failure, Journal& journal) {
  ClearProgress();
  fmt::print("{}  FAILED ({}): {}\n", KernelName(kernel), failure.what, failure.detail);
  std::fflush(stdout);
  journal.Add(FailureRow(kernel, stage, failure));
}

std::vector<const Kernel*> TryLoading(const std::vector<const Kernel*>& kernels, const Options& options,
                                      Journal& journal, bool& any_failed) {
  std::vector<const Kernel*> usable;
  std::vector<std::pair<const Kernel*, WorkerFailure>> failures;
  for (const Kernel* kernel : kernels) {
    if (!NeedsLoading(*kernel)) {
      usable.push_back(kernel);
      continue;
    }
    WorkerProcess worker(*kernel);
    const WorkerProcess::Opened opened = worker.WaitUntilOpen(options.timeout_s);
    if (opened.failure && opened.failure->what == "load" && IsPlugin(*kernel)) {
      throw UsageError(fmt::format("--plugin: {}", opened.failure->detail));
    }
    if (opened.failure) {
      failures.emplace_back(kernel, *opened.failure);
      continue;
    }
    if (!opened.state.empty()) {
      failures.emplace_back(kernel, WorkerFailure{"state", "loading its library leaves " + opened.state + " behind"});
    }
    usable.push_back(kernel);
  }
  // Only now, when all plugins are known to be there.
  for (auto& [kernel, failure] : failures) {
    if (failure.what != "state" && failure.what != "load") failure.detail += ", while its library was loaded";
    RecordFailure(*kernel, "load", failure, journal);
    any_failed = true;
  }
  return usable;
}

}  // namespace sigmark
