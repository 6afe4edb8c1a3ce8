// SPDX-License-Identifier: Apache-2.0
//
// module: sleef SSE4 AVX2 AVX3
//
// ½ + ½ tanh(x/2) with the faster tanh of SLEEF, of which 3.5 ulp are promised. (Its exponential comes in u10 only.)
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <sleef.h>

#include "impls/peers/vectors.h"

namespace {

#if defined(__AVX512F__)
__m512 Tanh(__m512 x) { return Sleef_tanhf16_u35avx512f(x); }
__m512d Tanh(__m512d x) { return Sleef_tanhd8_u35avx512f(x); }
#elif defined(__AVX2__)
__m256 Tanh(__m256 x) { return Sleef_tanhf8_u35avx2(x); }
__m256d Tanh(__m256d x) { return Sleef_tanhd4_u35avx2(x); }
#else
__m128 Tanh(__m128 x) { return Sleef_tanhf4_u35sse4(x); }
__m128d Tanh(__m128d x) { return Sleef_tanhd2_u35sse4(x); }
#endif

}  // namespace

SIGMARK_MODULE_BY_REGISTER(LogisticByTanh, Tanh)

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "sleef_tanh_u35",
    .family = "peers",
    .summary = "1/2 + 1/2 tanh(x/2) with SLEEF's faster tanh (3.5 ulp), the rest of an array in a vector of its own",
    .source = peers::kSleefSource,
    .license = "BSL-1.0",
    .unavailable = kModuleUnavailable,
    .needs = &peers::kSleef,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
