#include "rewrite/tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace gaplab::sim::rewriting {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Bytes of UTF-8 sequences count as letters, as in the compilers.
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || static_cast<unsigned char>(c) > 127;
}
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class tokeniser {
 public:
  explicit tokeniser(std::string_view text) { m_source.text = text; }

  source run() {
    // Text without linemarkers is the user's.
    m_source.files.emplace_back("input");
    while (m_at < size()) line();
    find_user_files();
    match_brackets();
    return std::move(m_source);
  }

 private:
  [[nodiscard]] std::size_t size() const { return m_source.text.size(); }
  [[nodiscard]] char look(std::size_t at) const { return at < size() ? m_source.text[at] : '\0'; }
  [[nodiscard]] std::size_t end_of_line(std::size_t at) const {
    return std::min(m_source.text.find('\n', at), size());
  }

  void line() {
    std::size_t first = m_at;
    while (first < size() && m_source.text[first] != '\n' && is_space(m_source.text[first])) ++first;
    if (look(first) == '#') {
      directive();
      return;
    }
    if (m_skipped) {
      m_at = end_of_line(m_at) + 1;
      return;
    }
    while (m_at < size() && m_source.text[m_at] != '\n') {
      if (is_space(m_source.text[m_at])) {
        ++m_at;
      } else {
        token_here();
      }
    }
    ++m_at;
    ++m_line;
  }

  void directive() {
    const std::size_t end = end_of_line(m_at);
    const std::string_view text = m_source.text.substr(m_at, end - m_at);
    m_at = end + 1;
    ++m_line;
    if (is_device_pragma(text)) m_source.device_pragmas.push_back(text);
    if (const auto marker = parse_linemarker(text)) follow(*marker);
  }

  void follow(const linemarker& marker) {
    const bool from_user = m_user;
    const std::size_t from_file = m_file;
    const int from_line = m_line - 1;
    const auto known = m_numbers.try_emplace(marker.file, m_source.files.size());
    if (known.second) m_source.files.push_back(marker.file);
    m_file = known.first->second;
    m_line = marker.line;
    m_user = !marker.system && !marker.file.starts_with('<');
    if (marker.enters && from_user && !m_user) m_source.inclusions.push_back({marker.file, from_file, from_line});
    if (m_user && m_unmarked.insert(m_file).second) m_order.push_back(m_file);
    // Within a file of the user's, flag 3 is on what a system's macro became: part of the user's declarations.
    m_skipped = !m_user && m_unmarked.count(m_file) == 0;
    if (!m_user && !m_skipped) m_marked.insert(m_file);
  }

  void token_here() {
    const std::size_t begin = m_at;
    const int first_line = m_line;
    const token_kind kind = take();
    const std::string_view text = m_source.text.substr(begin, m_at - begin);
    if (m_user) m_with_text.insert(m_file);
    m_source.tokens.push_back({kind, m_user, text, m_file, first_line, none});
  }

  /// Moves past one token.
  token_kind take() {
    const char c = look(m_at);
    if (is_letter(c)) return take_word();
    if (is_digit(c) || (c == '.' && is_digit(look(m_at + 1)))) return take_number();
    if (c == '"' || c == '\'') return take_quoted();
    const char next = look(m_at + 1);
    m_at += (c == ':' && next == ':') || (c == '-' && next == '>') ? 2 : 1;
    return token_kind::punctuation;
  }

  token_kind take_word() {
    const std::size_t begin = m_at;
    while (is_letter(look(m_at)) || is_digit(look(m_at))) ++m_at;
    const char quote = look(m_at);
    if (quote != '"' && quote != '\'') return token_kind::identifier;
    std::string_view word = m_source.text.substr(begin, m_at - begin);
    const bool raw = word.ends_with('R') && quote == '"';
    if (raw) word.remove_suffix(1);
    const bool prefix = word == "u8" || word == "u" || word == "U" || word == "L" || (raw && word.empty());
    if (!prefix) return token_kind::identifier;
    return raw ? take_raw() : take_quoted();
  }

  token_kind take_number() {
    ++m_at;
    while (true) {
      const char c = look(m_at);
      const char next = look(m_at + 1);
      const char lower = static_cast<char>(c | 0x20);
      if ((lower == 'e' || lower == 'p') && (next == '+' || next == '-')) {
        m_at += 2;
      } else if (is_letter(c) || is_digit(c) || c == '.' || (c == '\'' && (is_digit(next) || is_letter(next)))) {
        ++m_at;
      } else {
        return token_kind::number;
      }
    }
  }

  /// Up to the closing quote, or to the end of the line where there is none.
  token_kind take_quoted() {
    const char quote = look(m_at);
    ++m_at;
    while (m_at < size() && m_source.text[m_at] != '\n') {
      const char c = m_source.text[m_at];
      ++m_at;
      if (c == quote) break;
      if (c == '\\' && m_at < size() && m_source.text[m_at] != '\n') ++m_at;
    }
    return quote == '"' ? token_kind::string : token_kind::character;
  }

  /// R"mark( ... )mark"; where its end is missing, a plain string. The mark has at most 16 characters.
  token_kind take_raw() {
    const std::size_t bracket = m_source.text.substr(0, std::min(size(), m_at + 18)).find('(', m_at + 1);
    if (bracket == std::string_view::npos || m_unfinished_raw) return take_quoted();
    const std::string end = fmt::format("){}\"", m_source.text.substr(m_at + 1, bracket - m_at - 1));
    const std::size_t found = m_source.text.find(end, bracket);
    if (found == std::string_view::npos) {
      m_unfinished_raw = true;  // so that the rest is searched once only
      return take_quoted();
    }
    m_line += static_cast<int>(std::count(m_source.text.begin() + static_cast<std::ptrdiff_t>(m_at),
                                          m_source.text.begin() + static_cast<std::ptrdiff_t>(found), '\n'));
    m_at = found + end.size();
    return token_kind::string;
  }

  /// A file that says of itself, by a pragma, that it is a system's header looks like the user's up to that pragma. It
  /// has no text up to there.
  void find_user_files() {
    for (const std::size_t file : m_order) {
      if (m_with_text.count(file) > 0 || m_marked.count(file) == 0) m_source.user_files.push_back(m_source.files[file]);
    }
  }

  void match_brackets() {
    std::vector<std::size_t> open;
    std::size_t open_braces = 0;
    for (std::size_t i = 0; i < m_source.tokens.size(); ++i) {
      token& here = m_source.tokens[i];
      if (is_opening(here.text)) {
        open.push_back(i);
        if (here.text == "{") ++open_braces;
      } else if (is_closing(here.text)) {
        // A brace closes a brace, whatever was forgotten within.
        while (here.text == "}" && open_braces > 0 && !m_source.is(open.back(), "{")) open.pop_back();
        if (open.empty() || !are_partners(m_source.tokens[open.back()].text, here.text)) continue;
        if (here.text == "}") --open_braces;
        here.match = open.back();
        m_source.tokens[open.back()].match = i;
        open.pop_back();
      }
    }
  }

  static bool are_partners(std::string_view opening, std::string_view closing) {
    return (opening == "(" && closing == ")") || (opening == "[" && closing == "]") ||
           (opening == "{" && closing == "}");
  }

  source m_source;
  std::size_t m_at = 0;
  int m_line = 1;
  std::size_t m_file = 0;
  bool m_user = true;
  bool m_skipped = false;
  bool m_unfinished_raw = false;
  std::unordered_map<std::string, std::size_t> m_numbers;
  std::vector<std::size_t> m_order;            ///< the files with text that has no flag 3
  std::unordered_set<std::size_t> m_unmarked;  ///< the same
  std::unordered_set<std::size_t> m_marked;    ///< those of them that have text with flag 3, too
  std::unordered_set<std::size_t> m_with_text;
};

}  // namespace

bool is_opening(std::string_view token) { return token == "(" || token == "[" || token == "{"; }
bool is_closing(std::string_view token) { return token == ")" || token == "]" || token == "}"; }

bool source::is_triple(std::size_t i, std::string_view character) const {
  return is(i, character) && is(i + 1, character) && is(i + 2, character) &&
         tokens[i + 2].text.data() == tokens[i].text.data() + 2;
}

std::string source::place_of(std::size_t i) const {
  if (tokens.empty()) return files.front() + ":1";
  const token& at = tokens[std::min(i, tokens.size() - 1)];
  return fmt::format("{}:{}", files[at.file], at.line);
}

source tokenise(std::string_view text) { return tokeniser(text).run(); }

}  // namespace gaplab::sim::rewriting
