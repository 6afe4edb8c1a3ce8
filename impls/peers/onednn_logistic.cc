// SPDX-License-Identifier: Apache-2.0
//
// module: onednn library
//
// oneDNN's eltwise_logistic, forward inference, on one thread. Its users create a primitive for the shape of their
// tensors once, and then execute it: here once for each thread and length.
#include "impls/core/module.h"

#ifdef SIGMARK_MODULE

#include <map>
#include <oneapi/dnnl/dnnl.hpp>

// Where the library was built with OpenMP, its runtime comes with it.
extern "C" void omp_set_num_threads(int) __attribute__((weak));

namespace {

struct Prepared {
  dnnl::eltwise_forward primitive;
  dnnl::memory x, y;
};

class Eltwise {
 public:
  Eltwise() {
    if (omp_set_num_threads != nullptr) omp_set_num_threads(1);
  }

  void Logistic(const float* x, float* y, std::size_t n) {
    Prepared& prepared = For(n);
    prepared.x.set_data_handle(const_cast<float*>(x));  // for reading only, but the interface has one type for both
    prepared.y.set_data_handle(y);
    prepared.primitive.execute(stream_, {{DNNL_ARG_SRC, prepared.x}, {DNNL_ARG_DST, prepared.y}});
    stream_.wait();
  }

 private:
  Prepared& For(std::size_t n) {
    const auto found = prepared_.find(n);
    if (found != prepared_.end()) return found->second;
    const dnnl::memory::desc shape({static_cast<dnnl::memory::dim>(n)}, dnnl::memory::data_type::f32,
                                   dnnl::memory::format_tag::a);
    const dnnl::eltwise_forward::desc operation(dnnl::prop_kind::forward_inference, dnnl::algorithm::eltwise_logistic,
                                                shape, 0, 0);
    const Prepared prepared = {dnnl::eltwise_forward({operation, engine_}),
                               dnnl::memory(shape, engine_, DNNL_MEMORY_NONE),
                               dnnl::memory(shape, engine_, DNNL_MEMORY_NONE)};
    return prepared_.emplace(n, prepared).first->second;
  }

  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  std::map<std::size_t, Prepared> prepared_;
};

}  // namespace

extern "C" void logistic_binary32(const float* x, float* y, std::size_t n) {
  static thread_local Eltwise eltwise;
  if (n > 0) eltwise.Logistic(x, y, n);
}

#else

namespace sigmark {
namespace {

constexpr Dependency kOneDnn = {
    .name = "oneDNN",
    .license = "Apache-2.0",
    .cmake = "find_package(dnnl REQUIRED)",
    .target = "DNNL::dnnl",
    .pkg_config = "",
};

constexpr Implementation kImplementation = {
    .id = "onednn_logistic",
    .family = "peers",
    .summary = "oneDNN's eltwise_logistic, forward inference, code generated at run time for the CPU",
    .source = "https://oneapi-src.github.io/oneDNN/dev_guide_eltwise.html",
    .license = "Apache-2.0",
    .unavailable = kModuleUnavailable,
    .needs = &kOneDnn,
    .set_up = "engine, stream, and a primitive with its two memory objects for each length; one thread",
};

constexpr ModuleFunction kFunctions[] = {{Function::kLogistic, Format::kBinary32}};
SIGMARK_REGISTER_MODULE(kImplementation, kFunctions);

}  // namespace
}  // namespace sigmark

#endif  // SIGMARK_MODULE
