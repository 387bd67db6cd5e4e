#include "course/function_text.hpp"

#include <cctype>
#include <vector>

namespace gaplab {

namespace {

struct line {
  std::size_t begin, end;  ///< end is after the line feed
  std::string_view text;
};

std::vector<line> lines_of(std::string_view text) {
  std::vector<line> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t feed = text.find('\n', begin);
    const std::size_t end = feed == std::string_view::npos ? text.size() : feed + 1;
    lines.push_back({begin, end, text.substr(begin, end - begin)});
    begin = end;
  }
  return lines;
}

bool begins_definition(std::string_view text, std::string_view name) {
  if (std::isalpha(static_cast<unsigned char>(text.front())) == 0 && text.front() != '_') return false;
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos || at == 0 || text.substr(at + name.size(), 1) != "(") return false;
  return text[at - 1] == ' ' || text[at - 1] == '*' || text[at - 1] == '&';
}

}  // namespace

std::optional<text_range> find_function(std::string_view text, std::string_view name) {
  const std::vector<line> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!begins_definition(lines[i].text, name)) continue;
    // A semicolon before any opening brace makes it a declaration.
    const std::string_view rest = text.substr(lines[i].begin);
    if (rest.find(';') < rest.find('{')) continue;
    std::size_t last = i;
    while (last < lines.size() && lines[last].text.front() != '}') ++last;
    if (last == lines.size()) return std::nullopt;
    std::size_t first = i;
    while (first > 0 && lines[first - 1].text.substr(0, 2) == "//") --first;
    return text_range{lines[first].begin, lines[last].end};
  }
  return std::nullopt;
}

}  // namespace gaplab
