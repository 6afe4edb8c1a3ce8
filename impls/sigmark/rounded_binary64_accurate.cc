// SPDX-License-Identifier: Apache-2.0
//
// Numbers are fixed-point: n words, least significant first, F = 64 n bits of fraction, a unit is 2^-F. Products,
// shifts and quotients are truncated, each off by less than a unit.
//
// |x| = k ln 2 + s, 0 ≤ s < ln 2 + 2^-40, so e^-|x| = 2^-k·w with w = e^-s in (0.49, 1]. With u = 2^-k·w
//
//   σ(x) = 2^-j·M/(1 + u),   M = 2^j for x > 0, 2^(j-k)·w for x < 0,
//
// where 2^-j is half an ulp of σ(x). G = floor(M/(1 + u)) is all that rounding needs, for σ(x) is transcendental
// (Lindemann–Weierstrass), never a multiple of 2^-j. A guess of G from the leading words is right if
// 0 < M − G(1 + u) < 1 + u: long numbers are not divided. Where the errors leave that open, all is done again with
// twice as many words (Ziv's strategy), which ends, because neither side is ever 0.
//
// Errors, in units: s < 2. t = s/2^q < 2. Of f = 1 − e^-t = t(1 − t/2·(1 − t/3·…)) what is left out < 1, and each step
// adds less than 2 and divides by i what the one before has: all together < 6. A squaring, 1 − (1 − f)² = 2f − f²,
// makes 2e + 1 of an error e: < 7·2^q after q of them, and w < 2^(q+3). So M < 2^(q+3)·2^(j-k) with j − k ≤ 56, u <
// 2^(q+3-k) + 1, and M − G(1 + u), G ≤ 2^54, less than B = 2^(q+60).
#include "impls/sigmark/rounded_binary64_accurate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <iterator>
#include <limits>
#include <type_traits>
#include <vector>

namespace sigmark::internal {
namespace {

using Word = std::uint64_t;
__extension__ using TwoWords = unsigned __int128;
constexpr std::size_t kWordBits = 64;

// scripts/coefficients/rounded_binary64.sollya prints these: ln 2, and 2^63/ln 2, truncated.
constexpr Word kLog2[] = {0x40f343267298b62d, 0xc9e3b39803f2f6af, 0xb17217f7d1cf79ab};
constexpr Word kInverseLog2 = 0xb8aa3b295c17f0bb;

// In what follows, a Size is a number known to the compiler, which makes the first attempt twice as fast, or not.

// result ← a + b, and a − b, modulo 2^(64 n).
template <class Size>
void Add(const Word* a, const Word* b, Size n, Word* result) {
  Word carry = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const TwoWords sum = static_cast<TwoWords>(a[i]) + b[i] + carry;
    result[i] = static_cast<Word>(sum);
    carry = static_cast<Word>(sum >> kWordBits);
  }
}
template <class Size>
void Subtract(const Word* a, const Word* b, Size n, Word* result) {
  Word borrow = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const TwoWords difference = static_cast<TwoWords>(a[i]) - b[i] - borrow;
    result[i] = static_cast<Word>(difference);
    borrow = static_cast<Word>(difference >> kWordBits) & 1;
  }
}

// The product of two fractions: the upper half of the 2n words of `product`.
template <class Size>
const Word* Multiply(const Word* a, const Word* b, Size n, Word* product) {
  std::fill_n(product, n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    Word carry = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const TwoWords sum = static_cast<TwoWords>(a[i]) * b[j] + product[i + j] + carry;
      product[i + j] = static_cast<Word>(sum);
      carry = static_cast<Word>(sum >> kWordBits);
    }
    product[i + n] = carry;
  }
  return product + n;
}

// a ← a·factor; the word above it is returned.
template <class Size>
Word MultiplyBy(Word factor, Word* a, Size n) {
  Word carry = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const TwoWords sum = static_cast<TwoWords>(a[i]) * factor + carry;
    a[i] = static_cast<Word>(sum);
    carry = static_cast<Word>(sum >> kWordBits);
  }
  return carry;
}

