#include "check/next_step.hpp"

namespace gaplab {

std::optional<step> next_step(const course& c, const workspace& w, const cuda_request& request, const step* from) {
  std::optional<step> first;
  bool behind = false;
  for (const lab& l : c.labs) {
    for (const step& s : l.steps) {
      const bool open = !w.progress_of(s).passed && choose_toolchain(c, s.device, request).can_run();
      if (open && !first) first = s;
      if (open && behind && s.lab == from->lab) return s;
      behind = behind || (from != nullptr && s.address() == from->address());
    }
  }
  return first;
}

}  // namespace gaplab
