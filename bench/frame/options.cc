// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "bench/frame/pattern.h"
#include "bench/worker/plugin.h"
#include "generated/version.h"
#include "impls/core/isa.h"

namespace sigmark {
namespace {

constexpr int kMostShards = 999999;      // as many as the schema of results takes
constexpr double kLongestTimeout = 1e6;  // seconds; poll counts its milliseconds in an int

// "a,b" and repeated flags alike. A comma inside {…} or […] belongs to a regular expression.
std::vector<std::string> SplitLists(const std::vector<std::string>& values) {
  std::vector<std::string> parts;
  for (const std::string& value : values) {
    std::string part;
    int depth = 0;
    for (char c : value) {
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      if (c == ',' && depth == 0) {
        parts.push_back(std::exchange(part, {}));
      } else {
        part += c;
      }
    }
    parts.push_back(part);
  }
  return parts;
}

template <class Names>
std::string Join(const Names& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

template <class Names>
void CheckNames(const char* flag, std::vector<std::string>& values, const Names& known) {
  values = SplitLists(values);
  for (const std::string& value : values) {
    if (std::find(known.begin(), known.end(), value) == known.end()) {
      throw UsageError(fmt::format("--{}={}: unknown; one of {}", flag, value, Join(known)));
    }
  }
}

std::vector<std::string> KnownIsas() {
  std::vector<std::string> isas;
  for (const RegisteredImplementation& one : Registry()) {
    for (const Kernel* kernel : one.kernels) {
      if (std::find(isas.begin(), isas.end(), kernel->isa) == isas.end()) isas.emplace_back(kernel->isa);
    }
  }
  return isas;
}

bool IsPlain(const std::string& pattern) {
  return !pattern.empty() &&
         pattern.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/") ==
             std::string::npos &&
         std::count(pattern.begin(), pattern.end(), '/') <= 1 && pattern.front() != '/' && pattern.back() != '/';
}

bool Matches(const std::string& pattern, const Implementation& implementation) {
  const std::string qualified = QualifiedId(implementation);
  if (IsPlain(pattern)) return pattern == implementation.id || pattern == qualified;
  return Pattern(pattern, "impl").Finds(qualified);
}

bool Selected(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

void CheckWritable(const std::string& file) {
  const std::filesystem::path path = std::filesystem::absolute(file);
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw UsageError(fmt::format("--out={}: is a folder; name a file", file));
  }
  // Results are renamed into place, which would put a file where a device or a link was.
  const std::filesystem::file_status status = std::filesystem::symlink_status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw UsageError(fmt::format("--out={}: is not a regular file; name one", file));
  }
  const std::filesystem::path folder = path.parent_path();
  if (!std::filesystem::is_directory(folder, error)) {
    throw UsageError(fmt::format("--out={}: there is no folder {}; create it first", file, folder.string()));
  }
  if (access(folder.c_str(), W_OK) != 0) {
    throw UsageError(fmt::format("--out={}: folder {} is not writable", file, folder.string()));
  }
}

void ParseDomain(Options& options) {
  const std::string& text = options.domain_text;
  const std::size_t colon = text.find(':');
  const auto lo = ParseNumber(text.substr(0, colon));
  const auto hi = colon == std::string::npos ? std::nullopt : ParseNumber(text.substr(colon + 1));
  if (!lo || !hi || !(*lo <= *hi)) {
    throw UsageError(fmt::format("--domain={}: not an interval; write LO:HI with LO ≤ HI, such as -20:20", text));
  }
  options.domain = Interval{*lo, *hi};
}

// CLI11 takes -1 for the largest unsigned integer.
std::string IsNotNegative(const std::string& text) { return text.starts_with('-') ? text + " is negative" : ""; }

// The function that plugins compute: the one that is named, if it is one.
void DeclareWantedPlugins(const Options& options) {
  const Function function =
      options.functions.size() == 1 ? *Parse<Function>(kFunctionNames, options.functions.front()) : Function::kLogistic;
  for (const std::string& text : options.plugins) {
    try {
      DeclarePlugin(ParsePlugin(text), function);
    } catch (const std::invalid_argument& error) {
      throw UsageError(fmt::format("--plugin={}: {}", text, error.what()));
    }
  }
}

void ParseShard(Options& options) {
  const std::string& text = options.shard_text;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto reads = [&text](std::size_t from, std::size_t to, int& value) {
    const auto [end, error] = std::from_chars(text.data() + from, text.data() + to, value);
    return error == std::errc() && end == text.data() + to;
  };
  if (slash == text.size() || !reads(0, slash, options.shard) || !reads(slash + 1, text.size(), options.shards) ||
      options.shard < 0 || options.shard >= options.shards || options.shards > kMostShards) {
    throw UsageError(
        fmt::format("--shard={}: not a shard; write I/N with 0 ≤ I < N ≤ {}, such as 0/4", text, kMostShards));
  }
}

}  // namespace

std::optional<double> ParseNumber(const std::string& text) {
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (*end != '\0') return std::nullopt;
  return value;
}

void AddCommonFlags(CLI::App& app, Options& options) {
  app.set_version_flag("--version", std::string("sigmark ") + kVersion);
  app.add_option("--impl", options.impls, "Implementations: regular expressions on family/id, or whole ids")
      ->type_name("REGEX");
  app.add_option("--function", options.functions, "Functions: " + Join(kFunctionNames))->type_name("NAME");
  app.add_option("--format", options.formats, "Formats: " + Join(kFormatNames))->type_name("NAME");
  app.add_option("--isa", options.isas, "Instruction sets, such as libm or AVX2")->type_name("NAME");
  app.add_option("--rounding", options.roundings, "Rounding modes: " + Join(kRoundingNames) + " (default nearest)")
      ->type_name("NAME");
  app.add_option("--effort", options.effort_text, "quick (default) or full")->type_name("NAME");
  app.add_option("--threads", options.threads, "Workers at a time (default: one for each core)")->type_name("N");
  app.add_option("--seed", options.seed, "Seed of everything that is sampled (default 1)")
      ->check(IsNotNegative)
      ->type_name("N");
  app.add_option("--out", options.out, "Results file to write (sigmark-results/1)")->type_name("FILE");
  app.add_option("--plugin", options.plugins,
                 "Measure a function of a shared library as well: void f(const T* x, T* y, size_t n), or T f(T) with "
                 ":scalar; it computes --function, or the logistic. Repeatable")
      ->type_name("[NAME=]PATH:SYMBOL:FORMAT[:array|scalar]");
  app.add_option("--shard", options.shard_text, "Measure part I of N only; sigmark merge joins them")->type_name("I/N");
  app.add_flag("--resume", options.resume, "Go on where the run that wrote --out ended, and keep what it measured");
  app.add_option("--timeout", options.timeout_s,
                 "Seconds without a sign of life until a worker is given up (default 60)")
      ->type_name("S");
}

void CheckOptions(Options& options) {
  options.impls = SplitLists(options.impls);
  for (const std::string& pattern : options.impls) {
    if (!IsPlain(pattern)) const Pattern checked(pattern, "impl");
  }
  CheckNames("function", options.functions, kFunctionNames);
  CheckNames("format", options.formats, kFormatNames);
  CheckNames("rounding", options.roundings, kRoundingNames);
  DeclareWantedPlugins(options);
  CheckNames("isa", options.isas, KnownIsas());
  if (options.effort_text != "quick" && options.effort_text != "full") {
    throw UsageError(fmt::format("--effort={}: unknown; quick or full", options.effort_text));
  }
  options.effort = options.effort_text == "full" ? Effort::kFull : Effort::kQuick;
  if (options.threads < 0 || options.threads > 256) {
    throw UsageError(fmt::format("--threads={}: must be 0 … 256", options.threads));
  }
  if (options.threads == 0) options.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  if (!(options.timeout_s > 0 && options.timeout_s <= kLongestTimeout)) {
    throw UsageError(fmt::format("--timeout={}: must be positive, {} at most", options.timeout_s, kLongestTimeout));
  }
  if (!options.domain_text.empty()) ParseDomain(options);
  if (!options.shard_text.empty()) ParseShard(options);
  if (!options.out.empty()) CheckWritable(options.out);
  if (options.resume && options.out.empty()) throw UsageError("--resume: of which run? name its file with --out=FILE");
  for (const std::string& pattern : options.impls) {
    const bool any = std::any_of(Registry().begin(), Registry().end(), [&](const RegisteredImplementation& one) {
      return Matches(pattern, *one.implementation);
    });
    if (!any) throw UsageError(fmt::format("--impl={}: matches no implementation; --list shows them all", pattern));
  }
}

std::optional<int> Parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    return app.exit(done);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "{}: {}; --help shows the flags\n", app.get_name(), error.what());
    return kUsage;
  }
  return std::nullopt;
}

