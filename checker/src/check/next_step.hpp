// What to do next.
#pragma once

#include <optional>

#include "compile/toolchain.hpp"
#include "course/course.hpp"
#include "course/workspace.hpp"

namespace gaplab {

/// The first step that has not been passed and can run here; none if all have been.
std::optional<step> next_step(const course& c, const workspace& w, const cuda_request& request = {});

}  // namespace gaplab
