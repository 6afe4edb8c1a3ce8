// SPDX-License-Identifier: Apache-2.0
//
// Anyone's implementation: a function of a shared library with C linkage, void f(const T* x, T* y, size_t n) or T f(T),
// the 16-bit formats as uint16_t. A plugin is declared in the program (it is in the registry, and its library has not
// been touched) and loaded in its workers only: start-up code of a library runs where it can harm nobody else.
#ifndef SIGMARK_BENCH_WORKER_PLUGIN_H_
#define SIGMARK_BENCH_WORKER_PLUGIN_H_

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "impls/core/implementation.h"

namespace sigmark {

inline constexpr const char* kPluginFamily = "plugin";

struct PluginSpec {
  std::string name;  // its id in every table: plugin/NAME
  std::string path;  // absolute
  std::string symbol;
  Format format;
  bool scalar;
};

// A library or a function in it that cannot be had. what() is one line.
struct LoadError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads [NAME=]PATH:SYMBOL:FORMAT[:array|scalar]; array and the symbol's own name are the defaults. Throws
// std::invalid_argument with what is wrong, which does not repeat `text`.
PluginSpec ParsePlugin(const std::string& text);

// Adds it to the registry as an implementation of `function`. Plugins of one name are one implementation, each format
// once: else std::invalid_argument. What it promises is what a function of one variable is: a result that depends on
// its own input alone.
void DeclarePlugin(const PluginSpec& spec, Function function);

// All that were declared, and the same in another process.
nlohmann::json DeclaredPlugins();
void DeclarePlugins(const nlohmann::json& declared);

bool IsPlugin(const Kernel& kernel);

// Loads a plugin's library, with what its start-up code does to the process, and returns the kernel with its function
// in place. Throws LoadError. LoadKernel (load.h) is what a worker calls.
Kernel LoadPlugin(const Kernel& kernel);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_WORKER_PLUGIN_H_
