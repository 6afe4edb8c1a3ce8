// SPDX-License-Identifier: Apache-2.0
//
// Numbers of a results file whose bits matter, as text.
#ifndef SIGMARK_REPORTS_RESULTS_HEX_FLOAT_H_
#define SIGMARK_REPORTS_RESULTS_HEX_FLOAT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace sigmark::results {

// "0x1.8p+3" as C's %a writes it, "-0x0p+0", "inf", "-inf", "nan" (whatever the sign and payload). Exact.
std::string HexFloat(double value);

// The inverse, for hex floats of any length (rounded to nearest), "0", "inf", "-inf" and "nan". The whole text must be
// one number, in lower case, without blanks. Throws DataError.
double ParseFloat(std::string_view text);

// An unsigned integer in hex without prefix, as "sum_ulp" is kept. ParseHexInteger throws DataError.
__extension__ using Uint128 = unsigned __int128;
std::string HexInteger(Uint128 value);
Uint128 ParseHexInteger(std::string_view text);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_HEX_FLOAT_H_
