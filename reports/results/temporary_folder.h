// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_REPORTS_RESULTS_TEMPORARY_FOLDER_H_
#define SIGMARK_REPORTS_RESULTS_TEMPORARY_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "reports/results/results.h"

namespace sigmark::results {

// A folder of its own that is gone when this is. Throws DataError if there can be none.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sigmark_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw DataError(name + ": cannot be created");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_TEMPORARY_FOLDER_H_
