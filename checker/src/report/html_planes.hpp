// Which planes of its wrong outputs a page shows, and how one chooses among them.
#pragma once

#include <set>
#include <string>

#include "check/check_report.hpp"

namespace gaplab {

/// The planes that a page has room for: of each step the worst ones of its first wrong outputs come first.
/// most_cells: of all planes together.
std::set<const plane*> planes_with_room(const check_report& report, std::size_t most_cells);

/// Those of an output, with a chooser where there are several. id: of elements, unique in the page. Empty where none of
/// them is among those that have room.
std::string html_planes(const comparison& c, const std::set<const plane*>& with_room, const std::string& id);

}  // namespace gaplab
