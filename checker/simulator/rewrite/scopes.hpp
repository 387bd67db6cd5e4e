// Which brace opens what.
#pragma once

#include <vector>

#include "rewrite/tokens.hpp"

namespace gaplab::sim::rewriting {

enum class scope_kind : unsigned char {
  names,     ///< the file, a namespace, extern "C" { }
  members,   ///< a class, struct or union
  function,  ///< the body of a function or of a lambda
  block,     ///< a compound statement
  values,    ///< an initialiser, an enum's list
};

struct scope {
  scope_kind kind = scope_kind::names;
  std::size_t parent = none;     ///< index of the scope around it; none for the file
  std::size_t brace = none;      ///< its opening brace
  std::size_t function = none;   ///< the scope of the innermost function around it, or itself
  std::size_t outermost = none;  ///< the scope of the outermost function around it, or itself
  std::size_t name = none;       ///< of a function: the token
  bool device = false;           ///< runs on the device, or may
  bool lambda = false;
};

/// The braces of a source.
class scopes {
 public:
  explicit scopes(const source& from);

  /// The innermost scope around a token. A brace belongs to the scope around its pair.
  [[nodiscard]] const scope& around(std::size_t token) const { return m_scopes[m_around[token]]; }
  [[nodiscard]] std::size_t index_around(std::size_t token) const { return m_around[token]; }
  [[nodiscard]] const scope& operator[](std::size_t index) const { return m_scopes[index]; }
  [[nodiscard]] std::size_t size() const { return m_scopes.size(); }
  /// The first token of the statement or declaration that the token is part of, as far back as the innermost bracket.
  [[nodiscard]] std::size_t statement_of(std::size_t token) const { return m_statement[token]; }
  /// The scope that an opening brace opens; none for a brace without a partner and for what is no brace.
  [[nodiscard]] std::size_t opened_by(std::size_t token) const { return m_opened[token]; }
  /// Makes functions device code, and what is within them, but for classes.
  void set_device(const std::vector<std::size_t>& functions);

 private:
  std::vector<scope> m_scopes;
  std::vector<std::size_t> m_around;
  std::vector<std::size_t> m_statement;
  std::vector<std::size_t> m_opened;
};

}  // namespace gaplab::sim::rewriting
