// SPDX-License-Identifier: Apache-2.0
//
// Negative controls. A sweep that finds nothing proves nothing unless it would have found something: at places that
// nobody can predict, results are replaced by wrong ones, judged on the path that judges the kernel's own, and the
// difference is held against MPFR. A sweep that misses one is void.
#ifndef SIGMARK_BENCH_ACCURACY_CONTROLS_H_
#define SIGMARK_BENCH_ACCURACY_CONTROLS_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>

#include "bench/accuracy/statistics.h"
#include "bench/sweep/plan.h"

namespace sigmark {

// What is planted: the next number of the format, a relative error of 2^-k with random k, NaN, the results of two
// inputs exchanged, and the number below the result at the input before (a step down).
enum class Control { kOneUlp, kRelative, kNan, kSwap, kStep };
inline constexpr int kControlKinds = 5;

// The controls of one block.
template <class F>
class Controls {
 public:
  // Judges results, in the same way as those that count: the engine under test.
  using Judge = std::function<Statistics(std::span<const F> x, std::span<const F> y)>;

  // `each` places for each kind among the block's inputs. `seed` must not be predictable.
  Controls(Function function, Rounding rounding, const Block& block, int each, std::uint64_t seed);

  // To be called for each run of finite inputs and the kernel's results there, in order: `first` is the place of x[0]
  // among the block's inputs. Plants what is due.
  void Visit(std::uint64_t first, std::span<const F> x, std::span<const F> y, const Judge& judge);

  // {"planted", "found"}, and the first that was missed, in words.
  nlohmann::json ToJson() const;

 private:
  struct Place {
    Control kind;
    std::uint64_t at;
    std::uint64_t random;
  };
  void Plant(const Place& place, std::span<const F> x, std::span<const F> y, std::size_t i, const Judge& judge);

  Rounding rounding_;
  Oracle oracle_;
  std::vector<Place> places_;
  std::uint64_t planted_ = 0, found_ = 0;
  std::string missed_;
};

// The sum of two of them.
nlohmann::json AddControls(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_ACCURACY_CONTROLS_H_
