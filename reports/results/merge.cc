// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include "reports/results/fingerprint.h"
#include "reports/results/hex_float.h"
#include "reports/results/results.h"
#include "reports/results/speeds.h"
#include "reports/results/verdict.h"

namespace sigmark::results {
namespace {

std::uint64_t Count(const Json& value) { return value.get<std::uint64_t>(); }

std::string Describe(const Json& row) {
  return fmt::format("{} {} {} {} {} of build {}", Text(row.at("function")), QualifiedId(row), Text(row.at("format")),
                     Text(row.at("isa")), Text(row.at("rounding")), Text(row.at("build")));
}

// Of two inputs of equal standing the one nearer to zero is kept, then the smaller: not what the order of merging makes
// of it.
bool Nearer(const std::string& ax, const std::string& bx) {
  const double a = ParseFloat(ax);
  const double b = ParseFloat(bx);
  return std::fabs(a) != std::fabs(b) ? std::fabs(a) < std::fabs(b) : a < b;
}

bool Precedes(const Json& a, const Json& b) {
  if (a.is_null() || b.is_null()) return !a.is_null();
  return Nearer(Text(a.at("x")), Text(b.at("x")));
}

// max_rel is a number or "inf".
const Json& MaxRelative(const Json& a, const Json& b) {
  if (a.is_string()) return a;
  if (b.is_string()) return b;
  return a.get<double>() < b.get<double>() ? b : a;
}

const Json& FirstFlushed(const Json& a, const Json& b) {
  if (a.is_null() || b.is_null()) return a.is_null() ? b : a;
  return Nearer(Text(a), Text(b)) ? a : b;
}

// Bins by (lo, hi), each with the larger maximum, in the order of the number line.
Json JoinEnvelopes(const Json& a, const Json& b) {
  std::map<std::pair<double, double>, Json> bins;
  for (const Json* envelope : {&a, &b}) {
    for (const Json& bin : *envelope) {
      const std::pair place(ParseFloat(Text(bin.at("lo"))), ParseFloat(Text(bin.at("hi"))));
      const auto [it, added] = bins.emplace(place, bin);
      if (!added && it->second.at("max_ulp").get<double>() < bin.at("max_ulp").get<double>()) it->second = bin;
    }
  }
  Json joined = Json::array();
  for (auto& [place, bin] : bins) joined.push_back(std::move(bin));
  return joined;
}

// The regions of both, each with the larger maximum; of equal ones the witness nearer to zero.
Json JoinRegions(const Json& a, const Json& b) {
  Json joined = a;
  for (const Json& other : b) {
    const auto same = std::find_if(joined.begin(), joined.end(), [&](const Json& region) {
      return region.at("name") == other.at("name") && region.at("lo") == other.at("lo") &&
             region.at("hi") == other.at("hi");
    });
    if (same == joined.end()) {
      joined.push_back(other);
    } else if (other.contains("max_ulp") && other.contains("witness")) {
      const double mine = same->value("max_ulp", -1.0), its = other.at("max_ulp").get<double>();
      if (its > mine || (its == mine && Precedes(other.at("witness"), same->value("witness", Json())))) *same = other;
    }
  }
  return joined;
}

// The sum of a count that both have. What does not fit into 63 bits is no count to the schema.
std::int64_t SumOfCounts(const Json& a, const Json& b, const char* counter) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(Count(a.at(counter)), Count(b.at(counter)), &sum)) {
    throw DataError(fmt::format("{} of two shards overflows 63 bits; measure again", counter));
  }
  return sum;
}

std::string Sum(const Json& a, const Json& b) {
  const Uint128 x = ParseHexInteger(Text(a.at("sum_ulp")));
  const Uint128 sum = x + ParseHexInteger(Text(b.at("sum_ulp")));
  if (sum < x) throw DataError(fmt::format("sum_ulp of {} overflows 128 bits; measure again", Describe(a)));
  return HexInteger(sum);
}

