// SPDX-License-Identifier: Apache-2.0
//
// Files that are there whole or not at all.
#ifndef SIGMARK_REPORTS_RESULTS_ATOMIC_FILE_H_
#define SIGMARK_REPORTS_RESULTS_ATOMIC_FILE_H_

#include <string>
#include <string_view>

namespace sigmark::results {

// The bytes of a regular file, or of a pipe. Throws DataError.
std::string ReadFile(const std::string& path);

// Writes under a temporary name in the same folder, syncs, and renames. After a failure (DataError) the file is as it
// was before, and the temporary file is gone.
void WriteFile(const std::string& path, std::string_view bytes);

// Throws DataError unless files can be created in `folder`, which is created, with its parents, if it is not there.
void PrepareFolder(const std::string& folder);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_ATOMIC_FILE_H_
