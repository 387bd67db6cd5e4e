// The errors in what a compiler said: of g++, clang, nvcc and the linker, and of gaplab's own looks at CUDA files.
#pragma once

#include <string>
#include <vector>

namespace gaplab {

struct compiler_message {
  std::string file;
  int line = 0;      ///< from 1; 0 where it has none: the linker's
  int column = 0;    ///< from 1; 0 where the compiler does not say
  std::string text;  ///< its first line, with ' for every quotation mark of another kind
};

/// The errors in the order in which they were said. An error within a header is moved to the line of the student's file
/// that led there, where the compiler names one.
std::vector<compiler_message> errors_in(const std::string& diagnostics, const std::string& student_file);

}  // namespace gaplab
