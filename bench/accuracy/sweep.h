// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_ACCURACY_SWEEP_H_
#define SIGMARK_BENCH_ACCURACY_SWEEP_H_

#include "bench/worker/serve.h"

namespace sigmark {

// The worker's side of an accuracy measurement: answers each request {"rounding", "seed", "controls", "block"} with
// the block's statistics, the digest of its results and what became of the negative controls, and each request {"x", …}
// with the result at one input and the exceptions that it raised.
Handler MakeSweeper(const Kernel& kernel);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_ACCURACY_SWEEP_H_
