// SPDX-License-Identifier: Apache-2.0
#include "bench/throughput/stopwatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "bench/throughput/inputs.h"
#include "bench/worker/call.h"
#include "bench/worker/footprint.h"
#include "bench/worker/load.h"
#include "bench/worker/random.h"
#include "impls/core/bits.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

// Up to this many elements, each timed pass works on a slice that was copied in just before, from a pool far larger
// than what a branch predictor can remember; beyond, the array itself is that large.
constexpr std::size_t kSlice = 4096;
constexpr std::size_t kLinks = 1024;  // of the dependent chain
constexpr std::size_t kTraced = 64;   // elements of the call whose code is counted

template <class F>
void Copy(const void* x, void* y, std::size_t n) {
  std::memcpy(y, x, n * sizeof(F));
}

// Always zero, but not to the compiler: what makes a chain dependent without changing its inputs.
volatile std::uint64_t opaque_zero = 0;

template <class F>
class Stopwatch {
 public:
  explicit Stopwatch(const Kernel& kernel) : candidate_(kernel) {}

  Json Answer(const Json& request) {
    if (request.contains("check")) return Check(request.at("check"));
    if (request.contains("case")) return Prepare(request.at("case"));
    return Round();
  }

 private:
  struct Timed {
    Kernel kernel;
    bool chained;  // each input waits for the result before it
    std::size_t passes = 1;
    double total_ns = 0;
  };

  // Calls of n elements between guard pages: what is timed must be what the checks of results have seen, which call the
  // kernel on 4096 elements at most. What differs is a misdeed.
  Json Check(const Json& wanted) {
    const std::size_t n = wanted.at("n");
    const std::vector<F> x = DrawInputs<F>(wanted.at("inputs"), n, wanted.at("seed"));
    Caller<F> in_parts(candidate_), whole(candidate_, n);
    const std::vector<F> expected = CallAll(in_parts, x);
    const bool same_anywhere = Contains(candidate_.claim.checks, sigmark::Check::kPositionIndependent);
    for (int end = 0; end < 2; ++end) {
      std::copy(x.begin(), x.end(), whole.Inputs(n).begin());
      const std::span<const F> y = whole.Call();
      if (!same_anywhere) continue;
      const auto i = static_cast<std::size_t>(std::mismatch(y.begin(), y.end(), expected.begin(), SameResult<F>).first -
                                              y.begin());
      if (i == n) continue;
      ReportMisdeed({"nondeterministic",
                     fmt::format("gives {} for element {} of {}, and {} where it is called on {} at a time",
                                 results::HexFloat(ToDouble(y[i])), i, n, results::HexFloat(ToDouble(expected[i])),
                                 Caller<F>::kCapacity),
                     WitnessAt(ToDouble(x[i]), ToDouble(y[i]))});
    }
    return {{"checked", true}};
  }

  Json Prepare(const Json& wanted) {
    const bool latency = wanted.at("mode") == "latency";
    n_ = wanted.at("n");
    seed_ = wanted.at("seed");
    const Kernel* yardstick = FindKernel(wanted.at("against").get<std::string>(), candidate_.function,
                                         candidate_.format, wanted.at("against_isa").get<std::string>());
    if (yardstick == nullptr) throw std::runtime_error("no such yardstick");
    yardstick = LoadKernel(*yardstick).kernel;
    Kernel copy = candidate_;
    copy.array = Copy<F>;
    copy.has_scalar = false;
    // The yardstick once more, in a chain: how fast the core runs right now, whatever its branch predictors make of the
    // yardstick's loop, which on a Zen 5 has one of two speeds for as long as a process lives, 25 % apart.
    timed_ = {Timed{candidate_, latency}, Timed{*yardstick, latency}, Timed{copy, latency}, Timed{*yardstick, true}};
    elements_ = latency ? kLinks : std::max(n_, kSlice / n_ * n_);
    fresh_ = elements_ <= kSlice;
    Draw(wanted.at("inputs"), fresh_ ? kDrawnInputs : elements_);
    Allocate();
    if (!fresh_) std::copy(pool_.begin(), pool_.end(), x_);
    CalibrateOverhead();
    // As many passes for each as fill its share of a round.
    const double share_ns = wanted.at("round_s").get<double>() * 1e9 / (2.0 * timed_.size());
    double slowest = 0;
    for (Timed& timed : timed_) {
      const double warm_up = TimePass(timed);
      const double once = std::max({std::min(warm_up, TimePass(timed)), 20.0});
      timed.passes = static_cast<std::size_t>(std::clamp(share_ns / once, 1.0, 10000.0));
      slowest = std::max(slowest, once);
    }
    slow_ = slowest > 5e6;
    orders_ = 0;
    Json prepared = {{"working_set", 2 * elements_ * sizeof(F)}, {"slow", slow_}};
    if (!latency && n_ == kSlice && wanted.at("inputs") == "normal") {
      Kernel nothing = candidate_;
      nothing.array = [](const void*, void*, std::size_t) {};
      nothing.has_scalar = false;
      const auto call = [this](const Kernel* kernel) {
        return [this, kernel] {
          const FpGuard guard;
          CallKernel(*kernel, x_, y_, kTraced);
        };
      };
      const auto bytes = CodeFootprint(call(&candidate_), call(&nothing));
      if (bytes) prepared["code_bytes"] = *bytes;
    }
    return prepared;
  }

  // Throughput and latency are often asked for the same inputs: they are kept.
  void Draw(const std::string& inputs, std::size_t count) {
    if (const auto wanted = std::tuple(inputs, count, seed_); drawn_ != wanted) {
      pool_ = DrawInputs<F>(inputs, count, seed_);
      drawn_ = wanted;
    }
  }

