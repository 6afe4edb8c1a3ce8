// SPDX-License-Identifier: Apache-2.0
#include "reports/report/page.h"
#include "reports/results/testing.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "reports/report/report.h"
#include "reports/results/atomic_file.h"
#include "reports/results/example.h"

namespace sigmark::report {
namespace {

namespace fs = std::filesystem;
namespace example = results::example;

constexpr const char* kTemplate =
    R"(<html><script id="data" type="application/json"></script><script>x</script></html>)";

TEST(Page, JsonEndsNoElementAndNoLine) {
  const Json json = {{"a", "</script><!--<b>"}, {"b", "\u2028 \u2029 σ"}};
  const std::string text = InlineJson(json);
  EXPECT_EQ(text.find('<'), std::string::npos) << text;
  EXPECT_EQ(text.find("\u2028"), std::string::npos) << text;
  EXPECT_EQ(text.find("\u2029"), std::string::npos) << text;
  EXPECT_NE(text.find("σ"), std::string::npos) << text;
  EXPECT_EQ(Json::parse(text), json);
}

TEST(Page, DataGoesIntoItsOnePlace) {
  EXPECT_EQ(
      Page(kTemplate, {{"a", "</script>"}}),
      R"(<html><script id="data" type="application/json">{"a":"\u003c/script>"}</script><script>x</script></html>)");
  EXPECT_THROW(Page("<html></html>", Json::object()), results::DataError);
  EXPECT_THROW(Page(std::string(kTemplate) + kTemplate, Json::object()), results::DataError);
}

TEST(Page, SaysWhatIsMissingAndTheRemedy) {
  EXPECT_EQ((PageTools{"t", "f", "n"}).Missing(), "");
  for (const PageTools& tools : {PageTools{}, PageTools{"t", "", "n"}, PageTools{"t", "f", ""}}) {
    EXPECT_NE(tools.Missing().find("left out"), std::string::npos);
    EXPECT_NE(tools.Missing().find("scripts/setup"), std::string::npos);
    EXPECT_EQ(tools.Missing().find('\n'), std::string::npos);
  }
}

TEST(Page, FiguresInMarkdownStayText) {
  const std::string text = FiguresMarkdown({{"figures/a.svg", "", "T", "a ](x) <b>", "ev|il `"}});
  EXPECT_EQ(text, "![a \\](x) &lt;b&gt;](figures/a.svg)\n\n*T.* ev\\|il \\`\n\n");
  EXPECT_EQ(FiguresMarkdown({}), "");
}

class PageFolder : public results::FolderTest {
 protected:
  void Put(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  // Tools whose Node is `script`, of which $1 is figures.mjs, $2 the data and $3 where the figures belong.
  PageTools Tools(const std::string& script) {
    Put(folder_ / "tools" / "report.html", kTemplate);
    Put(folder_ / "tools" / "figures.mjs", "");
    Put(folder_ / "tools" / "node", "#!/bin/sh\n" + script + "\n");
    fs::permissions(folder_ / "tools" / "node", fs::perms::owner_all);
    PageTools tools = FindPageTools((folder_ / "tools").string());
    tools.node = (folder_ / "tools" / "node").string();
    return tools;
  }

  static constexpr const char* kDraw = R"(test -s "$2" && mkdir "$3" && echo svg > "$3/a.svg" && )"
                                       R"(echo '[{"file":"a.svg","title":"T","alt":"what","evidence":"why"}]')";
  const Json results_ = example::Full();
};

TEST_F(PageFolder, FindsWhatIsThere) {
  Put(folder_ / "report.html", kTemplate);
  const PageTools tools = FindPageTools(folder_.string());
  EXPECT_EQ(tools.page_template, (folder_ / "report.html").string());
  EXPECT_EQ(tools.figures, "");
}

TEST_F(PageFolder, FindsNodeOnThePathOnly) {
  const std::string path = std::getenv("PATH");
  Put(folder_ / "bin" / "node", "");
  setenv("PATH", ("/nowhere::" + (folder_ / "bin").string()).c_str(), 1);
  EXPECT_EQ(FindPageTools(folder_.string()).node, "") << "is not executable";
  fs::permissions(folder_ / "bin" / "node", fs::perms::owner_all);
  EXPECT_EQ(FindPageTools(folder_.string()).node, (folder_ / "bin" / "node").string());
  setenv("PATH", path.c_str(), 1);
}

TEST_F(PageFolder, WritesPageFiguresAndMarkdown) {
  const fs::path out = folder_ / "out";
  const Written written = Write(results_, out.string(), Tools(kDraw));
  EXPECT_EQ(written.problem, "");
  EXPECT_EQ(written.files.size(), 4u);
  for (const std::string& file : written.files) EXPECT_TRUE(fs::exists(file)) << file;
  EXPECT_EQ(results::ReadFile((out / "figures" / "a.svg").string()), "svg\n");
  const std::string page = results::ReadFile((out / "report.html").string());
  EXPECT_NE(page.find("sigmark-page/1"), std::string::npos);
  EXPECT_NE(results::ReadFile((out / "README.md").string()).find("![what](figures/a.svg)\n\n*T.* why\n"),
            std::string::npos);
}

TEST_F(PageFolder, WhatCannotBeMadeIsLeftOutAndNothingOldStays) {
  const fs::path out = folder_ / "out";
  Write(results_, out.string(), Tools(kDraw));
  for (const char* broken : {"exit 3", "echo nonsense", "kill -9 $$"}) {
    const Written written = Write(results_, out.string(), Tools(broken));
    EXPECT_NE(written.problem.find("left out the figures"), std::string::npos) << broken;
    EXPECT_FALSE(fs::exists(out / "figures")) << broken;
    EXPECT_TRUE(fs::exists(out / "report.html")) << broken;
    EXPECT_EQ(results::ReadFile((out / "README.md").string()), Markdown(results_)) << broken;
  }
  const Written written = Write(results_, out.string());
  EXPECT_NE(written.problem.find("report.html"), std::string::npos);
  EXPECT_FALSE(fs::exists(out / "report.html"));
  EXPECT_TRUE(fs::exists(out / "results.json"));
}

TEST_F(PageFolder, ReplacesFiguresThatAreNoLongerDrawn) {
  const fs::path out = folder_ / "out";
  Put(out / "figures" / "old.svg", "old");
  Put(out / "figures" / "notes.txt", "kept");
  WriteFigures({{"figures/new.svg", "new", "", "", ""}}, out.string());
  EXPECT_FALSE(fs::exists(out / "figures" / "old.svg"));
  EXPECT_TRUE(fs::exists(out / "figures" / "new.svg"));
  WriteFigures({}, out.string());
  EXPECT_FALSE(fs::exists(out / "figures" / "new.svg"));
  EXPECT_TRUE(fs::exists(out / "figures" / "notes.txt"));
}

TEST_F(PageFolder, SeveralCpusHaveOnePageAndAFolderEach) {
  Json other = results_;
  other["machine"]["cpu_id"] = "arm-1";
  const fs::path out = folder_ / "out";
  WriteAll({results_, other}, out.string(), Tools(kDraw));
  const std::string both = results::ReadFile((out / "report.html").string());
  EXPECT_NE(both.find("amd-25-1-1-3f9c"), std::string::npos);
  EXPECT_NE(both.find("arm-1"), std::string::npos);
  for (const char* cpu : {"amd-25-1-1-3f9c", "arm-1"}) {
    for (const char* file : {"README.md", "results.json", "report.html", "figures/a.svg"}) {
      EXPECT_TRUE(fs::exists(out / cpu / file)) << cpu << file;
    }
  }
  EXPECT_EQ(results::ReadFile((out / "arm-1" / "report.html").string()).find("amd-25-1-1-3f9c"), std::string::npos);
}

}  // namespace
}  // namespace sigmark::report
