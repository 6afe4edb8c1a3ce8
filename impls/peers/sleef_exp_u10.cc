// SPDX-License-Identifier: Apache-2.0
//
// module: sleef SSE4 AVX2 AVX3
//
// 1 / (1 + e^-x) with the exponential of SLEEF, of which 1.0 ulp is promised.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <sleef.h>

#include "impls/peers/vectors.h"

namespace {

#if defined(__AVX512F__)
__m512 Exp(__m512 x) { return Sleef_expf16_u10avx512f(x); }
__m512d Exp(__m512d x) { return Sleef_expd8_u10avx512f(x); }
#elif defined(__AVX2__)
__m256 Exp(__m256 x) { return Sleef_expf8_u10avx2(x); }
__m256d Exp(__m256d x) { return Sleef_expd4_u10avx2(x); }
#else
__m128 Exp(__m128 x) { return Sleef_expf4_u10sse4(x); }
__m128d Exp(__m128d x) { return Sleef_expd2_u10sse4(x); }
#endif

}  // namespace

SIGMARK_MODULE_BY_REGISTER(LogisticByExp, Exp)

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "sleef_exp_u10",
    .family = "peers",
    .summary = "1 / (1 + e^-x) with SLEEF's exponential (1.0 ulp), the rest of an array in a vector of its own",
    .source = peers::kSleefSource,
    .license = "BSL-1.0",
    .unavailable = kModuleUnavailable,
    .needs = &peers::kSleef,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
