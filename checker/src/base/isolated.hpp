// Runs a function in a forked copy of this process, so that a library which crashes on hostile bytes costs an error
// message and not the program.
#pragma once

#include <functional>
#include <string>

namespace gaplab {

/// What the function returned; or how its process ended, in words, if it did not get so far.
struct isolated_result {
  bool finished = false;
  std::string value;    ///< the returned bytes, if finished
  std::string failure;  ///< "crashed (Segmentation fault)", if not
};

/// The function must not throw. It may take that many seconds of processor time.
isolated_result run_isolated(const std::function<std::string()>& function, int seconds);

}  // namespace gaplab
