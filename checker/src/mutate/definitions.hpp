// What a source file defines at namespace scope, and which definition uses which.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "translate/tokens.hpp"

namespace gaplab {

/// A function, a type, or a variable with its value.
struct definition {
  std::string name;
  std::size_t first = 0;  ///< its first token
  std::size_t body = 0;   ///< its `{` or `=`
  std::size_t end = 0;    ///< the token behind its last one
};

/// A C++ or CUDA source as it was written, before the preprocessor. Directives and comments are passed over.
class source_definitions {
 public:
  explicit source_definitions(std::string_view text);
  ~source_definitions() = default;
  source_definitions(const source_definitions&) = delete;  // the tokens point into the text
  source_definitions& operator=(const source_definitions&) = delete;
  source_definitions(source_definitions&&) = delete;
  source_definitions& operator=(source_definitions&&) = delete;

  [[nodiscard]] const sim::token_list& tokens() const { return m_tokens; }
  [[nodiscard]] const std::vector<definition>& all() const { return m_all; }

  /// Where the token begins in the text, in bytes.
  [[nodiscard]] std::size_t offset(std::size_t token) const;
  /// The text from the first token to the last.
  [[nodiscard]] std::string_view text(std::size_t first, std::size_t last) const;

  /// The names of all definitions that the one of that name uses, directly or through one another, and its own.
  [[nodiscard]] std::set<std::string> used_by(const std::string& name) const;

 private:
  [[nodiscard]] std::size_t take_namespace(std::size_t i) const;

  std::string m_text;  // a line that names the file, then the source without its comments
  sim::token_list m_tokens;
  std::vector<definition> m_all;
};

}  // namespace gaplab
