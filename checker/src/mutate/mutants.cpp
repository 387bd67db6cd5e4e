#include "mutate/mutants.hpp"

#include <algorithm>
#include <tuple>

#include "mutate/definitions.hpp"
#include "mutate/find_mutants.hpp"
#include "translate/comments.hpp"

namespace gaplab {

std::string_view to_string(mutation m) {
  switch (m) {
    case mutation::arithmetic: return "arithmetic";
    case mutation::comparison: return "comparison";
    case mutation::index: return "index";
    case mutation::constant: return "constant";
    case mutation::statement: return "statement";
    case mutation::barrier: return "barrier";
    case mutation::condition: return "condition";
    case mutation::boolean: return "boolean";
  }
  return "";
}

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// On one line, with single blanks and none at the ends.
std::string collapsed(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (!is_space(c)) {
      made += c;
    } else if (!made.empty() && made.back() != ' ') {
      made += ' ';
    }
  }
  if (!made.empty() && made.back() == ' ') made.pop_back();
  return made;
}

constexpr std::array<std::string_view, 24> signs = {
    "<<<", ">>>", "<<=", ">>=", "<<", ">>", "==", "!=", "<=", ">=", "&&", "||",
    "++",  "--",  "+=",  "-=",  "*=", "/=", "%=", "&=", "|=", "^=", "->", "::"};

}  // namespace

std::string_view mutant_search::sign_at(std::size_t i) const {
  const sim::token& t = tokens()[i];
  if (t.kind != sim::token_kind::punctuation) return {};
  constexpr std::size_t longest = 3;
  std::string_view here = t.text;
  for (std::size_t next = i + 1; next < tokens().size() && here.size() < longest; ++next) {
    if (tokens()[next].kind != sim::token_kind::punctuation) break;
    here = m_source.text(i, next);
  }
  for (const std::string_view sign : signs) {
    if (here.substr(0, sign.size()) == sign) return here.substr(0, sign.size());
  }
  return here.substr(0, 1);
}

std::size_t mutant_search::last_of_sign(std::size_t i) const {
  const std::size_t size = sign_at(i).size();
  std::size_t last = i;
  for (std::size_t seen = tokens()[i].text.size(); seen < size; seen += tokens()[++last].text.size()) {
  }
  return last;
}

bool mutant_search::is_spaced(std::size_t i) const {
  const std::size_t behind = last_of_sign(i) + 1;
  return i > 0 && tokens()[i - 1].kind == sim::token_kind::space && behind < tokens().size() &&
         tokens()[behind].kind == sim::token_kind::space;
}

bool mutant_search::ends_operand(std::size_t i) const {
  if (i == sim::token_list::none) return false;
  const sim::token& t = tokens()[i];
  if (t.kind == sim::token_kind::number || t.kind == sim::token_kind::literal) return true;
  if (t.kind == sim::token_kind::punctuation) return t.text == ")" || t.text == "]";
  constexpr std::array<std::string_view, 5> others = {"return", "case", "else", "throw", "do"};
  return std::find(others.begin(), others.end(), t.text) == others.end();
}

void mutant_search::replace(mutation kind, std::size_t first, std::size_t last, const std::string& replacement) {
  mutant m;
  m.offset = m_source.offset(first);
  m.length = m_source.offset(last) + tokens()[last].text.size() - m.offset;
  m.replacement = replacement;
  m.kind = kind;
  m.line = tokens()[first].line;
  m.defined = m_where.name;
  m_found.push_back(std::move(m));
}

std::vector<mutant> mutants_of(std::string_view source) {
  const source_definitions definitions(source);
  std::vector<mutant> all;
  for (const definition& d : definitions.all()) {
    mutant_search search(definitions, d);
    find_operator_mutants(search);
    find_condition_mutants(search);
    find_constant_mutants(search);
    find_index_mutants(search);
    find_statement_mutants(search);
    for (mutant& m : search.found()) all.push_back(std::move(m));
  }
  const auto place = [](const mutant& m) { return std::tie(m.offset, m.length, m.replacement); };
  std::stable_sort(all.begin(), all.end(), [&](const mutant& a, const mutant& b) { return place(a) < place(b); });
  const auto same = [&](const mutant& a, const mutant& b) { return place(a) == place(b); };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

std::string mutated(std::string_view source, const mutant& m) {
  return std::string(source).replace(m.offset, m.length, m.replacement);
}

changed_line changed_line_of(std::string_view source, const mutant& m) {
  const std::string text = sim::without_comments(source);
  const std::size_t feed = m.offset == 0 ? std::string::npos : text.rfind('\n', m.offset - 1);
  const std::size_t begin = feed == std::string::npos ? 0 : feed + 1;
  const std::size_t end = std::min(text.find('\n', m.offset + m.length), text.size());
  const std::string head = text.substr(begin, m.offset - begin);
  const std::string tail = text.substr(m.offset + m.length, end - m.offset - m.length);
  return {collapsed(text.substr(begin, end - begin)), collapsed(head + m.replacement + tail)};
}

}  // namespace gaplab
