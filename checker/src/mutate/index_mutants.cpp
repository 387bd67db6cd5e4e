// Arguments, subscripts and factors exchanged, and one element beside the right one.
#include <algorithm>
#include <array>

#include "mutate/find_mutants.hpp"

namespace gaplab {

namespace {

using sim::token_list;
constexpr std::size_t none = token_list::none;

struct range {
  std::size_t first = none;
  std::size_t last = none;
};

class finder {
 public:
  explicit finder(mutant_search& search) : m_search(search), m_tokens(search.tokens()) {}

  void run() {
    for (std::size_t i = m_search.begin(); i < m_search.end(); i = m_search.last_of_sign(i) + 1) {
      if (m_tokens.is(i, "(")) look_at_arguments(i);
      if (m_tokens.is(i, "[")) look_at_subscript(i);
      if (m_search.sign_at(i) == "*" && m_search.is_spaced(i)) look_at_product(i);
    }
  }

 private:
  /// x, at.n or p->n, to its last token; none if there is none.
  [[nodiscard]] std::size_t end_of_name(std::size_t first) const {
    if (!m_tokens.is_word(first) || !m_search.ends_operand(first)) return none;
    std::size_t last = first;
    while (m_tokens.is_one_of(m_tokens.next(last), {".", "->"})) {
      const std::size_t member = m_tokens.next(m_tokens.next(last));
      if (!m_tokens.is_word(member)) return none;
      last = member;
    }
    return last;
  }

  /// The same from its last token.
  [[nodiscard]] std::size_t begin_of_name(std::size_t last) const {
    if (!m_tokens.is_word(last) || !m_search.ends_operand(last)) return none;
    std::size_t first = last;
    while (m_tokens.is_one_of(m_tokens.previous(first), {".", "->"})) {
      const std::size_t object = m_tokens.previous(m_tokens.previous(first));
      if (!m_tokens.is_word(object)) return none;
      first = object;
    }
    return m_tokens.is(m_tokens.previous(first), "::") ? none : first;
  }

  [[nodiscard]] bool is_name(const range& r) const { return end_of_name(r.first) == r.last; }

  [[nodiscard]] bool is_simple(const range& r) const {
    return is_name(r) || (r.first == r.last && m_tokens[r.first].kind == sim::token_kind::number);
  }

  [[nodiscard]] std::string text(const range& r) const { return m_search.text(r.first, r.last); }

  void exchange(const range& a, const range& b) {
    if (text(a) == text(b)) return;
    const std::string between = m_search.text(a.last, b.first);
    const std::size_t cut = m_tokens[a.last].text.size();
    const std::string middle = between.substr(cut, between.size() - cut - m_tokens[b.first].text.size());
    m_search.replace(mutation::index, a.first, b.last, text(b) + middle + text(a));
  }

  void shift(const range& r) {
    m_search.replace(mutation::index, r.first, r.last, text(r) + " - 1");
    m_search.replace(mutation::index, r.first, r.last, text(r) + " + 1");
  }

  [[nodiscard]] std::vector<range> split(std::size_t open) const {
    const std::size_t close = m_tokens.partner(open);
    std::vector<range> parts;
    range part;
    for (std::size_t i = m_tokens.next(open); i != none && i < close; i = m_tokens.next(i)) {
      if (m_tokens.is(i, ",")) {
        parts.push_back(std::exchange(part, {}));
        continue;
      }
      if (part.first == none) part.first = i;
      if (m_tokens.is_one_of(i, {"(", "[", "{"}) && m_tokens.partner(i) != none) i = m_tokens.partner(i);
      part.last = i;
    }
    parts.push_back(part);
    return parts;
  }

  /// f(a, b). What a kernel is launched with are tensors, not indices.
  void look_at_arguments(std::size_t open) {
    constexpr std::array<std::string_view, 7> symmetric = {"min", "max", "fmin", "fmax", "fminf", "fmaxf", "swap"};
    const std::size_t called = m_tokens.previous(open);
    const bool by_name = m_tokens.is_word(called) && m_search.ends_operand(called);
    const bool launch = m_tokens.is(called, ">") && m_tokens.is(called - 1, ">") && m_tokens.is(called - 2, ">");
    if (m_tokens.partner(open) == none || launch || (!by_name && !m_tokens.is(called, ">"))) return;
    const std::vector<range> arguments = split(open);
    if (arguments.size() < 2) return;
    const bool ordered = std::find(symmetric.begin(), symmetric.end(), m_tokens[called].text) == symmetric.end();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].first == none || !is_simple(arguments[i])) continue;
      if (is_name(arguments[i])) shift(arguments[i]);
      if (ordered && i + 1 < arguments.size() && arguments[i + 1].first != none && is_simple(arguments[i + 1])) {
        exchange(arguments[i], arguments[i + 1]);
      }
    }
  }

  /// int a[3]: the size of an array and no subscript.
  [[nodiscard]] bool is_declarator(std::size_t open) const {
    std::size_t name = m_tokens.previous(open);
    while (m_tokens.is(name, "]") && m_tokens.partner(name) != none) name = m_tokens.previous(m_tokens.partner(name));
    const std::size_t before = m_tokens.previous(name);
    if (!m_tokens.is_word(name) || before == none) return false;
    if (m_tokens.is_word(before)) return m_search.ends_operand(before);
    return m_tokens.is_one_of(before, {"*", "&", ">"}) && before > 0 &&
           m_tokens[before - 1].kind != sim::token_kind::space;
  }

  /// a[i], and a[i][j].
  void look_at_subscript(std::size_t open) {
    const std::size_t close = m_tokens.partner(open);
    if (close == none || !m_search.ends_operand(m_tokens.previous(open)) || is_declarator(open)) return;
    const range index{m_tokens.next(open), m_tokens.previous(close)};
    if (index.first == close) return;
    if (!is_simple(index) || is_name(index)) shift(index);  // a number is a constant, which is changed as such
    const std::size_t next = m_tokens.next(close);
    if (!m_tokens.is(next, "[") || m_tokens.partner(next) == none) return;
    exchange(index, {m_tokens.next(next), m_tokens.previous(m_tokens.partner(next))});
  }

  /// n * C + c
  void look_at_product(std::size_t times) {
    const range left{begin_of_name(m_tokens.previous(times)), m_tokens.previous(times)};
    const std::size_t factor = end_of_name(m_tokens.next(times));
    if (left.first == none || factor == none || !m_tokens.is(m_tokens.next(factor), "+")) return;
    const std::size_t plus = m_tokens.next(factor);
    if (m_search.sign_at(plus) != "+") return;
    const range right{m_tokens.next(plus), end_of_name(m_tokens.next(plus))};
    if (right.last == none || m_tokens.is_one_of(m_tokens.next(right.last), {"(", "[", "::"})) return;
    exchange(left, right);
  }

  mutant_search& m_search;
  const token_list& m_tokens;
};

}  // namespace

void find_index_mutants(mutant_search& search) { finder(search).run(); }

}  // namespace gaplab
