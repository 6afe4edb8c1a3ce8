// SPDX-License-Identifier: Apache-2.0
//
// The results file, "sigmark-results/1": read, checked, written, merged. The format is defined by
// sigmark-results-1.schema.json beside this file, which documents every field.
//
// All functions are safe from any thread.
#ifndef SIGMARK_REPORTS_RESULTS_RESULTS_H_
#define SIGMARK_REPORTS_RESULTS_RESULTS_H_

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sigmark::results {

using Json = nlohmann::json;

// What a string says. Throws Json::type_error where it is none.
inline const std::string& Text(const Json& value) { return value.get_ref<const std::string&>(); }

inline constexpr const char* kSchemaName = "sigmark-results/1";

// Data that cannot be used. what() is one line that names the file, the place in it, and what to do.
class DataError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reads and validates. Throws DataError.
Json Load(const std::string& path);

// The same of a file's bytes; `name` stands for the file in the message.
Json Parse(std::string_view bytes, std::string_view name);

// Throws DataError unless `results` satisfies the schema and what a schema cannot say: numbers are finite, rows refer
// to builds and implementations that are listed, blocks ascend, fingerprints are those of their blocks, lo ≤ hi.
// `name` stands for the file in the message.
void Validate(const Json& results, std::string_view name);

// Validates, then writes: the same content gives the same bytes, one build, implementation or measurement a line.
// Written under a temporary name in the same folder, synced and renamed: after a failure (DataError) the file is as it
// was before, and nothing else is left.
void Save(const Json& results, const std::string& path);

// The bytes that Save writes. Precondition: valid.
std::string Serialise(const Json& results);

// "glibc 2.36 (fma)", the C library of a file's "machine".
std::string Libm(const Json& machine);

// Identity of a row of "measurements": two rows with the same key measured the same thing.
std::string RowKey(const Json& row);

// "family/id" of a row of "measurements" or of an entry of "implementations".
std::string QualifiedId(const Json& entry);

// One file out of several of the same machine (cpu_id and libm), precondition: all valid. Entries and rows are ordered
// by key, and each carries the date of its run, so that merging is associative and idempotent:
//  - builds, implementations, and rows with the same key: the later one stays; of the same date, the later argument's.
//  - accuracy rows with the same key and disjoint blocks are shards and are combined, exactly. If one's blocks contain
//    the other's, it stays. Throws DataError where a block's digests differ, where the same blocks have other figures,
//    where blocks overlap partially, and for shards of one measurement with other seeds, efforts or builds.
//  - speeds are made comparable with each other (NormaliseSpeeds).
//  - "run" is the latest; its effort is full only if all are, and its parts are those of all.
Json Merge(const std::vector<Json>& files);

// What is missing, each in words: shards of a program that was run in shards, and blocks of rows. A part that is all
// that was ever measured is no gap: it is only known that there is more from "run.parts" and from "domain.blocks".
std::vector<std::string> Gaps(const Json& results);

// What an accuracy row's evidence amounts to: a row that lacks blocks of its domain is a sample of it.
std::string Evidence(const Json& accuracy_row);

// The mean ULP error of the results that have one: sum_ulp / 2^32 / (domain.count − nonfinite), or 0 if there is none.
double MeanUlp(const Json& accuracy_row);

}  // namespace sigmark::results

#endif  // SIGMARK_REPORTS_RESULTS_RESULTS_H_
