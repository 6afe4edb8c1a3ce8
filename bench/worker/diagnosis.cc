// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/diagnosis.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cstring>

#include "impls/core/bits.h"

namespace sigmark {
namespace {

// A call on inputs that took the worker's life is expected to do so at once: that much silence is a hang.
constexpr double kReplayTimeout = 5;

// The element of an array that a fault at `address` was about, if it was one just outside of it.
std::optional<std::ptrdiff_t> ElementOutside(const RecordedArray& array, std::uintptr_t address, std::size_t size) {
  const auto bytes = static_cast<std::ptrdiff_t>(size);
  if (address >= array.end && address - array.end < CallRecord::kReach) {
    return static_cast<std::ptrdiff_t>(address - array.begin) / bytes;
  }
  if (address < array.begin && array.begin - address <= CallRecord::kReach) {
    return -((static_cast<std::ptrdiff_t>(array.begin - address) + bytes - 1) / bytes);
  }
  return std::nullopt;
}

void NameOutOfBounds(const CallRecord& record, WorkerFailure& failure) {
  const int signal = record.signal;
  if (signal != SIGSEGV && signal != SIGBUS) return;
  for (const auto& [name, array] : {std::pair("x", record.x), std::pair("y", record.y)}) {
    const auto element = ElementOutside(array, record.address, record.element_bytes);
    if (!element) continue;
    failure.what = "out_of_bounds";
    failure.detail =
        fmt::format("{} {}[{}] of {} elements", record.writes ? "writes" : "reads", name, *element, record.elements);
    return;
  }
}

std::vector<std::uint64_t> PatternsOf(const CallRecord& record) {
  std::vector<std::uint64_t> patterns(record.KeptElements());
  const unsigned char* bytes = record.inputs;
  for (std::uint64_t& pattern : patterns) {  // little-endian, as all platforms here are
    std::memcpy(&pattern, bytes, record.element_bytes);
    bytes += record.element_bytes;
  }
  return patterns;
}

double InputOf(Format format, std::uint64_t pattern) {
  return VisitFormat(format, [&]<class F>() { return ToDouble(FromBits<F>(static_cast<BitsOf<F>>(pattern))); });
}

}  // namespace

void Diagnose(const Kernel& kernel, const WorkerProcess& failed, double timeout_s, WorkerFailure& failure) {
  const CallRecord& record = failed.Record();
  if (!record.in_call || record.elements == 0) return;
  if (failure.what == "signal") NameOutOfBounds(record, failure);
  const std::vector<std::uint64_t> patterns = PatternsOf(record);
  const double first = InputOf(kernel.format, patterns.front());

  WorkerProcess again(kernel);
  again.Send(ReplayRequest(patterns));
  const bool repeated = again.Wait(std::min(timeout_s, kReplayTimeout)).failure.has_value();
  if (repeated && again.Record().in_call && again.Record().elements == 1) {
    const double x = InputOf(kernel.format, PatternsOf(again.Record()).front());
    failure.witness = WitnessAt(x, {});
    failure.detail += fmt::format(", at x = {}", failure.witness["x"].get<std::string>());
    return;
  }
  failure.witness = WitnessAt(first, {});
  failure.witness["n"] = record.elements;
  failure.detail += fmt::format(", in a call of {} elements from x = {} on ({})", record.elements,
                                failure.witness["x"].get<std::string>(),
                                repeated ? "none of them does it alone" : "the same calls again did not");
}

}  // namespace sigmark
