// SPDX-License-Identifier: Apache-2.0
//
// Text, tables and numbers in Markdown (GitHub's flavour).
#ifndef SIGMARK_REPORTS_REPORT_MARKDOWN_H_
#define SIGMARK_REPORTS_REPORT_MARKDOWN_H_

#include <string>
#include <string_view>
#include <vector>

namespace sigmark::report {

// `text` in one line, so that it reads as itself: no markup, no HTML, no table cell more.
std::string Escape(std::string_view text);

// A table: a heading for each column, right-aligned where it starts with '>'. Cells are Markdown already.
class Table {
 public:
  explicit Table(const std::vector<std::string>& headings);
  // Precondition: one cell for each column.
  void Add(const std::vector<std::string>& cells);
  bool empty() const { return rows_ == 0; }
  // With a blank line after it.
  std::string Text() const { return text_ + "\n"; }

 private:
  std::size_t columns_;
  std::size_t rows_ = 0;
  std::string text_;
};

// An error bound, rounded up, so that what is printed is never below what was measured: 0.5, 0.5001, 2.361, 2.11e+06.
std::string Bound(double value);

// 1.23, 0.0123, 1.2e-07: `digits` significant ones.
std::string Number(double value, int digits = 3);

// 302,016.
std::string Count(unsigned long long value);

// Of `part` in `whole`: 0, 0.12 %, 100 %. Neither 0 nor 100 unless it is.
std::string Share(unsigned long long part, unsigned long long whole);

// "32 KiB", "1.5 MiB".
std::string Bytes(unsigned long long bytes);

// A hex float with its decimal, plain -0x1.62e43p+6 (−88.7228) or as code. Precondition: a hex_float of the schema.
std::string InputText(const std::string& hex);
std::string InputCell(const std::string& hex);

}  // namespace sigmark::report

#endif  // SIGMARK_REPORTS_REPORT_MARKDOWN_H_
