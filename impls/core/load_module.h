// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_IMPLS_CORE_LOAD_MODULE_H_
#define SIGMARK_IMPLS_CORE_LOAD_MODULE_H_

#include <string>

#include "impls/core/implementation.h"

namespace sigmark {

// Where the modules of this build are.
std::string ModuleFolder();

// The shared library of a kernel with a module, and the name of its function there.
std::string ModulePath(const Kernel& kernel);
std::string ModuleSymbol(const Kernel& kernel);

// Loads the module of `kernel` for good, with what start-up code it and its library have, and returns the kernel with
// its functions in place. Throws std::runtime_error with one line if it cannot be had. Thread safe.
Kernel LoadModule(const Kernel& kernel);

}  // namespace sigmark

#endif  // SIGMARK_IMPLS_CORE_LOAD_MODULE_H_
