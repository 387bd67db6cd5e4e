// Grids: what is launched, on how many processors.
#pragma once

#include <cstddef>

#include "gaplab_sim/launch.hpp"

namespace gaplab::sim {

/// Limits of the simulated GPU: those of compute capability 9.0. CUDA C++ Programming Guide, "Technical Specifications
/// per Compute Capability".
constexpr unsigned most_threads_of_a_block = 1024;
constexpr unsigned most_threads_in_z = 64;
constexpr unsigned most_blocks_in_x = 2147483647;
constexpr unsigned most_blocks_in_y_or_z = 65535;
constexpr std::size_t usual_shared_bytes = 48 * 1024;
constexpr std::size_t most_shared_bytes = 227 * 1024;

/// How much dynamic shared memory a block may have. cudaFuncSetAttribute raises it above the usual.
void allow_dynamic_shared_bytes(std::size_t bytes);

/// To be told of each launch.
using launch_observer = void (*)(cudaError_t result, dim3 grid, dim3 block, std::size_t shared_bytes);
void set_launch_observer(launch_observer observer);

}  // namespace gaplab::sim