  // x and y on 64-byte boundaries and half a page apart modulo 4096, so that loads and stores of the same index do not
  // alias in the store buffer.
  void Allocate() {
    const std::size_t bytes = (elements_ * sizeof(F) + 63) / 64 * 64;
    const std::size_t gap = (4096 + 2048 - bytes % 4096) % 4096;
    memory_.assign(2 * bytes + gap + 64, 0);
    const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
    char* aligned = memory_.data() + (64 - address % 64) % 64;
    x_ = reinterpret_cast<F*>(aligned);
    y_ = reinterpret_cast<F*>(aligned + bytes + gap);
  }

  Json Round() {
    for (Timed& timed : timed_) timed.total_ns = 0;
    // Elsewhere on the stack in each round: a latency that goes through the stack depends on what else has its address
    // modulo 4096 or its cache line. A process kept the place, and with it up to 50 % more or less, for all its rounds,
    // and the next process of the same program often took the same one; the median over many places is that of neither.
    const std::size_t offset = 16 + Mix(seed_, ++slices_) % 1024 * 16;
    auto* unused = static_cast<volatile char*>(__builtin_alloca(offset));
    unused[0] = 0;
    RunAll();
    auto per_element = [&](const Timed& timed) {
      return timed.total_ns / static_cast<double>(OrdersInARound() * timed.passes * Elements(timed));
    };
    return {{"candidate", per_element(timed_[0])},
            {"yardstick", per_element(timed_[1])},
            {"copy", per_element(timed_[2])},
            {"chain", per_element(timed_[3])}};
  }

  // Both orders, so that a clock that drifts favours nobody: in every round, or where a pass takes milliseconds by
  // turns.
  std::size_t OrdersInARound() const { return slow_ ? 1 : 2; }

  [[gnu::noinline]] void RunAll() {
    for (std::size_t order = 0; order < OrdersInARound(); ++order) {
      const bool backwards = orders_++ % 2 != 0;
      for (std::size_t i = 0; i < timed_.size(); ++i) Run(timed_[backwards ? timed_.size() - 1 - i : i]);
    }
  }

  void Run(Timed& timed) {
    if (!slow_) {
      const FpGuard guard;
      Pass(timed);  // warms caches and predictors for this code, untimed; a pass of milliseconds does so by itself
    }
    for (std::size_t pass = 0; pass < timed.passes; ++pass) {
      timed.total_ns += TimePass(timed);
      Heartbeat();
    }
  }

  double TimePass(const Timed& timed) {
    const FpGuard guard;  // what one kernel does to FTZ must not speed up the next; outside of the timed section
    if (fresh_) {
      const std::size_t start = Mix(seed_, ++slices_) % (pool_.size() - elements_);
      std::copy_n(pool_.begin() + static_cast<std::ptrdiff_t>(start), elements_, x_);
    }
    const Clock::time_point begin = Clock::now();
    Pass(timed);
    const std::chrono::duration<double, std::nano> time = Clock::now() - begin;
    // Never nothing: a copy of few elements can take less than the clock's own spread.
    return std::max(time.count() - overhead_ns_, 1.0);
  }

  std::size_t Elements(const Timed& timed) const { return timed.chained ? std::min(elements_, kLinks) : elements_; }

  void Pass(const Timed& timed) {
    const Kernel& kernel = timed.kernel;
    if (timed.chained) {
      Chain(kernel, Elements(timed));
    } else {
      for (std::size_t i = 0; i < elements_; i += n_) CallKernel(kernel, x_ + i, y_ + i, n_);
    }
    asm volatile("" : : "r"(y_) : "memory");  // the results are used
  }

  // Each input waits for the result before it: x[i] | (bits of y & 0). Through the scalar form where there is one, else
  // through the array form with n = 1.
  void Chain(const Kernel& kernel, std::size_t links) {
    const auto mask = static_cast<BitsOf<F>>(opaque_zero);
    F y = FromBits<F>(0);
    for (std::size_t i = 0; i < links; ++i) {
      F x = FromBits<F>(static_cast<BitsOf<F>>(ToBits(x_[i]) | (ToBits(y) & mask)));
      if (kernel.has_scalar) {
        y = CallScalar<F>(kernel.scalar, x);
      } else {
        kernel.array(&x, &y, 1);
      }
    }
    y_[0] = y;
  }

  // What two readings of the clock cost, to be taken off each pass.
  void CalibrateOverhead() {
    double least = 1e9;
    for (int i = 0; i < 1000; ++i) {
      const Clock::time_point begin = Clock::now();
      asm volatile("" : : : "memory");
      const std::chrono::duration<double, std::nano> time = Clock::now() - begin;
      least = std::min(least, time.count());
    }
    overhead_ns_ = least;
  }

  const Kernel& candidate_;
  std::vector<Timed> timed_;
  bool fresh_ = true, slow_ = false;
  std::size_t n_ = 0, elements_ = 0;
  std::uint64_t seed_ = 0, slices_ = 0, orders_ = 0;
  double overhead_ns_ = 0;
  std::vector<F> pool_;
  std::tuple<std::string, std::size_t, std::uint64_t> drawn_;  // what the pool holds
  std::vector<char> memory_;
  F* x_ = nullptr;
  F* y_ = nullptr;
};

}  // namespace

Handler MakeStopwatch(const Kernel& kernel) {
  return VisitFormat(kernel.format, [&]<class F>() -> Handler {
    auto stopwatch = std::make_shared<Stopwatch<F>>(kernel);
    return [stopwatch](const Json& request) { return stopwatch->Answer(request); };
  });
}

}  // namespace sigmark
