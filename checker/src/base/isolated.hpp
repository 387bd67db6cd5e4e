// Runs a function in a forked copy of this process, so that a library which crashes on hostile bytes costs an error
// message and not the program.
#pragma once

#include <functional>
#include <string>

#include "base/mapped_memory.hpp"

namespace gaplab {

/// What the function wrote; or how its process ended, in words, if it did not get so far.
struct isolated_result {
  bool finished = false;
  mapped_memory value;  ///< the bytes written, if finished
  std::string failure;  ///< "crashed (Segmentation fault)", if not
};

/// The function gets a descriptor to write its result to, and must not throw. It may take that many seconds of
/// processor time. Throws interrupted, with the process ended, on Ctrl-C.
isolated_result run_isolated(const std::function<void(int)>& function, int seconds);

}  // namespace gaplab
