// SPDX-License-Identifier: Apache-2.0
//
// module: torch library
//
// at::sigmoid_out of PyTorch's ATen on one thread, over tensors that wrap the two arrays. Wrapping is part of each
// call; for long arrays, where it does not count, it is what users of tensors get.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace {

void Logistic(const void* x, void* y, std::size_t n, at::ScalarType type) {
  static const bool one_thread = [] {
    at::set_num_threads(1);
    return true;
  }();
  static_cast<void>(one_thread);
  const at::NoGradGuard no_gradients;
  const auto length = static_cast<std::int64_t>(n);
  const at::Tensor input = at::from_blob(const_cast<void*>(x), {length}, type);
  at::Tensor output = at::from_blob(y, {length}, type);
  at::sigmoid_out(output, input);
}

}  // namespace

// Not in binary16: PyTorch 1.13 throws there, "sigmoid_cpu" not implemented for 'Half'.
extern "C" void logistic_bfloat16(const void* x, void* y, std::size_t n) { Logistic(x, y, n, at::kBFloat16); }
extern "C" void logistic_binary32(const void* x, void* y, std::size_t n) { Logistic(x, y, n, at::kFloat); }
extern "C" void logistic_binary64(const void* x, void* y, std::size_t n) { Logistic(x, y, n, at::kDouble); }

#else

namespace sigmark {
namespace {

constexpr Dependency kTorch = {
    .name = "PyTorch",
    .license = "BSD-3-Clause",
    .cmake = "find_package(Torch REQUIRED)",
    .target = "torch",
    .pkg_config = "",
};

constexpr Implementation kImplementation = {
    .id = "torch_sigmoid",
    .family = "peers",
    .summary = "PyTorch's at::sigmoid_out on one thread, over tensors that wrap the arrays",
    .source = "https://pytorch.org/docs/stable/generated/torch.sigmoid.html",
    .license = "BSD-3-Clause",
    .unavailable = kModuleUnavailable,
    .needs = &kTorch,
    .set_up = "one thread",
};

constexpr ModuleFunction kFunctions[] = {{Function::kLogistic, Format::kBfloat16},
                                         {Function::kLogistic, Format::kBinary32},
                                         {Function::kLogistic, Format::kBinary64}};
SIGMARK_REGISTER_MODULE(kImplementation, kFunctions);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
