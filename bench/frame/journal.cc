// SPDX-License-Identifier: Apache-2.0
#include "bench/frame/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "reports/results/results.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds kSaveInterval{200};
constexpr int kSaveShare = 20;

Json SourcesOfPlugins(const Json& document) {
  Json sources = Json::object();
  for (const Json& one : document.at("implementations")) {
    if (one.at("family") == "plugin") sources[one.at("id").get<std::string>()] = one.at("source");
  }
  return sources;
}

}  // namespace

Journal::Journal(const Options& options, Json document) : path_(options.out), document_(std::move(document)) {
  if (options.resume && std::filesystem::exists(path_)) TakeOver(options);
}

void Journal::TakeOver(const Options& options) {
  earlier_ = results::Load(path_);
  const auto require = [&](const std::string& what, const Json& then, const Json& now) {
    if (then == now) return;
    throw UsageError(fmt::format("--resume: {} is of another run, {} {} and not {}; remove it or name another --out",
                                 path_, what, then.dump(), now.dump()));
  };
  const Json& run = earlier_.at("run");
  require("CPU", earlier_.at("machine").at("cpu_id"), document_.at("machine").at("cpu_id"));
  require("effort", run.at("effort"), Name(options.effort));
  require("seed", run.at("seed"), options.seed);
  require("shard", run.value("shard", Json()), document_.at("run").at("shard"));
  require("build", earlier_.at("builds").at(0).at("id"), document_.at("builds").at(0).at("id"));
  require("plugins", SourcesOfPlugins(earlier_), SourcesOfPlugins(document_));
  earlier_rows_ = earlier_.at("measurements");
}

const Json* Journal::Earlier(const Json& row) const {
  const std::string key = results::RowKey(row);
  const auto found = std::find_if(earlier_rows_.begin(), earlier_rows_.end(),
                                  [&](const Json& other) { return results::RowKey(other) == key; });
  return found == earlier_rows_.end() ? nullptr : &*found;
}

bool Journal::FailedEarlier(const Kernel& kernel, const char* stage) const {
  const auto same = [&](const Json& row) {
    return row.at("kind") == "failure" && row.at("stage") == stage && row.at("what") != "claim" &&
           results::QualifiedId(row) == QualifiedId(*kernel.implementation) && row.at("isa") == kernel.isa &&
           row.at("function") == Name(kernel.function) && row.at("format") == Name(kernel.format);
  };
  return std::any_of(earlier_rows_.begin(), earlier_rows_.end(), same);
}

void Journal::Add(Json row) {
  document_["measurements"].push_back(std::move(row));
  SaveIfDue();
}

void Journal::SaveIfDue() {
  if (Clock::now() >= next_save_) Save();
}

void Journal::Save() {
  if (path_.empty()) return;
  const Clock::time_point start = Clock::now();
  Json all = document_;
  if (unfinished_) {
    for (Json& row : unfinished_()) all["measurements"].push_back(std::move(row));
  }
  results::Save(earlier_.is_null() ? all : results::Merge({earlier_, all}), path_);
  const Clock::time_point end = Clock::now();
  next_save_ = end + std::max<Clock::duration>(kSaveInterval, kSaveShare * (end - start));
}

void Journal::Finish(bool ended) {
  for (Json& part : document_["run"]["parts"]) part["finished"] = ended;
  Save();
}

Json Journal::WithEarlier(const Json& row) const {
  const Json* before = Earlier(row);
  if (before == nullptr) return row;
  Json then = earlier_, now = document_;
  then["measurements"] = Json::array({*before});
  now["measurements"] = Json::array({row});
  return results::Merge({then, now}).at("measurements").at(0);
}

}  // namespace sigmark
