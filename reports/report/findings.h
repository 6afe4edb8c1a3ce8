// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_REPORTS_REPORT_FINDINGS_H_
#define SIGMARK_REPORTS_REPORT_FINDINGS_H_

#include <string>

#include "reports/results/results.h"

namespace sigmark::report {

using results::Json;

// What users of third-party libraries run into, library by library and with witnesses, in Markdown: which are not
// monotone, leave the range, lose NaN, an infinity, normal or subnormal results, depend on position, or refute what
// their documentation says. Empty where the results hold no library.
std::string Findings(const Json& results);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_FINDINGS_H_
