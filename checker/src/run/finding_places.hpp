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

/// A barrier that is missing shows as a read of what is not written yet as soon as it shows as a race; the race is the
/// cause, and comes first. Others stay in the order in which they were found.
void put_causes_first(std::vector<sim::finding_text>& texts);

}  // namespace gaplab
