#include "translate/declarators.hpp"

namespace gaplab::sim {

namespace {

class parser {
 public:
  parser(const token_list& tokens, std::size_t first, std::size_t end) : m_tokens(tokens), m_at(first), m_end(end) {}

  declaration run() {
    m_at = m_tokens.behind_attributes(m_at);
    if (m_tokens.is(m_at, "template") && m_tokens.is(next_of(m_at), "<")) {
      m_result.is_template = true;
      if (const std::size_t close = m_tokens.closing_angle(next_of(m_at)); close < m_end) m_at = next_of(close);
    }
    for (; m_at < m_end && !m_result.is_function; m_at = next_of(m_at)) {
      if (m_in_value) {
        pass_value();
      } else if (m_tokens.is_word(m_at)) {
        word();
      } else {
        punctuation();
      }
    }
    end_declarator();
    return std::move(m_result);
  }

 private:
  [[nodiscard]] std::size_t next_of(std::size_t i) const { return std::min(m_tokens.next(i), m_end); }

  /// To the last token of the brackets that begin at i, or to the end.
  [[nodiscard]] std::size_t behind(std::size_t i) const {
    const std::size_t partner = m_tokens.partner(i);
    return partner == token_list::none || partner >= m_end ? m_end - 1 : partner;
  }

  void word() {
    const std::string_view w = m_tokens[m_at].text;
    if (w == "__shared__") {
      m_result.shared.push_back(m_at);
    } else if (w == "__device__") {
      m_result.device.push_back(m_at);
    } else if (w == "__constant__") {
      m_result.constant.push_back(m_at);
    } else if (w == "__managed__") {
      m_result.managed.push_back(m_at);
    } else if (w == "static" || w == "extern") {
      m_result.storage.push_back(m_at);
      m_result.is_extern = m_result.is_extern || w == "extern";
    } else if (w == "constexpr") {
      m_result.is_constexpr = true;
    } else if (w == "const") {
      (m_seen_star ? m_const_after_star : m_const_before_star) = true;
    } else if (w == "alignas" || w == "__attribute__") {
      const std::size_t open = next_of(m_at);
      if (!m_tokens.is(open, "(")) return;
      if (!m_class_head) m_result.alignments.emplace_back(m_at, behind(open));
      m_at = behind(open);
    } else if (w == "operator") {
      m_result.is_function = true;
    } else if (w == "struct" || w == "class" || w == "union" || w == "enum") {
      m_class_head = true;
    } else if (w == "decltype" || w == "typeof" || w == "__typeof__") {
      if (const std::size_t open = next_of(m_at); m_tokens.is(open, "(")) m_at = behind(open);
    } else if (m_angles == 0 && w != "volatile" && w != "__restrict" && w != "typename") {
      m_name = m_at;
    }
  }

  void punctuation() {
    const char c = m_tokens[m_at].text.front();
    if (m_tokens[m_at].text == "::" || m_tokens[m_at].text == "->") return;
    switch (c) {
      case '<': ++m_angles; return;
      case '>':
        if (m_angles > 0) --m_angles;
        return;
      case '*':
        if (m_angles == 0) m_seen_star = true;
        return;
      case '[':
        if (m_angles == 0) m_is_array = m_is_array || m_name != token_list::none;
        m_at = behind(m_at);
        return;
      case '(': parenthesis(); return;
      case '{':
        if (m_class_head) {
          m_class_head = false;
        } else {
          m_initialised = true;
        }
        m_at = behind(m_at);
        return;
      case '=':
        m_initialised = true;
        m_in_value = true;
        return;
      case ',':
        if (m_angles == 0) end_declarator();
        return;
      default: return;
    }
  }

  /// float (*p)[4] and float (*f)(float) declare variables, and so does float x(3.0f); whatever else has parentheses
  /// here is a function.
  void parenthesis() {
    if (m_angles > 0) {
      m_at = behind(m_at);
      return;
    }
    const std::size_t inside = next_of(m_at);
    if (m_of_pointer) {
      m_at = behind(m_at);
      return;
    }
    if (m_name != token_list::none && begins_value(inside)) {
      m_initialised = true;
      m_at = behind(m_at);
      return;
    }
    if (!m_tokens.is(inside, "*") && !m_tokens.is(inside, "&")) {
      m_result.is_function = true;
      return;
    }
    m_seen_star = m_of_pointer = true;
    const std::size_t last = behind(m_at);
    for (std::size_t i = inside; i < last; i = next_of(i)) {
      if (m_tokens.is(i, "const")) {
        m_const_after_star = true;
      } else if (m_tokens.is_word(i)) {
        m_name = i;
      } else if (m_tokens.is(i, "(")) {
        m_result.is_function = true;  // one that returns a pointer
        return;
      } else if (m_tokens.is(i, "[")) {
        m_is_array = true;
        i = behind(i);
      }
    }
    m_at = last;
  }

  /// What no parameter begins with.
  [[nodiscard]] bool begins_value(std::size_t i) const {
    if (i == token_list::none || i >= m_end) return false;
    if (m_tokens[i].kind == token_kind::number || m_tokens[i].kind == token_kind::literal) return true;
    return m_tokens.is_one_of(i, {"true", "false", "nullptr", "sizeof", "-", "+", "!", "~", "{"});
  }

  /// The value after a =, up to the comma that ends it. Commas within <> are taken for the end of one only where no
  /// word was before the <.
  void pass_value() {
    const char c = m_tokens[m_at].text.front();
    if (m_tokens[m_at].kind != token_kind::punctuation) return;
    if (c == '(' || c == '[' || c == '{') {
      m_at = behind(m_at);
    } else if (c == '<') {
      m_at = behind_template(m_at);
    } else if (c == ',') {
      end_declarator();
    }
  }

  [[nodiscard]] std::size_t behind_template(std::size_t open) const {
    if (!m_tokens.is_word(m_tokens.previous(open))) return open;
    const std::size_t close = m_tokens.closing_angle(open);
    return close < m_end ? close : open;
  }

  void end_declarator() {
    if (m_name != token_list::none && !m_result.is_function) {
      const bool constant = m_seen_star ? m_const_after_star : m_const_before_star;
      m_result.declarators.push_back({m_name, m_is_array, m_initialised, constant});
    }
    m_name = token_list::none;
    m_is_array = m_initialised = m_in_value = m_seen_star = m_of_pointer = m_const_after_star = false;
  }

  const token_list& m_tokens;
  std::size_t m_at;
  std::size_t m_end;
  declaration m_result;
  std::size_t m_name = token_list::none;
  int m_angles = 0;
  bool m_is_array = false;
  bool m_initialised = false;
  bool m_in_value = false;
  bool m_class_head = false;
  bool m_seen_star = false;
  bool m_of_pointer = false;  ///< (*name) was there: what follows is what it points to
  bool m_const_before_star = false;
  bool m_const_after_star = false;
};

}  // namespace

declaration parse_declaration(const token_list& tokens, std::size_t first, std::size_t end) {
  return parser(tokens, first, end).run();
}

}  // namespace gaplab::sim
