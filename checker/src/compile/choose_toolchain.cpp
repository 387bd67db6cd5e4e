#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "compile/gpu.hpp"
#include "compile/toolchain.hpp"

namespace gaplab {

namespace {

toolchain_choice look_for(const course& c, device d) {
  if (d == device::cpu) return {host_toolchain(), "", ""};
  const auto nvcc = find_nvcc();
  const char* named = std::getenv("NVCC");
  if (!nvcc && named != nullptr && *named != '\0' && std::string_view(named) != "none") {
    return {nullptr, "", fmt::format("NVCC names {}, which is no program", printable_line(named))};
  }
  if (!nvcc) return {nullptr, "", "no CUDA toolkit"};
  const gpu_search gpu = find_gpu(*nvcc, c.worker_folder(), compile_cache(default_cache_folder()));
  const std::shared_ptr<const toolchain> chosen = nvcc_toolchain(*nvcc, gpu.capability);
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
