#include "rewrite/linemarker.hpp"

#include <algorithm>
#include <charconv>

namespace gaplab::sim::rewriting {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

/// Takes the word off, if the text begins with it and the word ends there.
bool skip_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  if (text.size() > word.size() && !is_blank(text[word.size()])) return false;
  text.remove_prefix(word.size());
  skip_blanks(text);
  return true;
}

/// The file's name between quotes, with its escapes undone: \\, \" and \303.
std::optional<std::string> take_name(std::string_view& text) {
  std::string name;
  if (text.empty() || text.front() != '"') return std::nullopt;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return name;
    }
    if (text[i] != '\\' || i + 1 == text.size()) {
      name += text[i];
      continue;
    }
    ++i;
    int value = 0;
    int digits = 0;
    for (; digits < 3 && i < text.size() && text[i] >= '0' && text[i] <= '7'; ++digits, ++i) {
      value = 8 * value + (text[i] - '0');
    }
    name += digits > 0 ? static_cast<char>(value) : text[i];
    if (digits > 0) --i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<linemarker> parse_linemarker(std::string_view line) {
  skip_blanks(line);
  if (line.empty() || line.front() != '#') return std::nullopt;
  line.remove_prefix(1);
  skip_blanks(line);
  skip_word(line, "line");
  linemarker marker;
  const auto number = std::from_chars(line.data(), line.data() + line.size(), marker.line);
  if (number.ec != std::errc()) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(number.ptr - line.data()));
  skip_blanks(line);
  auto name = take_name(line);
  if (!name) return std::nullopt;
  marker.file = std::move(*name);
  while (true) {
    skip_blanks(line);
    if (line.empty() || !is_digit(line.front())) break;
    const std::size_t end = std::min(line.find_first_not_of("0123456789"), line.size());
    const std::string_view flag = line.substr(0, end);
    marker.enters = marker.enters || flag == "1";
    marker.system = marker.system || flag == "3";
    line.remove_prefix(end);
  }
  return marker;
}

bool is_device_pragma(std::string_view line) {
  skip_blanks(line);
  if (line.empty() || line.front() != '#') return false;
  line.remove_prefix(1);
  skip_blanks(line);
  if (!skip_word(line, "pragma")) return false;
  return line.starts_with("unroll") || line.starts_with("nounroll") || line.starts_with("nv_") ||
         line.starts_with("hd_warning_disable") || line.starts_with("diag_");
}

}  // namespace gaplab::sim::rewriting
