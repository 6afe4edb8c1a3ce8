// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/probes.h"

namespace sigmark {

Findings Probe(const Subject& subject) {
  Findings findings;
  for (const auto& probe :
       {ProbeSpecialInputs, ProbeNan, ProbeFlags, ProbePlacement, ProbeThreads, ProbeRoundingModes, ProbeFlushing}) {
    Merge(findings, probe(subject));
  }
  return findings;
}

}  // namespace sigmark
