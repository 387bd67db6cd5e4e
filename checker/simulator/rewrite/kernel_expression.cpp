#include "rewrite/kernel_expression.hpp"

#include <algorithm>
#include <array>

namespace gaplab::sim::rewriting {

namespace {

/// Words that cannot be an operand: an expression begins after them.
bool is_before_expression(std::string_view word) {
  constexpr std::array<std::string_view, 11> words = {"return", "else",     "do",    "case",    "throw",    "co_return",
                                                      "goto",   "co_await", "typename", "constexpr", "default"};
  return std::find(words.begin(), words.end(), word) != words.end();
}
/// Words whose parentheses are followed by a statement.
bool is_before_condition(std::string_view word) {
  return word == "if" || word == "for" || word == "while" || word == "switch" || word == "constexpr";
}

class backwards {
 public:
  backwards(const source& from, std::size_t last) : m_from(from), m_at(last) {}

  kernel_expression read() {
    if (!read_postfix()) return {};
    while (!begins_here()) {
      // `k<n < 4>`: what looked like the beginning is in the midst of template arguments.
      const std::size_t opening = find_opening_angle(m_at - 1, 1);
      if (opening == none) break;
      m_at = opening - 1;
      m_made.name = none;
      if (!read_postfix()) return {};
    }
    m_made.first = m_at;
    return m_made;
  }

 private:
  [[nodiscard]] bool is_operand(std::size_t i) const {
    if (m_from.is_identifier(i)) return !is_before_expression(m_from.tokens[i].text);
    return m_from.is(i, ")") || m_from.is(i, "]") || m_from.is(i, ">");
  }

  /// A launch is a statement, or part of one that takes a void.
  [[nodiscard]] bool begins_here() const {
    if (m_at == 0) return true;
    const token& before = m_from.tokens[m_at - 1];
    if (before.kind == token_kind::punctuation) {
      constexpr std::string_view beginners = ";{}(,?:)[]";
      return before.text.size() == 1 && beginners.find(before.text.front()) != std::string_view::npos;
    }
    return before.kind == token_kind::identifier;
  }

  /// Moves to the first token of a primary expression with all that is attached to it.
  bool read_postfix() {
    while (true) {
      if (m_from.is(m_at, ">")) {
        const std::size_t opening = find_opening_angle(m_at - 1, 1);
        if (opening == none) return false;
        m_at = opening - 1;
        if (!m_from.is_identifier(m_at)) return false;
      }
      while (m_from.is(m_at, ")") || m_from.is(m_at, "]")) {
        const std::size_t opening = m_from.match(m_at);
        if (opening == none) return false;
        const bool round = m_from.is(m_at, ")");
        if (round && is_primary(opening)) {
          m_made.computed = m_made.computed || chooses(opening, m_at);
          m_at = opening;
          return true;
        }
        if (!is_operand(opening - 1)) return false;
        m_made.computed = m_made.computed || round;
        m_at = opening - 1;
        if (m_from.is(m_at, ">")) {
          const std::size_t angle = find_opening_angle(m_at - 1, 1);
          if (angle == none) return false;
          m_at = angle - 1;
        }
      }
      if (!m_from.is_identifier(m_at) || is_before_expression(m_from.tokens[m_at].text)) return false;
      if (!m_named) m_made.name = m_at;
      m_named = true;
      const bool more = read_qualifier();
      if (!more) return true;
    }
  }

  /// At a name: moves to what stands before its `::`, `.` or `->`; false where the name is the beginning.
  bool read_qualifier() {
    std::size_t before = m_at - 1;
    if (m_from.is(before, "template")) --before;
    if (m_from.is(before, "::")) {
      const std::size_t outer = before - 1;
      const bool decltype_before = m_from.is(outer, ")") && m_from.is(m_from.match(outer) - 1, "decltype");
      const bool name_before = m_from.is_identifier(outer) && !is_before_expression(m_from.tokens[outer].text);
      if (decltype_before || name_before || m_from.is(outer, ">")) {
        m_at = outer;
        return true;
      }
      m_at = before;
      return false;
    }
    if ((m_from.is(before, ".") && !m_from.is(before - 1, ".")) || m_from.is(before, "->")) {
      m_made.name = none;
      m_at = before - 1;
      return true;
    }
    return false;
  }

  /// Parentheses that hold the whole expression, and no arguments.
  [[nodiscard]] bool is_primary(std::size_t opening) const {
    if (!is_operand(opening - 1)) return true;
    const std::size_t condition = m_from.is(opening - 1, ")") ? m_from.match(opening - 1) : none;
    return condition != none && condition > 0 && m_from.is_identifier(condition - 1) &&
           is_before_condition(m_from.tokens[condition - 1].text);
  }

  /// Between parentheses: a ?:, a call, an assignment; but not a mere name, which may be a template's.
  [[nodiscard]] bool chooses(std::size_t opening, std::size_t closing) const {
    for (std::size_t i = opening + 1; i < closing; ++i) {
      if (m_from.is(i, "?") || m_from.is(i, "=") || m_from.is(i, ",")) return true;
      if (m_from.is(i, "<")) return false;  // template arguments, as no ? came before
      if (m_from.is(i, "(") && is_operand(i - 1)) return true;
    }
    return false;
  }

  /// From a token on backwards: the < that leaves `depth` open >. Ends with the statement.
  [[nodiscard]] std::size_t find_opening_angle(std::size_t i, int depth) const {
    constexpr std::size_t longest = 10000;  // so that the time stays linear
    for (std::size_t steps = 0; i < m_from.tokens.size() && steps < longest; --i, ++steps) {
      const std::string_view it = m_from.tokens[i].text;
      if (is_closing(it)) {
        if (m_from.match(i) == none || it == "}") return none;
        i = m_from.match(i);
      } else if (is_opening(it) || it == ";") {
        return none;
      } else if (it == ">") {
        ++depth;
      } else if (it == "<" && m_from.is_identifier(i - 1) && --depth == 0) {
        return i;
      }
    }
    return none;
  }

  const source& m_from;
  std::size_t m_at;
  kernel_expression m_made;
  bool m_named = false;
};

}  // namespace

kernel_expression read_kernel_expression(const source& from, std::size_t last) { return backwards(from, last).read(); }

}  // namespace gaplab::sim::rewriting
