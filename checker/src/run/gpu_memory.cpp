#include "run/gpu_memory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <type_traits>

#include "base/anonymous_file.hpp"
#include "base/error.hpp"

namespace gaplab {

namespace {

static_assert(std::is_trivially_copyable_v<sim::gpu_header>);

constexpr std::uint64_t page_size = 4096;

std::uint64_t in_pages(std::uint64_t bytes) { return (bytes + page_size - 1) / page_size * page_size; }

template <std::size_t size>
void terminate(char (&text)[size]) {
  text[size - 1] = '\0';
}

sim::finding_record bounded(sim::finding_record record) {
  constexpr auto last_kind = static_cast<std::uint32_t>(sim::finding_kind::count) - 1;
  if (static_cast<std::uint32_t>(record.kind) > last_kind) record.kind = sim::finding_kind::unsupported;
  record.side_count = std::min<std::uint32_t>(record.side_count, std::size(record.sides));
  record.times = std::max(record.times, 1U);
  terminate(record.object);
  terminate(record.detail);
  terminate(record.kernel);
  terminate(record.launch.file);
  for (sim::finding_side& side : record.sides) {
    terminate(side.action);
    terminate(side.place.file);
  }
  return record;
}

}  // namespace

simulated_gpu_memory::simulated_gpu_memory(std::uint64_t bytes) {
  sim::gpu_header header{};
  header.magic = sim::gpu_magic;
  header.memory_offset = in_pages(sizeof header);
  header.memory_size = in_pages(bytes);
  header.size = header.memory_offset + header.memory_size;
  m_file = make_sealed_file("gaplab-gpu", header.size);
  if (::pwrite(m_file.get(), &header, sizeof header, 0) != ssize_t{sizeof header}) {
    throw environment_error(fmt::format("cannot write to the simulated GPU's memory: {}", std::strerror(errno)));
  }
}

gpu_findings simulated_gpu_memory::findings() const {
  const auto header = std::make_unique<sim::gpu_header>();
  if (::pread(m_file.get(), header.get(), sizeof *header, 0) != ssize_t{sizeof *header}) {
    throw environment_error(fmt::format("cannot read the simulated GPU's memory: {}", std::strerror(errno)));
  }
  return read_findings(*header);
}

gpu_findings read_findings(const sim::gpu_header& header) {
  gpu_findings found;
  found.dropped = header.dropped;
  const std::uint32_t count = std::min<std::uint32_t>(header.finding_count, sim::most_findings);
  for (std::uint32_t i = 0; i < count; ++i) found.records.push_back(bounded(header.findings[i]));
  return found;
}

}  // namespace gaplab
