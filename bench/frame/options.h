// SPDX-License-Identifier: Apache-2.0
//
// The flags that the three bench programs share, and what is wrong with them. Everything is checked before anything
// starts: a UsageError is one line on stderr and exit status 2.
#ifndef SIGMARK_BENCH_FRAME_OPTIONS_H_
#define SIGMARK_BENCH_FRAME_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "impls/core/axes.h"
#include "impls/core/registry.h"

namespace sigmark {

// Exit statuses; the larger problem wins in the order kVoid, kUsage, kFailed, kInconclusive.
enum ExitStatus { kWell = 0, kFailed = 1, kUsage = 2, kInconclusive = 3, kVoid = 4, kInterrupted = 130 };

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Effort { kQuick, kFull };
constexpr const char* Name(Effort effort) { return effort == Effort::kFull ? "full" : "quick"; }

// The closed interval of inputs to measure on, in place of the effort's own choice.
struct Interval {
  double lo, hi;
};

struct Options {
  std::vector<std::string> impls, functions, formats, isas, roundings;
  std::vector<std::string> plugins;  // as they were given; CheckOptions puts them into the registry
  Effort effort = Effort::kQuick;
  int threads = 0;  // 0: one for each core
  std::uint64_t seed = 1;
  std::string out;
  int shard = 0, shards = 1;
  bool resume = false;
  double timeout_s = 60;
  std::optional<Interval> domain;

  // As they arrive, before CheckOptions.
  std::string effort_text = "quick", shard_text, domain_text;
};

// Adds the common flags to a program's command line.
void AddCommonFlags(CLI::App& app, Options& options);

// Parses and checks what AddCommonFlags collected, the writability of --out included. Throws UsageError.
void CheckOptions(Options& options);

// Parses argv with CLI11. Returns the exit status when the program is done: 0 after --help or --version, 2 after one
// line about a bad flag.
std::optional<int> Parse(CLI::App& app, int argc, char** argv);

// A number as a user writes it: decimal, hexadecimal, inf, nan. Nothing may follow it.
std::optional<double> ParseNumber(const std::string& text);

// The kernels that the flags select and this CPU executes, in registry order. Every pattern must match something.
// Patterns match "family/id" as regular expressions; a bare identifier matches a whole id, "family/id" the pair. A
// plugin is there because it was asked for: --impl and --isa do not filter it out.
std::vector<const Kernel*> SelectKernels(const Options& options);
std::vector<const RegisteredImplementation*> SelectImplementations(const Options& options);
std::vector<Rounding> SelectRoundings(const Options& options);

// What --list prints: one line for each kernel that the flags select.
void PrintList(const Options& options);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_OPTIONS_H_
