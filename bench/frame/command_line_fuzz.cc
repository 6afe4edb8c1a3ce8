// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the command line of a bench program, one argument a line. Whatever it is, it is refused with a
// UsageError, or selects kernels.
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/frame/options.h"
#include "bench/worker/plugin.h"
#include "reports/results/corpus_main.h"

namespace {

// A plugin that is there would stay in the registry, and one input would depend on those before it.
bool NamesAFile(const std::string& plugin) {
  try {
    sigmark::ParsePlugin(plugin);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> arguments = {"fuzz"};
  std::istringstream lines(std::string(reinterpret_cast<const char*>(data), size));
  for (std::string line; std::getline(lines, line);) {
    arguments.push_back(line.substr(0, line.find('\0')));  // an argument ends there
  }
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  CLI::App app("", "fuzz");
  sigmark::Options options;
  sigmark::AddCommonFlags(app, options);
  app.add_option("--domain", options.domain_text);
  if (sigmark::Parse(app, static_cast<int>(arguments.size()), argv.data())) return 0;
  for (const std::string& plugin : options.plugins) {
    if (NamesAFile(plugin)) return 0;
  }
  try {
    sigmark::CheckOptions(options);
    sigmark::SelectKernels(options);
    sigmark::SelectRoundings(options);
    sigmark::PrintList(options);
  } catch (const sigmark::UsageError&) {
  }
  return 0;
}
