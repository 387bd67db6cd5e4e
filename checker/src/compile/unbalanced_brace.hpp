// Which brace is wrong in a file whose braces do not fit, by how its lines are indented.
#pragma once

#include <optional>
#include <string>

namespace gaplab {

struct unbalanced_brace {
  bool unclosed = false;  ///< a { without its }; else a } too many
  int line = 0;           ///< of the {, or of the first } that belongs to nothing as it is indented; from 1
};

/// None if every brace has its partner. Braces in comments, strings and characters do not count; those under #if do, in
/// all branches.
std::optional<unbalanced_brace> find_unbalanced_brace(const std::string& text);

}  // namespace gaplab
