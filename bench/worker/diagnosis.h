// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_DIAGNOSIS_H_
#define SIGMARK_BENCH_WORKER_DIAGNOSIS_H_

#include "bench/worker/process.h"

namespace sigmark {

// Names what the kernel did when its worker failed, and at which input. A fault next to the arrays of the call becomes
// out_of_bounds, with the element. The input is found by calling the kernel again on those of the worker's last call,
// one at a time, in another process; where none of them does it alone, the call as a whole is the witness. A worker
// that failed outside of a call is left as it is.
void Diagnose(const Kernel& kernel, const WorkerProcess& failed, double timeout_s, WorkerFailure& failure);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_DIAGNOSIS_H_
