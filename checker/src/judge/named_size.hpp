// What a number may stand for: the sizes of a call's tensors and what students make of them.
#pragma once

#include <string>
#include <vector>

#include "judge/observation.hpp"

namespace gaplab {

struct named_size {
  std::string name;  ///< "H*W"
  double value = 0;
};

/// Sizes of the call's largest tensor, their products, and the sizes of windows: N, C, H, W, H*W, N*C, kernel_area ...
/// The likeliest to be meant come first. The same names in the same order for every call of a step.
std::vector<named_size> sizes_of(const observed_call& call, const step& s);

/// The number of positions of a map, H*W; 1 where there are no maps.
named_size map_size_of(const observed_call& call, const step& s);

/// The value of that name; NaN if the call has none.
double size_named(const std::vector<named_size>& sizes, const std::string& name);

/// A tensor of a call, whatever its type.
struct named_shape {
  std::string tensor;
  gaplab::shape shape;
  std::string axes;  ///< a letter for each dimension; may be empty
};

/// The inputs that the step gets, then its outputs.
std::vector<named_shape> shapes_of(const observed_call& call, const step& s);

}  // namespace gaplab
