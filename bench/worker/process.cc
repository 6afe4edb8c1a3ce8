// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "bench/worker/serve.h"

extern char** environ;

namespace sigmark {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

}  // namespace

WorkerProcess::WorkerProcess(const Kernel& kernel) : last_sign_(Clock::now()) {
  signal(SIGPIPE, SIG_IGN);  // a worker that died is seen on the other pipe
  int requests[2];
  int replies[2];
  if (pipe2(requests, O_CLOEXEC) != 0 || pipe2(replies, O_CLOEXEC) != 0) {
    throw std::runtime_error("cannot make a pipe for a worker");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, requests[0], STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  // dup2 onto itself would keep close-on-exec, so descriptor 3 is reached by way of a higher one.
  const int high = fcntl(replies[1], F_DUPFD_CLOEXEC, 10);
  posix_spawn_file_actions_adddup2(&actions, high, 3);
  char program[] = "/proc/self/exe";
  char flag[] = "--worker";
  char* arguments[] = {program, flag, nullptr};
  const int error = posix_spawn(&pid_, program, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(requests[0]);
  close(replies[1]);
  close(high);
  requests_ = requests[1];
  replies_ = replies[0];
  if (error != 0) throw std::runtime_error(fmt::format("cannot start a worker: {}", strerror(error)));
  fcntl(replies_, F_SETFL, O_NONBLOCK);
  Send(OpenRequest(kernel));
}

WorkerProcess::~WorkerProcess() {
  if (requests_ >= 0) close(requests_);
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(replies_);
}

void WorkerProcess::Send(const Json& request) {
  const std::string text = request.dump() + "\n";
  last_sign_ = Clock::now();
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t wrote = write(requests_, text.data() + sent, text.size() - sent);
    if (wrote <= 0) return;
    sent += static_cast<std::size_t>(wrote);
  }
}

WorkerFailure WorkerProcess::Reap() {
  // Its pipe is closed. That is not yet its end: a kernel that closes descriptors and goes on is given a second.
  int status = 0;
  bool ended = false;
  for (int tries = 0; tries < 100 && !ended; ++tries) {
    ended = waitpid(pid_, &status, WNOHANG) == pid_;
    if (!ended) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (!ended) return {"timeout", "closed its channel and went on"};  // the destructor kills it
  pid_ = -1;
  if (WIFSIGNALED(status)) {
    return {"signal", fmt::format("SIG{}", sigabbrev_np(WTERMSIG(status)))};
  }
  return {"exit", fmt::format("exit status {}", WEXITSTATUS(status))};
}

WorkerProcess::Received WorkerProcess::Receive() {
  char chunk[65536];
  for (;;) {
    const ssize_t got = read(replies_, chunk, sizeof chunk);
    if (got < 0) break;  // nothing more for now
    if (got == 0) return {std::nullopt, Reap()};
    last_sign_ = Clock::now();
    received_.append(chunk, static_cast<std::size_t>(got));
    for (std::size_t end; (end = received_.find('\n')) != std::string::npos;) {
      const Json line = Json::parse(received_.substr(0, end), nullptr, /*allow_exceptions=*/false);
      received_.erase(0, end + 1);
      if (line.is_discarded()) return {std::nullopt, WorkerFailure{"exit", "an answer that is not JSON"}};
      if (line.contains("heartbeat")) continue;
      if (line.contains("exception")) return {std::nullopt, WorkerFailure{"exception", line["exception"]}};
      return {line, std::nullopt};
    }
  }
  return {};
}

WorkerProcess::Received WorkerProcess::Wait(double timeout_s) {
  for (;;) {
    Received received = Receive();
    if (received.answer || received.failure) return received;
    const auto deadline = last_sign_ + std::chrono::duration<double>(timeout_s);
    const double left = std::chrono::duration<double>(deadline - Clock::now()).count();
    if (left <= 0) return {std::nullopt, WorkerFailure{"timeout", fmt::format("no sign of life for {} s", timeout_s)}};
    pollfd waited = {replies_, POLLIN, 0};
    poll(&waited, 1, static_cast<int>(left * 1000) + 1);
  }
}

}  // namespace sigmark
