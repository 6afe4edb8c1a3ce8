// SPDX-License-Identifier: Apache-2.0
#include "bench/worker/serve.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <iostream>
#include <string>

#include "impls/core/registry.h"

namespace sigmark {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr int kReplyDescriptor = 3;
constexpr std::chrono::milliseconds kHeartbeatInterval{250};

bool serving = false;  // nobody listens to a kernel that is called outside of a worker, by a test
Clock::time_point last_line_sent;

void Send(const Json& line) {
  const std::string text = line.dump() + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t wrote = write(kReplyDescriptor, text.data() + sent, text.size() - sent);
    if (wrote <= 0) _exit(0);  // the parent is gone
    sent += static_cast<std::size_t>(wrote);
  }
  last_line_sent = Clock::now();
}

}  // namespace

void Heartbeat() {
  if (serving && Clock::now() - last_line_sent > kHeartbeatInterval) Send({{"heartbeat", true}});
}

bool IsWorker(int argc, char** argv) { return argc > 1 && std::strcmp(argv[1], "--worker") == 0; }

Json OpenRequest(const Kernel& kernel) {
  return {{"impl", QualifiedId(*kernel.implementation)},
          {"function", Name(kernel.function)},
          {"format", Name(kernel.format)},
          {"isa", kernel.isa}};
}

int Serve(const HandlerFactory& factory) {
  serving = true;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent decides when a worker ends, though a terminal or a batch system signals the whole group.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  Handler handler;
  for (std::string line; std::getline(std::cin, line);) {
    const Json request = Json::parse(line);
    try {
      if (!handler) {
        const Kernel* kernel = FindKernel(request.at("impl").get<std::string>(),
                                          *Parse<Function>(kFunctionNames, request.at("function").get<std::string>()),
                                          *Parse<Format>(kFormatNames, request.at("format").get<std::string>()),
                                          request.at("isa").get<std::string>());
        if (kernel == nullptr) return 1;
        handler = factory(*kernel);
        continue;
      }
      Send(handler(request));
    } catch (const std::exception& error) {
      Send({{"exception", error.what()}});
    } catch (...) {
      Send({{"exception", "not derived from std::exception"}});
    }
  }
  return 0;
}

}  // namespace sigmark
