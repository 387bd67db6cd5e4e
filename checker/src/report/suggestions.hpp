// What to do after a check.
#pragma once

#include <string>
#include <vector>

#include "check/check_report.hpp"

namespace gaplab {

/// One thing to do.
struct suggestion {
  std::string what;   ///< "a hint:"
  std::string to_do;  ///< a command, or a place in a file: "gaplab hint 01.cpu.global.forward"
};

/// Whether something went wrong with the step that its details explain.
bool has_details(const step_result& result);

/// The step to speak of at the end: the first that went wrong, else the first that is not done. What cannot run here is
/// spoken of only where nothing else was asked for. nullptr where all is done.
const step_result* most_urgent(const check_report& report);

/// What to do about a step; empty where its details say all.
std::vector<suggestion> suggestions_on(const step_result& result);

/// The step to go on with where all that was asked for is done; empty where none is left.
std::vector<suggestion> suggestions_to_go_on(const check_report& report);

}  // namespace gaplab
