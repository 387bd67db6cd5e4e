#include <fmt/format.h>

#include <map>
#include <tuple>

#include "base/error.hpp"
#include "compile/gpu.hpp"
#include "compile/simulator.hpp"
#include "compile/toolchain.hpp"

namespace gaplab {

namespace {

toolchain_choice look_for_gpu(const course& c) {
  const nvcc_search nvcc = find_nvcc();
  if (!nvcc.found) return {nullptr, "", nvcc.problem};
  const gpu_search& gpu = find_gpu(*nvcc.found, c.worker_folder(), compile_cache(default_cache_folder()));
  const std::shared_ptr<const toolchain> chosen = nvcc_toolchain(*nvcc.found, gpu.capability);
  if (!gpu.name.empty()) return {chosen, gpu.name, ""};
  return {chosen, "", gpu.problem.empty() ? "no GPU" : fmt::format("no usable GPU ({})", gpu.problem)};
}

toolchain_choice look_for(const course& c, device d, const cuda_request& request) {
  using place = cuda_request::place;
  if (d == device::cpu) return {host_toolchain(), "", ""};
  if (request.on != place::simulator) {
    toolchain_choice gpu = look_for_gpu(c);
    if (gpu.can_run() || request.on == place::gpu) return gpu;
  }
  if (const std::string problem = simulator_problem(); !problem.empty()) return {nullptr, "", problem};
  simulator_tools tools = find_simulator(c);
  if (!request.second_opinion) tools.nvcc = tools.clang = std::nullopt;
  return {simulator_toolchain(tools, request.schedule), simulated_gpu_name, ""};
}

}  // namespace

const toolchain_choice& choose_toolchain(const course& c, device d, const cuda_request& request) {
  static std::map<std::tuple<device, cuda_request::place, std::string, bool>, toolchain_choice> known;
  const std::tuple key{d, request.on, request.schedule, request.second_opinion};
  const auto found = known.find(key);
  return found != known.end() ? found->second : known.emplace(key, look_for(c, d, request)).first->second;
}

}  // namespace gaplab
