// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_FRAME_PROGRAM_H_
#define SIGMARK_BENCH_FRAME_PROGRAM_H_

#include "bench/worker/serve.h"

namespace sigmark {

// The main of a bench program: a worker if it was started as one, else `program`, whose UsageError or DataError becomes
// one line on stderr and exit status 2.
int RunProgram(int argc, char** argv, const char* name, const HandlerFactory& factory, int (*program)(int, char**));

// Makes room for a line on a terminal that shows progress.
void ClearProgress();

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_PROGRAM_H_
