// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_BEHAVIOUR_PROBES_H_
#define SIGMARK_BENCH_BEHAVIOUR_PROBES_H_

#include <map>

#include "bench/behaviour/expectations.h"
#include "bench/behaviour/finding.h"
#include "impls/core/implementation.h"

namespace sigmark {

// The checks that single inputs and small arrays decide: NaN, infinities, zero; and what a result may not depend on:
// position, length, alignment, in place or not, the call before.
std::map<Check, Finding> Probe(const Kernel& kernel, const Expectations& expectations, Effort effort,
                               std::uint64_t seed);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_PROBES_H_
