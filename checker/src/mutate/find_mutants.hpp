// The families of mutants, a file each. Each family is looked for in one definition.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mutate/definitions.hpp"
#include "mutate/mutants.hpp"

namespace gaplab {

/// One definition of a source, and the mutants found in it.
class mutant_search {
 public:
  mutant_search(const source_definitions& source, const definition& where) : m_source(source), m_where(where) {}

  [[nodiscard]] const sim::token_list& tokens() const { return m_source.tokens(); }
  /// The tokens that may be changed: from the body's brace, or the = before a value, to the end.
  [[nodiscard]] std::size_t begin() const { return m_where.body; }
  [[nodiscard]] std::size_t end() const { return m_where.end; }

  /// The text from one token to another.
  [[nodiscard]] std::string text(std::size_t first, std::size_t last) const {
    return std::string(m_source.text(first, last));
  }

  /// The sign at a token, as long as there is one of that length: "<=" for a < with a = behind it.
  [[nodiscard]] std::string_view sign_at(std::size_t i) const;
  /// The last token of the sign at i.
  [[nodiscard]] std::size_t last_of_sign(std::size_t i) const;
  /// Whether blanks stand before and behind the sign at i.
  [[nodiscard]] bool is_spaced(std::size_t i) const;
  /// Whether what is at i can end an operand, so that a - behind it is no sign.
  [[nodiscard]] bool ends_operand(std::size_t i) const;

  void replace(mutation kind, std::size_t first, std::size_t last, const std::string& replacement);

  std::vector<mutant> found() { return std::move(m_found); }

 private:
  const source_definitions& m_source;
  const definition& m_where;
  std::vector<mutant> m_found;
};

void find_operator_mutants(mutant_search& search);
void find_condition_mutants(mutant_search& search);
void find_constant_mutants(mutant_search& search);
void find_index_mutants(mutant_search& search);
void find_statement_mutants(mutant_search& search);

}  // namespace gaplab
