// What a CUDA step did with the device, in words.
#pragma once

#include <string>
#include <vector>

#include "gaplab/job_layout.hpp"

namespace gaplab {

/// Why the call failed: CUDA's words for the error, and what mostly causes it.
std::string explain_device_error(const device_use& use, const std::string& cuda_says);

/// What the results' origin is by the worker's count, where it is not a kernel: the rule of gaplab/lab.hpp.
std::vector<std::string> problems_of_origin(const device_use& use);

}  // namespace gaplab
