#include "check/next_step.hpp"

namespace gaplab {

std::optional<step> next_step(const course& c, const workspace& w, const cuda_request& request) {
  for (const lab& l : c.labs) {
    for (const step& s : l.steps) {
      if (!w.progress_of(s).passed && choose_toolchain(c, s.device, request).can_run()) return s;
    }
  }
  return std::nullopt;
}

}  // namespace gaplab