// The shard rows `a` and `b`, whose blocks are disjoint, as one; what is neither maximum nor sum is taken from `b`.
Json CombineShards(const Json& a, const Json& b, Json blocks) {
  Json row = b;
  row["blocks"] = std::move(blocks);
  row["domain"]["count"] = SumOfCounts(a.at("domain"), b.at("domain"), "count");
  for (const char* counter : {"misrounded", "nonfinite"}) row[counter] = SumOfCounts(a, b, counter);
  row["sum_ulp"] = Sum(a, b);
  row["mean_ulp"] = MeanUlp(row);
  const double a_max = a.at("max_ulp").get<double>();
  const double b_max = b.at("max_ulp").get<double>();
  const bool from_a = a_max != b_max ? a_max > b_max : Precedes(a.at("witness"), b.at("witness"));
  row["max_ulp"] = (from_a ? a : b).at("max_ulp");
  row["witness"] = (from_a ? a : b).at("witness");
  const bool nonfinite_from_a = Precedes(a.at("nonfinite_witness"), b.at("nonfinite_witness"));
  row["nonfinite_witness"] = (nonfinite_from_a ? a : b).at("nonfinite_witness");
  row["max_abs"] = std::max(a.at("max_abs").get<double>(), b.at("max_abs").get<double>());
  row["max_rel"] = MaxRelative(a.at("max_rel"), b.at("max_rel"));
  row["first_flushed"] = FirstFlushed(a.at("first_flushed"), b.at("first_flushed"));
  row["envelope"] = JoinEnvelopes(a.at("envelope"), b.at("envelope"));
  if (a.contains("regions") && b.contains("regions")) row["regions"] = JoinRegions(a.at("regions"), b.at("regions"));
  if (a.contains("controls") && b.contains("controls")) {
    for (const char* counter : {"planted", "found"}) {
      row["controls"][counter] = SumOfCounts(a.at("controls"), b.at("controls"), counter);
    }
  } else {
    row.erase("controls");  // of a part they would pass for those of the whole
  }
  // A combination is only as strong as its weakest part.
  const bool weaker = EvidenceStrength(Text(a.at("evidence"))) < EvidenceStrength(Text(b.at("evidence")));
  row["evidence"] = (weaker ? a : b).at("evidence");
  row["date"] = std::max(Text(a.at("date")), Text(b.at("date")));
  row["fingerprint"] = Fingerprint(row);
  return row;
}

// Of two entries with the same key: the later, or the later argument.
const Json& Later(const Json& a, const Json& b) { return Text(b.at("date")) < Text(a.at("date")) ? a : b; }

// Throws where two rows of the same results say otherwise.
void RequireEqual(const Json& a, const Json& b, std::initializer_list<const char*> figures) {
  for (const char* figure : figures) {
    const Json one = a.value(figure, Json()), other = b.value(figure, Json());
    if (one == other) continue;
    throw DataError(
        fmt::format("{}: two rows of the same measurement contradict each other, {} {} and {}; not "
                    "deterministic, or not the same build: measure again",
                    Describe(a), figure, one.is_structured() ? "one" : one.dump(),
                    other.is_structured() ? "another" : other.dump()));
  }
}

// The same inputs, asked again of the same build, behave the same; those of another seed or effort are others.
Json MergeBehaviour(const Json& a, const Json& b) {
  const auto same = [&](const char* member) { return a.value(member, Json()) == b.value(member, Json()); };
  if (same("effort") && same("seed")) RequireEqual(a, b, {"check", "observed", "violations", "fingerprint"});
  return Later(a, b);
}