std::vector<const RegisteredImplementation*> SelectImplementations(const Options& options) {
  std::vector<const RegisteredImplementation*> selected;
  for (const RegisteredImplementation& one : Registry()) {
    const bool wanted = options.impls.empty() || one.implementation->family == std::string_view(kPluginFamily) ||
                        std::any_of(options.impls.begin(), options.impls.end(),
                                    [&](const std::string& pattern) { return Matches(pattern, *one.implementation); });
    if (wanted) selected.push_back(&one);
  }
  return selected;
}

std::vector<const Kernel*> SelectKernels(const Options& options) {
  std::vector<const Kernel*> selected;
  std::string unsupported;
  for (const RegisteredImplementation* one : SelectImplementations(options)) {
    for (const Kernel* kernel : one->kernels) {
      if (!Selected(options.functions, Name(kernel->function)) || !Selected(options.formats, Name(kernel->format)) ||
          (!Selected(options.isas, kernel->isa) && !IsPlugin(*kernel))) {
        continue;
      }
      if (IsaSupported(kernel->isa)) {
        selected.push_back(kernel);
      } else {
        unsupported = kernel->isa;
      }
    }
  }
  if (selected.empty() && !unsupported.empty()) {
    throw UsageError(fmt::format("the selected kernels need {}, which this CPU does not have", unsupported));
  }
  if (selected.empty()) {
    throw UsageError("no kernel is left of --impl, --function, --format and --isa together; --list shows them all");
  }
  return selected;
}

std::vector<Rounding> SelectRoundings(const Options& options) {
  if (options.roundings.empty()) return {Rounding::kNearest};
  std::vector<Rounding> roundings;
  for (const std::string& name : options.roundings) {
    const Rounding rounding = *Parse<Rounding>(kRoundingNames, name);
    if (std::find(roundings.begin(), roundings.end(), rounding) == roundings.end()) roundings.push_back(rounding);
  }
  return roundings;
}

void PrintList(const Options& options) {
  for (const RegisteredImplementation* one : SelectImplementations(options)) {
    if (one->implementation->unavailable != nullptr) {
      fmt::print("{}  unavailable: {}\n", QualifiedId(*one->implementation), one->implementation->unavailable);
    }
    for (const Kernel* kernel : one->kernels) {
      if (!Selected(options.functions, Name(kernel->function)) || !Selected(options.formats, Name(kernel->format)) ||
          !Selected(options.isas, kernel->isa)) {
        continue;
      }
      fmt::print("{}/{}/{}/{}{}\n", Name(kernel->function), QualifiedId(*one->implementation), Name(kernel->format),
                 kernel->isa, IsaSupported(kernel->isa) ? "" : "  (not on this CPU)");
    }
  }
}

}  // namespace sigmark
