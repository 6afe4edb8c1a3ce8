// SPDX-License-Identifier: Apache-2.0
#include "bench/behaviour/line.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bench/behaviour/walk.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;
using results::HexFloat;
using results::ParseFloat;

Step StepFrom(const Json& json) {
  return {ParseFloat(json[0].get<std::string>()), ParseFloat(json[1].get<std::string>())};
}

}  // namespace

bool Follows(Shape shape, const Step& before, double x, double y) {
  if (std::isnan(before.y)) return !std::isnan(y);  // the beginning, or after a NaN, which has been counted
  if (before.x == x) return y == before.y;          // −0 and +0
  const bool falling = shape == Shape::kRisingThenFalling && before.x >= 0;
  return falling ? y <= before.y : y >= before.y;  // false for NaN
}

std::string DescribeStep(const Step& before, double y) {
  return std::isnan(y) ? std::string("gives NaN")
                       : fmt::format("gives {}, but {} at the input before, {}", HexFloat(y), HexFloat(before.y),
                                     HexFloat(before.x));
}

Json WalkBlock(const Kernel& kernel, const Expectations& expectations, const Block& block, const WalkSeeds& seeds) {
  return VisitFormat(kernel.format, [&]<class F>() { return Walk<F, Watch<F>>(kernel, expectations, block, seeds); });
}

std::pair<Json, Json> WalkMirrorImages(const Kernel& kernel, const Expectations& expectations, const Block& left,
                                       const Block& right, const WalkSeeds& seeds) {
  return VisitFormat(kernel.format, [&]<class F>() {
    // Used again for the next pair: memory that is new each time took an eighth of the walk.
    static thread_local KeptResults<F> kept;
    Json first = Walk<F, Watch<F>>(kernel, expectations, left, seeds, &kept);
    return std::pair(std::move(first), Walk<F, Watch<F>>(kernel, expectations, right, seeds, nullptr, &kept));
  });
}

Findings JoinBlocks(const Expectations& expectations, std::vector<Json> answers) {
  std::sort(answers.begin(), answers.end(), [](const Json& a, const Json& b) { return a["index"] < b["index"]; });
  Findings joined;
  Step before;
  for (const Json& answer : answers) {
    Merge(joined, FindingsFromJson(answer.at("findings")));
    const Step first = StepFrom(answer.at("first"));
    if (std::isnan(first.x)) continue;
    // A block counts its first step itself, against nothing; what it could not see is the block before.
    if (!std::isnan(before.x) && !std::isnan(first.y) && !Follows(expectations.shape, before, first.x, first.y)) {
      joined[Check::kMonotone].Violate(first.x, first.y, [&] { return DescribeStep(before, first.y); });
    }
    before = StepFrom(answer.at("last"));
  }
  return joined;
}

}  // namespace sigmark
