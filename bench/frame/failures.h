// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_FRAME_FAILURES_H_
#define SIGMARK_BENCH_FRAME_FAILURES_H_

#include <vector>

#include "bench/frame/journal.h"
#include "bench/frame/options.h"
#include "bench/worker/serve.h"

namespace sigmark {

// Prints that a kernel failed, and adds the row to the journal.
void RecordFailure(const Kernel& kernel, const char* stage, const WorkerFailure& failure, Journal& journal);

// Loads each kernel that has to be loaded, a plugin's or a module's, in a process of its own, and returns the kernels
// that can be measured. Throws UsageError for a plugin whose library or symbol cannot be had. That of a module, and a
// crash, a hang or another floating-point state while a library is loaded, is a recorded failure (`any_failed`); the
// last of them does not keep a kernel from being measured.
std::vector<const Kernel*> TryLoading(const std::vector<const Kernel*>& kernels, const Options& options,
                                      Journal& journal, bool& any_failed);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_FAILURES_H_
