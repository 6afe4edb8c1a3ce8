// SPDX-License-Identifier: Apache-2.0
#include "impls/core/load_module.h"

#include <dlfcn.h>

#include <stdexcept>

namespace sigmark {

std::string ModuleFolder() { return SIGMARK_MODULES; }

std::string ModulePath(const Kernel& kernel) {
  const Implementation& implementation = *kernel.implementation;
  return ModuleFolder() + "/" + implementation.family + "/" + implementation.id + "." + kernel.isa + ".so";
}

std::string ModuleSymbol(const Kernel& kernel) {
  return std::string(Name(kernel.function)) + "_" + std::string(Name(kernel.format));
}

Kernel LoadModule(const Kernel& kernel) {
  const std::string path = ModulePath(kernel), symbol = ModuleSymbol(kernel);
  void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) throw std::runtime_error(std::string("cannot be loaded: ") + dlerror());
  Kernel loaded = kernel;
  loaded.array = reinterpret_cast<ArrayFunction>(dlsym(module, symbol.c_str()));
  if (loaded.array == nullptr) throw std::runtime_error(path + " has no " + symbol);
  loaded.scalar.none = dlsym(module, (symbol + "_scalar").c_str());
  loaded.has_scalar = loaded.scalar.none != nullptr;
  return loaded;
}

}  // namespace sigmark
