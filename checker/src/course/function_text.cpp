#include "course/function_text.hpp"

#include <algorithm>
#include <cctype>
#include <set>
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
  if (text.substr(0, 7) == "struct " && text.substr(7, name.size()) == name && text.substr(7 + name.size(), 2) == " {")
    return true;
  if (std::isalpha(static_cast<unsigned char>(text.front())) == 0 && text.front() != '_') return false;
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos || at == 0 || text.substr(at + name.size(), 1) != "(") return false;
  return text[at - 1] == ' ' || text[at - 1] == '*' || text[at - 1] == '&';
}

/// Whether a definition ends in the line in which it begins.
bool is_one_line(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \r\n");
  return last != std::string_view::npos && text[last] == '}';
}

std::string unnamed_namespaces(std::string_view text) {
  std::string found;
  bool inside = false;
  for (const line& l : lines_of(text)) {
    const bool begins = l.text.substr(0, 11) == "namespace {";
    if (l.text.substr(0, 12) == "}  // namesp") inside = false;
    if (inside) found += l.text;
    inside = inside || begins;
  }
  return found;
}

std::size_t identifier_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && (std::isalnum(static_cast<unsigned char>(text[length])) != 0 || text[length] == '_'))
    ++length;
  return length;
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
    while (last < lines.size() && lines[last].text.front() != '}' && !(last == i && is_one_line(lines[i].text))) ++last;
    if (last == lines.size()) return std::nullopt;
    std::size_t first = i;
    const auto belongs = [&](std::string_view above) {
      return above.substr(0, 2) == "//" || above.substr(0, 8) == "template";
    };
    while (first > 0 && belongs(lines[first - 1].text)) --first;
    return text_range{lines[first].begin, lines[last].end};
  }
  return std::nullopt;
}

std::optional<std::string> function_with_helpers(std::string_view text, std::string_view name) {
  const auto main_range = find_function(text, name);
  if (!main_range) return std::nullopt;
  const std::string helpers = unnamed_namespaces(text);
  std::string shown(text.substr(main_range->begin, main_range->end - main_range->begin));
  std::set<std::string> known{std::string(name)};
  // What is shown grows by the definitions of the names in it, until no name is new.
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t length = identifier_length(std::string_view(shown).substr(at));
    const std::string word = shown.substr(at, length);
    at += std::max<std::size_t>(length, 1);
    if (length == 0 || !known.insert(word).second) continue;
    if (const auto range = find_function(helpers, word)) {
      shown += "\n" + helpers.substr(range->begin, range->end - range->begin);
    }
  }
  return shown;
}

}  // namespace gaplab
