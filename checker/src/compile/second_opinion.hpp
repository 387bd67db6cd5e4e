// Another compiler's opinion of a student's file, asked while the file is compiled. It makes nothing that is run.
#pragma once

#include <memory>
#include <string>

#include "compile/object.hpp"

namespace gaplab {

struct opinion {
  bool refused = false;
  std::string reason;       ///< one line, if refused
  std::string words;        ///< what it said, in lines: errors, or warnings only
  std::string otherwise{};  ///< what to say, in lines, if it accepts what the other compiler refuses
};

class second_opinion {
 public:
  virtual ~second_opinion() = default;

  [[nodiscard]] virtual bool cached() const = 0;

  /// Throws environment_error if the compiler cannot be run.
  virtual opinion finish() = 0;
};

/// That of nvcc, which is the last word on what CUDA is. Starts it.
std::unique_ptr<second_opinion> ask_nvcc(compile_command command, const compile_cache& cache);

/// That of clang, which knows CUDA without a toolkit: the functions that are called on the wrong side, kernels called
/// without a launch, and kernels that return something. Whatever else it says is ignored. The command's options are
/// those of the student's file alone: folders and macros. headers is the folder of the simulator's cuda_runtime.h.
/// Starts it.
std::unique_ptr<second_opinion> ask_clang(const compile_command& command, const std::filesystem::path& headers,
                                          const compile_cache& cache);

}  // namespace gaplab
