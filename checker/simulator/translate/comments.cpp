#include "translate/comments.hpp"

#include <algorithm>

#include "translate/tokens.hpp"

namespace gaplab::sim {

namespace {

class comment_remover {
 public:
  explicit comment_remover(std::string_view text) : m_text(text), m_made(text) {}

  std::string run() {
    while (m_at < m_text.size()) step();
    return std::move(m_made);
  }

 private:
  [[nodiscard]] char look(std::size_t at) const { return at < m_text.size() ? m_text[at] : '\0'; }

  void step() {
    const char c = look(m_at);
    const char after = look(m_at + 1);
    if (c == '/' && after == '*') {
      blank(std::min(m_text.find("*/", m_at + 2), m_text.size() - 2) + 2);
    } else if (c == '/' && after == '/') {
      blank(end_of_line());
    } else if (c == '"' || (c == '\'' && (m_at == 0 || !is_name_character(m_text[m_at - 1])))) {
      pass_literal(c);
    } else {
      ++m_at;
    }
  }

  void blank(std::size_t end) {
    for (; m_at < end; ++m_at) {
      const bool splice = look(m_at) == '\\' && look(m_at + 1) == '\n';
      if (m_text[m_at] != '\n' && !splice) m_made[m_at] = ' ';
    }
  }

  /// A backslash before it makes the next line a part of this one.
  [[nodiscard]] std::size_t end_of_line() const {
    std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
    while (end < m_text.size() && m_text[end - 1] == '\\') end = std::min(m_text.find('\n', end + 1), m_text.size());
    return end;
  }

  void pass_literal(char quote) {
    for (++m_at; m_at < m_text.size() && m_text[m_at] != quote && m_text[m_at] != '\n'; ++m_at) {
      if (m_text[m_at] == '\\') ++m_at;
    }
    m_at = std::min(m_at + 1, m_text.size());
  }

  std::string_view m_text;
  std::string m_made;
  std::size_t m_at = 0;
};

}  // namespace

std::string without_comments(std::string_view text) { return comment_remover(text).run(); }

}  // namespace gaplab::sim
