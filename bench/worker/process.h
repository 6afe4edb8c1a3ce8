// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_PROCESS_H_
#define SIGMARK_BENCH_WORKER_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/worker/call_record.h"
#include "bench/worker/serve.h"
#include "impls/core/implementation.h"

namespace sigmark {

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

  // Reads what there is, without waiting for more. An answer, if one is complete; a failure, if the worker has ended;
  // and the misdeeds that it went on after.
  struct Received {
    std::optional<nlohmann::json> answer;
    std::optional<WorkerFailure> failure;
    std::vector<WorkerFailure> misdeeds;
  };
  Received Receive();

  // The call that was made last.
  const CallRecord& Record() const { return record_.Get(); }

  // Waits for the answer or the end, `timeout_s` at most without a sign of life.
  Received Wait(double timeout_s);

  // Waits until the kernel is loaded, if nothing has been received yet. Returns what loading did to the floating-point
  // state, in words; or how it failed.
  struct Opened {
    std::string state;
    std::optional<WorkerFailure> failure;
  };
  Opened WaitUntilOpen(double timeout_s);

 private:
  // Takes the next answer or failure from what has been read. Returns whether there was one.
  bool Next(Received& received);
  // Takes one line. Returns whether it is an answer or a failure; throws where it has not the form of any.
  bool Take(const nlohmann::json& line, Received& received);
  // Waits for something to read; false once there was no sign of life for `timeout_s`.
  bool Poll(double timeout_s) const;
  WorkerFailure Reap();

  SharedCallRecord record_;
  pid_t pid_ = -1, group_ = -1;
  std::uint64_t request_;  // the number of the last one, which its answer has to name
  int requests_ = -1;
  int replies_ = -1;
  std::string received_;
  std::optional<std::string> opened_state_;
  std::chrono::steady_clock::time_point last_sign_;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_PROCESS_H_
