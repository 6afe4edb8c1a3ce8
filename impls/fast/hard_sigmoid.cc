// SPDX-License-Identifier: Apache-2.0
// build-flags: -O3 -fno-trapping-math
// build-flags[GNU]: -fno-thread-jumps -fno-tree-pre
//
// clamp(x/6 + 1/2, 0, 1): the chord that quantised networks use as their activation in its own right. As an
// approximation of σ it has the wrong slope at 0 (1/6, not 1/4) and is 0 or 1 from |x| = 3 on, where σ is still 0.047
// away. NaN propagates.
#include "impls/fast/autovec.h"

namespace sigmark {
namespace {

template <class T>
SIGMARK_INLINE T Logistic(T x) {
  constexpr T kSixth = static_cast<T>(0x1.5555555555555p-3);
  return fast::Clamp(fast::Fma(x, kSixth, T{0.5}), T{0}, T{1});
}

constexpr Implementation kHardSigmoid = {
    .id = "hard_sigmoid",
    .family = "fast",
    .summary = "clamp(x/6 + 1/2, 0, 1): one multiply-add and a clamp, the activation of quantised networks",
    .source =
        "M. Courbariaux, Y. Bengio, J.-P. David, BinaryConnect, 2015, arXiv:1511.00363; the slope 1/6 as in "
        "PyTorch's hardsigmoid and A. Howard et al., MobileNetV3, 2019, arXiv:1905.02244",
};

constexpr std::uint32_t kChecks =
    kElementwiseChecks | SetOf(Check::kNanPropagates, Check::kPositiveInfinity, Check::kNegativeInfinity, Check::kZero,
                               Check::kRange, Check::kMonotone, Check::kSymmetric, Check::kSaturation);
constexpr Kernel kKernels[] = {
    // max |error| 0.06918 at x = 0x1.512428p+0, exhaustive.
    ArrayKernel<fast::Autovec<float, Logistic>>(kHardSigmoid, Function::kLogistic, kAutovecIsa,
                                                {.max_abs = 0.0692, .checks = kChecks}),
    // max |error| 0.06918 at x = -0x1.5124175c3c706p+0, in 3.7e7 samples.
    ArrayKernel<fast::Autovec<double, Logistic>>(kHardSigmoid, Function::kLogistic, kAutovecIsa,
                                                 {.max_abs = 0.0693, .checks = kChecks}),
};
SIGMARK_REGISTER(kHardSigmoid, kKernels);

}  // namespace
}  // namespace sigmark