template <class Size>
void DivideBy(Word divisor, Word* a, Size n) {
  Word remainder = 0;
  for (std::size_t i = n; i-- > 0;) {
    const Word word = a[i];
    a[i] = static_cast<Word>((static_cast<TwoWords>(remainder) << kWordBits | word) / divisor);
    remainder = word - a[i] * divisor;
  }
}

template <class Size>
void ShiftRight(const Word* a, Size n, std::size_t bits, Word* result) {
  const std::size_t words = bits / kWordBits;
  bits %= kWordBits;
  for (std::size_t i = 0; i < n; ++i) {
    const Word low = i + words < n ? a[i + words] : 0;
    const Word high = i + words + 1 < n ? a[i + words + 1] : 0;
    result[i] = bits == 0 ? low : low >> bits | high << (kWordBits - bits);
  }
}

// a·2^bits, bits < 64, in n + 1 words.
template <class Size>
void ShiftLeft(const Word* a, Size n, std::size_t bits, Word* result) {
  result[n] = 0;
  for (std::size_t i = n; i-- > 0;) {
    const Word word = a[i];
    if (bits != 0) result[i + 1] |= word >> (kWordBits - bits);
    result[i] = word << bits;
  }
}

template <class Size>
bool IsZero(const Word* a, Size n) {
  return std::all_of(a, a + n, [](Word word) { return word == 0; });
}

// ln 2 = 2/3·(1 + 1/(3·9) + 1/(5·9²) + …), less than 2^6·n units too small: its 21 n terms, two or three of them each.
// `room` is of 2n words.
void ComputeLog2(std::size_t n, Word* result, Word* room) {
  Word* power = room;
  Word* term = room + n;
  std::fill_n(result, n, 0);
  std::fill_n(power, n, ~Word{0});
  DivideBy(3, power, n);
  MultiplyBy(2, power, n);
  for (Word i = 1; !IsZero(power, n); i += 2) {
    std::copy_n(power, n, term);
    DivideBy(i, term, n);
    Add(result, term, n, result);
    DivideBy(9, power, n);
  }
}

constexpr Word kHidden = Word{1} << 52;  // the leading bit of a mantissa, 2^52
constexpr Word kInfinity = Word{0x7ff} << 52;
constexpr Word kQuiet = Word{1} << 51;

// |x| = mantissa·2^exponent.
struct Magnitude {
  Word mantissa;
  int exponent;

  explicit Magnitude(Word bits) : mantissa(bits & (kHidden - 1)), exponent(-1074) {
    const int biased = static_cast<int>(bits >> 52 & 0x7ff);
    if (biased == 0) return;
    mantissa |= kHidden;
    exponent += biased - 1;
  }
};

// Between G and G + 1 half ulps of 2^-j; 2^52 ≤ G/2 < 2^53, or less for a subnormal result.
struct Cell {
  static constexpr int kSubnormal = 1075;  // the j of subnormal results

  Word g;
  int j;

  double Round(Rounding rounding) const {
    const bool up = rounding == Rounding::kNearest ? g % 2 == 1 : rounding == Rounding::kUpward;
    return std::bit_cast<double>((static_cast<Word>(kSubnormal - j) << 52) + g / 2 + (up ? 1 : 0));
  }
};

// 0 < |x| < 2^-26: σ(x) = 1/2 + x/4 − x³/48 + …, and the cubic term is below the last bit of x/4.
Cell CellNearHalf(Magnitude a, bool negative) {
  const int j = negative ? 55 : 54;
  const auto shift = static_cast<std::size_t>(2 - j - a.exponent);  // how many bits of |x|/4·2^j are behind the point
  const Word whole = shift < kWordBits ? a.mantissa >> shift : 0;
  const bool exact = shift < kWordBits && whole << shift == a.mantissa;
  if (negative) return {4 * kHidden - whole - (exact ? 0 : 1), j};
  return {2 * kHidden + whole - (exact ? 1 : 0), j};
}

