// The file of gpu_layout.hpp, mapped: the findings, and the GPU's memory twice.
#pragma once

#include <cstdint>

#include "gaplab/gpu_layout.hpp"

namespace gaplab::sim {

struct gpu_file {
  gpu_header* header;         ///< what the checker reads
  char* memory;               ///< where the program's device pointers point to; closed while host code runs
  char* alias;                ///< the same bytes, always open: the runtime's own way to them
  std::uint64_t memory_size;  ///< in bytes
  bool own;                   ///< nobody else has it: findings are printed at the program's end
};

/// Mapped at the first call. Ends the program with a message where that cannot be done.
const gpu_file& the_gpu();

}  // namespace gaplab::sim
