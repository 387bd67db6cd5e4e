#include "mutate/definitions.hpp"

#include "translate/comments.hpp"

namespace gaplab {

namespace {

constexpr std::size_t none = sim::token_list::none;

/// As the preprocessor marks the user's file; without it the tokens would be those of no file.
constexpr std::string_view marker = "# 1 \"source\"\n";

bool is_attribute(std::string_view word) {
  return word == "__launch_bounds__" || word == "__attribute__" || word == "alignas" || word == "decltype" ||
         word == "noexcept";
}

/// Reads one definition, token by token.
class definition_reader {
 public:
  definition_reader(const sim::token_list& tokens, std::size_t first) : m_tokens(tokens) {
    m_made.first = first;
    std::size_t i = first;
    while (i != none && !ends_at(i)) i = m_tokens.next(i);
    m_made.end = i == none ? m_tokens.size() : i + 1;
    m_behind = m_tokens.next(i);
  }

  [[nodiscard]] const definition& made() const { return m_made; }
  /// The first token of what comes next.
  [[nodiscard]] std::size_t behind() const { return m_behind; }

 private:
  /// Whether it is the last token; if not, i is moved to the end of what was understood as a whole.
  bool ends_at(std::size_t& i) {
    if (m_tokens.is(i, ";")) return true;
    if (m_tokens.is(i, "{")) return braces_end(i);
    if (m_tokens.is(i, "template") && m_tokens.is(m_tokens.next(i), "<")) {
      i = m_tokens.closing_angle(m_tokens.next(i));
    } else if (m_tokens.is(i, "(") || m_tokens.is(i, "[")) {
      // The last name before a ( is a function's, the first before a [ an array's.
      if (m_tokens.is(i, "(") || m_made.name.empty()) name_before(i);
      i = m_tokens.partner(i);
    } else if (m_made.body == 0) {
      note_head(i);
    }
    return i == none;
  }

  void note_head(std::size_t i) {
    if (m_tokens.is(i, "=")) {
      if (m_made.name.empty()) name_before(i);
      m_made.body = i;
      m_has_value = true;
    } else if (m_tokens.is_one_of(i, {"struct", "class", "union", "enum"}) && m_made.name.empty()) {
      std::size_t name = m_tokens.next(i);
      if (m_tokens.is_one_of(name, {"struct", "class"})) name = m_tokens.next(name);
      if (m_tokens.is_word(name)) m_made.name = m_tokens[name].text;
      m_is_type = true;
    }
  }

  /// A function ends with its braces; behind those of a type or a value comes a semicolon.
  bool braces_end(std::size_t& i) {
    if (m_made.name.empty()) name_before(i);
    if (m_made.body == 0) m_made.body = i;
    i = m_tokens.partner(i);
    return i == none || (!m_has_value && !m_is_type && !m_tokens.is(m_tokens.next(i), ";"));
  }

  void name_before(std::size_t i) {
    const std::size_t before = m_tokens.previous(i);
    if (m_made.body == 0 && !m_is_type && m_tokens.is_word(before) && !is_attribute(m_tokens[before].text)) {
      m_made.name = m_tokens[before].text;
    }
  }

  const sim::token_list& m_tokens;
  definition m_made;
  std::size_t m_behind = none;
  bool m_is_type = false;
  bool m_has_value = false;
};

}  // namespace

source_definitions::source_definitions(std::string_view text)
    : m_text(std::string(marker) + sim::without_comments(text)), m_tokens(m_text) {
  std::size_t i = m_tokens.size() > 0 ? m_tokens.next(0) : none;
  while (i != none) {
    if (m_tokens.is(i, ";") || m_tokens.is(i, "}")) {
      i = m_tokens.next(i);
    } else if (m_tokens.is(i, "namespace")) {
      i = take_namespace(i);
    } else {
      const definition_reader reader(m_tokens, i);
      if (reader.made().body != 0) m_all.push_back(reader.made());
      i = reader.behind();
    }
  }
}

std::size_t source_definitions::offset(std::size_t token) const {
  return static_cast<std::size_t>(m_tokens[token].text.data() - m_text.data()) - marker.size();
}

std::string_view source_definitions::text(std::size_t first, std::size_t last) const {
  const std::size_t begin = offset(first) + marker.size();
  return std::string_view(m_text).substr(begin, offset(last) + marker.size() + m_tokens[last].text.size() - begin);
}

/// Into it; its closing brace is passed over when it comes.
std::size_t source_definitions::take_namespace(std::size_t i) const {
  while (i != none && !m_tokens.is_one_of(i, {"{", ";"})) i = m_tokens.next(i);
  return m_tokens.next(i);
}

std::set<std::string> source_definitions::used_by(const std::string& name) const {
  std::set<std::string> used;
  std::vector<std::string> open = {name};
  while (!open.empty()) {
    const std::string next = open.back();
    open.pop_back();
    bool defined = false;
    for (const definition& d : m_all) {
      if (d.name != next || used.contains(next)) continue;
      defined = true;
      for (std::size_t i = d.first; i < d.end; ++i) {
        if (m_tokens.is_word(i)) open.emplace_back(m_tokens[i].text);
      }
    }
    if (defined) used.insert(next);
  }
  return used;
}

}  // namespace gaplab
