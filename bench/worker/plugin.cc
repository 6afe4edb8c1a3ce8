// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/plugin.h"

#include <dlfcn.h>
#include <elf.h>
#include <fmt/format.h>
#include <link.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <vector>

#include "impls/core/isa.h"
#include "impls/core/registry.h"
#include "reports/results/atomic_file.h"
#include "reports/results/results.h"

namespace sigmark {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// What the registry refers to, for as long as the program runs.
struct Plugin {
  PluginSpec spec;
  Function function;
  std::string source;  // of the first of its name: the implementation's
  Implementation implementation;
  Kernel kernel;
};

std::deque<Plugin>& Plugins() {
  static std::deque<Plugin> plugins;
  return plugins;
}

bool IsName(const std::string& text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

// The file's name and a hash of its bytes: results of another build of it are told apart.
std::string DescribeFile(const std::string& path) {
  const std::string bytes = results::ReadFile(path);
  return fmt::format("{} ({:016x})", fs::path(path).filename().string(), XXH3_64bits(bytes.data(), bytes.size()));
}

const Plugin* Find(const Kernel& kernel) {
  const auto found =
      std::find_if(Plugins().begin(), Plugins().end(), [&](const Plugin& plugin) { return &plugin.kernel == &kernel; });
  return found == Plugins().end() ? nullptr : &*found;
}

void* Symbol(void* library, const PluginSpec& spec) {
  void* symbol = dlsym(library, spec.symbol.c_str());
  if (symbol == nullptr) {
    throw LoadError(fmt::format("{} has no symbol {}; nm -D shows what it has (a C++ function needs extern \"C\")",
                                spec.path, spec.symbol));
  }
  Dl_info info;
  void* entry = nullptr;
  if (dladdr1(symbol, &info, &entry, RTLD_DL_SYMENT) != 0 && entry != nullptr &&
      ELF64_ST_TYPE(static_cast<const ElfW(Sym)*>(entry)->st_info) == STT_OBJECT) {
    throw LoadError(fmt::format("{} in {} is data, not a function", spec.symbol, spec.path));
  }
  return symbol;
}

}  // namespace

PluginSpec ParsePlugin(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t colon = std::min(text.find(':', from), text.size());
    parts.push_back(text.substr(from, colon - from));
    from = colon + 1;
  }
  PluginSpec spec;
  spec.scalar = parts.back() == "scalar";
  if (spec.scalar || parts.back() == "array") parts.pop_back();
  if (parts.size() < 3)
    throw std::invalid_argument("write [NAME=]PATH:SYMBOL:FORMAT, then :array or :scalar if you like");
  const std::optional<Format> format = Parse<Format>(kFormatNames, parts.back());
  if (!format) {
    throw std::invalid_argument(
        fmt::format("{} is no format; one of {}, then :array or :scalar", parts.back(), fmt::join(kFormatNames, ", ")));
  }
  spec.format = *format;
  parts.pop_back();
  spec.symbol = parts.back();
  parts.pop_back();
  spec.path = fmt::format("{}", fmt::join(parts, ":"));
  spec.name = spec.symbol;
  if (const std::size_t equals = spec.path.find('='); equals != std::string::npos && spec.path.find('/') > equals) {
    spec.name = spec.path.substr(0, equals);
    spec.path.erase(0, equals + 1);
  }
  if (!IsName(spec.name)) {
    throw std::invalid_argument(
        fmt::format("'{}' is no name for a table; write NAME=PATH:… with letters, digits and _", spec.name));
  }
  std::error_code error;
  if (!fs::is_regular_file(spec.path, error)) {
    throw std::invalid_argument(fmt::format("there is no file '{}'; name a shared library", spec.path));
  }
  spec.path = fs::absolute(spec.path).lexically_normal().string();
  return spec;
}

void DeclarePlugin(const PluginSpec& spec, Function function) {
  const Implementation* known = nullptr;
  for (const Plugin& other : Plugins()) {
    if (other.spec.name != spec.name) continue;
    known = other.kernel.implementation;
    if (other.spec.format == spec.format && other.function == function) {
      throw std::invalid_argument(
          fmt::format("{} is there in {} already; give one of them a NAME=", spec.name, Name(spec.format)));
    }
  }
  Plugin& plugin = Plugins().emplace_back(Plugin{spec, function, DescribeFile(spec.path), {}, {}});
  plugin.implementation = {.id = plugin.spec.name.c_str(),
                           .family = kPluginFamily,
                           .summary = "yours, from a shared library",
                           .source = plugin.source.c_str(),
                           .license = "its own"};
  plugin.kernel = {.implementation = known != nullptr ? known : &plugin.implementation,
                   .function = function,
                   .format = spec.format,
                   .isa = kPluginIsa,
                   .claim = {.checks = SetOf(Check::kPositionIndependent, Check::kNeighbourIndependent)},
                   .array = nullptr,
                   .has_scalar = false,
                   .scalar = {}};
  AddToRegistry({plugin.kernel.implementation, &plugin.kernel, 1, plugin.source.c_str(), ""});
}

Json DeclaredPlugins() {
  Json declared = Json::array();
  for (const Plugin& plugin : Plugins()) {
    declared.push_back({{"name", plugin.spec.name},
                        {"path", plugin.spec.path},
                        {"symbol", plugin.spec.symbol},
                        {"format", Name(plugin.spec.format)},
                        {"scalar", plugin.spec.scalar},
                        {"function", Name(plugin.function)}});
  }
  return declared;
}

void DeclarePlugins(const Json& declared) {
  for (const Json& one : declared) {
    DeclarePlugin({one.at("name"), one.at("path"), one.at("symbol"),
                   *Parse<Format>(kFormatNames, one.at("format").get<std::string>()), one.at("scalar")},
                  *Parse<Function>(kFunctionNames, one.at("function").get<std::string>()));
  }
}

bool IsPlugin(const Kernel& kernel) { return Find(kernel) != nullptr; }

Kernel LoadPlugin(const Kernel& kernel) {
  const PluginSpec& spec = Find(kernel)->spec;
  void* library = dlopen(spec.path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = dlerror();
    throw LoadError(fmt::format("cannot be loaded: {}", reason == nullptr ? "no reason given" : reason));
  }
  void* symbol = Symbol(library, spec);
  Kernel loaded = kernel;
  if (spec.scalar) {
    loaded.has_scalar = true;
    loaded.scalar.none = symbol;
  } else {
    loaded.array = reinterpret_cast<ArrayFunction>(symbol);
  }
  return loaded;
}

}  // namespace sigmark
