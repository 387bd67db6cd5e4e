// Preprocessed CUDA C++ -> plain C++17 for the simulated GPU.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gaplab::sim {

struct rewrite_options {
  bool check;  ///< for a program whose accesses are checked; else for one that is to be fast
};

/// Something that the simulated GPU does not offer.
struct refusal {
  std::string file;  ///< as the linemarkers have it
  int line;
  std::string name;    ///< as the program has it: "__half"
  std::string advice;  ///< what it is, and what to use instead: "half precision: use float"
};

struct rewritten {
  std::string text;  ///< meant to be compiled only if nothing was refused
  std::vector<refusal> refusals;
};

/// The text cannot be parsed, such as a `<<<` without a `>>>`. The message is "file:line: what".
struct rewrite_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Rewrites the output of `g++ -E` or `clang++ -E`. Text of the system's headers stays as it is, but for pragmas that
/// only nvcc knows. The number of lines and the line of each token of the user's stay the same, but for a kernel's name
/// that does not stand on the line of its `>>>`. At most 20 refusals are told. Throws rewrite_error.
rewritten rewrite(std::string_view preprocessed, const rewrite_options& options);

/// What a file's directives use and the preprocessor takes out of the text: __CUDA_ARCH__.
std::vector<refusal> find_refused_directives(const std::string& file, std::string_view raw_text);

/// For a header that was not found, such as "cub/cub.cuh"; none if it is no header of CUDA's. The refusal has no file
/// and no line.
std::optional<refusal> refusal_for_header(std::string_view header);

/// The user's own files that the linemarkers name, each once.
std::vector<std::string> user_files(std::string_view preprocessed);

}  // namespace gaplab::sim
