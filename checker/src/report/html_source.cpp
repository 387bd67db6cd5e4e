#include "report/html_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/text.hpp"
#include "course/function_text.hpp"
#include "report/html_text.hpp"

namespace gaplab {

namespace {

constexpr std::size_t context = 3;             // lines on either side of a marked one
constexpr std::size_t longest_line = 240;      // bytes
constexpr std::size_t longest_function = 120;  // lines
constexpr std::string_view gap = "<span class=\"gap\">&#8942;</span>\n";

std::string code_line(const std::string& line, std::size_t number, const std::string& label) {
  std::string_view shown = line;
  if (!shown.empty() && shown.back() == '\r') shown.remove_suffix(1);
  const bool cut = shown.size() > longest_line;
  const std::string text = html_text(shown.substr(0, longest_line)) + (cut ? " &hellip;" : "");
  if (label.empty()) return fmt::format("<span class=\"line\"><b>{}</b> {}</span>\n", number, text);
  return fmt::format("<span class=\"line\"><b>{}</b> <mark>{}</mark><i>&#9650; {}</i></span>", number, text,
                     html_line(label));
}

std::string listing(std::string_view file, std::size_t first, std::size_t last, const std::string& lines) {
  return html_scrolled(fmt::format("{}, lines {} to {}", file, first, last),
                       fmt::format("<pre class=\"code\">{}</pre>", lines));
}

}  // namespace

std::vector<std::size_t> lines_named(std::string_view text, std::string_view file) {
  std::vector<std::size_t> lines;
  for (std::size_t at = text.find(file); !file.empty() && at != std::string_view::npos; at = text.find(file, at + 1)) {
    const std::string_view before = text.substr(0, at);
    const std::string_view after = text.substr(at + file.size());
    const bool whole_name =
        before.empty() || std::string_view("/ (`'\"\n").find(before.back()) != std::string_view::npos;
    if (!whole_name || after.size() < 2 || (after.front() != ':' && after.front() != '(')) continue;
    std::size_t line = 0;
    const auto [end, problem] = std::from_chars(after.data() + 1, after.data() + after.size(), line);
    if (problem == std::errc() && line > 0) lines.push_back(line);
  }
  return lines;
}

std::string html_excerpt(const std::string& source, std::string_view file, const std::vector<line_mark>& marks) {
  const std::vector<std::string> lines = split_lines(source);
  std::map<std::size_t, std::string> labels;
  std::set<std::size_t> shown;
  for (const line_mark& mark : marks) {
    if (mark.line == 0 || mark.line > lines.size()) continue;
    std::string& label = labels[mark.line];
    if (label.find(mark.label) == std::string::npos) label += (label.empty() ? "" : "; ") + mark.label;
    const std::size_t last = std::min(mark.line + context, lines.size());
    for (std::size_t n = mark.line - std::min(context, mark.line - 1); n <= last; ++n) shown.insert(n);
  }
  if (shown.empty()) return {};
  std::string text;
  std::size_t before = *shown.begin() - 1;
  for (const std::size_t n : shown) {
    if (n != before + 1) text += gap;
    const auto label = labels.find(n);
    text += code_line(lines[n - 1], n, label == labels.end() ? "" : label->second);
    before = n;
  }
  return listing(file, *shown.begin(), *shown.rbegin(), text);
}

std::string html_function(const std::string& source, std::string_view file, std::string_view function) {
  const auto range = find_function(source, function);
  if (!range) return {};
  const auto count = std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(range->begin), '\n');
  const std::size_t first = static_cast<std::size_t>(count) + 1;
  const std::vector<std::string> lines = split_lines(source.substr(range->begin, range->end - range->begin));
  const std::size_t shown = std::min(lines.size(), longest_function);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += code_line(lines[i], first + i, "");
  if (shown < lines.size()) text += gap;
  return fmt::format("<details><summary>The function, as it was checked</summary>\n{}</details>\n",
                     listing(file, first, first + shown - 1, text));
}

}  // namespace gaplab
