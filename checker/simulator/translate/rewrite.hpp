// CUDA C++ -> C++ that calls the simulated GPU. The text is what the host's preprocessor made of a .cu file, so
// comments and macros are gone and linemarkers say where each line is from. Every token stays on its line.
//
//   kernel<<<grid, block>>>(x)     a call of ::gaplab::sim::launch
//   __shared__ float s[256];       a static variable that the runtime is told of
//   __device__ int counter;        the same for the GPU's global variables
//
// checker/simulator/include/gaplab_sim has what the new text calls.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gaplab::sim {

struct rewrite_options {
  bool check = true;  ///< check mode: shared variables get margins and are told to the runtime
};

/// Something that the simulated GPU does not have.
struct refusal {
  std::string file;
  int line = 0;
  std::string name;    ///< as it stands in the file: "__half"
  std::string advice;  ///< what it is, and what to do instead: "half precision: use float"
};

struct rewritten {
  std::string text;
  std::vector<refusal> refusals;  ///< in the order of the text, at most most_refusals; with any, the text is no good
};

inline constexpr std::size_t most_refusals = 20;

/// The text cannot be parsed; the message is "file:line: what".
class rewrite_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws rewrite_error.
rewritten rewrite(std::string_view preprocessed, const rewrite_options& options);

/// What a file asks the preprocessor for and cannot have, which is gone from the preprocessed text: headers that the
/// simulated GPU lacks, and __CUDA_ARCH__, which would choose between host and device where both are one here.
std::vector<refusal> find_refused_directives(const std::string& file, std::string_view raw_text);

/// For a header that is known to be missing: "cub/cub.cuh". Its file and line are left empty.
std::optional<refusal> refusal_for_header(std::string_view header);

/// The user's own files that the linemarkers name, each once.
std::vector<std::string> user_files(std::string_view preprocessed);

}  // namespace gaplab::sim
