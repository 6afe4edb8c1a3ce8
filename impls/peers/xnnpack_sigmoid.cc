// SPDX-License-Identifier: Apache-2.0
//
// module: xnnpack library
//
// XNNPACK's sigmoid operator, without a thread pool. Its users create an operator once; setting it up with a batch size
// and the addresses of its tensors, and running it, is what they do for each inference, and what is timed.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <xnnpack.h>

#include <stdexcept>
#include <string>

namespace {

void Check(xnn_status status, const char* call) {
  if (status != xnn_status_success) throw std::runtime_error(std::string(call) + ": status " + std::to_string(status));
}

class Sigmoid {
 public:
  Sigmoid() {
    Check(xnn_initialize(nullptr), "xnn_initialize");
    Check(xnn_create_sigmoid_nc_f32(1, 1, 1, 0, &operator_), "xnn_create_sigmoid_nc_f32");
  }
  Sigmoid(const Sigmoid&) = delete;
  Sigmoid& operator=(const Sigmoid&) = delete;
  ~Sigmoid() { xnn_delete_operator(operator_); }

  void Logistic(const float* x, float* y, std::size_t n) {
    Check(xnn_setup_sigmoid_nc_f32(operator_, n, x, y, nullptr), "xnn_setup_sigmoid_nc_f32");
    Check(xnn_run_operator(operator_, nullptr), "xnn_run_operator");
  }

 private:
  xnn_operator_t operator_ = nullptr;
};

}  // namespace

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) {
  static thread_local Sigmoid sigmoid;
  sigmoid.Logistic(x, y, n);
}

#else

namespace sigmark {
namespace {

constexpr Dependency kXnnpack = {
    .name = "XNNPACK",
    .license = "BSD-3-Clause",
    .cmake = "find_library(XNNPACK XNNPACK REQUIRED)",
    .target = "${XNNPACK}",
    .pkg_config = "",
};

constexpr Implementation kImplementation = {
    .id = "xnnpack_sigmoid",
    .family = "peers",
    .summary = "XNNPACK's sigmoid operator, the micro-kernel that it picks for the CPU",
    .source = "https://github.com/google/XNNPACK",
    .license = "BSD-3-Clause",
    .reads_past_end = 16,  // XNN_EXTRA_BYTES
    .unavailable = kModuleUnavailable,
    .needs = &kXnnpack,
    .set_up = "the library and the operator; no thread pool. Batch size and addresses are set in each call",
};

constexpr ModuleFunction kFunctions[] = {{Function::kLogistic, Format::kBinary32}};
SIGMARK_REGISTER_MODULE(kImplementation, kFunctions);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
