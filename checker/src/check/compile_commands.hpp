// What editors have to know to understand the students' files as the compiler does: compile_commands.json
// (https://clang.llvm.org/docs/JSONCompilationDatabase.html), which clangd looks for above a file.
#pragma once

#include <string>

#include "course/course.hpp"
#include "course/workspace.hpp"

namespace gaplab {

/// One command for each of the students' files, with absolute paths. CUDA files are for clang with the simulator's
/// headers, whether there is a toolkit or not: which toolkits a clang can read depends on both versions. Throws
/// environment_error if there is no host compiler.
std::string compile_commands(const course& c, const workspace& w);

/// Writes them beside the labs' folders, if what is there says something else. Only in a workspace or a clone; where
/// that cannot be done nothing happens, since nothing but an editor needs it.
void refresh_compile_commands(const course& c, const workspace& w);

inline constexpr const char* compile_commands_file = "compile_commands.json";

}  // namespace gaplab
