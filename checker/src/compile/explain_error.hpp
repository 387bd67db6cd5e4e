// What a compiler's error mostly means in the files of this course, in words for somebody who knows little C++.
#pragma once

#include <string>
#include <vector>

#include "compile/compiler_messages.hpp"

namespace gaplab {

struct advice {
  std::string text;  ///< one or two sentences; empty where there is nothing to add to the compiler's own
  int line = 0;      ///< where to look, if not where the compiler complains; from 1
};

/// The advice for an error in a file of the given lines.
advice explain_error(const compiler_message& error, const std::vector<std::string>& lines);

/// Whether the compiler lost its way there, so that what it says afterwards means little.
bool loses_the_way(const compiler_message& error);

}  // namespace gaplab
