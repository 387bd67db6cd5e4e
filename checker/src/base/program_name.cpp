#include "base/program_name.hpp"

namespace gaplab {

namespace {

std::string& name() {
  static std::string typed = "gaplab";
  return typed;
}

}  // namespace

void set_program_name(const std::string& typed) {
  if (!typed.empty()) name() = typed;
}

const std::string& program_name() { return name(); }

}  // namespace gaplab
