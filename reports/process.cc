// SPDX-License-Identifier: Apache-2.0
#include "reports/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "reports/results/results.h"

extern char** environ;

namespace sigmark {
namespace {

volatile sig_atomic_t running_child = 0;
volatile sig_atomic_t interruption = 0;

// Async-signal-safe: kill and assignments.
void PassOn(int signal, siginfo_t* info, void*) {
  interruption = signal;
  // A terminal signals its whole foreground group, the child included; it says SI_KERNEL, a process says ≤ 0.
  if (info->si_code <= 0 && running_child > 0) kill(running_child, signal);
}

// Handles SIGINT and SIGTERM by PassOn for as long as it lives.
class Interception {
 public:
  Interception() {
    struct sigaction action = {};
    action.sa_sigaction = PassOn;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGINT, &action, &old_int_);
    sigaction(SIGTERM, &action, &old_term_);
    interruption = 0;
  }
  Interception(const Interception&) = delete;
  Interception& operator=(const Interception&) = delete;
  ~Interception() {
    running_child = 0;
    sigaction(SIGINT, &old_int_, nullptr);
    sigaction(SIGTERM, &old_term_, nullptr);
  }

 private:
  struct sigaction old_int_ = {};
  struct sigaction old_term_ = {};
};

[[noreturn]] void Fail(const std::string& path, int error) {
  throw results::DataError(fmt::format("{}: cannot be started: {}", path, std::strerror(error)));
}

std::string ReadAll(int fd) {
  std::string text;
  char chunk[1 << 14];
  for (;;) {
    const ssize_t got = read(fd, chunk, sizeof(chunk));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string FindSibling(const std::string& program) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  std::string path = (self.parent_path() / program).string();
  if (error || access(path.c_str(), X_OK) != 0) {
    throw results::DataError(fmt::format("{}: not found; build {} beside sigmark", path, program));
  }
  return path;
}

Ending RunProcess(const std::string& path, const std::vector<std::string>& arguments, Output output) {
  std::vector<char*> argv = {const_cast<char*>(path.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  int ends[2] = {-1, -1};
  if (output == Output::kCapture && pipe2(ends, O_CLOEXEC) != 0) Fail(path, errno);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output == Output::kToStandardError) posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  if (output == Output::kCapture) posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  // Between the spawn and the note of its pid a signal would not be passed on: both wait. The child starts unblocked.
  sigset_t interrupts;
  sigset_t before;
  sigemptyset(&interrupts);
  sigaddset(&interrupts, SIGINT);
  sigaddset(&interrupts, SIGTERM);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);

  Ending ending;
  const Interception interception;
  sigprocmask(SIG_BLOCK, &interrupts, &before);
  posix_spawnattr_setsigmask(&attributes, &before);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, path.c_str(), &actions, &attributes, argv.data(), environ);
  if (error == 0) running_child = pid;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (ends[1] >= 0) close(ends[1]);
  if (error == 0 && output == Output::kCapture) ending.output = ReadAll(ends[0]);
  if (ends[0] >= 0) close(ends[0]);
  if (error != 0) Fail(path, error);

  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) ending.signal = WTERMSIG(status);
  if (WIFEXITED(status)) ending.status = WEXITSTATUS(status);
  ending.interrupted = interruption != 0;
  return ending;
}

}  // namespace sigmark
