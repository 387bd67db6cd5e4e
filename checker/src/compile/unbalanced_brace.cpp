#include "compile/unbalanced_brace.hpp"

#include <vector>

#include "base/text.hpp"
#include "translate/comments.hpp"
#include "translate/tokens.hpp"

namespace gaplab {

namespace {

struct opened {
  int line;
  std::size_t indent;
};

/// Goes through the braces and remembers the first whose line is not indented as its partner's.
class brace_walk {
 public:
  explicit brace_walk(const std::string& text) : m_lines(split_lines(text)) {}

  void open(int line) { m_open.push_back({line, indent_of(line)}); }

  void close(int line) {
    if (m_open.empty()) {
      if (m_surplus == 0) m_surplus = line;
      return;
    }
    const opened partner = m_open.back();
    m_open.pop_back();
    if (!begins_line(line) || partner.line == line) return;
    if (indent_of(line) < partner.indent && m_unclosed == 0) m_unclosed = partner.line;
    if (indent_of(line) > partner.indent && m_early == 0) m_early = line;
  }

  [[nodiscard]] std::optional<unbalanced_brace> result() const {
    if (!m_open.empty()) return unbalanced_brace{true, m_unclosed != 0 ? m_unclosed : m_open.back().line};
    if (m_surplus != 0) return unbalanced_brace{false, m_early != 0 ? m_early : m_surplus};
    return std::nullopt;
  }

 private:
  [[nodiscard]] const std::string& text_of(int line) const {
    static const std::string none;
    return line >= 1 && static_cast<std::size_t>(line) <= m_lines.size() ? m_lines[static_cast<std::size_t>(line) - 1]
                                                                         : none;
  }
  [[nodiscard]] std::size_t indent_of(int line) const {
    const std::size_t indent = text_of(line).find_first_not_of(" \t");
    return indent == std::string::npos ? 0 : indent;
  }
  [[nodiscard]] bool begins_line(int line) const {
    const std::string& text = text_of(line);
    return indent_of(line) < text.size() && text[indent_of(line)] == '}';
  }

  std::vector<std::string> m_lines;
  std::vector<opened> m_open;
  int m_unclosed = 0;
  int m_early = 0;
  int m_surplus = 0;
};

}  // namespace

std::optional<unbalanced_brace> find_unbalanced_brace(const std::string& text) {
  const std::string marked = "# 1 \"file\"\n" + sim::without_comments(text);
  const sim::token_list tokens(marked);
  brace_walk walk(text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens.is(i, "{")) walk.open(tokens[i].line);
    if (tokens.is(i, "}")) walk.close(tokens[i].line);
  }
  return walk.result();
}

}  // namespace gaplab
