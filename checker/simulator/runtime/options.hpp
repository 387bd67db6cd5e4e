// What the environment asks of a program on the simulated GPU.
#pragma once

#include <cstdint>
#include <optional>

namespace gaplab::sim {

struct options {
  std::optional<std::uint64_t> schedule;  ///< GAPLAB_SIM_SCHEDULE: warps run in an order drawn with this seed
  unsigned threads = 1;                   ///< GAPLAB_SIM_THREADS: processors to use; check mode always uses one
  int gpu_descriptor = -1;                ///< GAPLAB_GPU: the file of gpu_layout.hpp; -1: this program makes its own
  int error_exit_code = 86;               ///< GAPLAB_SIM_EXITCODE: of a program on its own that has findings
};

const options& current_options();

}  // namespace gaplab::sim
