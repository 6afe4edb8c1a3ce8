// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <thread>

#include "bench/behaviour/samples.h"
#include "bench/worker/fp_state.h"
#include "reports/results/hex_float.h"

namespace sigmark {
namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 200;
constexpr std::size_t kElements = 512;

// One thread's inputs, other ones than the others', and what one thread alone makes of them.
template <class F>
struct Share {
  std::vector<F> x, expected, y;
  std::size_t wrong = 0, first_wrong = 0;
  F got{};
  std::exception_ptr thrown;
};

template <class F>
void Call(const Kernel& kernel, Share<F>& share) {
  const FpGuard guard;
  CallKernel(kernel, share.x.data(), share.y.data(), share.x.size());
}

// Rounds of calls that begin at the same moment: a barrier of spinning threads, for a sleeping one takes longer to wake
// than a call lasts.
template <class F>
void Work(const Kernel& kernel, Share<F>& share, std::atomic<int>& arrived) try {
  for (int round = 1; round <= kRounds; ++round) {
    arrived.fetch_add(1);
    while (arrived.load() < round * kThreads) std::this_thread::yield();
    Call(kernel, share);
    for (std::size_t i = 0; i < share.x.size(); ++i) {
      if (SameResult(share.y[i], share.expected[i])) continue;
      if (share.wrong++ == 0) {
        share.first_wrong = i;
        share.got = share.y[i];
      }
    }
  }
} catch (...) {
  share.thrown = std::current_exception();
  arrived.fetch_add(kRounds * kThreads);  // nobody waits for this thread
}

template <class F>
Findings Threads(const Subject& subject) {
  std::vector<Share<F>> shares(kThreads);
  std::size_t turn = 0;
  for (Share<F>& share : shares) {
    share.x = Mixture<F>(subject, kElements);
    std::rotate(share.x.begin(), share.x.begin() + static_cast<std::ptrdiff_t>(turn), share.x.end());
    turn += kElements / kThreads + 1;
    share.y.resize(kElements);
    Call(subject.kernel, share);
    share.expected = share.y;
  }
  std::atomic<int> arrived{0};
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (Share<F>& share : shares) {
      threads.emplace_back([&] { Work(subject.kernel, share, arrived); });
    }
  }
  Findings findings;
  Finding& finding = findings[Check::kThreadSafe];
  for (const Share<F>& share : shares) {
    if (share.thrown) std::rethrow_exception(share.thrown);
    finding.decided += kRounds * kElements;
    if (share.wrong == 0) continue;
    const std::size_t i = share.first_wrong;
    finding.Violate(ToDouble(share.x[i]), ToDouble(share.got), [&] {
      return fmt::format("element {} of {}: {} where one thread alone gets {}", i, kElements,
                         results::HexFloat(ToDouble(share.got)), results::HexFloat(ToDouble(share.expected[i])));
    });
    finding.violations += share.wrong - 1;
  }
  return findings;
}

}  // namespace

Findings ProbeThreads(const Subject& subject) {
  return VisitFormat(subject.kernel.format, [&]<class F>() { return Threads<F>(subject); });
}

}  // namespace sigmark
