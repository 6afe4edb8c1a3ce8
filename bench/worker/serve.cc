// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/serve.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <iostream>
#include <set>
#include <string>

#include "bench/worker/call.h"
#include "bench/worker/load.h"
#include "bench/worker/plugin.h"
#include "impls/core/registry.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr int kReplyDescriptor = 3, kRecordDescriptor = 4;
constexpr std::chrono::milliseconds kHeartbeatInterval{250};

bool serving = false;  // nobody listens to a kernel that is called outside of a worker, by a test
Clock::time_point last_line_sent;

void Send(const Json& line) {
  // What a kernel throws may say anything, in any encoding.
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t wrote = write(kReplyDescriptor, text.data() + sent, text.size() - sent);
    if (wrote <= 0) _exit(0);  // the parent is gone
    sent += static_cast<std::size_t>(wrote);
  }
  last_line_sent = Clock::now();
}

const Kernel* KernelOf(const Json& request) {
  return FindKernel(request.at("impl").get<std::string>(),
                    *Parse<Function>(kFunctionNames, request.at("function").get<std::string>()),
                    *Parse<Format>(kFormatNames, request.at("format").get<std::string>()),
                    request.at("isa").get<std::string>());
}

Json Replay(const Kernel& kernel, const Json& patterns) {
  VisitFormat(kernel.format, [&]<class F>() {
    Caller<F> caller(kernel);
    const auto input = [](const Json& pattern) { return FromBits<F>(pattern.get<BitsOf<F>>()); };
    for (const Json& pattern : patterns) {
      caller.Inputs(1)[0] = input(pattern);
      caller.Call();
    }
    // Once at each end of the buffer.
    for (int placement = 0; placement < 2; ++placement) {
      std::transform(patterns.begin(), patterns.end(), caller.Inputs(patterns.size()).begin(), input);
      caller.Call();
    }
  });
  return {{"replayed", true}};
}

// Opens the kernel, and answers with what loading it did to the process.
const Kernel* Open(const Json& request) {
  DeclarePlugins(request.at("plugins"));
  const Kernel* kernel = KernelOf(request);
  if (kernel == nullptr) throw std::runtime_error("no such kernel");
  const LoadedKernel loaded = LoadKernel(*kernel);
  Send({{"opened", true}, {"state", loaded.state}});
  NoteFatalSignals();  // only now: start-up code of a library could take the signals for itself
  return loaded.kernel;
}

// What an exception says, without the backtrace that some libraries put on further lines.
std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

void ReportFork() { ReportMisdeed({"state", "forks, and goes on as two processes"}); }

}  // namespace

Json WitnessAt(double x, std::optional<double> got) {
  Json witness = {{"x", results::HexFloat(x)}};
  if (got) witness["got"] = results::HexFloat(*got);
  return witness;
}

void Heartbeat() {
  if (serving && Clock::now() - last_line_sent > kHeartbeatInterval) Send({{"heartbeat", true}});
}

void ReportMisdeed(const WorkerFailure& misdeed) {
  static std::set<std::string> reported;
  if (!serving || !reported.insert(misdeed.what).second) return;
  Send({{"misdeed", misdeed.what}, {"detail", misdeed.detail}, {"witness", misdeed.witness}});
}

bool IsWorker(int argc, char** argv) { return argc > 1 && std::strcmp(argv[1], "--worker") == 0; }

Json OpenRequest(const Kernel& kernel) {
  return {{"impl", QualifiedId(*kernel.implementation)},
          {"function", Name(kernel.function)},
          {"format", Name(kernel.format)},
          {"isa", kernel.isa},
          {"plugins", DeclaredPlugins()}};
}

Json ReplayRequest(const std::vector<std::uint64_t>& patterns) { return {{"replay", patterns}}; }

int Serve(const HandlerFactory& factory) {
  serving = true;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent decides when a worker ends, though a batch system signals all processes, or a kernel its group.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  ShareRecorder(kRecordDescriptor);
  pthread_atfork(nullptr, ReportFork, nullptr);
  NoteFatalSignals();
  const Kernel* kernel = nullptr;
  Handler handler;
  for (std::string line; std::getline(std::cin, line);) {
    const Json request = Json::parse(line);
    try {
      if (kernel == nullptr) {
        kernel = Open(request);
        handler = factory(*kernel);
      } else {
        const Json answer = request.contains("replay") ? Replay(*kernel, request["replay"]) : handler(request);
        Send({{"answer", answer}, {"request", request.at("request")}});
      }
    } catch (const LoadError& error) {
      Send({{"cannot_load", error.what()}});
    } catch (const std::exception& error) {
      Send({{"exception", FirstLine(error.what())}});
    } catch (...) {
      Send({{"exception", "not derived from std::exception"}});
    }
  }
  return 0;
}

}  // namespace sigmark
