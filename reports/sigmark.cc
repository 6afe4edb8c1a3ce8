// SPDX-License-Identifier: Apache-2.0
//
// sigmark: on results. Measures by starting the bench programs beside it, merges, reports, and shows single inputs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "reports/choose_command.h"
#include "reports/compare_command.h"
#include "reports/process.h"
#include "reports/report/kernels.h"
#include "reports/report/report.h"
#include "reports/results/results.h"
#include "reports/run.h"
#include "reports/show.h"

namespace sigmark {
namespace {

using results::Json;

int Complain(const std::string& message) {
  std::string line = message;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  fmt::print(stderr, "sigmark: {}\n", line);
  return kBadData;
}

// Whether `text` is a negative number as C writes it, -nan and -inf included: an input, not a flag.
bool IsNegativeNumber(const std::string& text) {
  if (text.size() < 2 || text[0] != '-') return false;
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return *end == '\0';
}

// The arguments after the program's name, in which `show naive -88.8` became `show naive --at=-88.8`.
std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments.front() == "show") {
    for (std::string& argument : arguments) {
      if (IsNegativeNumber(argument)) argument = "--at=" + argument;
    }
  }
  return arguments;
}

// CLI11's check of unsigned types takes -1 for the largest one.
std::string IsSeed(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  return error == std::errc() && end == text.data() + text.size() ? "" : text + " is not an integer from 0 to 2^64 - 1";
}

Json LoadAndMerge(const std::vector<std::string>& paths) {
  std::vector<Json> files;
  for (const std::string& path : paths) files.push_back(results::Load(path));
  return results::Merge(files);
}

// A merged file for each CPU, in the order in which they are first named.
std::vector<Json> LoadByMachine(const std::vector<std::string>& paths) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<Json>> by_cpu;
  for (const std::string& path : paths) {
    Json file = results::Load(path);
    const std::string cpu = file.at("machine").at("cpu_id").get<std::string>();
    if (!by_cpu.contains(cpu)) order.push_back(cpu);
    by_cpu[cpu].push_back(std::move(file));
  }
  std::vector<Json> machines;
  for (const std::string& cpu : order) machines.push_back(results::Merge(by_cpu[cpu]));
  return machines;
}

// Flags that are handed on to other programs: collected as they are given, one entry for each value.
class Flags {
 public:
  // The flag of an axis whose values the schema lists.
  void Names(CLI::App& app, const std::string& axis) {
    const std::vector<std::string> names = report::AxisNames(axis);
    Text(app, "--" + axis, fmt::format("any of {}", fmt::join(names, ", ")))
        ->delimiter(',')
        ->check(CLI::IsMember(names))
        ->type_name("LIST");
  }
  CLI::Option* Text(CLI::App& app, const std::string& name, const std::string& help) {
    return app
        .add_option_function<std::vector<std::string>>(
            name,
            [this, name](const std::vector<std::string>& values) {
              for (const std::string& value : values) Add(name, value);
            },
            help)
        ->allow_extra_args(false);
  }
  void Switch(CLI::App& app, const std::string& name, const std::string& help) {
    app.add_flag_callback(
        name, [this, name] { Add(name, ""); }, help);
  }
  const std::vector<RunOptions::Flag>& given() const { return given_; }

 private:
  void Add(const std::string& name, const std::string& value) { given_.push_back({name, value}); }
  std::vector<RunOptions::Flag> given_;
};

void AddAxes(CLI::App& app, Flags& flags) {
  flags.Names(app, "function");
  flags.Names(app, "format");
  flags.Text(app, "--isa", "instruction sets by Highway's names, or libm")->type_name("LIST");
  flags.Names(app, "rounding");
}

class Program {
 public:
  Program() : app_("Which implementation of the logistic function should I ship on this CPU?", "sigmark") {
    app_.set_version_flag("--version", "sigmark " SIGMARK_VERSION);
    app_.add_flag("--list", list_, "what can be measured on this CPU, as bench_accuracy --list prints it");
    app_.require_subcommand(0, 1);
    app_.footer("Exit status: 0 well; 1 an implementation failed; 2 bad usage or data; 3 inconclusive; 4 void.");
    DefineRun();
    DefineMerge();
    DefineReport();
    DefineShow();
    choose_.Define(app_);
    compare_.Define(app_);
  }

  int Main(int argc, char** argv) {
    try {
      std::vector<std::string> arguments = Arguments(argc, argv);
      std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
      app_.parse(arguments);
      return Dispatch();
    } catch (const CLI::Success& done) {  // --help, --version
      return app_.exit(done);
    } catch (const CLI::ParseError& error) {
      return Complain(std::string(error.what()) + "; see sigmark --help");
    } catch (const results::DataError& error) {
      return Complain(error.what());
    } catch (const std::filesystem::filesystem_error& error) {
      return Complain(error.what());
    }
  }

