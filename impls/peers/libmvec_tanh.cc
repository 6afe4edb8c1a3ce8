// SPDX-License-Identifier: Apache-2.0
//
// module: mvec SSE4 AVX2 AVX3
//
// ½ + ½ tanh(x/2) with the vector tanh of glibc's libmvec, called by its symbols of the vector ABI: what GCC
// makes of a loop over tanhf under -Ofast, without what else that flag does.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include "impls/peers/vectors.h"

// The vector ABI has no header: b is SSE, d AVX2, e AVX-512; N is "not masked"; then lanes, and one vector argument.
#if defined(__AVX512F__)
extern "C" __m512 _ZGVeN16v_tanhf(__m512);
extern "C" __m512d _ZGVeN8v_tanh(__m512d);
#elif defined(__AVX2__)
extern "C" __m256 _ZGVdN8v_tanhf(__m256);
extern "C" __m256d _ZGVdN4v_tanh(__m256d);
#else
extern "C" __m128 _ZGVbN4v_tanhf(__m128);
extern "C" __m128d _ZGVbN2v_tanh(__m128d);
#endif

namespace {

#if defined(__AVX512F__)
__m512 Tanh(__m512 x) { return _ZGVeN16v_tanhf(x); }
__m512d Tanh(__m512d x) { return _ZGVeN8v_tanh(x); }
#elif defined(__AVX2__)
__m256 Tanh(__m256 x) { return _ZGVdN8v_tanhf(x); }
__m256d Tanh(__m256d x) { return _ZGVdN4v_tanh(x); }
#else
__m128 Tanh(__m128 x) { return _ZGVbN4v_tanhf(x); }
__m128d Tanh(__m128d x) { return _ZGVbN2v_tanh(x); }
#endif

}  // namespace

SIGMARK_MODULE_BY_REGISTER(LogisticByTanh, Tanh)

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "libmvec_tanh",
    .family = "peers",
    .summary =
        "1/2 + 1/2 tanh(x/2) with the vector tanh of glibc's libmvec, the rest of an array in a vector of its own",
    .source = "https://sourceware.org/glibc/wiki/libmvec",
    .license = "LGPL-2.1-or-later",
    .unavailable = kModuleUnavailable,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
