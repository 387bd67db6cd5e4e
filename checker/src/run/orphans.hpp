// Processes that a program under check leaves behind, even if it moved them out of its process group.
#pragma once

#include <sys/types.h>

#include <set>

namespace gaplab {

/// From now on a descendant whose parent ends becomes a child of this process instead of the system's first one.
void adopt_orphans();

/// Ends all children of this process but the known ones, and theirs in turn, and waits for their end.
void end_orphans(const std::set<pid_t>& known);

}  // namespace gaplab
