// One function cut out of a source file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gaplab {

struct text_range {
  std::size_t begin = 0, end = 0;  ///< end is exclusive, after the line feed
};

/// The definition of the function or struct of that name with the comment directly above it. The files of this course
/// begin a definition in the first column and close it with a brace in the first column, or at the end of the same
/// line; where that does not hold, nothing is found.
std::optional<text_range> find_function(std::string_view text, std::string_view name);

/// The same function followed by the helpers that it uses, directly or through one another: the functions, templates
/// and structs of the file's unnamed namespaces. Nothing else of the file, which may solve what the reader has still to
/// do.
std::optional<std::string> function_with_helpers(std::string_view text, std::string_view name);

}  // namespace gaplab
