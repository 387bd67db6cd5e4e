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
      i = take_definition(i);
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

/// From its first token; returns the one behind it.
std::size_t source_definitions::take_definition(std::size_t first) {
  definition d;
  d.first = first;
  bool is_type = false;
  bool has_value = false;
  std::size_t i = first;
  const auto name_before = [&](std::size_t at) {
    const std::size_t before = m_tokens.previous(at);
    if (d.body == 0 && !is_type && m_tokens.is_word(before) && !is_attribute(m_tokens[before].text)) {
      d.name = m_tokens[before].text;
    }
  };
  for (; i != none; i = m_tokens.next(i)) {
    if (m_tokens.is(i, "template") && m_tokens.is(m_tokens.next(i), "<")) {
      i = m_tokens.closing_angle(m_tokens.next(i));
    } else if (m_tokens.is_one_of(i, {"struct", "class", "union", "enum"}) && d.body == 0 && d.name.empty()) {
      std::size_t name = m_tokens.next(i);
      if (m_tokens.is_one_of(name, {"struct", "class"})) name = m_tokens.next(name);
      if (m_tokens.is_word(name)) d.name = m_tokens[name].text;
      is_type = true;
    } else if (m_tokens.is(i, "(") || m_tokens.is(i, "[")) {
      if (m_tokens.is(i, "(") || d.name.empty()) name_before(i);
      i = m_tokens.partner(i);
    } else if (m_tokens.is(i, "=") && d.body == 0) {
      if (d.name.empty()) name_before(i);
      d.body = i;
      has_value = true;
    } else if (m_tokens.is(i, "{")) {
      if (d.name.empty()) name_before(i);
      if (d.body == 0) d.body = i;
      i = m_tokens.partner(i);
      if (i != none && !has_value && !is_type && !m_tokens.is(m_tokens.next(i), ";")) break;
    } else if (m_tokens.is(i, ";")) {
      break;
    }
    if (i == none) break;
  }
  d.end = i == none ? m_tokens.size() : i + 1;
  if (d.body != 0) m_all.push_back(d);
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
