// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_REPORTS_REPORT_VARIANTS_H_
#define SIGMARK_REPORTS_REPORT_VARIANTS_H_

#include <string>

#include "reports/report/kernels.h"

namespace sigmark::report {

// The variants of the usual forms, one row for all that give the same results. Empty text where there are none.
std::string VariantsTable(const Group& group);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_VARIANTS_H_
