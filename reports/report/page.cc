// SPDX-License-Identifier: Apache-2.0
#include "reports/report/page.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "reports/process.h"
#include "reports/report/markdown.h"
#include "reports/results/atomic_file.h"
#include "reports/results/temporary_folder.h"

namespace sigmark::report {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDataPlace = R"(<script id="data" type="application/json"></script>)";
constexpr std::string_view kRemedy = "scripts/setup installs Node and npm packages; then build again";

// The executable `name` in a folder of the PATH, or nothing.
std::string FindOnPath(const std::string& name) {
  const char* variable = std::getenv("PATH");
  std::string_view path = variable == nullptr ? "" : variable;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find(':'), path.size());
    std::string candidate = std::string(path.substr(0, end)) + "/" + name;
    if (end > 0 && access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate)) return candidate;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return "";
}

std::string IfThere(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) ? path.string() : "";
}

}  // namespace

std::string PageTools::Missing() const {
  if (page_template.empty()) return fmt::format("left out report.html and the figures: no page was built; {}", kRemedy);
  if (figures.empty()) return fmt::format("left out the figures: figures.mjs was not built; {}", kRemedy);
  if (node.empty()) return "left out the figures: no node on the PATH; scripts/setup installs it";
  return "";
}

PageTools FindPageTools() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return FindPageTools((self.parent_path().parent_path() / "page").string());
}

PageTools FindPageTools(const std::string& folder) {
  return {IfThere(fs::path(folder) / "report.html"), IfThere(fs::path(folder) / "figures.mjs"), FindOnPath("node")};
}

std::string InlineJson(const Json& json) {
  const std::string text = json.dump();
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Within JSON these stand in strings only. U+2028 and U+2029 end a line in old JavaScript.
    const std::string_view rest = std::string_view(text).substr(i);
    if (text[i] == '<') {
      safe += "\\u003c";
    } else if (rest.starts_with("\u2028") || rest.starts_with("\u2029")) {
      safe += rest.starts_with("\u2028") ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      safe += text[i];
    }
  }
  return safe;
}

std::string Page(std::string_view page_template, const Json& data) {
  const std::size_t at = page_template.find(kDataPlace);
  if (at == std::string_view::npos || page_template.find(kDataPlace, at + 1) != std::string_view::npos) {
    throw results::DataError("the page's template has not one place for data; build it again");
  }
  const std::size_t split = at + kDataPlace.find("</");
  std::string page(page_template.substr(0, split));
  page += InlineJson(data);
  page += page_template.substr(split);
  return page;
}

Drawing DrawFigures(const PageTools& tools, const Json& data) {
  if (tools.figures.empty() || tools.node.empty()) return {{}, tools.Missing()};
  const results::TemporaryFolder folder;
  const std::string input = (folder.path() / "data.json").string();
  const fs::path drawn = folder.path() / "figures";
  results::WriteFile(input, data.dump());
  const Ending ending = RunProcess(tools.node, {tools.figures, input, drawn.string()}, Output::kCapture);
  if (ending.interrupted) throw results::DataError("interrupted while figures were drawn");
  const Json listed = Json::parse(ending.output, nullptr, false);
  if (ending.signal != 0 || ending.status != 0 || !listed.is_array()) {
    return {{},
            fmt::format("left out the figures: {} {} failed; it needs Node 18 or later", tools.node, tools.figures)};
  }
  Drawing drawing;
  for (const Json& one : listed) {
    const std::string file = one.at("file").get<std::string>();
    drawing.figures.push_back({"figures/" + file, results::ReadFile((drawn / file).string()),
                               one.at("title").get<std::string>(), one.at("alt").get<std::string>(),
                               one.at("evidence").get<std::string>()});
  }
  return drawing;
}

void WritePage(const PageTools& tools, const Json& data, const std::string& folder) {
  const fs::path file = fs::path(folder) / "report.html";
  if (tools.page_template.empty()) {
    fs::remove(file);
    return;
  }
  results::WriteFile(file.string(), Page(results::ReadFile(tools.page_template), data));
}

void WriteFigures(const std::vector<Figure>& figures, const std::string& folder) {
  const fs::path place = fs::path(folder) / "figures";
  std::set<fs::path> written;
  if (!figures.empty()) results::PrepareFolder(place.string());
  for (const Figure& figure : figures) {
    results::WriteFile((fs::path(folder) / figure.file).string(), figure.svg);
    written.insert((fs::path(folder) / figure.file).filename());
  }
  if (!fs::is_directory(place)) return;
  std::vector<fs::path> stale;
  for (const fs::directory_entry& entry : fs::directory_iterator(place)) {
    if (entry.path().extension() == ".svg" && !written.contains(entry.path().filename())) stale.push_back(entry.path());
  }
  for (const fs::path& path : stale) fs::remove(path);
  if (fs::is_empty(place)) fs::remove(place);
}

std::string FiguresMarkdown(const std::vector<Figure>& figures) {
  std::string text;
  for (const Figure& figure : figures) {
    text += fmt::format("![{}]({})\n\n*{}.* {}\n\n", Escape(figure.alt), figure.file, Escape(figure.title),
                        Escape(figure.evidence));
  }
  return text;
}

}  // namespace sigmark::report
