// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/pool.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <list>
#include <memory>
#include <set>

#include "bench/frame/document.h"
#include "bench/frame/progress.h"
#include "bench/worker/diagnosis.h"

namespace sigmark {
namespace {

using Clock = std::chrono::steady_clock;

volatile sig_atomic_t interrupted = 0;

void OnInterrupt(int) { interrupted = 1; }

struct Slot {
  std::unique_ptr<WorkerProcess> process;
  const Kernel* kernel = nullptr;
  const Task* task = nullptr;  // null while idle
};

class Pool {
 public:
  Pool(const std::vector<Task>& tasks, const PoolOptions& options)
      : options_(options), progress_(options.stage, tasks.size()) {
    for (const Task& task : tasks) waiting_.push_back(&task);
    slots_.resize(std::clamp<std::size_t>(static_cast<std::size_t>(std::max(1, options.workers)), 1,
                                          std::max<std::size_t>(1, tasks.size())));
  }

  template <class Done, class Failed>
  bool Run(const Done& done, const Failed& failed) {
    while (interrupted == 0) {
      for (Slot& slot : slots_) {
        if (slot.task == nullptr) Assign(slot);
      }
      std::vector<pollfd> polled;
      for (const Slot& slot : slots_) {
        if (slot.task != nullptr) polled.push_back({slot.process->Descriptor(), POLLIN, 0});
      }
      if (polled.empty()) return true;
      poll(polled.data(), polled.size(), 200);
      if (interrupted != 0) break;  // workers may be ending for the same reason
      for (Slot& slot : slots_) {
        if (slot.task != nullptr) Advance(slot, done, failed);
      }
    }
    return false;
  }

 private:
  // The next task, of the slot's own kernel if there is one left: a new process costs more than a request.
  void Assign(Slot& slot) {
    auto next = waiting_.end();
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
      if ((*it)->kernel == slot.kernel && slot.process != nullptr) {
        next = it;
        break;
      }
    }
    if (next == waiting_.end()) next = waiting_.begin();
    if (next == waiting_.end()) return;
    slot.task = *next;
    waiting_.erase(next);
    if (slot.process == nullptr || slot.kernel != slot.task->kernel) {
      slot.process = std::make_unique<WorkerProcess>(*slot.task->kernel);
      slot.kernel = slot.task->kernel;
    }
    slot.process->Send(slot.task->request);
    progress_.Update(finished_, KernelName(*slot.kernel));
  }

  template <class Done, class Failed>
  void Advance(Slot& slot, const Done& done, const Failed& failed) {
    WorkerProcess::Received received = slot.process->Receive();
    const std::chrono::duration<double> silence = Clock::now() - slot.process->LastSign();
    if (!received.answer && !received.failure && silence.count() > options_.timeout_s) {
      received.failure = WorkerFailure{"timeout", fmt::format("no sign of life for {} s", options_.timeout_s)};
    }
    for (const WorkerFailure& misdeed : received.misdeeds) Report(*slot.task, misdeed, failed);
    if (received.answer) {
      ++finished_;
      done(*slot.task, *received.answer);
      slot.task = nullptr;
      progress_.Update(finished_, KernelName(*slot.kernel));
    } else if (received.failure) {
      Diagnose(*slot.kernel, *slot.process, options_.timeout_s, *received.failure);
      received.failure->fatal = true;
      Report(*slot.task, *received.failure, failed);
      waiting_.remove_if([&](const Task* task) { return task->kernel == slot.kernel; });
      slot = Slot{};
    }
  }

  // Each kind of failure once for a kernel, however many of its workers meet it.
  template <class Failed>
  void Report(const Task& task, const WorkerFailure& failure, const Failed& failed) {
    if (reported_.emplace(task.kernel, failure.what).second) failed(task, failure);
  }

  PoolOptions options_;
  Progress progress_;
  std::list<const Task*> waiting_;
  std::vector<Slot> slots_;
  std::set<std::pair<const Kernel*, std::string>> reported_;
  std::size_t finished_ = 0;
};

}  // namespace

void CatchInterrupts() {
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGXFSZ, SIG_IGN);
}

bool Interrupted() { return interrupted != 0; }

bool RunTasks(const std::vector<Task>& tasks, const PoolOptions& options,
              const std::function<void(const Task&, const nlohmann::json&)>& done,
              const std::function<void(const Task&, const WorkerFailure&)>& failed) {
  return Pool(tasks, options).Run(done, failed);
}

}  // namespace sigmark
