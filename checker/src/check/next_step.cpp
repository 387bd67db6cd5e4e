#include "check/next_step.hpp"

#include "compile/toolchain.hpp"

namespace gaplab {

std::optional<step> next_step(const course& c, const workspace& w) {
  for (const lab& l : c.labs) {
    for (const step& s : l.steps) {
      if (!w.progress_of(s).passed && choose_toolchain(c, s.device).can_run()) return s;
    }
  }
  return std::nullopt;
}

}  // namespace gaplab
