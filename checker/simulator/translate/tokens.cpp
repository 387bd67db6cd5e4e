#include "translate/tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "translate/rewrite.hpp"

namespace gaplab::sim {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// `# 12 "sum.cu" 1 3`, taken apart.
struct linemarker {
  bool valid = false;
  int line = 0;
  std::string file;
  bool enters = false;
  bool system = false;
};

linemarker parse_marker(std::string_view text) {
  linemarker m;
  std::size_t at = 1;
  while (at < text.size() && text[at] == ' ') ++at;
  if (text.substr(at, 5) == "line ") at += 5;
  if (at >= text.size() || !is_digit(text[at])) return m;
  long line = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) line = std::min(line * 10 + (text[at] - '0'), 100'000'000L);
  const std::size_t quote = text.find('"', at);
  if (quote == std::string_view::npos) return m;
  std::size_t end = quote + 1;
  for (; end < text.size() && text[end] != '"'; ++end) {
    if (text[end] == '\\' && end + 1 < text.size()) ++end;
    m.file += text[end];
  }
  for (const char flag : text.substr(std::min(end + 1, text.size()))) {
    m.enters = m.enters || flag == '1';
    m.system = m.system || flag == '3';
  }
  m.line = static_cast<int>(line);
  m.valid = true;
  return m;
}

/// Splits a text. Whatever it holds, all of it ends up in tokens.
class lexer {
 public:
  lexer(std::string_view text, std::vector<token>& tokens, std::vector<std::string>& files)
      : m_text(text), m_tokens(tokens), m_files(files) {}

  void run() {
    find_system_files();
    while (m_at < m_text.size()) {
      const bool line_begins = m_at == 0 || m_text[m_at - 1] == '\n';
      if (line_begins && m_text[m_at] == '#') {
        take_marker();
      } else if (m_file < 0) {
        take_foreign();
      } else {
        take_token();
      }
    }
  }

 private:
  /// `#pragma GCC system_header` is seen only by the flags of a file's later markers: every one has a 3, and the first
  /// comes before anything else. In a file of the user's that flag means a macro of a system's header, and the next
  /// marker has it no more.
  void find_system_files() {
    struct history {
      bool flagged = false;  ///< the first marker after it was entered has the 3
      bool user = false;
    };
    std::map<std::string, history> files;
    const history* entered = nullptr;  // and nothing was there since
    for (std::size_t at = 0; at < m_text.size();) {
      const std::size_t end = std::min(m_text.find('\n', at), m_text.size() - 1) + 1;
      const std::string_view line = m_text.substr(at, end - at);
      at = end;
      const linemarker m = line.front() == '#' ? parse_marker(line) : linemarker{};
      if (!m.valid) {
        if (!std::all_of(line.begin(), line.end(), is_space)) entered = nullptr;
        continue;
      }
      history& h = files[m.file];
      if (m.enters) {
        entered = &h;
      } else {
        h.flagged = h.flagged || (m.system && entered == &h);
        h.user = h.user || !m.system;
        entered = nullptr;
      }
    }
    for (const auto& [name, h] : files) {
      if (h.flagged && !h.user) m_numbers.emplace(name, -1);
    }
  }

  void add(token_kind kind, std::size_t size) { add(kind, size, m_text.substr(m_at, size)); }

  void add(token_kind kind, std::size_t size, std::string_view text) {
    m_tokens.push_back({kind, text, m_file, m_line});
    if (kind == token_kind::space || kind == token_kind::literal || kind == token_kind::marker) {
      m_line += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    }
    m_at += size;
  }