Json MergeAccuracy(const Json& a, const Json& b) {
  if (a.at("domain").at("blocks") != b.at("domain").at("blocks")) {
    throw DataError(fmt::format("{}: shards cut the domain into {} and {} blocks; merge shards of one run", Describe(a),
                                a.at("domain").at("blocks").dump(), b.at("domain").at("blocks").dump()));
  }
  std::map<std::uint64_t, Json> blocks;
  std::size_t shared = 0;
  for (const Json& block : a.at("blocks")) blocks.emplace(Count(block.at("index")), block);
  for (const Json& block : b.at("blocks")) {
    const auto [it, added] = blocks.emplace(Count(block.at("index")), block);
    if (added) continue;
    ++shared;
    if (it->second.at("digest") != block.at("digest")) {
      throw DataError(
          fmt::format("{}: the results in block {} differ: not the same build or not deterministic; "
                      "measure again and merge only files of one build",
                      Describe(a), it->first));
    }
  }
  const std::size_t a_size = a.at("blocks").size();
  const std::size_t b_size = b.at("blocks").size();
  if (shared == a_size && shared == b_size) {
    RequireEqual(a, b,
                 {"sum_ulp", "misrounded", "nonfinite", "nonfinite_witness", "max_ulp", "witness", "max_abs", "max_rel",
                  "first_flushed", "evidence", "envelope"});
    return Later(a, b);
  }
  if (shared == a_size) return b;
  if (shared == b_size) return a;
  if (shared != 0) {
    throw DataError(
        fmt::format("{}: {} blocks are in both of two shards, others in one, so that sums cannot be "
                    "formed; merge disjoint shards",
                    Describe(a), shared));
  }
  Json union_of_blocks = Json::array();
  for (auto& [index, block] : blocks) union_of_blocks.push_back(std::move(block));
  const bool in_order = &Later(a, b) == &b;
  return in_order ? CombineShards(a, b, std::move(union_of_blocks)) : CombineShards(b, a, std::move(union_of_blocks));
}

bool IsPartial(const Json& row) {
  const bool swept = row.at("kind") == "accuracy" || row.at("kind") == "behaviour";
  return swept && row.contains("blocks") && row.at("blocks").size() < Count(row.at("domain").at("blocks"));
}

// Shards are of one measurement: parts of rows that differ in seed, effort or build only would never become whole.
void CheckSameMeasurement(const Json& rows) {
  std::map<std::string, const Json*> partial;
  for (const Json& row : rows) {
    if (row.at("kind") != "accuracy" || !IsPartial(row)) continue;
    Json same = row;
    for (const char* member : {"seed", "effort", "build"}) same[member] = "";
    const auto [it, added] = partial.emplace(RowKey(same), &row);
    if (added) continue;
    const Json& other = *it->second;
    throw DataError(
        fmt::format("cannot merge shards of {}: one has seed {}, effort {}, build {}, another seed {}, effort {}, "
                    "build {}; measure "
                    "the missing shards of one of them",
                    Describe(row), other.at("seed").dump(), Text(other.at("effort")), Text(other.at("build")),
                    row.at("seed").dump(), Text(row.at("effort")), Text(row.at("build"))));
  }
}

void CheckSameMachine(const Json& a, const Json& b) {
  const auto require = [](const Json& first, const Json& second, std::string_view what) {
    if (first == second) return;
    throw DataError(fmt::format("cannot merge results of {} {} with those of {}; make a report for each", what,
                                first.is_string() ? Text(first) : first.dump(),
                                second.is_string() ? Text(second) : second.dump()));
  };
  require(a.at("machine").at("cpu_id"), b.at("machine").at("cpu_id"), "CPU");
  // Rows of the isa "libm" do not say which variant they are of.
  for (const char* member : {"version", "variant"}) {
    require(a.at("machine").at("libm").value(member, Json()), b.at("machine").at("libm").value(member, Json()), "libm");
  }
}

// "run" of both, `b` the later: provenance is the latest run's; what no longer holds of the whole is weakened.
Json MergeRun(const Json& a, const Json& b) {
  Json run = b;
  if (a.at("effort") == "quick") run["effort"] = "quick";
  if (a.value("shard", Json()) != b.value("shard", Json())) run["shard"] = nullptr;
  std::set<Json> parts;
  for (const Json* one : {&a, &b}) {
    for (const Json& part : one->value("parts", Json::array())) parts.insert(part);
  }
  if (!parts.empty()) run["parts"] = Json(std::vector<Json>(parts.begin(), parts.end()));
  return run;
}

}  // namespace

