#include "runtime/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "gaplab/gpu_layout.hpp"

namespace gaplab::sim {

namespace {

std::optional<std::uint64_t> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return std::nullopt;
  char* end = nullptr;
  const std::uint64_t value = std::strtoull(text, &end, 0);
  return *end == '\0' ? std::optional(value) : std::nullopt;
}

options read_options() {
  options o;
  o.schedule = number_in("GAPLAB_SIM_SCHEDULE");
#if !defined(GAPLAB_SIM_CHECK)
  constexpr std::uint64_t most_threads = 256;
  const std::uint64_t wanted = number_in("GAPLAB_SIM_THREADS").value_or(std::thread::hardware_concurrency());
  o.threads = static_cast<unsigned>(std::clamp<std::uint64_t>(wanted, 1, most_threads));
#endif
  if (const auto descriptor = number_in(descriptor_variable)) o.gpu_descriptor = static_cast<int>(*descriptor);
  if (const auto code = number_in("GAPLAB_SIM_EXITCODE")) o.error_exit_code = static_cast<int>(*code & 0xff);
  return o;
}

}  // namespace

const options& current_options() {
  static const options read = read_options();
  return read;
}

}  // namespace gaplab::sim
