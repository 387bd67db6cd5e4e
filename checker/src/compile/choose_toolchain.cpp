#include <fmt/format.h>

#include <map>

#include "compile/gpu.hpp"
#include "compile/toolchain.hpp"

namespace gaplab {

namespace {

toolchain_choice look_for(const course& c, device d) {
  if (d == device::cpu) return {host_toolchain(), "", ""};
  const nvcc_search nvcc = find_nvcc();
  if (!nvcc.found) return {nullptr, "", nvcc.problem};
  const gpu_search gpu = find_gpu(*nvcc.found, c.worker_folder(), compile_cache(default_cache_folder()));
  const std::shared_ptr<const toolchain> chosen = nvcc_toolchain(*nvcc.found, gpu.capability);
  if (!gpu.name.empty()) return {chosen, gpu.name, ""};
  return {chosen, "", gpu.problem.empty() ? "no GPU" : fmt::format("no usable GPU ({})", gpu.problem)};
}

}  // namespace

const toolchain_choice& choose_toolchain(const course& c, device d) {
  static std::map<device, toolchain_choice> known;
  const auto found = known.find(d);
  return found != known.end() ? found->second : known.emplace(d, look_for(c, d)).first->second;
}

}  // namespace gaplab
