// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_CALL_H_
#define SIGMARK_BENCH_WORKER_CALL_H_

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bench/sweep/passes.h"
#include "bench/worker/call_record.h"
#include "bench/worker/fp_state.h"
#include "bench/worker/guarded_buffer.h"
#include "bench/worker/serve.h"
#include "impls/core/bits.h"
#include "reports/results/hex_float.h"

namespace sigmark {

// What results are filled with before a call: a NaN with a payload that no kernel has a reason to return; and another
// one, which tells a result that is that NaN by right, or was made from what had been there.
template <class F>
inline constexpr BitsOf<F> kUnwritten = static_cast<BitsOf<F>>(kQuietNanBits<F> | 0x2bu);
template <class F>
inline constexpr BitsOf<F> kAlsoUnwritten = static_cast<BitsOf<F>>(kQuietNanBits<F> | 0x3eu);

template <class F>
F CallScalar(const ScalarFunction& scalar, F x) {
  if constexpr (std::is_same_v<F, double>)
    return scalar.f64(x);
  else if constexpr (std::is_same_v<F, float>)
    return scalar.f32(x);
  else if constexpr (std::is_same_v<F, binary16>)
    return scalar.f16(x);
  else
    return scalar.bf16(x);
}

// The kernel on an array; where it has a scalar form only, one call for each element.
template <class F>
void CallKernel(const Kernel& kernel, const F* x, F* y, std::size_t n) {
  if (kernel.array != nullptr) return kernel.array(x, y, n);
  for (std::size_t i = 0; i < n; ++i) y[i] = CallScalar<F>(kernel.scalar, x[i]);
}

// Whether two results are the same bits, all NaN alike.
template <class F>
bool SameResult(F a, F b) {
  return ToBits(a) == ToBits(b) || (IsNan(a) && IsNan(b));
}

// Calls one kernel on up to `capacity` inputs at a time, on buffers flush against guard pages: at their ends and, every
// other time, at their starts. What binds every kernel is checked in every call, and reported as a misdeed (serve.h):
// all outputs written, the floating-point state as it was.
template <class F>
class Caller {
 public:
  static constexpr std::size_t kCapacity = 4096;

  explicit Caller(const Kernel& kernel, std::size_t capacity = kCapacity)
      : kernel_(kernel), x_(capacity * sizeof(F), kernel.implementation->reads_past_end), y_(capacity * sizeof(F)) {}

  // Room for n inputs, to be filled before Call.
  std::span<F> Inputs(std::size_t n) {
    n_ = n;
    at_end_ = !at_end_;
    return {static_cast<F*>(Place(x_)), n};
  }

  // The results at the inputs. Valid until the next call of Inputs.
  std::span<const F> Call() {
    const std::span<F> y = CallFilled(kUnwritten<F>);
    Heartbeat();
    if (AnyHasBits(y.data(), y.size(), kUnwritten<F>)) FindUnwritten(y);
    return y;
  }

  // The call that was made last once more, on other memory contents, which must give the same results: else the first
  // element that differs, and what it was the second time. The results stay those of the first call.
  struct Difference {
    std::size_t element;
    F first, second;
  };
  std::optional<Difference> CallAgain() {
    const std::span<F> y(static_cast<F*>(Place(y_)), n_);
    const std::vector<F> first(y.begin(), y.end());
    CallFilled(kAlsoUnwritten<F>);
    std::optional<Difference> difference;
    for (std::size_t i = 0; i < n_ && !difference; ++i) {
      if (SameResult(first[i], y[i]) || ToBits(first[i]) == kUnwritten<F>) continue;
      difference = {i, first[i], y[i]};
      ReportMisdeed({"nondeterministic", Describe(*difference),
                     WitnessAt(ToDouble(static_cast<const F*>(Place(x_))[i]), ToDouble(y[i]))});
    }
    std::copy(first.begin(), first.end(), y.begin());
    return difference;
  }
  std::string Describe(const Difference& difference) const {
    return fmt::format("gives {} and then {} for element {} of the same {} inputs",
                       results::HexFloat(ToDouble(difference.first)), results::HexFloat(ToDouble(difference.second)),
                       difference.element, n_);
  }

  // The kernel on memory of the caller's.
  void CallOn(const F* x, F* y, std::size_t n) {
    const std::uint64_t before = FpModes();
    const std::uint64_t after = CallGuarded(x, y, n);
    if (after != before) ReportStateChange(x, n, before, after);
  }

  // Whether every call so far left rounding mode, FTZ, DAZ and exception masks as they were.
  bool KeptFpState() const { return kept_fp_state_; }

 private:
  static bool SameBits(F a, F b) { return ToBits(a) == ToBits(b); }

