#include <fmt/format.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"
#include "compile/find_program.hpp"
#include "compile/toolchain.hpp"

namespace gaplab {

/// What $GDB names; else gdb in PATH.
std::filesystem::path toolchain::debugger() const {
  const char* named = std::getenv("GDB");
  if (named != nullptr && *named != '\0') {
    if (const auto program = find_program(named)) return *program;
    throw environment_error(fmt::format("GDB names {}, which is no program that can be run", printable_line(named)));
  }
  if (const auto program = find_program("gdb")) return *program;
  throw environment_error("there is no gdb: install the package gdb (`sudo apt-get install gdb`)");
}

}  // namespace gaplab
