// A source text without its comments.
#pragma once

#include <string>
#include <string_view>

namespace gaplab::sim {

/// Puts blanks for comments: every line and column stays where it is.
std::string without_comments(std::string_view text);

}  // namespace gaplab::sim
