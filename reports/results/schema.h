// SPDX-License-Identifier: Apache-2.0
//
// sigmark-results-1.schema.json, embedded by CMake.
#ifndef SIGMARK_REPORTS_RESULTS_SCHEMA_H_
#define SIGMARK_REPORTS_RESULTS_SCHEMA_H_

namespace sigmark::results {

extern const char kSchemaText[];

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_SCHEMA_H_
