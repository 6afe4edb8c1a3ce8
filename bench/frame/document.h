// SPDX-License-Identifier: Apache-2.0
//
// The frame of a results file, and the fields that every measurement row carries.
#ifndef SIGMARK_BENCH_FRAME_DOCUMENT_H_
#define SIGMARK_BENCH_FRAME_DOCUMENT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/frame/options.h"
#include "bench/worker/serve.h"

namespace sigmark {

// Everything but the measurements: run, machine, build, and what the selected implementations say of themselves.
nlohmann::json NewDocument(const Options& options, int argc, char** argv);

// A row of `kind` for a kernel measured with this build.
nlohmann::json NewRow(const char* kind, const Kernel& kernel);

// A failure row: `stage` is load, accuracy, behaviour or throughput. The exact value joins the witness.
nlohmann::json FailureRow(const Kernel& kernel, const char* stage, const WorkerFailure& failure);

// "logistic/textbook/naive/binary32/libm": how a kernel is named on a terminal.
std::string KernelName(const Kernel& kernel);

// The value to so many significant digits: what a file keeps of a figure whose further digits mean nothing.
double Rounded(double value, int digits);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_DOCUMENT_H_
