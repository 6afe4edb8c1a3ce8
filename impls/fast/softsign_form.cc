// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// 1/2 + 1/2 · x / (2 + |x|): the softsign of x/2 in place of tanh(x/2), with the slope 1/4 of σ at 0. No exponential,
// but the tails fall like 1/|x| where those of σ fall like e^-|x|: about 1/(2 + |x|) is left at x.
// |x| is limited to 2^60, from where on x / (2 + |x|) is ±1 in both formats, so that infinities give 0 and 1 and not
// NaN. NaN propagates.
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  constexpr T kLimit = 0x1p60;
  const T z = fast::Clamp(x, -kLimit, kLimit);
  const T magnitude = z < 0 ? -z : z;
  return fast::Fma(T{0.5}, z / (2 + magnitude), T{0.5});
}

constexpr Implementation kSoftsignForm = {
    .id = "softsign_form",
    .family = "fast",
    .summary = "1/2 + x / (2 (2 + |x|)): the right value and slope at 0, but tails that fall only like 1/|x|",
    .source = "D. L. Elliott, A Better Activation Function for Artificial Neural Networks, ISR TR 93-8, 1993",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kSymmetric);
constexpr Kernel kKernels[] = {
    // max |error| 0.1532 at x = 0x1.9dbb8ep+1, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kSoftsignForm, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 0.154, .checks = kChecks}),
    // max |error| 0.1532 at x = -0x1.9dbb2fce9475ap+1, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kSoftsignForm, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 0.154, .checks = kChecks}),
};
SIGMARK_REGISTER(kSoftsignForm, kKernels);

}  // namespace
}  // namespace sigmark
