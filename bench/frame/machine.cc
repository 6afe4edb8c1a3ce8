// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/machine.h"

#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <mpfr.h>
#include <sys/utsname.h>
#include <boost/version.hpp>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>
#include <vector>

#include "generated/version.h"
#include "impls/core/isa.h"
#include "impls/core/load_module.h"
#include "reports/results/atomic_file.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

std::string FirstLine(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// The "key : value" lines of the first processor.
std::map<std::string, std::string> CpuInfo() {
  std::map<std::string, std::string> info;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line) && !line.empty();) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
    info[key] = colon + 2 <= line.size() ? line.substr(colon + 2) : "";
  }
  return info;
}

std::string Field(const std::map<std::string, std::string>& info, const char* x86, const char* arm) {
  for (const char* key : {x86, arm}) {
    if (const auto found = info.find(key); found != info.end()) return found->second;
  }
  return "unknown";
}

std::string VendorName(const std::string& vendor) {
  if (vendor == "AuthenticAMD") return "amd";
  if (vendor == "GenuineIntel") return "intel";
  if (vendor == "HygonGenuine") return "hygon";
  std::string plain;
  for (char c : vendor) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) plain += static_cast<char>(std::tolower(c));
  }
  return plain;
}

Json Caches() {
  Json caches = Json::array();
  for (int index = 0;; ++index) {
    const std::filesystem::path folder = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}", index);
    const std::string size = FirstLine(folder / "size");
    if (size.empty()) break;
    char* unit = nullptr;
    long bytes = std::strtol(size.c_str(), &unit, 10);
    if (*unit == 'K') bytes *= 1024L;
    if (*unit == 'M') bytes *= 1024L * 1024;
    caches.push_back({{"level", std::atoi(FirstLine(folder / "level").c_str())},
                      {"type", FirstLine(folder / "type")},
                      {"bytes", bytes}});
  }
  return caches;
}

std::string OsName() {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("PRETTY_NAME=\"", 0) == 0) return line.substr(13, line.size() - 14);
  }
  return "unknown";
}

std::string ShortHash(const std::string& text, int digits) {
  return fmt::format("{:016x}", static_cast<std::uint64_t>(XXH3_64bits(text.data(), text.size())))
      .substr(0, static_cast<std::size_t>(digits));
}

// Which of its variants the C library picks is its own affair; what it looks at is this.
std::string LibmVariant() {
#if defined(__x86_64__)
  std::string variant = __builtin_cpu_supports("fma") != 0 && __builtin_cpu_supports("avx2") != 0 ? "fma" : "sse2";
#else
  std::string variant = "default";
#endif
  if (const char* tunables = std::getenv("GLIBC_TUNABLES")) variant += fmt::format(" (GLIBC_TUNABLES={})", tunables);
  return variant;
}

}  // namespace

Json DescribeMachine() {
  const std::map<std::string, std::string> info = CpuInfo();
  utsname kernel{};
  uname(&kernel);
  Json machine = {
      {"brand", Field(info, "model name", "CPU part")},
      {"vendor", VendorName(Field(info, "vendor_id", "CPU implementer"))},
      {"family", Field(info, "cpu family", "CPU architecture")},
      {"model", Field(info, "model", "CPU part")},
      {"stepping", Field(info, "stepping", "CPU revision")},
      {"isas", SupportedIsas()},
      {"caches", Caches()},
      {"cores", std::thread::hardware_concurrency()},
      {"os", OsName()},
      {"kernel", fmt::format("{} {}", kernel.sysname, kernel.release)},
      {"libm", {{"version", fmt::format("glibc {}", gnu_get_libc_version())}, {"variant", LibmVariant()}}},
  };
  const std::string identity = machine["isas"].dump() + machine["caches"].dump();
  machine["cpu_id"] =
      fmt::format("{}-{}-{}-{}-{}", machine["vendor"].get<std::string>(), machine["family"].get<std::string>(),
                  machine["model"].get<std::string>(), machine["stepping"].get<std::string>(), ShortHash(identity, 4));
  return machine;
}

std::string DescribePlatform() {
#if defined(__x86_64__)
  const char* processor = LibmVariant() == "fma" ? "x86-64 with FMA" : "x86-64 without FMA";
#else
  const char* processor = "AArch64";
#endif
  return fmt::format("glibc {}, {}", gnu_get_libc_version(), processor);
}

// A digest of all modules: programs load them when they measure, so that what they hold is a part of the build.
std::string DigestOfModules() {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(ModuleFolder(), none)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::string text;
  for (const std::filesystem::path& file : files) {
    const std::string bytes = results::ReadFile(file.string());
    text += fmt::format("{} {:016x}\n", file.filename().string(),
                        static_cast<std::uint64_t>(XXH3_64bits(bytes.data(), bytes.size())));
  }
  return ShortHash(text, 16);
}

Json DescribeBuild() {
  Json libraries = Json::object();
  for (const std::string one : kLibraryVersions) {
    const std::size_t space = one.find(' ');
    libraries[one.substr(0, space)] = one.substr(space + 1);
  }
  Json build = {
      {"git", kGitRevision},
      {"compiler", kCompiler},
      {"flags", kFlags},
      {"mpfr", mpfr_get_version()},
      {"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"highway", kHighwayVersion},
      {"benchmark", kBenchmarkVersion},
      {"libraries", libraries},
      {"modules", DigestOfModules()},
  };
  build["id"] = ShortHash(build.dump(), 8);
  return build;
}

}  // namespace sigmark