// The computation with n words, for 2^-26 ≤ |x| and −745.2 < x < 38.
template <class Size>
class Attempt {
 public:
  explicit Attempt(Size n) : n_(n), q_(4 * n) {
    const std::size_t size = 3 * (n + 2) + 3 * (n + 1);
    Word* at = fixed_;
    if (size > std::size(fixed_)) {
      more_.resize(size);
      at = more_.data();
    }
    for (Word** number : {&f_, &w_, &u_, &scratch_}) {
      *number = at;
      at += n + 2;
    }
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  // Whether the errors leave one cell.
  bool Find(Magnitude a, bool negative, Cell* cell) {
    const int k = Reduce(a);
    ComplementOfExp();
    if (IsZero(f_, n_)) f_[0] = 1;  // w has no room for 1
    std::fill_n(w_, n_, 0);
    Subtract(w_, f_, n_, w_);
    ShiftRight(w_, n_, static_cast<std::size_t>(k), u_);
    cell->j = negative ? std::min(k + 54, Cell::kSubnormal) : 54;
    while (true) {
      if (!FindWithin(negative ? cell->j - k : -1, &cell->g)) return false;
      if (cell->g >= 4 * kHidden) {
        --cell->j;
      } else if (cell->g < 2 * kHidden && cell->j < Cell::kSubnormal) {
        ++cell->j;
      } else {
        return true;
      }
    }
  }

 private:
  // k, and s in f_.
  int Reduce(Magnitude a) {
    // Of n + 1 words of fraction and one above.
    Word* rest = w_;
    Word* multiple = u_;
    const std::size_t size = n_ + 2;
    std::fill_n(rest, size, 0);
    const std::size_t place = kWordBits * (n_ + 1) - static_cast<std::size_t>(-a.exponent);
    ShiftLeft(&a.mantissa, 1, place % kWordBits, rest + place / kWordBits);
    // k is one less than it might be where s is below 2^-40.
    const Word scaled = rest[n_ + 1] << 53 | rest[n_] >> 11;
    const auto k = static_cast<Word>(static_cast<TwoWords>(scaled) * kInverseLog2 >> (53 + 63));
    if (n_ + 1 == std::size(kLog2)) {
      std::copy_n(kLog2, n_ + 1, multiple);
    } else {
      ComputeLog2(n_ + 1, multiple, scratch_);
    }
    multiple[n_ + 1] = MultiplyBy(k, multiple, n_ + 1);
    Subtract(rest, multiple, size, rest);
    std::copy_n(rest + 1, n_, f_);
    return static_cast<int>(k);
  }

  // f_ ← 1 − e^-s of s = f_.
  void ComplementOfExp() {
    Word* t = u_;
    Word* part = w_;
    ShiftRight(f_, n_, q_, t);
    // t < 2^-q: how many terms leave less than a unit.
    Word terms = 0;
    for (std::size_t bits = 0; bits < kWordBits * n_;
         bits += q_ + static_cast<std::size_t>(std::bit_width(terms)) - 1) {
      ++terms;
    }
    std::fill_n(f_, n_, 0);
    for (Word i = terms; i > 0; --i) {
      std::copy_n(t, n_, part);  // t/i; not the whole by i, which would have to wait for it
      if (i > 1) DivideBy(i, part, n_);
      Subtract(part, Multiply(part, f_, n_, scratch_), n_, f_);
    }
    for (std::size_t i = 0; i < q_; ++i) {
      const Word* square = Multiply(f_, f_, n_, scratch_);
      Word* twice = scratch_;  // the lower half of the product
      Add(f_, f_, n_, twice);
      Subtract(twice, square, n_, f_);
    }
  }

  // Whether the errors leave one G. M is w·2^shift, or 2^54 for shift < 0.
  bool FindWithin(int shift, Word* g) {
    Word* m = scratch_;
    if (shift < 0) {
      std::fill_n(m, n_, 0);
      m[n_] = 4 * kHidden;
    } else {
      ShiftLeft(w_, n_, static_cast<std::size_t>(shift), m);
    }
    const TwoWords leading = static_cast<TwoWords>(m[n_]) << kWordBits | m[n_ - 1];
    const auto guess = static_cast<Word>(leading / (Word{1} << 63 | u_[n_ - 1] >> 1) / 2);
    *g = guess;
    if (IsPart(m, *g)) return true;
    *g = guess + 1;
    if (IsPart(m, *g)) return true;
    *g = guess - 1;
    return guess > 0 && IsPart(m, *g);
  }

  // Whether B ≤ M − G(1 + u) < 1 + u − B; in n + 1 words, of which the highest tells the sign.
  bool IsPart(const Word* m, Word g) {
    Word* rest = scratch_ + n_ + 1;
    Word* bound = rest + n_ + 1;
    std::copy_n(u_, n_, rest);
    rest[n_] = MultiplyBy(g, rest, n_) + g;
    Subtract(m, rest, n_ + 1, rest);
    std::fill_n(bound, n_ + 1, 0);
    bound[(q_ + 60) / kWordBits] = Word{1} << (q_ + 60) % kWordBits;
    Subtract(rest, bound, n_ + 1, rest);
    if (IsNegative(rest[n_])) return false;
    Add(rest, bound, n_ + 1, rest);
    Add(rest, bound, n_ + 1, rest);
    std::copy_n(u_, n_, bound);
    bound[n_] = 1;
    Subtract(rest, bound, n_ + 1, rest);
    return IsNegative(rest[n_]);
  }

  static bool IsNegative(Word word) { return word >> 63 != 0; }

  const Size n_;
  const std::size_t q_;
  Word *f_, *w_, *u_, *scratch_;  // of n + 2 words, the last of 3 n + 3
  Word fixed_[33];                // enough for n = 4
  std::vector<Word> more_;
};

}  // namespace

