// SPDX-License-Identifier: Apache-2.0
//
// What makes a fuzz target, LLVMFuzzerTestOneInput, a test where libFuzzer is not there: it is given every file of its
// corpus once.
#ifndef SIGMARK_REPORTS_RESULTS_CORPUS_MAIN_H_
#define SIGMARK_REPORTS_RESULTS_CORPUS_MAIN_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>

#include "reports/results/atomic_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#ifndef SIGMARK_LIBFUZZER
// main FOLDER. Exit 1 if the folder holds nothing: a test that tries nothing cannot fail.
int main(int argc, char** argv) {
  int tried = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argc > 1 ? argv[1] : ".")) {
    std::fprintf(stderr, "%s\n", entry.path().c_str());
    const std::string bytes = sigmark::results::ReadFile(entry.path().string());
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++tried;
  }
  std::fprintf(stderr, "%d files\n", tried);
  return tried > 0 ? 0 : 1;
}
#endif

#endif  // SIGMARK_REPORTS_RESULTS_CORPUS_MAIN_H_
