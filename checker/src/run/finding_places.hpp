// What the simulated GPU found, in words with files and lines.
#pragma once

#include <filesystem>
#include <vector>

#include "gaplab/finding_text.hpp"
#include "run/gpu_memory.hpp"

namespace gaplab {

/// Each finding of a program, every string of it printable and on one line. A program counter becomes the innermost
/// line of the source; where it is in none, the innermost one outside of the system's folders and of the simulator.
std::vector<sim::finding_text> describe_findings(const gpu_findings& findings, const std::filesystem::path& program,
                                                 const std::filesystem::path& source,
                                                 const std::filesystem::path& simulator_folder);

}  // namespace gaplab
