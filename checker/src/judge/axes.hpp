// What the dimensions of a step's tensors are called.
#pragma once

#include <string>

#include "course/lab.hpp"

namespace gaplab {

/// One letter for each dimension: those of lab.toml's `axes`, or else "nc", "ncl", "nchw" or "ncdhw" by the rank. Empty
/// where a tensor of that rank has no such dimensions.
std::string axes_of(const step& s, const std::string& tensor, std::size_t rank);

/// "batch element", "channel", "depth", "row", "column", "position"
std::string axis_name(char letter);

/// Whether it is a dimension of a map: d, h, w or l.
bool is_position(char letter);

}  // namespace gaplab
