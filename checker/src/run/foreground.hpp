// Runs a program as the user's own: with their terminal, their environment, and no limits.
#pragma once

#include <string>
#include <vector>

namespace gaplab {

struct foreground_request {
  std::string program;                   ///< its path
  std::vector<std::string> arguments;    ///< all of them, its name first
  std::vector<std::string> environment;  ///< "NAME=value", beside this program's own
  std::vector<int> descriptors{};        ///< handed to it as 3, 4, ...
};

struct foreground_result {
  int exit_code = 0;  ///< if it exited
  int signal = 0;     ///< that ended it, or 0
};

/// Waits for its end. Signals that ask this program to stop meanwhile reach that one too. Throws environment_error if
/// it cannot be started.
foreground_result run_in_foreground(const foreground_request& request);

}  // namespace gaplab
