// Statements and barriers left out.
#include "mutate/find_mutants.hpp"

namespace gaplab {

namespace {

using sim::token_list;
constexpr std::size_t none = token_list::none;

class finder {
 public:
  explicit finder(mutant_search& search) : m_search(search), m_tokens(search.tokens()) {}

  /// Every block that holds statements: bodies, and those of lambdas within expressions.
  void run() {
    for (std::size_t i = m_search.begin(); i < m_search.end(); ++i) {
      if (m_tokens.is(i, "{") && !is_value(i)) look_at_block(i);
    }
  }

 private:
  /// The braces of an initialiser or a type hold no statements.
  [[nodiscard]] bool is_value(std::size_t open) const {
    const std::size_t before = m_tokens.previous(open);
    return !m_tokens.is_one_of(before,
                               {")", "{", "}", ";", "else", "do", "const", "noexcept", "mutable", "]", ":", "try"});
  }

  void look_at_block(std::size_t open) {
    const std::size_t close = m_tokens.partner(open);
    if (close == none) return;
    for (std::size_t i = m_tokens.next(open); i != none && i < close; i = m_tokens.next(i))
      i = take_statement(i, close);
  }

  /// From the first token to the last, at most to the one before close. Blocks are found by run().
  std::size_t take_statement(std::size_t i, std::size_t close) {
    while (m_tokens.is_one_of(i, {"if", "for", "while", "switch", "else", "do", "constexpr", "case", "default", "("})) {
      if (m_tokens.is_one_of(i, {"case", "default"})) {
        while (i < close && !m_tokens.is(i, ":")) i = m_tokens.next(i);
      }
      if (m_tokens.is(i, "(") && m_tokens.partner(i) != none) i = m_tokens.partner(i);
      i = m_tokens.next(i);
    }
    if (i >= close) return close - 1;
    if (m_tokens.is(i, "{")) return m_tokens.partner(i) == none ? close : m_tokens.partner(i);
    std::size_t end = i;
    while (end < close && !m_tokens.is(end, ";")) {
      if (m_tokens.is_one_of(end, {"(", "[", "{"}) && m_tokens.partner(end) != none) end = m_tokens.partner(end);
      end = m_tokens.next(end);
    }
    if (end < close && end != i && can_be_left_out(i)) {
      m_search.replace(is_barrier(i, end) ? mutation::barrier : mutation::statement, i, end, ";");
    }
    return std::min(end, close - 1);
  }

  /// Not a declaration, and not the return of a value.
  [[nodiscard]] bool can_be_left_out(std::size_t first) const {
    if (m_tokens.is_one_of(first, {"return", "break", "continue"})) return m_tokens.is(m_tokens.next(first), ";");
    if (m_tokens.is_one_of(first, {"+", "-", "*"})) return true;
    if (!m_tokens.is_word(first) ||
        m_tokens.is_one_of(first, {"using", "typedef", "static_assert", "struct", "const", "static", "goto"})) {
      return false;
    }
    // A name, perhaps qualified: a declaration's type has another name behind it.
    std::size_t i = first;
    while (m_tokens.is(m_tokens.next(i), "::")) i = m_tokens.next(m_tokens.next(i));
    i = m_tokens.next(i);
    if (m_tokens.is(i, "<") && m_search.sign_at(i) == "<" && m_tokens.closing_angle(i) != none) {
      i = m_tokens.next(m_tokens.closing_angle(i));
    }
    const bool pointer = m_tokens.is_one_of(i, {"*", "&"}) && m_search.sign_at(i).size() == 1;
    return i != none && !m_tokens.is_word(i) && !pointer;
  }

  [[nodiscard]] bool is_barrier(std::size_t first, std::size_t end) const {
    if (m_tokens.is_one_of(
            first, {"__syncthreads", "__syncwarp", "__threadfence", "__threadfence_block", "__threadfence_system"})) {
      return true;
    }
    const std::size_t close = m_tokens.previous(end);
    return m_tokens.is(close, ")") && m_tokens.partner(close) != none &&
           m_tokens.is(m_tokens.previous(m_tokens.partner(close)), "sync");
  }

  mutant_search& m_search;
  const token_list& m_tokens;
};

}  // namespace

void find_statement_mutants(mutant_search& search) { finder(search).run(); }

}  // namespace gaplab
