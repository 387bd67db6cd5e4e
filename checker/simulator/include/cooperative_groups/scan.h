// cooperative_groups::inclusive_scan() and exclusive_scan(), for tiles and coalesced groups.
#pragma once
#pragma GCC system_header

#include "../gaplab_sim/group_operations.hpp"

namespace cooperative_groups {

/// The own value combined with those of all lower ranks.
template <class Group, class Value, class Operation>
GAPLAB_SIM_PART_OF_CALLER auto inclusive_scan(const Group& group, Value value, Operation&& operation, GAPLAB_SIM_HERE)
    -> decltype(operation(value, value)) {
  return gaplab_scanned(group, value, operation, {gaplab_file, gaplab_line});
}
template <class Group, class Value>
GAPLAB_SIM_PART_OF_CALLER Value inclusive_scan(const Group& group, Value value, GAPLAB_SIM_HERE) {
  return gaplab_scanned(group, value, plus<Value>(), {gaplab_file, gaplab_line});
}

/// The values of all lower ranks combined; a value-initialised one for rank 0.
template <class Group, class Value, class Operation>
GAPLAB_SIM_PART_OF_CALLER auto exclusive_scan(const Group& group, Value value, Operation&& operation, GAPLAB_SIM_HERE)
    -> decltype(operation(value, value)) {
  const Value scanned = gaplab_scanned(group, value, operation, {gaplab_file, gaplab_line});
  const Value lower = group.shfl_up(scanned, 1, gaplab_file, gaplab_line);
  return group.thread_rank() == 0 ? Value{} : lower;
}
template <class Group, class Value>
GAPLAB_SIM_PART_OF_CALLER Value exclusive_scan(const Group& group, Value value, GAPLAB_SIM_HERE) {
  return exclusive_scan(group, value, plus<Value>(), gaplab_file, gaplab_line);
}

}  // namespace cooperative_groups
