// Lines of a student's file, with marks on those that something was said of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gaplab {

struct line_mark {
  std::size_t line = 0;  ///< from 1
  std::string label;     ///< "write by thread (3, 0, 0) of block (0, 0, 0)"
};

/// The lines of the file which a text names as "avg_pool.cpp:42" or "avg_pool.cpp(42)", in its order. file: the last
/// part of its path.
std::vector<std::size_t> lines_named(std::string_view text, std::string_view file);

/// The marked lines with their neighbours. Empty where the source has no marked line.
std::string html_excerpt(const std::string& source, std::string_view file, const std::vector<line_mark>& marks);

/// A function as it stands in the source, for those who open it. Empty where it is not found.
std::string html_function(const std::string& source, std::string_view file, std::string_view function);

}  // namespace gaplab
