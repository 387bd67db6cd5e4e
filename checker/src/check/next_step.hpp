// What to do next.
#pragma once

#include <optional>

#include "compile/toolchain.hpp"
#include "course/course.hpp"
#include "course/workspace.hpp"

namespace gaplab {

/// The first step that has not been passed and can run here; none if all have been. Whoever comes from a step stays in
/// its lab: of that the first one behind it, as long as there is one.
std::optional<step> next_step(const course& c, const workspace& w, const cuda_request& request = {},
                              const step* from = nullptr);

}  // namespace gaplab