 private:
  int Dispatch() {
    if (run_->parsed()) {
      run_options_.flags = run_flags_.given();
      return Run(run_options_);
    }
    if (merge_->parsed()) {
      const Json merged = LoadAndMerge(files_);
      const std::vector<std::string> gaps = results::Gaps(merged);
      if (!gaps.empty() && !partial_) {
        return Complain(fmt::format("{} missing{}; name the files that have it, or --partial", gaps.front() + " is",
                                    gaps.size() > 1 ? fmt::format(", and {} more gaps", gaps.size() - 1) : ""));
      }
      results::Save(merged, out_);
      return kWell;
    }
    if (report_->parsed()) return Report();
    if (choose_.Parsed()) return choose_.Run();
    if (compare_.Parsed()) return compare_.Run();
    if (show_->parsed()) {
      std::vector<std::string> arguments = {"--at=" + x_, "--impl=" + impl_};
      for (const RunOptions::Flag& flag : show_flags_.given()) arguments.push_back(flag.name + "=" + flag.value);
      return Show(arguments);
    }
    if (list_) {
      const Ending ending = RunProcess(FindSibling("bench_accuracy"), {"--list"}, Output::kInherit);
      return ending.signal != 0 ? kBadData : ending.status;
    }
    return Complain("nothing to do: name one of run, report, choose, compare, show, merge; see sigmark --help");
  }

  int Report() {
    if (table_ == !out_.empty()) return Complain("report needs either --out=DIR or --table; see sigmark report --help");
    if (table_ && !publish_.empty()) return Complain("--publish needs --out=DIR; see sigmark report --help");
    if (table_) {
      fmt::print("{}", report::ShortTable(LoadAndMerge(files_)));
      return kWell;
    }
    const std::vector<Json> machines = LoadByMachine(files_);
    const report::PageTools tools = report::FindPageTools();
    const report::Written written =
        machines.size() == 1 ? report::Write(machines.front(), out_, tools) : report::WriteAll(machines, out_, tools);
    if (!written.problem.empty()) fmt::print(stderr, "sigmark: {}\n", written.problem);
    if (publish_.empty()) return kWell;
    for (const Json& machine : machines) fmt::print("{}\n", report::Publish(machine, publish_, tools));
    return kWell;
  }

  void DefineRun() {
    run_ = app_.add_subcommand("run", "measure accuracy, behaviour and throughput, then report");
    run_flags_.Text(*run_, "--impl", "implementations: regular expressions on family/id, or whole ids")
        ->type_name("LIST");
    AddAxes(*run_, run_flags_);
    run_flags_.Text(*run_, "--effort", "quick or full")->check(CLI::IsMember({"quick", "full"}))->type_name("NAME");
    run_flags_.Text(*run_, "--threads", "how many")->check(CLI::Range(1, 4096))->type_name("N");
    run_flags_.Text(*run_, "--seed", "of all sampling")->check(IsSeed)->type_name("N");
    run_flags_.Text(*run_, "--timeout", "give up on a worker without a heartbeat for so long")
        ->check(CLI::Range(0.1, 1e6))
        ->type_name("SECONDS");
    run_flags_.Text(*run_, "--against", "what speeds are relative to")->type_name("ID");
    run_flags_.Text(*run_, "--inputs", "uniform, normal, saturated, subnormal, or a file of raw values")
        ->type_name("LIST");
    run_flags_.Text(*run_, "--domain", "accuracy on this range only")->type_name("LO:HI");
    run_flags_.Text(*run_, "--plugin", "a function of a shared library, measured beside the others; repeatable")
        ->type_name("[NAME=]PATH:SYMBOL:FORMAT[:array|scalar]");
    run_flags_.Switch(*run_, "--resume", "go on where an interrupted run into the same --out ended");
    run_->add_option("--out", run_options_.out, "folder of the report")->capture_default_str()->type_name("DIR");
    run_->add_option("--publish", run_options_.publish, "also write DIR/<cpu-id>")->type_name("DIR");
  }

  void DefineMerge() {
    merge_ = app_.add_subcommand("merge", "several results files of one CPU into one");
    AddFiles(*merge_);
    merge_->add_option("--out", out_, "results file to write")->required()->type_name("FILE");
    merge_->add_flag("--partial", partial_, "even if shards or blocks are missing");
  }

  void DefineReport() {
    report_ = app_.add_subcommand("report",
                                  "a page, Markdown and figures in DIR; of several CPUs, one page and DIR/<cpu-id>");
    AddFiles(*report_);
    report_->add_option("--out", out_, "folder of the report")->type_name("DIR");
    report_->add_option("--publish", publish_, "also write DIR/<cpu-id>")->type_name("DIR");
    report_->add_flag("--table", table_, "print only the short table of the binary32 logistic");
  }

  void DefineShow() {
    show_ = app_.add_subcommand("show", "result, exact value, ULP error and flags at one input");
    show_->add_option("IMPL", impl_, "implementations, as in run --impl")->required();
    show_->add_option("X,--at", x_, "decimal or hex, inf, nan; may be negative")->required();
    AddAxes(*show_, show_flags_);
  }

  void AddFiles(CLI::App& app) { app.add_option("RESULTS", files_, "results files")->required()->type_name("FILE…"); }

  CLI::App app_;
  CLI::App* run_ = nullptr;
  CLI::App* merge_ = nullptr;
  CLI::App* report_ = nullptr;
  CLI::App* show_ = nullptr;
  ChooseCommand choose_;
  CompareCommand compare_;
  Flags run_flags_;
  Flags show_flags_;
  RunOptions run_options_;
  std::vector<std::string> files_;
  std::string out_;
  std::string publish_;
  std::string impl_;
  std::string x_;
  bool list_ = false;
  bool table_ = false;
  bool partial_ = false;
};

}  // namespace
}  // namespace sigmark

int main(int argc, char** argv) { return sigmark::Program().Main(argc, argv); }
