// SPDX-License-Identifier: Apache-2.0
//
// What was measured on and with: the "machine" and "builds" objects of the results file.
#ifndef SIGMARK_BENCH_FRAME_MACHINE_H_
#define SIGMARK_BENCH_FRAME_MACHINE_H_

#include <nlohmann/json.hpp>
#include <string>

namespace sigmark {

// The CPU, its caches and instruction sets, the operating system and the C library. "cpu_id" is
// vendor-family-model-stepping and a short hash of instruction sets and cache sizes: brand strings of virtual machines
// say nothing, and one model with other caches or masked instruction sets is another machine to us.
nlohmann::json DescribeMachine();

// The revision, the compiler, its flags and the libraries of this build. "id" is a short hash of the rest.
nlohmann::json DescribeBuild();

// What figures that depend on the C library were measured on, as a claim's `platform` names it, such as
// "glibc 2.36, x86-64 with FMA".
std::string DescribePlatform();

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_MACHINE_H_
