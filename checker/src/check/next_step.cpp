#include "check/next_step.hpp"

#include <algorithm>

namespace gaplab {

std::optional<step> next_step(const course& c, const workspace& w, const cuda_request& request, const step* from) {
  const auto open = [&](const step& s) {
    return !w.progress_of(s).passed && choose_toolchain(c, s.device, request).can_run();
  };
  const std::vector<step> steps = all_steps(c);
  if (from != nullptr) {
    auto behind =
        std::find_if(steps.begin(), steps.end(), [&](const step& s) { return s.address() == from->address(); });
    for (; behind != steps.end() && behind->lab == from->lab; ++behind) {
      if (behind->address() != from->address() && open(*behind)) return *behind;
    }
  }
  const auto first = std::find_if(steps.begin(), steps.end(), open);
  return first == steps.end() ? std::nullopt : std::optional(*first);
}

}  // namespace gaplab
