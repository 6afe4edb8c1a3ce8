// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/footprint.h"

#if defined(__x86_64__)

#include <signal.h>
#include <ucontext.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace sigmark {
namespace {

constexpr int kLineBits = 6;
constexpr std::size_t kMostSteps = 1 << 16;
constexpr greg_t kTrapFlag = 0x100;

// What the handler works on. It cannot allocate.
std::uintptr_t visited[kMostSteps];
std::size_t steps;
bool stepping = false;

// A signal of our own begins the steps, and ends them; those between come from the processor, one for each instruction.
void OnTrap(int, siginfo_t* info, void* context) {
  greg_t* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  if (info->si_code <= 0) {
    stepping = !stepping;
    registers[REG_EFL] = stepping ? registers[REG_EFL] | kTrapFlag : registers[REG_EFL] & ~kTrapFlag;
    return;
  }
  if (steps < kMostSteps) visited[steps++] = static_cast<std::uintptr_t>(registers[REG_RIP]) >> kLineBits;
  if (steps == kMostSteps) registers[REG_EFL] &= ~kTrapFlag;
}

// The lines that a call visits, ascending, with those of beginning and ending it.
std::vector<std::uintptr_t> LinesOf(const std::function<void()>& call) {
  steps = 0;
  raise(SIGTRAP);
  call();
  raise(SIGTRAP);
  std::vector<std::uintptr_t> lines(visited, visited + steps);
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

}  // namespace

std::optional<std::size_t> CodeFootprint(const std::function<void()>& call, const std::function<void()>& around) {
  call();  // what is bound or allocated by the first call is not its code
  struct sigaction action {};
  struct sigaction before {};
  action.sa_sigaction = OnTrap;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTRAP, &action, &before);
  std::vector<std::uintptr_t> others, all;
  // In a loop, so that the same code calls both; the first time binds raise.
  for (const std::function<void()>* one : {&around, &around, &call}) others = std::exchange(all, LinesOf(*one));
  const bool complete = steps < kMostSteps;
  sigaction(SIGTRAP, &before, nullptr);
  if (!complete) return std::nullopt;
  std::vector<std::uintptr_t> lines;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(), std::back_inserter(lines));
  return lines.size() << kLineBits;
}

}  // namespace sigmark

#else

namespace sigmark {

std::optional<std::size_t> CodeFootprint(const std::function<void()>&, const std::function<void()>&) {
  return std::nullopt;
}

}  // namespace sigmark

#endif
