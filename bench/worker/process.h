// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_PROCESS_H_
#define SIGMARK_BENCH_WORKER_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "impls/core/implementation.h"

namespace sigmark {

// How a worker ended before it had answered, in the schema's words.
struct WorkerFailure {
  std::string what;    // signal, exit, exception or timeout
  std::string detail;  // "SIGSEGV", "exit status 3", …
};

// A worker process for one kernel, seen from the program that started it. Ends with the object.
class WorkerProcess {
 public:
  explicit WorkerProcess(const Kernel& kernel);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // A request to a worker that has died is dropped; Receive then says how it died.
  void Send(const nlohmann::json& request);

  // The file descriptor that becomes readable when something arrives.
  int Descriptor() const { return replies_; }
  // When the last sign of life arrived.
  std::chrono::steady_clock::time_point LastSign() const { return last_sign_; }

  // Reads what there is, without waiting for more. An answer, if one is complete; a failure, if the worker has ended.
  struct Received {
    std::optional<nlohmann::json> answer;
    std::optional<WorkerFailure> failure;
  };
  Received Receive();

  // Waits for the answer or the end, `timeout_s` at most without a sign of life.
  Received Wait(double timeout_s);

 private:
  WorkerFailure Reap();

  pid_t pid_ = -1;
  int requests_ = -1;
  int replies_ = -1;
  std::string received_;
  std::chrono::steady_clock::time_point last_sign_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_PROCESS_H_
