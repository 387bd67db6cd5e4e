// Why a student's file did not compile, for the terminal.
#pragma once

#include <string>
#include <string_view>

#include "judge/result.hpp"
#include "report/palette.hpp"

namespace gaplab {

/// The errors to mend first, each with its line and what it mostly means; all that the compiler said if verbose, or
/// where none of it was understood.
std::string compile_errors_text(const step_result& result, bool verbose, const palette& colours);

/// What a compiler or a program said under a heading: all of it if verbose, else its beginning. Empty if it said
/// nothing.
std::string quoted(std::string_view heading, const std::string& said, bool verbose, const palette& colours);

}  // namespace gaplab
