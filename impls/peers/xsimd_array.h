// SPDX-License-Identifier: Apache-2.0
//
// The array loop that xsimd's documentation shows: batches, and what does not fill one by the scalar functions of the
// same names, which are the C library's.
#ifndef SIGMARK_IMPLS_PEERS_XSIMD_ARRAY_H_
#define SIGMARK_IMPLS_PEERS_XSIMD_ARRAY_H_

#include <cstddef>
#include <xsimd/xsimd.hpp>

namespace sigmark::peers {

// y = f(x), f of a batch and of a number.
template <class T, class F>
void ByBatch(const T* x, T* y, std::size_t n, F f) {
  using Batch = xsimd::batch<T>;
  std::size_t i = 0;
  for (; i + Batch::size <= n; i += Batch::size) f(Batch::load_unaligned(x + i)).store_unaligned(y + i);
  for (; i < n; ++i) y[i] = f(x[i]);
}

}  // namespace sigmark::peers

#endif  // SIGMARK_IMPLS_PEERS_XSIMD_ARRAY_H_
