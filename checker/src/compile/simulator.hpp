// CUDA files for the simulated GPU of checker/simulator/: the host's compiler, with a rewriter before it that makes C++
// of CUDA, and the simulator's runtime linked in.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compile/toolchain.hpp"

namespace gaplab {

/// check watches every access and names what is wrong; fast only runs, on all cores.
enum class simulator_mode { check, fast };

/// What a file is compiled with, and which other compilers are asked for their opinion of it.
struct simulator_tools {
  std::filesystem::path folder;    ///< checker/simulator
  std::filesystem::path compiler;  ///< the host's
  std::optional<std::filesystem::path> nvcc;
  std::string capability;                      ///< of the GPU that there is; empty if there is none
  std::optional<std::filesystem::path> clang;  ///< only where there is no nvcc
};

/// Why there can be no simulated GPU here; empty where there can.
std::string simulator_problem();

/// What there is here. Throws environment_error if there is no host compiler, or this processor cannot simulate a GPU.
simulator_tools find_simulator(const course& c);

/// Compiles a step's worker in check mode. schedule is a seed for the order of warps; empty: the usual order.
std::shared_ptr<const toolchain> simulator_toolchain(const simulator_tools& tools, const std::string& schedule);

/// Starts to compile a file that is a program of its own. The options are those of the file: folders and macros.
std::unique_ptr<pending_build> start_simulated_program(const simulator_tools& tools, simulator_mode mode,
                                                       const std::filesystem::path& file,
                                                       const std::vector<std::string>& options,
                                                       const compile_cache& cache);

}  // namespace gaplab
