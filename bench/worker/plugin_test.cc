// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/plugin.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "impls/core/isa.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

namespace fs = std::filesystem;

// A file is enough: nothing is loaded where a plugin is declared.
class PluginSpecs : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::temp_directory_path() / ("a:b=" + std::to_string(getpid()) + ".so");
    std::ofstream(path_) << "anything";
  }
  void TearDown() override { fs::remove(path_); }

  fs::path path_;
};

TEST_F(PluginSpecs, PathsMayHoldColonsAndEqualsSigns) {
  const PluginSpec spec = ParsePlugin(path_.string() + ":f:binary32");
  EXPECT_EQ(spec.name, "f");
  EXPECT_EQ(spec.symbol, "f");
  EXPECT_EQ(spec.path, path_.string());
  EXPECT_EQ(spec.format, Format::kBinary32);
  EXPECT_FALSE(spec.scalar);

  const PluginSpec named = ParsePlugin("mine=" + path_.string() + ":f:bfloat16:scalar");
  EXPECT_EQ(named.name, "mine");
  EXPECT_EQ(named.symbol, "f");
  EXPECT_EQ(named.path, path_.string());
  EXPECT_EQ(named.format, Format::kBfloat16);
  EXPECT_TRUE(named.scalar);
}

TEST_F(PluginSpecs, WhatIsWrongIsSaid) {
  const std::string path = path_.string();
  const std::vector<std::string> texts = {"",
                                          ":",
                                          path,
                                          path + ":f",
                                          path + ":f:float",
                                          path + ":f:binary32:vector",
                                          "a name=" + path + ":f:binary32",
                                          "/no/such/file.so:f:binary32"};
  for (const std::string& text : texts) {
    EXPECT_THROW(ParsePlugin(text), std::invalid_argument) << text;
  }
}

TEST_F(PluginSpecs, ADeclaredPluginIsInTheRegistryAndNotLoaded) {
  const PluginSpec spec = ParsePlugin("declared=" + path_.string() + ":f:binary32");
  DeclarePlugin(spec, Function::kLogistic);
  const Kernel* kernel = FindKernel("plugin/declared", Function::kLogistic, Format::kBinary32, kPluginIsa);
  ASSERT_NE(kernel, nullptr);
  EXPECT_TRUE(IsPlugin(*kernel));
  EXPECT_TRUE(IsaSupported(kPluginIsa));
  EXPECT_EQ(kernel->array, nullptr);
  EXPECT_THROW(LoadPlugin(*kernel), LoadError);

  // Another format under the same name is the same implementation, the same format is a mistake.
  EXPECT_THROW(DeclarePlugin(spec, Function::kLogistic), std::invalid_argument);
  DeclarePlugin(ParsePlugin("declared=" + path_.string() + ":g:binary64"), Function::kLogistic);
  const Kernel* other = FindKernel("plugin/declared", Function::kLogistic, Format::kBinary64, kPluginIsa);
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->implementation, kernel->implementation);
  EXPECT_EQ(DeclaredPlugins().size(), 2u);
}

}  // namespace
}  // namespace sigmark
