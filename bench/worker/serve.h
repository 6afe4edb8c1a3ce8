// SPDX-License-Identifier: Apache-2.0
//
// The worker's side of the protocol. A worker is the program itself, exec'd with --worker: it reads one JSON request a
// line on standard input and answers each with one JSON line on file descriptor 3, so that a kernel that prints cannot
// disturb it. Requests are numbered and answers name the number. The first request names the kernel, and is answered
// with what loading it did; heartbeats and misdeeds come between the answers. File descriptor 4 is the call record
// (call_record.h).
#ifndef SIGMARK_BENCH_WORKER_SERVE_H_
#define SIGMARK_BENCH_WORKER_SERVE_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "impls/core/implementation.h"

namespace sigmark {

// What a kernel did that no kernel may do, in the schema's words. Its worker may have survived it or not.
struct WorkerFailure {
  std::string what;    // signal, exit, exception, timeout, out_of_bounds, unwritten, state, nondeterministic or load
  std::string detail;  // "SIGSEGV", "exit status 3", …
  nlohmann::json witness = nullptr;
  bool fatal = false;  // to the worker
};

// The witness of a failure: the input, and the result where there is one.
nlohmann::json WitnessAt(double x, std::optional<double> got);

// Tells the parent that the kernel still returns, at most a few times a second. Called between calls of the kernel, by
// the thread that calls it, so that a hang stops it.
void Heartbeat();

// Tells the parent, once for each `what`. The worker goes on. Outside of a worker nobody is told.
void ReportMisdeed(const WorkerFailure& misdeed);

// What a worker does with a kernel: one answer for each request.
using Handler = std::function<nlohmann::json(const nlohmann::json& request)>;
using HandlerFactory = std::function<Handler(const Kernel& kernel)>;

// Whether this process was started as a worker.
bool IsWorker(int argc, char** argv);

// Serves until standard input ends. Returns the exit status of the process.
int Serve(const HandlerFactory& factory);

// The first request: names a kernel of the registry, and the plugins that belong to it.
nlohmann::json OpenRequest(const Kernel& kernel);

// Has a worker call the kernel on these inputs (patterns of its format), one at a time and then together: what it died
// of before, it is expected to die of again, with the record of a shorter call.
nlohmann::json ReplayRequest(const std::vector<std::uint64_t>& patterns);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_SERVE_H_
