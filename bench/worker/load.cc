// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/load.h"

#include <map>
#include <stdexcept>

#include "bench/worker/fp_state.h"
#include "bench/worker/plugin.h"
#include "impls/core/load_module.h"

namespace sigmark {
namespace {

Kernel Load(const Kernel& kernel) {
  if (IsPlugin(kernel)) return LoadPlugin(kernel);
  try {
    return LoadModule(kernel);
  } catch (const std::runtime_error& error) {
    throw LoadError(error.what());
  }
}

}  // namespace

bool NeedsLoading(const Kernel& kernel) { return kernel.in_module || IsPlugin(kernel); }

LoadedKernel LoadKernel(const Kernel& kernel) {
  static std::map<const Kernel*, Kernel> loaded;
  if (!NeedsLoading(kernel)) return {&kernel, ""};
  if (const auto found = loaded.find(&kernel); found != loaded.end()) return {&found->second, ""};
  const std::uint64_t before = FpModes();
  FpGuard guard;
  const Kernel* ready = &loaded.emplace(&kernel, Load(kernel)).first->second;
  const std::uint64_t after = guard.Restore();
  return {ready, DescribeFpChange(before, after)};
}

}  // namespace sigmark