  void take_marker() {
    const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size() - 1) + 1;
    const std::string_view line = m_text.substr(m_at, end - m_at);
    const linemarker m = parse_marker(line);
    add(token_kind::marker, line.size());
    if (!m.valid) return;
    m_file = file_number(m);
    m_line = m.line;
  }

  /// Whose a file is, is decided when it is entered; the flags of later markers tell of macros only.
  int file_number(const linemarker& m) {
    const auto [found, is_new] = m_numbers.try_emplace(m.file, -1);
    if (is_new && !m.system && !m.file.empty() && m.file.front() != '<') {
      found->second = static_cast<int>(m_files.size());
      m_files.push_back(m.file);
    }
    return found->second;
  }

  void take_foreign() {
    std::size_t end = m_at;
    do {
      end = std::min(m_text.find('\n', end), m_text.size() - 1) + 1;
    } while (end < m_text.size() && m_text[end] != '#');
    add(token_kind::foreign, end - m_at);
  }

  template <class Test>
  std::size_t run_of(std::size_t from, Test test) const {
    std::size_t end = from;
    while (end < m_text.size() && test(m_text[end])) ++end;
    return end;
  }

  void take_token() {
    const char c = m_text[m_at];
    if (is_space(c)) {
      // A line that begins with # ends the run.
      std::size_t end = m_at;
      while (end < m_text.size() && is_space(m_text[end])) {
        ++end;
        if (m_text[end - 1] == '\n' && end < m_text.size() && m_text[end] == '#') break;
      }
      add(token_kind::space, end - m_at);
    } else if (is_letter(c)) {
      const std::size_t end = run_of(m_at, [](char x) { return is_letter(x) || is_digit(x); });
      const bool quoted = end < m_text.size() && (m_text[end] == '"' || m_text[end] == '\'') && is_prefix(end);
      if (!quoted) {
        add(token_kind::word, end - m_at);
      } else if (m_text[end - 1] == 'R') {
        add(token_kind::literal, raw_string_end(end) - m_at);
      } else {
        add(token_kind::literal, literal_end(end) - m_at);
      }
    } else if (is_digit(c) || (c == '.' && m_at + 1 < m_text.size() && is_digit(m_text[m_at + 1]))) {
      add(token_kind::number, number_end() - m_at);
    } else if (c == '"' || c == '\'') {
      add(token_kind::literal, literal_end(m_at) - m_at);
    } else {
      const std::string_view two = m_text.substr(m_at, 2);
      if (const std::string_view bracket = digraph(two); !bracket.empty()) {
        add(token_kind::punctuation, 2, bracket);
      } else {
        add(token_kind::punctuation, two == "::" || two == "->" ? 2 : 1);
      }
    }
  }

  /// What <% and its like stand for. <:: is a < and a ::, unless a : or a > follows.
  [[nodiscard]] std::string_view digraph(std::string_view two) const {
    if (two == "<%") return "{";
    if (two == "%>") return "}";
    if (two == ":>") return "]";
    if (two != "<:") return {};
    const std::string_view after = m_text.substr(m_at + 2, 2);
    const bool scope = !after.empty() && after[0] == ':' && after != "::" && after != ":>";
    return scope ? std::string_view{} : "[";
  }

  /// u8"", u"", U"", L"", each perhaps with R.
  [[nodiscard]] bool is_prefix(std::size_t end) const {
    const std::string_view word = m_text.substr(m_at, end - m_at);
    const std::string_view plain = word.back() == 'R' ? word.substr(0, word.size() - 1) : word;
    return plain.empty() || plain == "u8" || plain == "u" || plain == "U" || plain == "L";
  }

  /// Behind the closing quote; at the line's end where there is none.
  [[nodiscard]] std::size_t literal_end(std::size_t quote) const {
    std::size_t end = quote + 1;
    while (end < m_text.size() && m_text[end] != m_text[quote] && m_text[end] != '\n') {
      end += m_text[end] == '\\' && end + 1 < m_text.size() ? 2U : 1U;
    }
    return std::min(end < m_text.size() && m_text[end] == m_text[quote] ? end + 1 : end, m_text.size());
  }

  [[nodiscard]] std::size_t raw_string_end(std::size_t quote) const {
    const std::size_t open = m_text.find('(', quote);
    if (open == std::string_view::npos || open - quote > 17) return literal_end(quote);
    const std::string close = ")" + std::string(m_text.substr(quote + 1, open - quote - 1)) + "\"";
    const std::size_t end = m_text.find(close, open);
    return end == std::string_view::npos ? m_text.size() : end + close.size();
  }

  /// As the preprocessor sees numbers: 1e+5, 0x1p-3, 1'000, 2.f.
  [[nodiscard]] std::size_t number_end() const {
    std::size_t end = m_at + 1;
    while (end < m_text.size()) {
      const char c = m_text[end];
      const char before = m_text[end - 1];
      const bool sign = (c == '+' || c == '-') && (before == 'e' || before == 'E' || before == 'p' || before == 'P');
      const bool separator =
          c == '\'' && end + 1 < m_text.size() && (is_letter(m_text[end + 1]) || is_digit(m_text[end + 1]));
      if (!is_letter(c) && !is_digit(c) && c != '.' && !sign && !separator) break;
      ++end;
    }
    return end;
  }

  std::string_view m_text;
  std::vector<token>& m_tokens;
  std::vector<std::string>& m_files;
  std::map<std::string, int> m_numbers;  ///< -1: a system file
  std::size_t m_at = 0;
  int m_file = -1;
  int m_line = 1;
};

}  // namespace

