// A compiler's many lines -> the few errors that a student should mend first.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gaplab {

/// One error in a student's file.
struct source_error {
  std::string file;         ///< as the compiler names it
  int line = 0;             ///< where to look, from 1; 0 where it has no place
  int column = 0;           ///< from 1; 0 where it is not known
  std::string message;      ///< the compiler's words, or gaplab's where it saw the cause itself; one line
  std::string source;       ///< that line of the file; empty if there is none
  std::string explanation;  ///< what it mostly means; may be empty
};

struct source_errors {
  std::vector<source_error> first;  ///< at most three; nothing that only follows from one before it
  std::size_t more = 0;             ///< errors that are not among them
  bool unbalanced = false;          ///< the first is a brace, and the others may follow from it
};

/// diagnostics: what one or more compilers said of the file, of the given text. A brace that is never closed, or one
/// too many, comes first whatever the compiler complains of. All strings are printable and one line each.
source_errors find_source_errors(const std::string& diagnostics, const std::string& file, const std::string& text);

}  // namespace gaplab
