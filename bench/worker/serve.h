// SPDX-License-Identifier: Apache-2.0
//
// The worker's side of the protocol. A worker is the program itself, exec'd with --worker: it reads one JSON request a
// line on standard input and answers each with one JSON line on file descriptor 3, so that a kernel that prints cannot
// disturb it. The first request names the kernel; heartbeats come between the answers.
#ifndef SIGMARK_BENCH_WORKER_SERVE_H_
#define SIGMARK_BENCH_WORKER_SERVE_H_

#include <functional>
#include <nlohmann/json.hpp>

#include "impls/core/implementation.h"

namespace sigmark {

// Tells the parent that the kernel still returns, at most a few times a second. Called between calls of the kernel, by
// the thread that calls it, so that a hang stops it.
void Heartbeat();

// What a worker does with a kernel: one answer for each request.
using Handler = std::function<nlohmann::json(const nlohmann::json& request)>;
using HandlerFactory = std::function<Handler(const Kernel& kernel)>;

// Whether this process was started as a worker.
bool IsWorker(int argc, char** argv);

// Serves until standard input ends. Returns the exit status of the process.
int Serve(const HandlerFactory& factory);

// The first request: names a kernel of the registry.
nlohmann::json OpenRequest(const Kernel& kernel);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_SERVE_H_