Json Merge(const std::vector<Json>& files) {
  if (files.empty()) throw DataError("nothing to merge; name at least one results file");
  Json merged = files.front();
  for (const Json& file : files) {
    CheckSameMachine(files.front(), file);
    const bool later = !(Text(file.at("run").at("date")) < Text(merged.at("run").at("date")));
    Json run = later ? MergeRun(merged.at("run"), file.at("run")) : MergeRun(file.at("run"), merged.at("run"));
    Json both = later ? merged : file;
    both.update(later ? file : merged);
    merged = std::move(both);
    merged["run"] = std::move(run);
  }
  // In the order of the arguments, not of the files' dates: a merged file is as late as its latest part, and its
  // entries keep their own dates.
  const auto merge_entries = [&files, &merged](const char* list, auto key_of, auto join) {
    std::map<std::string, Json> entries;
    for (const Json& file : files) {
      for (Json entry : file.at(list)) {
        if (!entry.contains("date")) entry["date"] = file.at("run").at("date");
        const std::string key = key_of(entry);
        const auto it = entries.find(key);
        if (it == entries.end()) {
          entries.emplace(key, std::move(entry));
        } else {
          it->second = Json(join(it->second, entry));
        }
      }
    }
    Json sorted = Json::array();
    for (auto& [key, entry] : entries) sorted.push_back(std::move(entry));
    merged[list] = std::move(sorted);
  };
  merge_entries(
      "builds", [](const Json& build) { return Text(build.at("id")); }, Later);
  merge_entries("implementations", QualifiedId, Later);
  merge_entries("measurements", RowKey, [](const Json& a, const Json& b) -> Json {
    return a.at("kind") == "accuracy"    ? MergeAccuracy(a, b)
           : a.at("kind") == "behaviour" ? MergeBehaviour(a, b)
                                         : Later(a, b);
  });
  CheckSameMeasurement(merged.at("measurements"));
  NormaliseSpeeds(merged);
  return merged;
}

namespace {

// The kernel of a row and the program that measured it.
std::string KernelAndStage(const Json& row) {
  Json key = Json::array({row.at("kind") == "failure" ? row.at("stage") : row.at("kind")});
  for (const char* axis : {"function", "format", "family", "impl", "isa", "build"}) key.push_back(row.at(axis));
  return key.dump();
}

// Why shards of one program do not make up a whole: what two of the runs that lack some were told differently.
std::string Difference(const Json& run, const Json& other) {
  for (const char* member : {"shards", "seed", "effort", "build", "selection"}) {
    const Json one = run.value(member, Json()), another = other.value(member, Json());
    if (one != another) return fmt::format(" ({} {} here, {} there)", member, one.dump(), another.dump());
  }
  return "";
}

}  // namespace

std::vector<std::string> Gaps(const Json& results) {
  std::vector<std::string> gaps;
  // Shards belong together if they were told the same, but for their number. One that did not finish is not there.
  std::map<Json, std::set<int>> runs;
  for (Json part : results.at("run").value("parts", Json::array())) {
    int shard = 0, shards = 0;
    std::sscanf(Text(part.at("shard")).c_str(), "%d/%d", &shard, &shards);
    const bool finished = part.value("finished", true);
    part.erase("shard");
    part.erase("finished");
    part["shards"] = shards;
    std::set<int>& present = runs[part];
    if (finished) present.insert(shard);
  }
  std::map<std::string, const Json*> incomplete;
  for (const auto& [run, present] : runs) {
    for (int shard = 0; shard < run.at("shards").get<int>(); ++shard) {
      if (present.count(shard) > 0) continue;
      const auto [other, first] = incomplete.emplace(Text(run.at("program")), &run);
      gaps.push_back(fmt::format("shard {}/{} of {}{}", shard, run.at("shards").get<int>(), Text(run.at("program")),
                                 first ? "" : Difference(run, *other->second)));
    }
  }
  // The clearest reason first: that shards are of different runs.
  std::stable_partition(gaps.begin(), gaps.end(), [](const std::string& gap) { return gap.back() == ')'; });
  std::set<std::string> failed;  // these are never completed, and the failure says so
  for (const Json& row : results.at("measurements")) {
    if (row.at("kind") == "failure" && row.at("what") != "claim") failed.insert(KernelAndStage(row));
  }
  for (const Json& row : results.at("measurements")) {
    if (!IsPartial(row) || failed.count(KernelAndStage(row)) > 0) continue;
    gaps.push_back(fmt::format("{} of the {} blocks of {}",
                               Count(row.at("domain").at("blocks")) - row.at("blocks").size(),
                               Count(row.at("domain").at("blocks")), Describe(row)));
  }
  return gaps;
}

}  // namespace sigmark::results
