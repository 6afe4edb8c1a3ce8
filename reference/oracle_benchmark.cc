// SPDX-License-Identifier: Apache-2.0
//
// What an error costs: the fast oracles against MPFR, at nontrivial inputs spread evenly over their bit patterns, and
// at those alone that take the full formula (`tail`). MPFR evaluates each function at the lowest precision at which
// rounding decides (Ziv), found beforehand, into variables of that precision that were allocated beforehand; the fast
// oracles compute whole errors and fold them. Both run in turns; the counter `ratio` is the median over the turns,
// `ratio_lo` and `ratio_hi` are a 95% interval for it by order statistics.
#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "impls/core/bits.h"
#include "reference/domains.h"
#include "reference/fast_oracle.h"
#include "reference/oracle.h"
#include "reference/regime.h"

namespace sigmark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kInputs = 2048;
constexpr int kFastPasses = 64;  // in each turn, over the same inputs: the fast oracles need some for the clock's sake

// One evaluation in MPFR: the formula of the oracle's enclosure, to nearest and once.
struct Evaluation {
  Evaluation(double at, mpfr_prec_t bits) : x(53), t(bits), u(bits), result(bits) {
    mpfr_set_d(x.Get(), at, MPFR_RNDN);
  }

  void Run(Function function) {
    mpfr_exp(t.Get(), x.Get(), MPFR_RNDN);  // x is −|x|
    mpfr_add_ui(u.Get(), t.Get(), 1, MPFR_RNDN);
    if (function == Function::kDerivative) mpfr_sqr(u.Get(), u.Get(), MPFR_RNDN);
    mpfr_div(result.Get(), t.Get(), u.Get(), MPFR_RNDN);
  }

  Real x, t, u, result;
};

// The lowest precision whose result, taken to be off by 4 units, rounds to the format in one way.
mpfr_prec_t DecidingPrecision(Function function, double x, FormatShape shape) {
  for (mpfr_prec_t bits = shape.precision + 2;; ++bits) {
    Evaluation evaluation(x, bits);
    evaluation.Run(function);
    Real lower(bits), upper(bits);
    mpfr_set(lower.Get(), evaluation.result.Get(), MPFR_RNDN);
    mpfr_set(upper.Get(), evaluation.result.Get(), MPFR_RNDN);
    for (int unit = 0; unit < 4; ++unit) {
      mpfr_nextbelow(lower.Get());
      mpfr_nextabove(upper.Get());
    }
    if (RoundToFormat(lower, shape, Rounding::kNearest) == RoundToFormat(upper, shape, Rounding::kNearest)) return bits;
  }
}

// The magnitudes of the negative inputs whose values are neither near 0 nor near that at 0.
Magnitudes Tail(Function function, Format format) {
  Magnitudes tail = {};
  double begin = 0;
  for (const Regime& regime : Regimes(function, format)) {
    if (regime.formula == Formula::kTail && regime.end < 0) tail = {-regime.end, -begin};
    begin = regime.end;
  }
  return tail;
}

template <class F>
void OracleAgainstMpfr(benchmark::State& state, Function function, Magnitudes magnitudes) {
  const auto first = ToBits(static_cast<F>(magnitudes.lo)), last = ToBits(static_cast<F>(magnitudes.hi));
  std::mt19937_64 random(1);
  std::vector<F> x, y;
  std::vector<std::unique_ptr<Evaluation>> evaluations;
  Oracle oracle(function);
  for (std::size_t i = 0; i < kInputs; ++i) {
    x.push_back(-FromBits<F>(static_cast<BitsOf<F>>(first + random() % (last - first + 1))));
  }
  std::sort(x.begin(), x.end());
  for (F input : x) {
    const double value = ToDouble(input);
    y.push_back(static_cast<F>(oracle.Round(value, FormatTraits<F>::kFormat, Rounding::kNearest)));
    evaluations.push_back(std::make_unique<Evaluation>(value, DecidingPrecision(function, value, kShapeOf<F>)));
  }
  std::shuffle(evaluations.begin(), evaluations.end(), random);  // precisions do not rise with x

  const auto seconds = [](Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
  };
  std::vector<double> ratios;
  double fast = 0, slow = 0;
  for (auto _ : state) {
    auto start = Clock::now();
    for (int pass = 0; pass < kFastPasses; ++pass) {
      benchmark::DoNotOptimize(FastErrors(function, Rounding::kNearest, x.data(), y.data(), x.size(), 1.0));
    }
    const double fast_turn = seconds(start) / kFastPasses;
    start = Clock::now();
    for (const auto& evaluation : evaluations) evaluation->Run(function);
    const double slow_turn = seconds(start);
    ratios.push_back(slow_turn / fast_turn);
    fast += fast_turn;
    slow += slow_turn;
  }

  std::sort(ratios.begin(), ratios.end());
  const auto n = static_cast<double>(ratios.size());
  const double spread = 1.96 * std::sqrt(n) / 2;  // of the rank of a median
  const auto rank = [&](double at) { return ratios[static_cast<std::size_t>(std::clamp(at, 0.0, n - 1))]; };
  state.counters["ratio"] = rank(n / 2);
  state.counters["ratio_lo"] = rank(n / 2 - spread);
  state.counters["ratio_hi"] = rank(n / 2 + spread);
  state.counters["ns_fast"] = fast / n / kInputs * 1e9;
  state.counters["ns_mpfr"] = slow / n / kInputs * 1e9;
}

// For the widest target of this CPU, and for AVX2 alone where it has that.
void RegisterAll() {
  std::vector<std::pair<std::string, std::int64_t>> targets = {{"widest", 0}};
  if ((hwy::SupportedTargets() & HWY_AVX2) != 0) targets.emplace_back("AVX2", HWY_AVX2);
  for (const auto& [name, target] : targets) {
    for (Function function : {Function::kLogistic, Function::kDerivative}) {
      for (Format format : {Format::kBinary32, Format::kBinary64}) {
        for (bool whole : {true, false}) {
          const Magnitudes magnitudes = whole ? Nontrivial(function, format) : Tail(function, format);
          const std::string full = std::string(Name(function)) + "/" + std::string(Name(format)) + "/" +
                                   (whole ? "nontrivial" : "tail") + "/" + name;
          benchmark::RegisterBenchmark(full.c_str(), [=, target = target](benchmark::State& state) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(hwy::SupportedTargets());
            if (format == Format::kBinary32) {
              OracleAgainstMpfr<float>(state, function, magnitudes);
            } else {
              OracleAgainstMpfr<double>(state, function, magnitudes);
            }
            hwy::SetSupportedTargetsForTest(0);
            hwy::GetChosenTarget().Update(hwy::SupportedTargets());
          });
        }
      }
    }
  }
}

}  // namespace
}  // namespace sigmark

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  sigmark::RegisterAll();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
