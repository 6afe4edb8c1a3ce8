// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_WORKER_CALL_H_
#define SIGMARK_BENCH_WORKER_CALL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "bench/worker/fp_state.h"
#include "bench/worker/guarded_buffer.h"
#include "bench/worker/serve.h"
#include "impls/core/bits.h"

namespace sigmark {

// What results are filled with before a call: a NaN with a payload that no kernel has a reason to return.
template <class F>
inline constexpr BitsOf<F> kUnwritten = static_cast<BitsOf<F>>(kQuietNanBits<F> | 0x2bu);

// Calls one kernel on up to kCapacity inputs at a time, on buffers flush against guard pages: at their ends and, every
// other time, at their starts.
template <class F>
class Caller {
 public:
  static constexpr std::size_t kCapacity = 4096;

  explicit Caller(const Kernel& kernel)
      : kernel_(kernel), x_(kCapacity * sizeof(F), kernel.implementation->reads_past_end), y_(kCapacity * sizeof(F)) {}

  // Room for n inputs, to be filled before Call.
  std::span<F> Inputs(std::size_t n) {
    n_ = n;
    at_end_ = !at_end_;
    return {static_cast<F*>(Place(x_)), n};
  }

  // The results at the inputs. Valid until the next call of Inputs.
  std::span<const F> Call() {
    F* y = static_cast<F*>(Place(y_));
    // Results that are not written must not pass for those of the call before.
    std::fill_n(y, n_, FromBits<F>(kUnwritten<F>));
    CallOn(static_cast<const F*>(Place(x_)), y, n_);
    Heartbeat();
    return {y, n_};
  }

  // The kernel on memory of the caller's.
  void CallOn(const F* x, F* y, std::size_t n) {
    const std::uint64_t before = FpControlBits();
    const FpGuard guard;
    kernel_.array(x, y, n);
    kept_fp_state_ = kept_fp_state_ && FpControlBits() == before;
  }

  // Whether every call so far left rounding mode, FTZ, DAZ and exception masks as they were.
  bool KeptFpState() const { return kept_fp_state_; }

 private:
  void* Place(const GuardedBuffer& buffer) const { return at_end_ ? buffer.AtEnd(n_ * sizeof(F)) : buffer.AtStart(); }

  const Kernel& kernel_;
  GuardedBuffer x_, y_;
  std::size_t n_ = 0;
  bool at_end_ = false;
  bool kept_fp_state_ = true;
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_CALL_H_
