// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_THROUGHPUT_STOPWATCH_H_
#define SIGMARK_BENCH_THROUGHPUT_STOPWATCH_H_

#include "bench/worker/serve.h"

namespace sigmark {

// The worker's side of a timing. A request {"case": {"mode", "inputs", "n", "against", "against_isa", "round_s",
// "seed"}} prepares buffers and calibrates, and is answered with {"working_set", "slow"}. Each request {"round": true}
// times candidate, yardstick and copy once forwards and once backwards (A B C C B A), and is answered with the
// nanoseconds per element of each.
Handler MakeStopwatch(const Kernel& kernel);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_THROUGHPUT_STOPWATCH_H_
