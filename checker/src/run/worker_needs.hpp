// What distinguishes the processes in which workers run.
#pragma once

#include <string>
#include <vector>

namespace gaplab {

/// What a worker needs of the process that it runs in, beyond the limits of its lab.
struct worker_needs {
  bool memory_limited = true;  ///< false: its memory cannot be limited, as where a driver maps what it likes
  double start_seconds = 0;    ///< wall clock that is spent before the first case, as on making a device ready
  std::size_t open_files = 64;
  std::vector<std::string> environment{};  ///< "NAME=value", beside the basic ones
  bool simulated_gpu = false;              ///< it gets the memory of gpu_layout.hpp, and room for the simulator itself
};

}  // namespace gaplab
