#include "report/html_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace gaplab {

namespace {

constexpr std::size_t lines_at_once = 24;

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string preformatted(std::string_view label, const std::vector<std::string>& lines, std::size_t from,
                         std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += lines[i] + "\n";
  return html_scrolled(label, fmt::format("<pre>{}</pre>", text));
}

}  // namespace

std::string html_text(std::string_view text) { return escaped(printable(text)); }

std::string html_line(std::string_view text) { return escaped(printable_line(text)); }

std::string html_code(std::string_view text) { return fmt::format("<code>{}</code>", html_line(text)); }

std::string html_scrolled(std::string_view label, std::string_view content) {
  return fmt::format("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>\n",
                     html_line(label), content);
}

std::string html_said(std::string_view heading, std::string_view said) {
  if (said.empty()) return {};
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  bool all = true;
  for (const std::string& line : split_lines(said)) {
    // A line that alone is too long shows its beginning.
    std::string shown = html_text(line);
    all = bytes + shown.size() <= most_said;
    if (!all && lines.empty()) shown = html_text(line.substr(0, most_said / 8));  // a byte takes at most six
    if (all || lines.empty()) lines.push_back(shown);
    if (!all) break;
    bytes += shown.size();
  }
  std::string html = fmt::format("<h4>{}</h4>\n", html_line(heading));
  const std::size_t first = std::min(lines.size(), lines_at_once);
  html += preformatted(heading, lines, 0, first);
  if (lines.size() > first) {
    html += fmt::format("<details><summary>{}</summary>{}</details>\n", counted(lines.size() - first, "more line"),
                        preformatted(fmt::format("{}, the rest", heading), lines, first, lines.size()));
  }
  if (!all) html += "<p class=\"soft\">The rest is left out, to keep the page small.</p>\n";
  return html;
}

}  // namespace gaplab
