// SPDX-License-Identifier: Apache-2.0
//
// What the kernels of all tiers share, compiled for each Highway target: vectors computed side by side, a table of
// eight entries in registers, and the loop over an array. A kernel is a class:
//
//   struct FastBinary32 {
//     using T = float;
//     static constexpr std::size_t kUnroll = 4;       // vectors side by side in the loop
//     template <class D, class X>
//     static HWY_INLINE X Apply(D d, X x);            // X is Vec<D>, Vectors of them, or T with D = One<T>
//   };
//
// LogisticArray<FastBinary32> is then its array form. One number and one vector take the same steps as several vectors
// and as the incomplete last one do, so that no result depends on its position.

// Highway's guard for what is compiled once for each target.
#if defined(SIGMARK_IMPLS_SIGMARK_KERNEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIGMARK_IMPLS_SIGMARK_KERNEL_INL_H_
#undef SIGMARK_IMPLS_SIGMARK_KERNEL_INL_H_
#else
#define SIGMARK_IMPLS_SIGMARK_KERNEL_INL_H_
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "hwy/highway.h"
#include "impls/sigmark/one-inl.h"
#include "impls/sigmark/table8.h"

HWY_BEFORE_NAMESPACE();
namespace sigmark {
namespace {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

inline constexpr const char* kIsa = &HWY_STR(HWY_NAMESPACE)[2];  // without the "N_"

// Several vectors, each step done for all of them before the next. A processor finds that parallelism by itself only as
// far as its window reaches, and compilers do not move a load before a store.
#undef SIGMARK_FOR_VECTORS
#if !HWY_HAVE_SCALABLE  // whose vectors cannot be members
// Of T, not of the vector's type: Highway's own functions are then no candidates for it.
template <class T, std::size_t kCount>
struct Vectors {
  hn::Vec<hn::ScalableTag<T>> v[kCount];
};

template <class X>
inline constexpr std::size_t kVectors = 0;
template <class T, std::size_t kCount>
inline constexpr std::size_t kVectors<Vectors<T, kCount>> = kCount;

// What is the same for all vectors, such as a coefficient, is one vector, or none at all.
template <class X>
HWY_INLINE X Element(const X& x, std::size_t) {
  return x;
}
template <class T, std::size_t kCount>
HWY_INLINE auto Element(const Vectors<T, kCount>& x, std::size_t i) {
  return x.v[i];
}

template <class F, std::size_t... kIndices, class... X>
HWY_INLINE auto MapEach(F f, std::index_sequence<kIndices...>, const X&... x) {
  const auto each = [&](std::size_t i) HWY_ATTR { return f(Element(x, i)...); };
  return Vectors<hn::TFromV<decltype(each(0))>, sizeof...(kIndices)>{{each(kIndices)...}};
}
template <class F, class... X>
HWY_INLINE auto Map(F f, const X&... x) {
  return MapEach(f, std::make_index_sequence<std::max({kVectors<X>...})>(), x...);
}

// FUNCTION of vectors, for Vectors.
#define SIGMARK_FOR_VECTORS(FUNCTION)                                                       \
  template <class... X>                                                                     \
  requires((kVectors<X> > 0) || ...) HWY_INLINE auto FUNCTION(const X&... x) {              \
    return Map([](const auto&... element) HWY_ATTR { return FUNCTION(element...); }, x...); \
  }
#else
#define SIGMARK_FOR_VECTORS(FUNCTION)
#endif

SIGMARK_FOR_VECTORS(Add)
SIGMARK_FOR_VECTORS(Div)
SIGMARK_FOR_VECTORS(Max)
SIGMARK_FOR_VECTORS(Min)
SIGMARK_FOR_VECTORS(Mul)
SIGMARK_FOR_VECTORS(MulAdd)
SIGMARK_FOR_VECTORS(MulSub)
SIGMARK_FOR_VECTORS(NegMulAdd)
SIGMARK_FOR_VECTORS(NegMulSub)
SIGMARK_FOR_VECTORS(Sub)

// x within [low, high]; NaN stays. Highway leaves open what Min and Max make of NaN: x86 returns the second operand,
// Arm the NaN.
template <class V>
HWY_INLINE V ClampNumber(V x, V low, V high) {
#if (HWY_ARCH_X86 || HWY_ARCH_ARM) && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  return hn::Min(high, hn::Max(low, x));
#else
  x = hn::IfThenElse(hn::Lt(x, low), low, x);
  return hn::IfThenElse(hn::Gt(x, high), high, x);
#endif
}
HWY_INLINE float ClampNumber(float x, float low, float high) { return Min(high, Max(low, x)); }
SIGMARK_FOR_VECTORS(ClampNumber)

// The entry of `table` for the low three bits of each lane of `index`, whatever its other bits are; 32-bit lanes.
template <class D, class V = hn::Vec<D>, class VU = hn::Vec<hn::RebindToUnsigned<D>>>
HWY_INLINE V Lookup(D d, const Table8& table, VU index) {
  const hn::RebindToUnsigned<D> du;
#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
  const hn::RebindToSigned<D> di;
  const auto entry = hn::BitCast(di, hn::And(index, hn::Set(du, 7)));
  return hn::BitCast(d, hn::GatherIndex(du, table.entries, entry));
#else
  constexpr std::size_t kLanes = hn::MaxLanes(D());
  static_assert(kLanes == 4 || kLanes == 8 || kLanes == 16);
  if constexpr (kLanes == 4) {
    const auto low = hn::IndicesFromVec(d, hn::And(index, hn::Set(du, 3)));
    const V first = hn::TableLookupLanes(hn::BitCast(d, hn::Load(du, table.entries)), low);
    const V second = hn::TableLookupLanes(hn::BitCast(d, hn::Load(du, table.entries + 4)), low);
    // Not IfNegativeThenElse, which on SSSE3 takes more bits than the sign for the choice (Highway 1.0.3).
    const hn::RebindToSigned<D> di;
    const auto upper = hn::BroadcastSignBit(hn::BitCast(di, hn::ShiftLeft<29>(index)));
    return hn::IfThenElse(hn::MaskFromVec(hn::BitCast(d, upper)), second, first);
  } else {
    // The instruction itself ignores the other bits; Highway's assertions do not.
    if constexpr (HWY_IS_DEBUG_BUILD) index = hn::And(index, hn::Set(du, 7));
    return hn::TableLookupLanes(hn::BitCast(d, hn::Load(du, table.entries)), hn::IndicesFromVec(d, index));
  }
#endif
}

// The kernels with tables add to −x / ln 2 a magic number, 1.5·2^20 + kExponent: the sum's last three bits are eighths,
// j, and those above them kExponent + n. ScaledPower is 2^(n + j/8) 2^(kExponent - 127), from a table by
// MakePowerTable.
template <class D>
HWY_INLINE hn::Vec<D> ScaledPower(D d, const Table8* table, hn::Vec<D> sum) {
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, sum);
  return hn::BitCast(d, hn::Add(hn::ShiftLeft<20>(bits), hn::BitCast(du, Lookup(d, *table, bits))));
}
HWY_INLINE float ScaledPower(One<float>, const Table8* table, float sum) {
  const auto bits = std::bit_cast<std::uint32_t>(sum);
  return std::bit_cast<float>((bits << 20) + table->entries[bits % 8]);
}
SIGMARK_FOR_VECTORS(ScaledPower)

// The entry for the sum's eighths of a table by MakeTable.
template <class D>
HWY_INLINE hn::Vec<D> EighthsEntry(D d, const Table8* table, hn::Vec<D> sum) {
  return Lookup(d, *table, hn::BitCast(hn::RebindToUnsigned<D>(), sum));
}
SIGMARK_FOR_VECTORS(EighthsEntry)

// Whether an element of x is above `limit`. NaN may count as such, or not, but hides no other element.
template <class D>
HWY_INLINE bool AnyAbove(D d, hn::Vec<D> limit, hn::Vec<D> x) {
  return !hn::AllTrue(d, hn::Le(hn::Max(x, limit), limit));
}
HWY_INLINE bool AnyAbove(One<float>, float limit, float x) { return x > limit; }
#if !HWY_HAVE_SCALABLE
// The elementwise largest, and at least x.
template <class V, class T, std::size_t kCount, std::size_t... kIndices>
HWY_INLINE V Highest(V x, const Vectors<T, kCount>& vectors, std::index_sequence<kIndices...>) {
  ((x = hn::Max(vectors.v[kIndices], x)), ...);
  return x;
}
template <class D, class T, std::size_t kCount>
HWY_INLINE bool AnyAbove(D d, hn::Vec<D> limit, const Vectors<T, kCount>& x) {
  return !hn::AllTrue(d, hn::Le(Highest(limit, x, std::make_index_sequence<kCount>()), limit));
}
#endif

// Processors take several times as long for an operation with a subnormal result, so that quotients are not left to be
// subnormal: where the denominator is above this, a quotient 2^25 times as large is taken and scaled.
inline constexpr float kSubnormalDenominator = 0x1p62f;  // the result is below 2^-125

// 2^-25 v, rounded to nearest, for v ≥ 0 and normal; NaN stays. A sum with 2^-101 rounds v to a multiple of 2^-124,
// which then is an integer at the end of its fraction.
template <class D>
HWY_INLINE hn::Vec<D> ScaleToSubnormal(D d, hn::Vec<D> v) {
  const hn::RebindToUnsigned<D> du;
  const auto smallest = hn::Set(d, 0x1p-101f);  // whose 2^-25 is the smallest normal number
  const auto is_subnormal = hn::Lt(v, smallest);
  const auto normal = hn::Sub(hn::BitCast(du, v), hn::Set(du, 25u << 23));
  const auto bits = hn::Sub(hn::BitCast(du, hn::Add(v, smallest)), hn::BitCast(du, smallest));
  const auto finite = hn::IfThenElse(is_subnormal, hn::BitCast(d, bits), hn::BitCast(d, normal));
  return hn::IfThenElse(hn::IsNaN(v), v, finite);
}
HWY_INLINE float ScaleToSubnormal(One<float>, float v) {
  const hn::CappedTag<float, 1> d;
  return hn::GetLane(ScaleToSubnormal(d, hn::Set(d, v)));
}
SIGMARK_FOR_VECTORS(ScaleToSubnormal)

template <class Kernel>
HWY_INLINE void LogisticVector(const typename Kernel::T* x, typename Kernel::T* y) {
  const hn::ScalableTag<typename Kernel::T> d;
  hn::StoreU(Kernel::Apply(d, hn::LoadU(d, x)), d, y);
}

// Copies the first n < 2 kBlock elements. Blocks of known length, for a loop would become a call of memcpy, which takes
// longer than the kernel.
template <std::size_t kBlock, class T>
HWY_INLINE void CopyPart(const T* from, T* to, std::size_t n) {
  if constexpr (kBlock > 0) {
    const std::size_t step = n & kBlock;
    if (step != 0) std::memcpy(to, from, kBlock * sizeof(T));
    CopyPart<kBlock / 2>(from + step, to + step, n);
  }
}

// The first n < Lanes elements of a vector. Not stored with a mask: that takes AMD's processors 70 cycles.
template <class Kernel, class T = typename Kernel::T>
HWY_INLINE void LogisticPart(const T* x, T* y, std::size_t n) {
  const hn::ScalableTag<T> d;
  constexpr std::size_t kMaxLanes = hn::MaxLanes(hn::ScalableTag<T>());
  HWY_ALIGN T buffer[kMaxLanes] = {};
#if HWY_MEM_OPS_MIGHT_FAULT && HWY_TARGET != HWY_AVX2  // where those of lanes as wide as ours do not
  CopyPart<kMaxLanes / 2>(x, buffer, n);
  hn::Store(Kernel::Apply(d, hn::Load(d, buffer)), d, buffer);
#else
  hn::Store(Kernel::Apply(d, hn::MaskedLoad(hn::FirstN(d, n), d, x)), d, buffer);
#endif
  CopyPart<kMaxLanes / 2>(buffer, y, n);
}

template <class Kernel, std::size_t... kIndices, class T = typename Kernel::T>
HWY_INLINE void LogisticVectors(const T* x, T* y, std::index_sequence<kIndices...>) {
#if HWY_HAVE_SCALABLE
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  (LogisticVector<Kernel>(x + kIndices * lanes, y + kIndices * lanes), ...);
#else
  const hn::ScalableTag<T> d;
  constexpr std::size_t kLanes = hn::MaxLanes(hn::ScalableTag<T>());
  Vectors<T, sizeof...(kIndices)> vectors = {{hn::LoadU(d, x + kIndices * kLanes)...}};
  vectors = Kernel::Apply(d, vectors);
  (hn::StoreU(vectors.v[kIndices], d, y + kIndices * kLanes), ...);
#endif
}

template <class Kernel, class T = typename Kernel::T>
T LogisticScalar(T x) {
  if (HWY_UNLIKELY(x != x)) return x + x;  // with its sign, which compilers may change where they move minus signs
  return Kernel::Apply(One<T>(), x);
}

template <class Kernel, class T = typename Kernel::T>
void LogisticArray(const T* x, T* y, std::size_t n) {
  if (n == 1) {  // as programs call that have one value at a time
    *y = LogisticScalar<Kernel>(*x);
    return;
  }
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  std::size_t i = 0;
  for (; i + Kernel::kUnroll * lanes <= n; i += Kernel::kUnroll * lanes) {
    LogisticVectors<Kernel>(x + i, y + i, std::make_index_sequence<Kernel::kUnroll>());
  }
  for (; i + lanes <= n; i += lanes) LogisticVector<Kernel>(x + i, y + i);
  if (i != n) LogisticPart<Kernel>(x + i, y + i, n - i);
}

}  // namespace HWY_NAMESPACE
}  // namespace
}  // namespace sigmark
HWY_AFTER_NAMESPACE();

#endif
