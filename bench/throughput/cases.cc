// SPDX-License-Identifier: Apache-2.0
#include "bench/throughput/cases.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "bench/frame/document.h"
#include "bench/frame/pattern.h"
#include "bench/throughput/inputs.h"
#include "bench/worker/plugin.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

struct Shape {
  std::string mode, inputs;
  std::size_t n;
};

// What is timed unless the flags say otherwise. Quick: each input class in L1, one call for one element, a working set
// beyond L2, and latency. Full: everything; arrays beyond L1 for normal inputs only, since memory does not read values.
std::vector<Shape> ShapesOf(const Options& options, const ThroughputOptions& wanted) {
  std::vector<Shape> shapes;
  if (!wanted.modes.empty() || !wanted.inputs.empty() || !wanted.sizes.empty()) {
    const auto or_default = [](auto list, auto value) {
      if (list.empty()) list.push_back(value);
      return list;
    };
    for (const std::string& mode : or_default(wanted.modes, std::string("throughput"))) {
      for (const std::string& inputs : or_default(wanted.inputs, std::string("normal"))) {
        if (mode == "latency") {
          shapes.push_back({mode, inputs, 1});
          continue;
        }
        for (std::size_t n : or_default(wanted.sizes, std::size_t{4096})) shapes.push_back({mode, inputs, n});
      }
    }
    return shapes;
  }
  const bool full = options.effort == Effort::kFull;
  for (const char* inputs : kInputClasses) {
    if (full) {
      for (std::size_t n : {1, 8, 64}) shapes.push_back({"throughput", inputs, n});
    }
    shapes.push_back({"throughput", inputs, 4096});
    if (full) shapes.push_back({"latency", inputs, 1});
  }
  if (!full) shapes.push_back({"throughput", "normal", 1});
  shapes.push_back({"throughput", "normal", 262144});
  if (full) shapes.push_back({"throughput", "normal", 16777216});
  if (!full) shapes.push_back({"latency", "normal", 1});
  return shapes;
}

// The yardstick of a kernel: the wanted implementation on the best instruction set that this CPU has.
const Kernel& YardstickFor(const Kernel& kernel, const std::string& against) {
  const Kernel* best = FindKernel(against, kernel.function, kernel.format, kPluginIsa);
  if (best == nullptr) best = FindKernel(against, kernel.function, kernel.format, kLibraryIsa);
  for (std::string_view isa : SupportedIsas()) {
    if (const Kernel* found = FindKernel(against, kernel.function, kernel.format, isa)) best = found;
  }
  if (best == nullptr) {
    throw UsageError(fmt::format("--against={}: has no {} in {}, which {} is to be compared with", against,
                                 Name(kernel.function), Name(kernel.format), KernelName(kernel)));
  }
  if (best->implementation->environment != nullptr) {
    throw UsageError(fmt::format("--against={}: it is measured in an environment of its own, {}; name another", against,
                                 best->implementation->environment));
  }
  return *best;
}

std::string QualifyAgainst(const std::string& wanted) {
  std::set<std::string> found;
  for (const RegisteredImplementation& one : Registry()) {
    const std::string qualified = QualifiedId(*one.implementation);
    if (wanted == qualified || wanted == one.implementation->id) found.insert(qualified);
  }
  if (found.size() > 1) {
    throw UsageError(fmt::format("--against={}: which one of {}?", wanted, fmt::join(found, ", ")));
  }
  if (found.empty()) {
    throw UsageError(fmt::format("--against={}: no such implementation; --list shows them all", wanted));
  }
  return *found.begin();
}

}  // namespace

std::string Case::Name() const {
  return fmt::format("{}/{}/{}/{}/{}/n:{}/{}", sigmark::Name(kernel->function), kernel->implementation->id,
                     sigmark::Name(kernel->format), kernel->isa, InputName(inputs), n, mode);
}

void CheckShapes(const ThroughputOptions& wanted) {
  for (const std::string& mode : wanted.modes) {
    if (mode != "throughput" && mode != "latency") {
      throw UsageError(fmt::format("--mode={}: unknown; throughput or latency", mode));
    }
  }
  for (const std::string& inputs : wanted.inputs) {
    if (!IsInputClass(inputs)) ReadInputs(inputs);
    const auto same_name = [&](const std::string& other) { return InputName(other) == InputName(inputs); };
    const bool taken = !IsInputClass(inputs) && IsInputClass(InputName(inputs));
    if (taken || std::count_if(wanted.inputs.begin(), wanted.inputs.end(), same_name) > 1) {
      throw UsageError(fmt::format("--inputs={}: its name in the results, {}, is taken; rename the file", inputs,
                                   InputName(inputs)));
    }
  }
  for (std::size_t n : wanted.sizes) {
    if (n < 1 || n > (std::size_t{1} << 28)) throw UsageError(fmt::format("--n={}: must be 1 … 2^28", n));
  }
}

std::vector<Case> CasesOf(const Options& options, const ThroughputOptions& wanted,
                          const std::vector<const Kernel*>& kernels) {
  const std::string against = QualifyAgainst(wanted.against);
  std::vector<Case> cases;
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    if (static_cast<int>(i % static_cast<std::size_t>(options.shards)) != options.shard) continue;
    // In another environment the yardstick would be another one too.
    if (kernels[i]->implementation->environment != nullptr) continue;
    const Kernel& yardstick = YardstickFor(*kernels[i], against);
    for (const Shape& shape : ShapesOf(options, wanted)) {
      cases.push_back({kernels[i], &yardstick, shape.mode, shape.inputs, shape.n});
    }
  }
  return cases;
}

std::vector<Case> Filtered(const std::string& filter, const std::vector<Case>& cases) {
  const bool negative = filter.front() == '-';
  const Pattern pattern(negative ? filter.substr(1) : filter, "benchmark_filter");
  std::vector<Case> kept;
  std::copy_if(cases.begin(), cases.end(), std::back_inserter(kept),
               [&](const Case& one) { return pattern.Finds(one.Name()) != negative; });
  if (kept.empty()) {
    throw UsageError(
        fmt::format("--benchmark_filter={}: matches no benchmark; --benchmark_list_tests shows them", filter));
  }
  return kept;
}

}  // namespace sigmark
