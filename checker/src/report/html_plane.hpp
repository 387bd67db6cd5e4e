// One plane of a wrong output: three heat maps, their legend, and its numbers.
#pragma once

#include <string>

#include "judge/result.hpp"

namespace gaplab {

/// "n 0, c 3": where the plane lies in the output; "all of y" where it is the whole.
std::string place_of(const comparison& c, const plane& p);

/// "12 of 20 wrong", "right"
std::string plane_verdict(const plane& p);

std::string html_plane(const comparison& c, const plane& p);

}  // namespace gaplab