token_list::token_list(std::string_view text) {
  lexer(text, m_tokens, m_files).run();
  m_change_of.resize(m_tokens.size());
  find_partners();
}

void token_list::find_partners() {
  m_partners.assign(m_tokens.size(), none);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < m_tokens.size(); ++i) {
    if (m_tokens[i].kind != token_kind::punctuation) continue;
    const char c = m_tokens[i].text.front();
    if (c == '(' || c == '[' || c == '{') {
      open.push_back(i);
    } else if (c == ')' || c == ']' || c == '}') {
      const char wanted = c == ')' ? '(' : c == ']' ? '[' : '{';
      if (open.empty() || m_tokens[open.back()].text.front() != wanted) continue;
      m_partners[i] = open.back();
      m_partners[open.back()] = i;
      open.pop_back();
    }
  }
}

const std::string& token_list::file_of(std::size_t i) const {
  static const std::string unknown = "?";
  const int file = i < size() ? m_tokens[i].file : -1;
  return file < 0 ? unknown : m_files[static_cast<std::size_t>(file)];
}

namespace {

bool means_something(const token& t) {
  return t.kind != token_kind::space && t.kind != token_kind::marker && t.kind != token_kind::foreign;
}

}  // namespace

std::size_t token_list::next(std::size_t i) const {
  if (i == none) return none;
  for (++i; i < size(); ++i) {
    if (means_something(m_tokens[i])) return i;
  }
  return none;
}

std::size_t token_list::previous(std::size_t i) const {
  if (i == none) return none;
  while (i-- > 0) {
    if (means_something(m_tokens[i])) return i;
  }
  return none;
}

std::size_t token_list::closing_angle(std::size_t i) const {
  // Longer ones there are none, and where many a < is a comparison, each would otherwise be followed to the end.
  constexpr int most_tokens = 2000;
  int depth = 0;
  for (int count = 0; i != none && count < most_tokens; ++count, i = next(i)) {
    if (m_tokens[i].kind != token_kind::punctuation) continue;
    switch (m_tokens[i].text.front()) {
      case '<': ++depth; break;
      case '>':
        if (--depth == 0) return i;
        break;
      case '(':
      case '[':
      case '{': i = partner(i); break;
      case ')':
      case ']':
      case '}':
      case ';': return none;
      default: break;
    }
  }
  return none;
}

std::size_t token_list::behind_attributes(std::size_t i) const {
  while (is(i, "[") && is(next(i), "[") && partner(i) != none) i = next(partner(i));
  return i;
}

token_list::change& token_list::change_of(std::size_t i) {
  if (m_change_of[i] == 0) {
    m_changes.emplace_back();
    m_change_of[i] = static_cast<std::uint32_t>(m_changes.size());
  }
  return m_changes[m_change_of[i] - 1];
}

void token_list::replace(std::size_t i, std::string text) {
  change& c = change_of(i);
  c.replaced = true;
  c.instead = std::move(text);
}

void token_list::insert_before(std::size_t i, const std::string& text) { change_of(i).before += text; }

void token_list::append_after(std::size_t i, const std::string& text) { change_of(i).after += text; }

std::string_view token_list::text_of(std::size_t i) const {
  if (m_change_of[i] == 0) return m_tokens[i].text;
  const change& c = m_changes[m_change_of[i] - 1];
  return c.replaced ? std::string_view(c.instead) : m_tokens[i].text;
}

std::string token_list::plain_text(std::size_t first, std::size_t last) const {
  std::string text;
  for (std::size_t i = first; i <= last && i < size(); ++i) {
    if (means_something(m_tokens[i])) {
      text += text_of(i);
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  return text;
}

std::string token_list::text() const {
  std::string text;
  for (std::size_t i = 0; i < size(); ++i) {
    if (m_change_of[i] == 0) {
      text += m_tokens[i].text;
      continue;
    }
    const change& c = m_changes[m_change_of[i] - 1];
    text += c.before;
    text += c.replaced ? std::string_view(c.instead) : m_tokens[i].text;
    text += c.after;
  }
  return text;
}

void token_list::fail(std::size_t i, const std::string& what) const {
  throw rewrite_error(fmt::format("{}:{}: {}", file_of(i), i < size() ? m_tokens[i].line : 0, what));
}

}  // namespace gaplab::sim