double RoundedBinary64Accurate(double x, Rounding rounding, std::size_t words) {
  const Word bits = std::bit_cast<Word>(x);
  const bool negative = bits >> 63 != 0;
  const Word magnitude = bits & ~(Word{1} << 63);
  const auto at_least = [magnitude](double bound) { return magnitude >= std::bit_cast<Word>(bound); };
  if (magnitude > kInfinity) return std::bit_cast<double>(bits | kQuiet);
  if (magnitude == kInfinity) return negative ? 0 : 1;
  if (magnitude == 0) return 0.5;
  const Magnitude a(bits);
  Cell cell{};
  if (!at_least(0x1p-26)) {
    cell = CellNearHalf(a, negative);
  } else if (!negative && at_least(38)) {
    cell = {4 * kHidden - 1, 54};  // 1 − σ(x) < e^-38 < 2^-54
  } else if (negative && at_least(745.2)) {
    cell = {0, Cell::kSubnormal};  // σ(x) < e^-745.2 < 2^-1075
  } else {
    if (words == kAccurateWords) {
      if (Attempt(std::integral_constant<std::size_t, kAccurateWords>()).Find(a, negative, &cell)) {
        return cell.Round(rounding);
      }
      words *= 2;
    }
    while (!Attempt(words).Find(a, negative, &cell)) words *= 2;
  }
  return cell.Round(rounding);
}

double RoundedBinary64Ambient(double x) {
  // Half an ulp and less, seen by the directed roundings. Volatile: to be done at run time.
  const volatile double one = 1, little = 0x1p-60;
  Rounding rounding = Rounding::kNearest;
  if (one + little != 1) {
    rounding = Rounding::kUpward;
  } else if (-one - little != -1) {
    rounding = Rounding::kDownward;
  } else if (one - little != 1) {
    rounding = Rounding::kTowardZero;
  }
  return RoundedBinary64Accurate(x, rounding);
}

void RaiseInvalid() {
  volatile double infinity = std::numeric_limits<double>::infinity();
  infinity = infinity - infinity;
}

void RaiseUnderflow() {
  // A conversion, for a product that underflows delays everything around it.
  const volatile double small = 0x1p-600;
  [[maybe_unused]] const volatile float none = static_cast<float>(small);
}

}  // namespace sigmark::internal
