// A worker under a debugger, on the user's terminal.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "run/foreground.hpp"
#include "run/job.hpp"

namespace gaplab {

struct debug_request {
  std::filesystem::path debugger;  ///< gdb, or one that understands its commands
  std::filesystem::path worker;
  std::string function;                        ///< where it is to stop first
  std::vector<std::filesystem::path> scripts;  ///< for the debugger to load
  std::vector<std::string> arguments;          ///< the debugger's own, which come last
};

/// Starts the debugger, the worker in it, and lets that run up to the function. Without limits. Waits until the
/// debugger has been left. Throws environment_error if it cannot be started.
foreground_result debug_worker(const debug_request& request, const worker_start& start);

}  // namespace gaplab
