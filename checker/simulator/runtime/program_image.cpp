#include "runtime/program_image.hpp"

#include <link.h>

#include <vector>

namespace gaplab::sim::image {

namespace {

struct segment {
  std::uintptr_t begin, end;
  bool writable, executable, own;
};

int take_segments(dl_phdr_info* info, std::size_t, void* into) {
  auto& all = *static_cast<std::vector<segment>*>(into);
  const bool own = info->dlpi_name == nullptr || *info->dlpi_name == '\0';
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    all.push_back({begin, begin + header.p_memsz, (header.p_flags & PF_W) != 0, (header.p_flags & PF_X) != 0, own});
  }
  return 0;
}

const segment* find(std::uintptr_t address) {
  static const std::vector<segment> all = [] {
    std::vector<segment> found;
    ::dl_iterate_phdr(take_segments, &found);
    return found;
  }();
  for (const segment& s : all) {
    if (address >= s.begin && address < s.end) return &s;
  }
  return nullptr;
}

}  // namespace

bool is_read_only(std::uintptr_t address) {
  const segment* s = find(address);
  return s != nullptr && !s->writable;
}

bool is_variable(std::uintptr_t address) {
  const segment* s = find(address);
  return s != nullptr && s->writable;
}

bool is_own_code(std::uintptr_t address) {
  const segment* s = find(address);
  return s != nullptr && s->executable && s->own;
}

}  // namespace gaplab::sim::image
