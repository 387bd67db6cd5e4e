// CUDA -> the C++ that the host's compiler knows: the preparation of a source for the simulated GPU.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compile/object.hpp"
#include "compile/simulator.hpp"

namespace gaplab {

/// What a source is compiled for.
struct simulated_target {
  simulator_mode mode = simulator_mode::check;
  std::filesystem::path headers;  ///< the folder of cuda_runtime.h
  std::string headers_digest;     ///< changes when one of them does
};

/// The options are the preprocessor's, but for what the headers need.
std::shared_ptr<const source_preparation> simulated_source(const simulated_target& target,
                                                           std::vector<std::string> options);

/// "-DGAPLAB_SIM_CHECK=1"
std::string mode_macro(simulator_mode mode);

}  // namespace gaplab
