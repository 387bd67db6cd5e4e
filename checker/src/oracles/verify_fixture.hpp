// Is a fixture what it should be?
#pragma once

#include <filesystem>

#include "course/course.hpp"
#include "fixtures/fixture.hpp"

namespace gaplab {

/// Every value by the oracle's word, and, for a fixture of the course's own generator, whether the generator and the
/// cases have changed since. Throws environment_error with the first thing that is wrong.
void verify_fixture(const course& c, const fixture& f, const std::filesystem::path& path);

}  // namespace gaplab
