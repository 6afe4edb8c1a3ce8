// SPDX-License-Identifier: Apache-2.0
#include "reports/results/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "reports/results/results.h"

namespace sigmark::results {
namespace {

[[noreturn]] void Fail(const std::string& path, std::string_view what, int error, std::string_view remedy) {
  throw DataError(fmt::format("{}: {}: {}; {}", path, what, std::strerror(error), remedy));
}

constexpr std::string_view kChooseAnother = "name a folder that can be written and has space";

// A descriptor that is closed on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  // 0, or the errno of close, which reports late write errors of some file systems.
  int Close() {
    const int failed = close(fd_);
    fd_ = -1;
    return failed == 0 ? 0 : errno;
  }

 private:
  int fd_;
};

// A name that is removed on every way out but success.
class TemporaryName {
 public:
  explicit TemporaryName(std::string path) : path_(std::move(path)) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  void Keep() { path_.clear(); }

 private:
  std::string path_;
};

std::string TemporaryPath(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  const std::filesystem::path target(path);
  return (target.parent_path() / fmt::format(".{}.{}.{}.tmp", target.filename().string(), getpid(), counter++))
      .string();
}

// 0 or an errno.
int WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

std::string ReadFile(const std::string& path) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) Fail(path, "cannot be opened", errno, "name a results file that sigmark wrote");
  std::string bytes;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = read(file.get(), chunk, sizeof(chunk));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) Fail(path, "cannot be read", errno, "name a results file that sigmark wrote");
    if (got == 0) return bytes;
    bytes.append(chunk, static_cast<std::size_t>(got));
  }
}

void WriteFile(const std::string& path, std::string_view bytes) {
  const std::string temporary = TemporaryPath(path);
  Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) Fail(path, "cannot be written", errno, kChooseAnother);
  TemporaryName name(temporary);
  int error = WriteAll(file.get(), bytes);
  if (error == 0 && fsync(file.get()) != 0) error = errno;
  if (const int closing = file.Close(); error == 0) error = closing;
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) Fail(path, "cannot be written", error, kChooseAnother);
  name.Keep();
}

void PrepareFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) Fail(folder, "cannot be created", error.value(), kChooseAnother);
  const std::string probe = TemporaryPath((std::filesystem::path(folder) / "probe").string());
  Descriptor file(open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) Fail(folder, "cannot be written", errno, kChooseAnother);
  const TemporaryName name(probe);
}

}  // namespace sigmark::results
