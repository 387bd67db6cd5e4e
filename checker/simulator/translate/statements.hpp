// One walk through the tokens that knows in which kind of braces it is, and meets each declaration as a whole.
#pragma once

#include <vector>

#include "translate/tokens.hpp"

namespace gaplab::sim {

enum class scope_kind : std::uint8_t {
  namespace_scope,
  class_scope,
  host_function,    ///< its body, with all blocks in it
  device_function,  ///< that of one with __global__ or __device__
  initialiser       ///< the braces of an initialiser, in whatever scope
};

/// What the walk meets.
class statement_visitor {
 public:
  statement_visitor() = default;
  statement_visitor(const statement_visitor&) = delete;
  statement_visitor& operator=(const statement_visitor&) = delete;
  statement_visitor(statement_visitor&&) = delete;
  statement_visitor& operator=(statement_visitor&&) = delete;
  virtual ~statement_visitor() = default;

  /// A statement that ends in the `;` at `end` and holds a qualifier such as __shared__. `first` is its first token.
  virtual void declaration(std::size_t first, std::size_t end, scope_kind scope) = 0;

  /// Every token that means something, in its scope.
  virtual void token(std::size_t i, scope_kind scope) = 0;
};

void walk_statements(const token_list& tokens, statement_visitor& visitor);

/// __device__, __constant__, __shared__ or __managed__.
bool is_variable_qualifier(std::string_view word);

}  // namespace gaplab::sim
