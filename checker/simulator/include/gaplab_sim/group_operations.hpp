// What reductions and scans of cooperative groups are made of: the operations, and the order in which values meet. It
// is the order of CUDA's own library, so that sums of floats have its rounding.
#pragma once
#pragma GCC system_header

#include "../cooperative_groups.h"

namespace cooperative_groups {

#define GAPLAB_SIM_OPERATION(name, expression)                                                \
  template <class Value>                                                                      \
  struct name {                                                                               \
    GAPLAB_SIM_PART_OF_CALLER Value operator()(Value a, Value b) const { return expression; } \
  };
GAPLAB_SIM_OPERATION(plus, a + b)
GAPLAB_SIM_OPERATION(less, b < a ? b : a)
GAPLAB_SIM_OPERATION(greater, a < b ? b : a)
GAPLAB_SIM_OPERATION(bit_and, a& b)
GAPLAB_SIM_OPERATION(bit_or, a | b)
GAPLAB_SIM_OPERATION(bit_xor, a ^ b)
#undef GAPLAB_SIM_OPERATION

/// The own value combined with those of all lower ranks.
template <class Group, class Value, class Operation>
GAPLAB_SIM_PART_OF_CALLER Value gaplab_scanned(const Group& group, Value value, Operation&& operation,
                                               ::gaplab::sim::site where) {
  for (unsigned int distance = 1; distance < group.size(); distance *= 2) {
    const Value lower = group.shfl_up(value, distance, where.file, where.line);
    if (group.thread_rank() >= distance) value = operation(value, lower);
  }
  return value;
}

/// The values of all, two halves at a time.
template <unsigned int Size, class Parent, class Value, class Operation>
GAPLAB_SIM_PART_OF_CALLER Value gaplab_reduced(const thread_block_tile<Size, Parent>& tile, Value value,
                                               Operation&& operation, ::gaplab::sim::site where) {
  for (unsigned int distance = Size / 2; distance > 0; distance /= 2) {
    value = operation(value, tile.shfl_xor(value, distance, where.file, where.line));
  }
  return value;
}
/// A full warp is a tile. In other groups the last thread of a scan has the result.
template <class Value, class Operation>
GAPLAB_SIM_PART_OF_CALLER Value gaplab_reduced(const coalesced_group& group, Value value, Operation&& operation,
                                               ::gaplab::sim::site where) {
  if (group.size() == 32) {
    return gaplab_reduced(thread_block_tile<32>(::gaplab::sim::all_lanes, 0, 1), value, operation, where);
  }
  return group.shfl(gaplab_scanned(group, value, operation, where), static_cast<int>(group.size()) - 1, where.file,
                    where.line);
}

}  // namespace cooperative_groups
