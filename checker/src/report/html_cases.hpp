// The cases of a step, as part of a page.
#pragma once

#include <set>
#include <string>

#include "judge/result.hpp"

namespace gaplab {

/// Each case that is wrong, the first one open, and for those who open it a table of all. Empty where no case was
/// judged. id: of elements, unique in the page.
std::string html_cases(const step_result& result, const std::set<const plane*>& with_room, const std::string& id);

/// All cases as a table; empty where there is none.
std::string html_case_table(const step_result& result);

}  // namespace gaplab
