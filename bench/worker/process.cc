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

#include <random>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

extern char** environ;

namespace sigmark {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

// This process's environment, with what the kernel asks for.
std::vector<char*> EnvironmentOf(const Kernel& kernel) {
  std::vector<char*> environment;
  const char* wanted = kernel.implementation->environment;
  const std::string_view name = wanted == nullptr ? "" : std::string_view(wanted, strcspn(wanted, "=") + 1);
  for (char** one = environ; *one != nullptr; ++one) {
    if (wanted == nullptr || !std::string_view(*one).starts_with(name)) environment.push_back(*one);
  }
  if (wanted != nullptr) environment.push_back(const_cast<char*>(wanted));
  environment.push_back(nullptr);
  return environment;
}

}  // namespace

// The numbers of requests begin anywhere, so that no kernel writes an answer by chance.
WorkerProcess::WorkerProcess(const Kernel& kernel) : request_(std::random_device{}()), last_sign_(Clock::now()) {
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
  // dup2 onto itself would keep close-on-exec, so descriptors 3 and 4 are reached by way of higher ones.
  const int high = fcntl(replies[1], F_DUPFD_CLOEXEC, 10);
  const int high_record = fcntl(record_.Descriptor(), F_DUPFD_CLOEXEC, 10);
  posix_spawn_file_actions_adddup2(&actions, high, 3);
  posix_spawn_file_actions_adddup2(&actions, high_record, 4);
  // A process group of its own: a kernel that signals its group, or leaves children behind, concerns nobody else.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  char program[] = "/proc/self/exe";
  char flag[] = "--worker";
  char* arguments[] = {program, flag, nullptr};
  std::vector<char*> environment = EnvironmentOf(kernel);
  const int error = posix_spawn(&pid_, program, &actions, &attributes, arguments, environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(requests[0]);
  close(replies[1]);
  close(high);
  close(high_record);
  requests_ = requests[1];
  replies_ = replies[0];
  if (error != 0) throw std::runtime_error(fmt::format("cannot start a worker: {}", strerror(error)));
  group_ = pid_;
  fcntl(replies_, F_SETFL, O_NONBLOCK);
  Send(OpenRequest(kernel));
}

WorkerProcess::~WorkerProcess() {
  if (requests_ >= 0) close(requests_);
  if (group_ > 0) kill(-group_, SIGKILL);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
  close(replies_);
}

void WorkerProcess::Send(const Json& request) {
  Json numbered = request;
  numbered["request"] = ++request_;
  const std::string text = numbered.dump() + "\n";
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
  Received received;
  // Whole lines that arrived together with an answer are read before anything else is.
  while (!Next(received)) {
    char chunk[65536];
    const ssize_t got = read(replies_, chunk, sizeof chunk);
    if (got < 0) break;  // nothing more for now
    if (got == 0) {
      received.failure = Reap();
      break;
    }
    last_sign_ = Clock::now();
    received_.append(chunk, static_cast<std::size_t>(got));
  }
  return received;
}

bool WorkerProcess::Next(Received& received) {
  for (std::size_t end; (end = received_.find('\n')) != std::string::npos;) {
    const std::string text = received_.substr(0, end);
    received_.erase(0, end + 1);
    try {
      if (Take(Json::parse(text), received)) return true;
    } catch (const Json::exception&) {  // the kernel wrote it, or wrote into the midst of it
      received.failure = WorkerFailure{"exit", "writes to its worker's channel"};
      return true;
    }
  }
  return false;
}

bool WorkerProcess::Take(const Json& line, Received& received) {
  if (line.contains("heartbeat")) return false;
  if (line.contains("misdeed")) {
    received.misdeeds.push_back({line.at("misdeed"), line.at("detail"), line.at("witness")});
    return false;
  }
  if (line.contains("opened")) {
    opened_state_ = line.at("state");
    return false;
  }
  if (line.contains("cannot_load")) {
    received.failure = WorkerFailure{"load", line.at("cannot_load")};
  } else if (line.contains("exception")) {
    received.failure = WorkerFailure{"exception", line.at("exception")};
  } else if (line.at("request").get<std::uint64_t>() != request_) {
    received.failure = WorkerFailure{"exit", "answers another request: is it two processes?"};
  } else {
    received.answer = line.at("answer");
  }
  return true;
}

WorkerProcess::Received WorkerProcess::Wait(double timeout_s) {
  std::vector<WorkerFailure> misdeeds;
  for (;;) {
    Received received = Receive();
    misdeeds.insert(misdeeds.end(), received.misdeeds.begin(), received.misdeeds.end());
    if (!received.answer && !received.failure && !Poll(timeout_s)) {
      received.failure = WorkerFailure{"timeout", fmt::format("no sign of life for {} s", timeout_s)};
    }
    if (!received.answer && !received.failure) continue;
    received.misdeeds = std::move(misdeeds);
    return received;
  }
}

WorkerProcess::Opened WorkerProcess::WaitUntilOpen(double timeout_s) {
  for (;;) {
    Received received = Receive();
    if (received.failure) return {"", received.failure};
    if (opened_state_) return {*opened_state_, std::nullopt};
    if (!Poll(timeout_s)) return {"", WorkerFailure{"timeout", fmt::format("not loaded after {} s", timeout_s)}};
  }
}

bool WorkerProcess::Poll(double timeout_s) const {
  const auto deadline = last_sign_ + std::chrono::duration<double>(timeout_s);
  const double left = std::chrono::duration<double>(deadline - Clock::now()).count();
  if (left <= 0) return false;
  pollfd waited = {replies_, POLLIN, 0};
  poll(&waited, 1, static_cast<int>(left * 1000) + 1);
  return true;
}

}  // namespace sigmark
