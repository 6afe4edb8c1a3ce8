// SPDX-License-Identifier: Apache-2.0
//
// The code that implementations hand to users is compiled as a user would, and must give the bits of the kernel.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "impls/core/bits.h"
#include "impls/core/isa.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

std::vector<const Implementation*> WithUsage() {
  std::vector<const Implementation*> found;
  for (const RegisteredImplementation& one : Registry()) {
    if (one.implementation->usage != nullptr) found.push_back(one.implementation);
  }
  return found;
}

// One shared library of all of them, each in a namespace of its own.
void* CompileAll(const std::filesystem::path& folder) {
  std::ofstream source(folder / "usage.cc");
  source << "#include <cmath>\n#include <type_traits>\n";
  for (const Implementation* one : WithUsage()) {
    source << "namespace " << one->id << " {\n" << one->usage << "}\n";
    for (const char* type : {"float", "double"}) {
      source << "extern \"C\" " << type << " " << one->id << "_" << type << "(" << type << " x) { return " << one->id
             << "::Logistic(x); }\n";
    }
  }
  source.close();
  const std::string library = (folder / "usage.so").string();
  const std::string command = std::string(SIGMARK_CXX) + " -std=c++17 -O2 -Wall -Wextra -Werror -fPIC -shared -o " +
                              library + " " + (folder / "usage.cc").string() + " -lm";
  if (std::system(command.c_str()) != 0) return nullptr;
  return dlopen(library.c_str(), RTLD_NOW);
}

template <class T>
void ExpectSameBits(void* library, const Implementation& implementation, Format format, const char* type) {
  const Kernel* kernel = FindKernel(QualifiedId(implementation), Function::kLogistic, format, kLibmIsa);
  ASSERT_NE(kernel, nullptr) << implementation.id;
  auto* snippet = reinterpret_cast<T (*)(T)>(dlsym(library, (std::string(implementation.id) + "_" + type).c_str()));
  ASSERT_NE(snippet, nullptr) << implementation.id;
  std::mt19937_64 random(1);
  std::vector<T> x = {T(0),
                      T(-0.0),
                      T(-88.8),
                      T(88.8),
                      T(-745),
                      T(1e300),
                      std::numeric_limits<T>::infinity(),
                      -std::numeric_limits<T>::infinity()};
  for (int i = 0; i < 20000; ++i)
    x.push_back(static_cast<T>(std::ldexp(static_cast<double>(random() >> 11), -46) - 64));
  std::vector<T> y(x.size());
  kernel->array(x.data(), y.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const T got = snippet(x[i]);
    ASSERT_TRUE(ToBits(got) == ToBits(y[i]) || (got != got && y[i] != y[i])) << implementation.id << " at " << x[i];
  }
}

TEST(Usage, CompilesAndGivesTheBitsOfTheKernel) {
  ASSERT_GE(WithUsage().size(), 8u);
  std::string folder = (std::filesystem::temp_directory_path() / "sigmark-usage-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  void* library = CompileAll(folder);
  std::filesystem::remove_all(folder);
  ASSERT_NE(library, nullptr);
  for (const Implementation* one : WithUsage()) {
    ExpectSameBits<float>(library, *one, Format::kBinary32, "float");
    ExpectSameBits<double>(library, *one, Format::kBinary64, "double");
  }
  dlclose(library);
}

}  // namespace
}  // namespace sigmark
