// The files and functions as a student first gets them.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "course/course.hpp"
#include "course/workspace.hpp"

namespace gaplab {

/// The student's files of a lab, by name: those that its steps name.
std::set<std::string> student_files(const lab& l);

/// The text of the step's file as the course has it. For a clone whose labs/ is edited in place that is what git has.
/// Throws environment_error.
std::string stub_text(const course& c, const workspace& w, const step& s);

}  // namespace gaplab
