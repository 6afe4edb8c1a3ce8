// SPDX-License-Identifier: Apache-2.0
//
// The largest error on a part of the line, from the envelope of an accuracy row.
#ifndef SIGMARK_REPORTS_REPORT_ENVELOPE_H_
#define SIGMARK_REPORTS_REPORT_ENVELOPE_H_

#include <string>

#include "reports/results/results.h"

namespace sigmark::report {

using results::Json;

// The bin with the largest error of those that lie within [lo, hi]; null if there is none, or the row is not of all of
// that interval: of a part a maximum would say too little.
const Json* WorstBinWithin(const Json& accuracy_row, double lo, double hi);

// The same in a region that the row names, such as "within_20"; null also where it does not.
const Json* WorstBinIn(const Json& accuracy_row, const std::string& region);

// Whether the row names a region and covers it; and the least input of one that it names.
bool HasRegion(const Json& accuracy_row, const std::string& region);
double RegionBegin(const Json& accuracy_row, const std::string& region);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_ENVELOPE_H_
