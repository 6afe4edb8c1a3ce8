// SPDX-License-Identifier: Apache-2.0
#include "reports/results/results.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <cmath>

#include "reports/results/atomic_file.h"
#include "reports/results/fingerprint.h"
#include "reports/results/hex_float.h"

namespace sigmark::results {
namespace {

// nlohmann's message without its prefix, in one line, short: it quotes the text that it choked on.
std::string ParseMessage(std::string_view what) {
  if (const auto bracket = what.find("] "); bracket != std::string_view::npos) what.remove_prefix(bracket + 2);
  std::string message;
  for (const char c : what.substr(0, 160)) {
    const auto byte = static_cast<unsigned char>(c);
    message += byte >= 0x20 && byte < 0x7f ? c : '?';
  }
  return message;
}

const Json* Find(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it == object.end() ? nullptr : &*it;
}

}  // namespace

Json Load(const std::string& path) { return Parse(ReadFile(path), path); }

Json Parse(std::string_view bytes, std::string_view name) {
  Json results;
  try {
    results = Json::parse(bytes);
  } catch (const Json::exception& error) {
    throw DataError(
        fmt::format("{}: not JSON: {}; restore the file or measure again", name, ParseMessage(error.what())));
  }
  Validate(results, name);
  return results;
}

std::string Serialise(const Json& results) {
  // The members of "sigmark-results/1" in the order of the reader's interest, then what else there is.
  std::vector<std::string> order = {"schema", "run", "machine", "builds", "implementations", "measurements"};
  for (const auto& [key, value] : results.items()) {
    if (std::find(order.begin(), order.end(), key) == order.end()) order.push_back(key);
  }
  std::string text = "{";
  const char* separator = "\n";
  for (const std::string& key : order) {
    const Json& value = results.at(key);
    text += fmt::format("{}  {}: ", separator, Json(key).dump());
    separator = ",\n";
    if (key != "builds" && key != "implementations" && key != "measurements") {
      for (const char c : value.dump(2)) {
        text += c;
        if (c == '\n') text += "  ";
      }
      continue;
    }
    text += '[';
    for (std::size_t i = 0; i < value.size(); ++i)
      text += fmt::format("{}\n    {}", i == 0 ? "" : ",", value[i].dump());
    text += value.empty() ? "]" : "\n  ]";
  }
  return text + "\n}\n";
}

void Save(const Json& results, const std::string& path) {
  Validate(results, path);
  WriteFile(path, Serialise(results));
}

std::string QualifiedId(const Json& entry) {
  const Json* impl = Find(entry, "impl");
  return fmt::format("{}/{}", entry.at("family").get_ref<const std::string&>(),
                     (impl != nullptr ? *impl : entry.at("id")).get_ref<const std::string&>());
}

std::string Libm(const Json& machine) {
  const Json& libm = machine.at("libm");
  const Json* variant = Find(libm, "variant");
  const std::string& version = libm.at("version").get_ref<const std::string&>();
  if (variant == nullptr || !variant->is_string()) return version;
  return fmt::format("{} ({})", version, variant->get_ref<const std::string&>());
}

std::string RowKey(const Json& row) {
  // A JSON array, so that no text in it can be mistaken for a separator.
  Json key = Json::array();
  for (const char* axis : {"kind", "function", "format", "family", "impl", "isa", "build"}) key.push_back(row.at(axis));
  const auto add = [&key](const Json& object, std::initializer_list<const char*> members) {
    for (const char* member : members) {
      const Json* value = Find(object, member);
      key.push_back(value != nullptr ? *value : Json());
    }
  };
  const std::string& kind = row.at("kind").get_ref<const std::string&>();
  if (kind == "accuracy") {
    add(row, {"rounding", "effort", "seed"});
    add(row.at("domain"), {"name", "lo", "hi"});
  } else if (kind == "behaviour") {
    add(row, {"check", "rounding"});
    add(row.at("domain"), {"name", "lo", "hi"});
  } else if (kind == "throughput") {
    add(row, {"mode", "inputs", "n", "working_set", "threads", "yardstick", "rounding"});
  } else {
    add(row, {"stage", "what", "rounding"});
  }
  return key.dump();
}

std::string Fingerprint(const Json& row) {
  const Json& domain = row.at("domain");
  const auto text = [](const Json& value) -> const std::string& { return value.get_ref<const std::string&>(); };
  std::string hashed = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", text(row.at("function")), text(row.at("format")),
                                   text(row.at("rounding")), text(domain.at("name")), text(domain.at("lo")),
                                   text(domain.at("hi")), text(row.at("effort")), row.at("seed").dump());
  for (const Json& block : row.at("blocks")) {
    hashed += fmt::format("\n{}:{}", block.at("index").get<std::uint64_t>(), text(block.at("digest")));
  }
  return fmt::format("{:016x}", XXH3_64bits(hashed.data(), hashed.size()));
}

std::string Evidence(const Json& accuracy_row) {
  const bool partial = accuracy_row.at("blocks").size() < accuracy_row.at("domain").at("blocks").get<std::uint64_t>();
  return partial ? "sampled" : accuracy_row.at("evidence").get<std::string>();
}

double MeanUlp(const Json& accuracy_row) {
  const auto comparable =
      accuracy_row.at("domain").at("count").get<std::uint64_t>() - accuracy_row.at("nonfinite").get<std::uint64_t>();
  if (comparable == 0) return 0;
  const Uint128 sum = ParseHexInteger(accuracy_row.at("sum_ulp").get_ref<const std::string&>());
  return std::ldexp(static_cast<double>(sum) / static_cast<double>(comparable), -32);
}

}  // namespace sigmark::results
