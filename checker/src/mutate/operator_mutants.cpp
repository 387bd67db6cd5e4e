// Arithmetic and comparison.
#include <map>

#include "mutate/find_mutants.hpp"

namespace gaplab {

namespace {

using sim::token_list;

/// What stands for a binary operator instead.
const std::map<std::string_view, std::vector<std::string>> swapped = {
    {"+", {"-"}},          {"-", {"+"}},          {"*", {"/"}},        {"/", {"*"}},        {"%", {"/"}},
    {"<<", {">>"}},        {">>", {"<<"}},        {"&", {"|"}},        {"|", {"&"}},        {"^", {"&"}},
    {"+=", {"-=", "="}},   {"-=", {"+=", "="}},   {"*=", {"/=", "="}}, {"/=", {"*=", "="}}, {"%=", {"/=", "="}},
    {"<<=", {">>=", "="}}, {">>=", {"<<=", "="}}, {"&=", {"|=", "="}}, {"|=", {"&=", "="}}, {"^=", {"&=", "="}}};

/// One further and one less far; `a + 1 < b` is a bound that is one nearer.
const std::map<std::string_view, std::vector<std::string>> compared = {{"<", {"<=", "+ 1 <"}}, {"<=", {"<", "- 1 <="}},
                                                                       {">", {">=", "- 1 >"}}, {">=", {">", "+ 1 >="}},
                                                                       {"==", {"!="}},         {"!=", {"=="}}};

/// Whether the < is that of `for (...; i < ...; ++i)`. A loop that counts by one ends there with != as well, unless it
/// begins beyond its end; no range of this course does.
bool counts_by_one(const token_list& tokens, std::size_t open, std::size_t sign) {
  if (!tokens.is(tokens.previous(open), "for") || tokens.partner(open) == token_list::none) return false;
  const std::size_t last = tokens.previous(tokens.partner(open));
  const std::size_t plus = tokens.previous(last);
  return tokens.is(last, tokens[tokens.previous(sign)].text) && tokens.is(plus, "+") &&
         tokens.is(tokens.previous(plus), "+");
}

class finder {
 public:
  explicit finder(mutant_search& search) : m_search(search), m_tokens(search.tokens()) {}

  void run() {
    for (std::size_t i = m_search.begin(); i < m_search.end(); ++i) {
      if (m_tokens[i].kind != sim::token_kind::punctuation) continue;
      const std::string_view text = m_tokens[i].text;
      if (text == "(" || text == "[" || text == "{") m_open.push_back(i);
      if ((text == ")" || text == "]" || text == "}") && !m_open.empty()) m_open.pop_back();
      look_at(i);
      i = m_search.last_of_sign(i);
    }
  }

 private:
  void look_at(std::size_t i) {
    const std::string_view sign = m_search.sign_at(i);
    const std::size_t last = m_search.last_of_sign(i);
    if (sign == "++" || sign == "--") m_search.replace(mutation::arithmetic, i, last, "");
    if (sign == "-" && !m_search.ends_operand(m_tokens.previous(i)))
      m_search.replace(mutation::arithmetic, i, last, "");
    if (!m_search.is_spaced(i) || !m_search.ends_operand(m_tokens.previous(i))) return;
    if (const auto found = swapped.find(sign); found != swapped.end()) {
      for (const std::string& other : found->second) m_search.replace(mutation::arithmetic, i, last, other);
    }
    if (const auto found = compared.find(sign); found != compared.end()) {
      for (const std::string& other : found->second) m_search.replace(mutation::comparison, i, last, other);
    }
    if (sign == "<" && !(!m_open.empty() && counts_by_one(m_tokens, m_open.back(), i))) {
      m_search.replace(mutation::comparison, i, last, "!=");
    }
  }

  mutant_search& m_search;
  const token_list& m_tokens;
  std::vector<std::size_t> m_open;  ///< the brackets around the token under way
};

}  // namespace

void find_operator_mutants(mutant_search& search) { finder(search).run(); }

}  // namespace gaplab
