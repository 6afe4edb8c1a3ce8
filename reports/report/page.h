// SPDX-License-Identifier: Apache-2.0
//
// The HTML page and the static figures. Both are built from reports/page by Node; of that, this needs a template for
// the page, and for the figures a program and Node.
#ifndef SIGMARK_REPORTS_REPORT_PAGE_H_
#define SIGMARK_REPORTS_REPORT_PAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "reports/results/results.h"

namespace sigmark::report {

using results::Json;

// Paths; empty where something is not there.
struct PageTools {
  std::string page_template;  // report.html without data
  std::string figures;        // figures.mjs
  std::string node;

  // What cannot be made without it, and the remedy: one line, empty if all is there.
  std::string Missing() const;
};

// `folder`/report.html and figures.mjs, and the node of the PATH. Without `folder`: ../page beside this executable.
PageTools FindPageTools();
PageTools FindPageTools(const std::string& folder);

// `json` in one line for an HTML script element: nothing in it ends the element or starts a comment.
std::string InlineJson(const Json& json);

// The page of `data` (results::PageData). Throws DataError if the template has no place for data, or several.
std::string Page(std::string_view page_template, const Json& data);

struct Figure {
  std::string file;  // relative to the folder of the page: "figures/pareto.svg"
  std::string svg;
  std::string title;
  std::string alt;       // what it shows
  std::string evidence;  // on what its numbers stand
};

struct Drawing {
  std::vector<Figure> figures;  // in order
  std::string problem;          // why there are none: one line, or empty
};

// The figures of the first report of `data`. Throws DataError if it was interrupted or the disk is full.
Drawing DrawFigures(const PageTools& tools, const Json& data);

// Writes folder/report.html, or removes one of other data if there is no template.
void WritePage(const PageTools& tools, const Json& data, const std::string& folder);

// Writes the figures, and removes those of other data. Throws DataError.
void WriteFigures(const std::vector<Figure>& figures, const std::string& folder);

// The figures in Markdown, each with its caption; empty without any.
std::string FiguresMarkdown(const std::vector<Figure>& figures);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_PAGE_H_
