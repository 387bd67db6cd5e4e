// A declaration of variables, taken apart as far as the rewriter must know it.
#pragma once

#include <optional>
#include <vector>

#include "rewrite/scopes.hpp"
#include "rewrite/tokens.hpp"

namespace gaplab::sim::rewriting {

struct declarator {
  std::size_t name = none;       ///< the token
  std::size_t qualifier = none;  ///< the first token of a qualified name, S in S::name; else the name
  std::size_t initialiser = none;
  bool is_const = false;  ///< the variable itself, not what it points to
  bool is_reference = false;
  bool is_array = false;
  bool is_unsized = false;  ///< an array whose first extent is left open
};

struct declaration {
  std::size_t first = none;
  std::size_t end = none;  ///< its semicolon; none for a function, which is not read to its end
  bool is_function = false;
  bool is_template = false;
  bool is_extern = false;
  std::size_t class_name = none;  ///< of a class that the declaration also defines: `struct P { int a; } p;`
  std::size_t class_key = none;
  std::size_t class_end = none;  ///< its closing brace
  std::vector<declarator> declarators;
};

/// The declaration that a token is part of; none where it ends neither with a semicolon nor in a parameter list.
std::optional<declaration> read_declaration(const source& from, const scopes& in, std::size_t token);

/// Past an attribute that begins at the token, such as `__attribute__((aligned(16)))`, `alignas(16)` or `[[...]]`; the
/// token itself where none begins.
std::size_t skip_attribute(const source& from, std::size_t token);

}  // namespace gaplab::sim::rewriting
