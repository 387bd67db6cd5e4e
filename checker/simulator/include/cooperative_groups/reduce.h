// cooperative_groups::reduce(), for tiles and coalesced groups.
#pragma once
#pragma GCC system_header

#include "../gaplab_sim/group_operations.hpp"

namespace cooperative_groups {

/// All values combined; every thread gets the result.
template <class Group, class Value, class Operation>
GAPLAB_SIM_PART_OF_CALLER auto reduce(const Group& group, Value value, Operation&& operation, GAPLAB_SIM_HERE)
    -> decltype(operation(value, value)) {
  return gaplab_reduced(group, value, operation, {gaplab_file, gaplab_line});
}

}  // namespace cooperative_groups
