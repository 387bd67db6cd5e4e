// Where the elements of a tensor lie, and where a wrong offset looks for them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "fixtures/fixture.hpp"

namespace gaplab {

/// For each element an offset; outside of 0 ... size - 1 it is none of the tensor's.
using offset_list = std::vector<std::ptrdiff_t>;

/// A wrong way to find the elements of a tensor.
struct misplacement {
  std::string id;      ///< "axes_swapped"
  std::string equals;  ///< "N C"
  std::string how;     ///< "as if N and C stood in each other's place in the offset"
  double cost = 2;
  std::function<offset_list(const shape&)> offsets;  ///< empty where the shape makes no difference
};

/// Wrong ways to find the elements of a tensor with these axes. others: further sizes that may stand in its offset by
/// mistake, by name, such as those of the other tensors of the call.
std::vector<misplacement> misplacements_of(const std::string& axes);

/// Element (i0, i1, ...) at the sum of index * stride.
offset_list offsets_with(const shape& s, const std::vector<std::ptrdiff_t>& strides);

/// The strides of a dense tensor of that shape.
std::vector<std::ptrdiff_t> dense_strides(const shape& s);

}  // namespace gaplab
