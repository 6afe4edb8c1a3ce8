// SPDX-License-Identifier: Apache-2.0
//
// The largest error on a part of the line, as an accuracy row names it.
#ifndef SIGMARK_REPORTS_REPORT_REGIONS_H_
#define SIGMARK_REPORTS_REPORT_REGIONS_H_

#include <string>

#include "reports/results/results.h"

namespace sigmark::report {

using results::Json;

// The region of this name, such as "within_20", with "lo", "hi", "max_ulp" and "witness"; null if the row does not name
// it or is not of all of it: of a part, a maximum would say too little.
const Json* FindRegion(const Json& accuracy_row, const std::string& name);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_REGIONS_H_
