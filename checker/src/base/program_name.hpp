// What the user typed to start this program, so that the commands which it suggests can be pasted: "./gaplab".
#pragma once

#include <string>

namespace gaplab {

/// Called once, by main, with argv[0].
void set_program_name(const std::string& typed);

const std::string& program_name();

}  // namespace gaplab