  void* Place(const GuardedBuffer& buffer) const { return at_end_ ? buffer.AtEnd(n_ * sizeof(F)) : buffer.AtStart(); }

  // Results that are not written must not pass for those of the call before.
  std::span<F> CallFilled(BitsOf<F> filling) {
    F* y = static_cast<F*>(Place(y_));
    FillBits(y, n_, filling);
    CallOn(static_cast<const F*>(Place(x_)), y, n_);
    return {y, n_};
  }

  // The state that the call leaves behind, which is put back.
  std::uint64_t CallGuarded(const F* x, F* y, std::size_t n) {
    CallRecord& record = Recorder();
    record.element_bytes = sizeof(F);
    record.elements = static_cast<std::uint32_t>(n);
    record.x = {reinterpret_cast<std::uintptr_t>(x), reinterpret_cast<std::uintptr_t>(x + n)};
    record.y = {reinterpret_cast<std::uintptr_t>(y), reinterpret_cast<std::uintptr_t>(y + n)};
    std::memcpy(record.inputs, x, record.KeptElements() * sizeof(F));
    const std::vector<F> beyond(x + record.KeptElements(), x + n);  // what the record has no room for
    FpGuard guard;
    record.in_call = true;
    CallKernel(kernel_, x, y, n);
    record.in_call = false;
    const std::uint64_t state = guard.Restore();
    if (x != y && (std::memcmp(record.inputs, x, record.KeptElements() * sizeof(F)) != 0 ||
                   !std::equal(beyond.begin(), beyond.end(), x + record.KeptElements(), SameBits))) {
      RestoreInputs(record, beyond, x, n);
    }
    return state;
  }

  // What is judged must be what the kernel was asked. The memory is the caller's own, const for the kernel only.
  void RestoreInputs(const CallRecord& record, const std::vector<F>& beyond, const F* x, std::size_t n) {
    std::vector<F> given(record.KeptElements());
    std::memcpy(given.data(), record.inputs, given.size() * sizeof(F));
    given.insert(given.end(), beyond.begin(), beyond.end());
    const auto i =
        static_cast<std::size_t>(std::mismatch(given.begin(), given.end(), x, SameBits).first - given.begin());
    std::copy(given.begin(), given.end(), const_cast<F*>(x));
    ReportMisdeed({"out_of_bounds", fmt::format("writes to its inputs: x[{}] of {} elements", i, n),
                   WitnessAt(ToDouble(given[i]), {})});
  }

  // A result can be the filling by right where a NaN is passed on; another filling decides.
  void FindUnwritten(std::span<F> y) {
    const std::vector<F> first(y.begin(), y.end());
    CallFilled(kAlsoUnwritten<F>);
    for (std::size_t i = 0; i < n_; ++i) {
      if (ToBits(first[i]) != kUnwritten<F> || ToBits(y[i]) != kAlsoUnwritten<F>) continue;
      ReportMisdeed({"unwritten", fmt::format("does not write element {} of {}", i, n_),
                     WitnessAt(ToDouble(static_cast<const F*>(Place(x_))[i]), {})});
      break;
    }
    std::copy(first.begin(), first.end(), y.begin());
  }

  // Names the element that does it, where one alone does.
  void ReportStateChange(const F* x, std::size_t n, std::uint64_t before, std::uint64_t after) {
    if (!std::exchange(kept_fp_state_, false)) return;
    std::string where = fmt::format("in a call of {} elements", n);
    double at = ToDouble(x[0]);
    for (std::size_t i = 0; i < n; ++i) {
      F y{};
      const F alone = x[i];
      if (CallGuarded(&alone, &y, 1) == before) continue;
      where = "in a call of 1 element";
      at = ToDouble(alone);
      break;
    }
    ReportMisdeed(
        {"state", fmt::format("leaves {} behind {}", DescribeFpChange(before, after), where), WitnessAt(at, {})});
  }

  const Kernel& kernel_;
  GuardedBuffer x_, y_;
  std::size_t n_ = 0;
  bool at_end_ = false;
  bool kept_fp_state_ = true;
};

// The results at inputs of any number.
template <class F>
std::vector<F> CallAll(Caller<F>& caller, const std::vector<F>& x) {
  std::vector<F> y;
  y.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); i += Caller<F>::kCapacity) {
    const std::span<F> inputs = caller.Inputs(std::min(Caller<F>::kCapacity, x.size() - i));
    std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(i), inputs.size(), inputs.begin());
    const std::span<const F> results = caller.Call();
    y.insert(y.end(), results.begin(), results.end());
  }
  return y;
}

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_CALL_H_
