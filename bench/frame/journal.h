// SPDX-License-Identifier: Apache-2.0
#ifndef SIGMARK_BENCH_FRAME_JOURNAL_H_
#define SIGMARK_BENCH_FRAME_JOURNAL_H_

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/frame/options.h"

namespace sigmark {

// The results of a run as they grow, and their file. What is measured is on disk a moment later: whatever ends the
// program, a valid file stays, and --resume goes on from it.
class Journal {
 public:
  // `document` as NewDocument makes it. With --resume, takes over what --out holds, if it is of the same run: the same
  // build on the same machine, with the same effort, seed, shard and plugins. Throws UsageError where it is not, and
  // results::DataError where it is no results file.
  Journal(const Options& options, nlohmann::json document);

  // The rows that the resumed run had measured.
  const nlohmann::json& Earlier() const { return earlier_rows_; }
  // The one of them with the key of `row` (results::RowKey), or null.
  const nlohmann::json* Earlier(const nlohmann::json& row) const;
  // Whether one of them is a failure of this kernel in this stage, other than a broken claim.
  bool FailedEarlier(const Kernel& kernel, const char* stage) const;

  // The rows of this run, its implementations, and so on.
  const nlohmann::json& Document() const { return document_; }

  // Adds a row that is finished, and saves if it is time.
  void Add(nlohmann::json row);

  // What is in the file beside the finished rows: asked for whenever it is written.
  void SetUnfinished(std::function<std::vector<nlohmann::json>()> unfinished) { unfinished_ = std::move(unfinished); }

  // Saves if the file is a fifth of a second old, and writing has not taken more than a twentieth of the time.
  void SaveIfDue();
  // Saves now. Nothing without --out.
  void Save();
  // The last save; `ended`: nothing is left to measure.
  void Finish(bool ended);

  // `row` joined with the part of it that was measured before.
  nlohmann::json WithEarlier(const nlohmann::json& row) const;

 private:
  using Clock = std::chrono::steady_clock;

  void TakeOver(const Options& options);

  std::string path_;
  nlohmann::json document_;
  nlohmann::json earlier_;  // null, or the file of the run that goes on
  nlohmann::json earlier_rows_ = nlohmann::json::array();
  std::function<std::vector<nlohmann::json>()> unfinished_;
  Clock::time_point next_save_ = Clock::now();
};

}  // namespace sigmark

#endif  // SIGMARK_BENCH_FRAME_JOURNAL_H_
