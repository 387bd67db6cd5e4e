// The watch on the simulated GPU, which tells of every launch and copy by itself. It also learns here where each tensor
// is, so that a kernel which leaves one by a single element is caught, and told by the tensor's name.
#include <vector>

#include "cuda_watch.hpp"
#include "gaplab/simulated_gpu.hpp"

namespace gaplab {

void watch_call(unsigned call, const lent_tensors& lent) {
  std::vector<sim::part> parts;
  for (std::uint32_t i = 0; i < lent.count; ++i) {
    const tensor_record& t = lent.tensors[i];
    parts.push_back({t.name, t.offset - lent.first, byte_size(t), t.output == 0});
  }
  sim::divide(lent.device, parts.data(), static_cast<int>(parts.size()));
  sim::begin_call(call);
  sim::observe({note_launch, note_copy});
}

void end_watch(unsigned call) { sim::begin_call(call + 1); }

}  // namespace gaplab
