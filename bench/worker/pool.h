// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_POOL_H_
#define SIGMARK_BENCH_WORKER_POOL_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/worker/process.h"

namespace sigmark {

// One request to a worker of `kernel`.
struct Task {
  const Kernel* kernel;
  nlohmann::json request;
};

struct PoolOptions {
  int workers = 1;
  double timeout_s = 60;
  const char* stage = "";  // for the progress display
};

// Runs the tasks in order on up to `workers` processes at a time, each process for one kernel only. `done` is called
// for every answer. `failed` is called once for each kind of failure of a kernel, with a diagnosis. After a misdeed its
// worker goes on; a worker that dies or hangs is given up, with the tasks of its kernel that are left: nobody else
// notices. Returns false if SIGINT ended it early; what was done until then stands.
bool RunTasks(const std::vector<Task>& tasks, const PoolOptions& options,
              const std::function<void(const Task&, const nlohmann::json& answer)>& done,
              const std::function<void(const Task&, const WorkerFailure&)>& failed);

// Turns SIGINT and SIGTERM into a request to stop, which RunTasks and Interrupted notice. A file that may not grow any
// more is an error like a full disk, not the end.
void CatchInterrupts();
bool Interrupted();

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_POOL_H_
