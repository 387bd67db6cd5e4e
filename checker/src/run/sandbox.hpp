// The seam for isolation: what a child process gives up between fork and exec. Today these are resource limits
// (tier 3 of the design: trusted code); namespaces and system call filters will join them here.
#pragma once

namespace gaplab {

struct process_limits;

/// Called in the child. Async-signal-safe.
void enter_sandbox(const process_limits& limits);

}  // namespace gaplab
