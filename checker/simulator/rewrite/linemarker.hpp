// The lines by which a preprocessor says where the text after them comes from: # 12 "folder/file.cu" 1 3
// Source: The C Preprocessor, "Preprocessor Output".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gaplab::sim::rewriting {

struct linemarker {
  int line = 0;  ///< of the text that follows
  std::string file;
  bool enters = false;  ///< flag 1: the file's beginning
  bool system = false;  ///< flag 3: a header of the system's, or what a macro from one became
};

/// None for another directive.
std::optional<linemarker> parse_linemarker(std::string_view line);

/// A pragma that means something to nvcc only, such as `#pragma unroll 4`.
bool is_device_pragma(std::string_view line);

}  // namespace gaplab::sim::rewriting
