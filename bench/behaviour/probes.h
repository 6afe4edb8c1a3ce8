// SPDX-License-Identifier: Apache-2.0
//
// The checks that single inputs and small arrays decide. Each function decides the checks that its comment names, and
// preserves_fp_state over its own calls.
#ifndef SIGMARK_BENCH_BEHAVIOUR_PROBES_H_
#define SIGMARK_BENCH_BEHAVIOUR_PROBES_H_

#include <cstdint>

#include "bench/behaviour/expectations.h"
#include "bench/behaviour/finding.h"
#include "impls/core/implementation.h"

namespace sigmark {

struct Subject {
  const Kernel& kernel;
  const Expectations& expectations;
  Effort effort;
  std::uint64_t seed;  // of what is sampled
};

// positive_infinity, negative_infinity, zero: the exact result at these inputs, alone and in an array.
Findings ProbeSpecialInputs(const Subject& subject);

// What becomes of NaN; all patterns of the 16-bit formats, and of binary32 in a full run, else 2^16 of them.
//   nan_propagates    the result is NaN
//   quiet_nan_payload where the input is quiet and the result is NaN, it has the input's payload, as IEEE 754-2019
//                     (6.2.3) recommends. The sign is free (6.3)
//   signaling_nan     where the input is signaling and the result is NaN, the result is quiet and the call raises
//   invalid
//                     (6.2)
//   no_spurious_flags a quiet NaN raises nothing
Findings ProbeNan(const Subject& subject);

// inexact_flag, underflow_flag: what Expectations::Required names is raised, in calls of one input each. All inputs of
// the 16-bit formats, else a stratified sample with the hard inputs. `violations` counts inputs. (What may not be
// raised is no_spurious_flags, which the walk decides.)
Findings ProbeFlags(const Subject& subject);

// What a result may not depend on. The yardstick is the kernel itself, called on an array of copies of the input, so
// that each check varies one thing and no other:
//   position_independent   the same input gives the same bits everywhere in an array of copies, of any length up to
//   1024
//                          and of some up to 4096
//   neighbour_independent  the same position in an array of copies, and between NaN, infinities, zeros, huge, subnormal
//                          and random values: at every lane of arrays of 2 to 64, and in one of 1024
//   length_1_to_64         the same position in an array of n = 1 … 64 copies, and of more
//   unaligned              the same array at all element offsets of x and y from a 64-byte boundary
//   in_place               the same array into itself
//   deterministic          the same call again
//   writes_all             every result is written (an element that is not, counts here and nowhere else)
//   no_out_of_bounds       nothing around the results is written, and no input; what touches a guard page ends the
//                          process instead
// `violations` counts results.
Findings ProbePlacement(const Subject& subject);

// thread_safe: calls from several threads that overlap, on buffers of their own, give the bits that one thread alone
// gets. `decided` counts the results of the 16 overlapping calls that each thread makes at least; on a machine that is
// not busy there are hundreds. `violations` counts results.
Findings ProbeThreads(const Subject& subject);

// rounding_modes, a finding for each directed mode: called in it, the kernel still works. Where the result to nearest
// is finite, the result is finite as well; where that is in range, this is; and its error is at most one ulp more than
// the claimed maximum to nearest or, without such a claim, than the largest to nearest over the same inputs. (That the
// error is below what is claimed for the mode itself, is for accuracy to decide.) All inputs of the 16-bit formats,
// else a stratified sample with the hard inputs. `violations` counts inputs.
Findings ProbeRoundingModes(const Subject& subject);

// ftz_daz: with FTZ and DAZ on, results are the same bits, but for subnormal results, which may be 0, and subnormal
// inputs, which may count as 0 of their sign. All inputs of the 16-bit formats; of binary32 all that give a subnormal
// result, and a stratified sample; of binary64 a sample of both. `violations` counts inputs.
Findings ProbeFlushing(const Subject& subject);

// All of these.
Findings Probe(const Subject& subject);

}  // namespace sigmark

#endif  // SIGMARK_BENCH_BEHAVIOUR_PROBES_H_
