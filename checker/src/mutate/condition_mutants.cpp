// Conditions negated, and joined otherwise.
#include "mutate/find_mutants.hpp"

namespace gaplab {

namespace {

using sim::token_list;

/// if (...) or while (...): negates what is in the parentheses.
void negate_condition(mutant_search& search, std::size_t keyword) {
  const token_list& tokens = search.tokens();
  std::size_t open = tokens.next(keyword);
  if (tokens.is(open, "constexpr")) open = tokens.next(open);
  if (!tokens.is(open, "(") || tokens.partner(open) == token_list::none) return;
  const std::size_t close = tokens.partner(open);
  search.replace(mutation::condition, open, close, "(!" + search.text(open, close) + ")");
}

/// Whether the condition of a ?: may begin behind this token.
bool ends_before_condition(const mutant_search& search, std::size_t i) {
  const token_list& tokens = search.tokens();
  if (tokens.is_one_of(i, {"(", "[", "{", ",", ";", "?", ":", "return"})) return true;
  if (!tokens.is(i, "=")) return false;
  // The = of ==, !=, <= and >= belongs to the condition.
  return !tokens.is_one_of(i - 1, {"=", "!", "<", ">"}) && !tokens.is(i + 1, "=");
}

/// c ? a : b
void negate_choice(mutant_search& search, std::size_t question) {
  const token_list& tokens = search.tokens();
  std::size_t first = question;
  for (std::size_t i = tokens.previous(question); i > search.begin() && !ends_before_condition(search, i);
       i = tokens.previous(i)) {
    if (tokens.is_one_of(i, {")", "]", "}"}) && tokens.partner(i) != token_list::none) i = tokens.partner(i);
    first = i;
  }
  if (first == question) return;
  const std::size_t last = tokens.previous(question);
  search.replace(mutation::condition, first, last, "!(" + search.text(first, last) + ")");
}

}  // namespace

void find_condition_mutants(mutant_search& search) {
  const token_list& tokens = search.tokens();
  for (std::size_t i = search.begin(); i < search.end(); i = search.last_of_sign(i) + 1) {
    const std::string_view sign = search.sign_at(i);
    if (tokens.is(i, "if") || tokens.is(i, "while")) negate_condition(search, i);
    if (sign == "?") negate_choice(search, i);
    if (sign == "&&" && search.is_spaced(i)) search.replace(mutation::condition, i, i + 1, "||");
    if (sign == "||") search.replace(mutation::condition, i, i + 1, "&&");
  }
}

}  // namespace gaplab
