// A declaration of variables, taken apart.
#pragma once

#include <vector>

#include "translate/tokens.hpp"

namespace gaplab::sim {

struct declarator {
  std::size_t name = 0;  ///< its token
  bool is_array = false;
  bool initialised = false;
  bool constant = false;  ///< the variable itself is const, not what it points to
};

struct declaration {
  bool is_function = false;
  bool is_template = false;  ///< template <...> is before it
  bool is_extern = false;
  bool is_constexpr = false;
  std::vector<declarator> declarators;
  std::vector<std::size_t> shared, constant, device, managed;  ///< the qualifiers' tokens
  std::vector<std::size_t> storage;                            ///< static and extern
  /// alignas(...) and __attribute__((...)) of the variables, each from its first token to its last.
  std::vector<std::pair<std::size_t, std::size_t>> alignments;
};

/// Of the tokens from `first` to the `;` at `end`.
declaration parse_declaration(const token_list& tokens, std::size_t first, std::size_t end);

}  // namespace gaplab::sim
