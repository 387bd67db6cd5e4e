// Work spread over forked copies of this process. For work that starts programs of its own and waits for them, which
// one process does for one program at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace gaplab {

/// Calls work for each number below count, in that many copies of this process, each taking the next number when it has
/// done with one. What comes of the work must be written where this process can read it. look is called in this process
/// a few times a second, with how many are done.
/// Throws the environment_error that a copy has thrown, with its message, and interrupted; then the others have ended,
/// and what they began.
void spread(std::size_t count, int copies, const std::function<void(std::size_t)>& work,
            const std::function<void(std::size_t)>& look);

}  // namespace gaplab
