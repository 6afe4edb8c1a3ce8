// SPDX-License-Identifier: Apache-2.0
//
// module: mvec SSE4 AVX2 AVX3
//
// 1 / (1 + e^-x) with the vector exp of glibc's libmvec, called by its symbols of the vector ABI: what GCC
// makes of a loop over expf under -Ofast, without what else that flag does.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include "impls/peers/vectors.h"

// The vector ABI has no header: b is SSE, d AVX2, e AVX-512; N is "not masked"; then lanes, and one vector argument.
#if defined(__AVX512F__)
extern "C" __m512 _ZGVeN16v_expf(__m512);
extern "C" __m512d _ZGVeN8v_exp(__m512d);
#elif defined(__AVX2__)
extern "C" __m256 _ZGVdN8v_expf(__m256);
extern "C" __m256d _ZGVdN4v_exp(__m256d);
#else
extern "C" __m128 _ZGVbN4v_expf(__m128);
extern "C" __m128d _ZGVbN2v_exp(__m128d);
#endif

namespace {

#if defined(__AVX512F__)
__m512 Exp(__m512 x) { return _ZGVeN16v_expf(x); }
__m512d Exp(__m512d x) { return _ZGVeN8v_exp(x); }
#elif defined(__AVX2__)
__m256 Exp(__m256 x) { return _ZGVdN8v_expf(x); }
__m256d Exp(__m256d x) { return _ZGVdN4v_exp(x); }
#else
__m128 Exp(__m128 x) { return _ZGVbN4v_expf(x); }
__m128d Exp(__m128d x) { return _ZGVbN2v_exp(x); }
#endif

}  // namespace

SIGMARK_MODULE_BY_REGISTER(LogisticByExp, Exp)

#else

#include "impls/peers/libraries.h"

namespace sigmark {
namespace {

constexpr Implementation kImplementation = {
    .id = "libmvec_exp",
    .family = "peers",
    .summary = "1 / (1 + e^-x) with the vector exp of glibc's libmvec, the rest of an array in a vector of its own",
    .source = "https://sourceware.org/glibc/wiki/libmvec",
    .license = "LGPL-2.1-or-later",
    .unavailable = kModuleUnavailable,
};

SIGMARK_REGISTER_MODULE(kImplementation, peers::kLogisticInBoth);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
