#include "rewrite/declarations.hpp"

#include <algorithm>

namespace gaplab::sim::rewriting {

namespace {

bool is_class_key(std::string_view word) {
  return word == "struct" || word == "class" || word == "union" || word == "enum";
}

class declaration_reader {
 public:
  declaration_reader(const source& from, const scopes& in) : m_from(from), m_in(in) {}

  std::optional<declaration> read(std::size_t token) {
    m_made.first = m_in.statement_of(token);
    m_at = m_made.first;
    m_made.is_template = m_from.is(m_at, "template");
    while (m_at < m_from.tokens.size()) {
      if (m_from.is(m_at, ";")) {
        end_declarator();
        m_made.end = m_at;
        return m_made;
      }
      if (!step()) return std::nullopt;
      if (m_made.is_function) return m_made;
    }
    return std::nullopt;
  }

 private:
  /// Moves on by a token or a group of them; false where no declaration can go on.
  bool step() {
    const std::size_t after = skip_attribute(m_from, m_at);
    if (after != m_at) {
      m_at = after;
      return true;
    }
    const token& it = m_from.tokens[m_at];
    if (is_closing(it.text)) return false;
    if (is_opening(it.text)) return step_over_brackets();
    if (it.text == ",") {
      end_declarator();
      m_base_is_over = true;
      m_now = {};
      m_now.is_const = m_base_const;
    } else if (m_now.initialiser != none) {
      // Only brackets and the comma matter; a comma between < and > is part of a type.
      if (it.text == "<") skip_angles();
    } else if (it.text == "=" || it.text == ":") {
      m_now.initialiser = m_at;
    } else if (it.text == "<") {
      skip_angles();
    } else if (it.text == "*") {
      m_base_is_over = true;
      m_now.is_const = m_constexpr;
    } else if (it.text == "&") {
      m_base_is_over = true;
      m_now.is_reference = true;
    } else if (it.kind == token_kind::identifier) {
      step_over_word(it.text);
    }
    ++m_at;
    return true;
  }

  void step_over_word(std::string_view word) {
    if (word == "operator") {
      m_made.is_function = true;
    } else if (word == "extern") {
      m_made.is_extern = true;
    } else if (word == "const" || word == "constexpr") {
      m_constexpr = m_constexpr || word == "constexpr";
      m_now.is_const = true;
      if (!m_base_is_over) m_base_const = true;
    } else if (is_class_key(word)) {
      m_made.class_key = m_at;
    } else if (word != "volatile") {
      const bool qualified = m_from.is(m_at - 1, "::") && m_now.name != none && m_now.name + 2 == m_at;
      if (!qualified) m_now.qualifier = m_at;
      m_now.name = m_at;
    }
  }

  bool step_over_brackets() {
    const std::size_t close = m_from.match(m_at);
    if (close == none) return false;
    if (m_now.initialiser != none) {
      m_at = close + 1;
      return true;
    }
    if (m_from.is(m_at, "(")) return step_over_parentheses(close);
    if (m_from.is(m_at, "[")) {
      if (!m_now.is_array) m_now.is_unsized = close == m_at + 1;
      m_now.is_array = true;
    } else if (m_made.class_key != none && m_made.class_end == none && !m_base_is_over && defines_class()) {
      m_made.class_end = close;
      if (m_now.name != none && m_now.name > m_made.class_key) m_made.class_name = m_now.name;
      m_now.name = none;
    } else {
      m_now.initialiser = m_at;
    }
    m_at = close + 1;
    return true;
  }

  [[nodiscard]] bool defines_class() const {
    const std::size_t opened = m_in.opened_by(m_at);
    if (opened == none) return false;
    return m_in[opened].kind == scope_kind::members || m_from.is(m_made.class_key, "enum");
  }

  bool step_over_parentheses(std::size_t close) {
    if (m_from.is(m_at + 1, "*") || m_from.is(m_at + 1, "&")) {
      // float (*table[4])(float), int (&r)[3]; but float (*f(int))(float) is a function.
      m_base_is_over = true;
      m_now.is_const = m_constexpr;
      for (std::size_t i = m_at + 1; i < close; ++i) {
        if (m_from.is(i, "const")) m_now.is_const = true;
        if (!m_from.is_identifier(i) || m_from.is(i, "const") || m_from.is(i, "volatile")) continue;
        m_now.name = m_now.qualifier = i;
        m_made.is_function = m_from.is(i + 1, "(");
        m_now.is_array = m_from.is(i + 1, "[");
        break;
      }
      m_now.is_reference = m_from.is(m_at + 1, "&");
      m_at = close + 1;
      // What follows are the parameters or the extents of what is pointed to.
      while (m_from.is(m_at, "(") || m_from.is(m_at, "[")) {
        if (m_from.match(m_at) == none) return false;
        m_at = m_from.match(m_at) + 1;
      }
      return true;
    }
    const bool values = m_at + 1 < close && m_from.tokens[m_at + 1].kind != token_kind::identifier &&
                        !m_from.is(m_at + 1, "::") && !m_from.is(m_at + 1, ".");
    if (!values) {
      m_made.is_function = true;
      return true;
    }
    m_now.initialiser = m_at;
    m_at = close + 1;
    return true;
  }

  /// At a <: moves to its >, if there is one before the declaration's end, else stays.
  void skip_angles() {
    if (!m_from.is_identifier(m_at - 1)) return;
    constexpr std::size_t longest = 300;  // so that the time stays linear
    int depth = 0;
    const std::size_t last = std::min(m_from.tokens.size(), m_at + longest);
    for (std::size_t i = m_at; i < last; ++i) {
      const std::string_view it = m_from.tokens[i].text;
      if (it == ";" || it == "}" || it == ")" || it == "]") return;
      if (is_opening(it)) {
        if (m_from.match(i) == none) return;
        i = m_from.match(i);
      } else if (it == "<") {
        ++depth;
      } else if (it == ">" && --depth == 0) {
        m_at = i;
        return;
      }
    }
  }

  void end_declarator() {
    if (m_now.name != none) m_made.declarators.push_back(m_now);
  }

  const source& m_from;
  const scopes& m_in;
  declaration m_made;
  declarator m_now;
  std::size_t m_at = 0;
  bool m_base_is_over = false;  ///< the first * or & or comma was read
  bool m_base_const = false;
  bool m_constexpr = false;
};

}  // namespace

std::optional<declaration> read_declaration(const source& from, const scopes& in, std::size_t token) {
  return declaration_reader(from, in).read(token);
}

std::size_t skip_attribute(const source& from, std::size_t token) {
  if (from.is(token, "[") && from.is(token + 1, "[") && from.match(token) != none) return from.match(token) + 1;
  const bool named = from.is(token, "__attribute__") || from.is(token, "__attribute") || from.is(token, "alignas") ||
                     from.is(token, "decltype") || from.is(token, "typeof") || from.is(token, "__typeof__") ||
                     from.is(token, "__declspec");
  if (!named || !from.is(token + 1, "(") || from.match(token + 1) == none) return token;
  return from.match(token + 1) + 1;
}

}  // namespace gaplab::sim::rewriting
