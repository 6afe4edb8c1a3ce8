// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <thread>

#include "bench/behaviour/samples.h"
#include "bench/worker/fp_state.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

constexpr int kThreads = 4;
constexpr std::size_t kLengths[] = {64, 512, 4096};  // what is shared may serve short arrays only, or long ones

// A race needs calls that overlap. Where the threads run at the same time nearly all do; on a busy machine only those
// that the scheduler interrupts, once in milliseconds. So each thread calls until it has seen enough of them: many,
// or after a while fewer.
constexpr int kOverlaps = 200, kOverlapsAtLeast = 16;
constexpr std::chrono::milliseconds kWhile{100};

// One thread's inputs, other ones than the others', and what one thread alone makes of them.
template <class F>
struct Share {
  std::vector<F> x, expected, y;
  int overlaps = 0;
  std::size_t wrong = 0, first_wrong = 0;
  F got{};
  std::exception_ptr thrown;
};

template <class F>
void Call(const Kernel& kernel, Share<F>& share) {
  const FpGuard guard;
  CallKernel(kernel, share.x.data(), share.y.data(), share.x.size());
}

// Calls until enough calls overlapped with one that another thread began meanwhile. `begun` counts the calls of all
// threads, `busy` the threads that have not seen enough yet: they go on together, for one alone overlaps with nobody.
template <class F>
void Work(const Kernel& kernel, Share<F>& share, std::atomic<std::uint64_t>& begun, std::atomic<int>& busy) try {
  const auto start = std::chrono::steady_clock::now();
  for (bool enough = false; busy.load() > 0;) {
    const std::uint64_t turn = ++begun;
    Call(kernel, share);
    if (begun.load() != turn) ++share.overlaps;
    for (std::size_t i = 0; i < share.x.size(); ++i) {
      if (SameResult(share.y[i], share.expected[i])) continue;
      if (share.wrong++ == 0) {
        share.first_wrong = i;
        share.got = share.y[i];
      }
    }
    const bool late = std::chrono::steady_clock::now() - start > kWhile;
    if (enough || share.overlaps < (late ? kOverlapsAtLeast : kOverlaps)) continue;
    enough = true;
    --busy;
  }
} catch (...) {
  share.thrown = std::current_exception();
  busy = 0;  // nobody waits for this thread
}

template <class F>
void Threads(const Subject& subject, std::size_t n, Finding& finding) {
  std::vector<Share<F>> shares(kThreads);
  std::size_t turn = 0;
  for (Share<F>& share : shares) {
    share.x = Mixture<F>(subject, n);
    std::rotate(share.x.begin(), share.x.begin() + static_cast<std::ptrdiff_t>(turn), share.x.end());
    turn += n / kThreads + 1;
    share.y.resize(n);
    Call(subject.kernel, share);
    share.expected = share.y;
  }
  std::atomic<std::uint64_t> begun{0};
  std::atomic<int> busy{kThreads};
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (Share<F>& share : shares) {
      threads.emplace_back([&] { Work(subject.kernel, share, begun, busy); });
    }
  }
  for (const Share<F>& share : shares) {
    if (share.thrown) std::rethrow_exception(share.thrown);
    finding.decided += kOverlapsAtLeast * n;  // what is certain: the schedule decides how many more there were
    if (share.wrong == 0) continue;
    const std::size_t i = share.first_wrong;
    finding.Violate(ToDouble(share.x[i]), ToDouble(share.got), [&] {
      return fmt::format("element {} of {}: {} where one thread alone gets {}", i, n,
                         results::HexFloat(ToDouble(share.got)), results::HexFloat(ToDouble(share.expected[i])));
    });
    finding.violations += share.wrong - 1;
  }
}

}  // namespace

Findings ProbeThreads(const Subject& subject) {
  Findings findings;
  VisitFormat(subject.kernel.format, [&]<class F>() {
    for (std::size_t n : kLengths) Threads<F>(subject, n, findings[Check::kThreadSafe]);
  });
  return findings;
}

}  // namespace sigmark
