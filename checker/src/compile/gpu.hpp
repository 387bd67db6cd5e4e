// Is there a CUDA toolkit, and a GPU that it can use?
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "compile/cache.hpp"

namespace gaplab {

struct nvcc_search {
  std::optional<std::filesystem::path> found;
  std::string problem;  ///< why there is none: "no CUDA toolkit"
};

/// What $NVCC names, and nothing if that is no program (NVCC=none does without CUDA); else nvcc in PATH, in $CUDA_HOME
/// or $CUDA_PATH, or where the toolkit is usually installed.
nvcc_search find_nvcc();

struct gpu_search {
  bool nvcc_builds = false;  ///< whether nvcc can make a program here
  std::string name;          ///< "NVIDIA H200"; empty if there is none
  std::string capability;    ///< "90"
  std::string problem;       ///< what CUDA says, where there is one that it cannot use
};

/// Asks CUDA itself, with a small program that nvcc builds once (checker/worker/gpu_probe.cpp): the GPU that
/// CUDA_VISIBLE_DEVICES puts first. Remembers the answer.
const gpu_search& find_gpu(const std::filesystem::path& nvcc, const std::filesystem::path& worker_folder,
                           const compile_cache& cache);

}  // namespace gaplab
