// What a student hands in: collected from a workspace, and looked at before anybody else has to.
#pragma once

#include <string>
#include <vector>

#include "base/archive.hpp"
#include "course/course.hpp"
#include "course/workspace.hpp"
#include "grade/grade.hpp"

namespace gaplab {

struct handin {
  std::vector<archive_file> files;    ///< the students' files, and gaplab.toml where the workspace has one
  std::vector<std::string> missing;   ///< students' files that are not there
  std::vector<std::string> problems;  ///< one line for each file that cannot be handed in as it is
  std::string course_version;         ///< of the course that the workspace was made from
  bool checked = false;
  std::vector<graded_step> steps;  ///< what the student's own check said, if checked
};

/// Throws environment_error if gaplab.toml is no TOML.
handin collect_handin(const course& c, const workspace& w);

}  // namespace gaplab
