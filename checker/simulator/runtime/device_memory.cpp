#include "runtime/device_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include "runtime/access_check.hpp"
#include "runtime/finding_log.hpp"
#include "runtime/gpu_file.hpp"
#include "runtime/units.hpp"

namespace gaplab::sim::memory {

namespace {

constexpr std::uint64_t granule = 256;                         // bytes; what cudaMalloc aligns to
constexpr std::uint64_t most_margin = std::uint64_t{1} << 20;  // bytes behind an allocation that nobody gets

std::uint64_t rounded_up(std::uint64_t size, std::uint64_t step) { return (size + step - 1) / step * step; }

/// Addresses are given out once, as long as there are fresh ones, so that a freed pointer stays known as one.
class device_memory {
 public:
  device_memory() : m_gpu(the_gpu()), m_owners(m_gpu.memory_size) {}

  [[nodiscard]] bool contains(const void* pointer) const { return offset_of(pointer) < m_gpu.memory_size; }
  [[nodiscard]] std::uint64_t offset_of(const void* pointer) const {
    return static_cast<std::uint64_t>(static_cast<const char*>(pointer) - m_gpu.memory);
  }
  [[nodiscard]] char* alias_of(const void* pointer) const { return m_gpu.alias + offset_of(pointer); }

  void* allocate(std::uint64_t size, std::uint64_t element_size, site where) {
    if (size > m_gpu.memory_size) return nullptr;
    const std::uint64_t room = rounded_up(size, granule);
    const std::uint64_t margin = std::clamp(room / 4 / granule * granule, granule, most_margin);
    std::uint64_t offset = m_top + margin;
    if (offset + room + margin > m_gpu.memory_size) {
      offset = reuse(room);
      if (offset == 0) return nullptr;
    } else {
      m_top = offset + room;
      if (m_protection != PROT_NONE) protect(m_protection);  // a kernel allocates
    }
    if (!check::watch(offset, room)) return nullptr;
    check::set_initialised(offset, room, false);
    std::memset(m_gpu.alias + offset, 0xff, size);  // NaN, to be seen where somebody forgot to write
    m_used += room;
    allocation& a = m_allocations[offset];
    a = {};
    a.offset = offset;
    a.size = size;
    a.element_size = element_size;
    a.where = where;
    m_owners.set(offset, room, &a);
    return m_gpu.memory + offset;
  }

  free_result release(void* pointer, site where) {
    if (!contains(pointer)) return free_result::unknown;
    allocation* a = find(offset_of(pointer));
    if (a == nullptr) return free_result::unknown;
    if (a->offset != offset_of(pointer)) return free_result::inside;
    if (!a->live) return free_result::already_freed;
    a->live = false;
    a->freed = where;
    m_used -= rounded_up(a->size, granule);
    m_owners.set(a->offset, rounded_up(a->size, granule), a);
    m_parts.erase(m_parts.lower_bound(a->offset), m_parts.lower_bound(a->offset + a->size));
    // The pages go back to the system; a use of them is told as such before anybody sees that they are empty.
    const std::uint64_t first = rounded_up(a->offset, page_size);
    const std::uint64_t last = (a->offset + a->size) / page_size * page_size;
    if (first < last) ::madvise(m_gpu.alias + first, last - first, MADV_REMOVE);
    return free_result::freed;
  }

  void release_all() {
    for (auto& [offset, a] : m_allocations) {
      if (a.live) release(m_gpu.memory + offset, a.where);
    }
  }

  allocation* find(std::uint64_t offset) {
    auto after = m_allocations.upper_bound(offset);
    if (after == m_allocations.begin()) return nullptr;
    allocation& a = std::prev(after)->second;
    return offset < a.offset + std::max<std::uint64_t>(a.size, 1) ? &a : nullptr;
  }

  [[nodiscard]] const allocation* owner(std::uint64_t offset) const { return m_owners.at(offset); }

  [[nodiscard]] const allocation* nearest(std::uint64_t offset) const {
    const allocation* best = nullptr;
    std::uint64_t best_distance = ~std::uint64_t{0};
    for (const auto* all : {&m_parts, &m_allocations}) {
      for (const auto& [begin, a] : *all) {
        if (is_divided(a)) continue;  // its parts say more
        const std::uint64_t end = begin + a.size;
        const std::uint64_t distance = offset < begin ? begin - offset : offset >= end ? offset - end + 1 : 0;
        if (distance < best_distance) {
          best = &a;
          best_distance = distance;
        }
      }
    }
    return best;
  }

  /// What lies between the parts belongs to nobody.
  [[nodiscard]] bool is_divided(const allocation& a) const {
    if (!a.name.empty() || !a.live) return false;
    const auto part = m_parts.lower_bound(a.offset);
    return part != m_parts.end() && part->first < a.offset + a.size;
  }

  void divide(void* pointer, const part* parts, int count) {
    allocation* whole = find(offset_of(pointer));
    if (whole == nullptr) return;
    m_owners.set(whole->offset, rounded_up(whole->size, granule), nullptr);
    check::set_initialised(whole->offset, rounded_up(whole->size, granule), false);
    for (int i = 0; i < count; ++i) {
      allocation& a = m_parts[whole->offset + parts[i].offset];
      a = {};
      a.offset = whole->offset + parts[i].offset;
      a.size = parts[i].size;
      a.element_size = sizeof(float);
      a.name = parts[i].name;
      m_owners.set(a.offset, a.size, &a);
      if (parts[i].initialised) check::set_initialised(a.offset, a.size, true);
    }
  }

  void protect(int protection) {
    m_protection = protection;
    const std::uint64_t used = rounded_up(m_top, page_size);
    if (used > 0) ::mprotect(m_gpu.memory, std::min(used, m_gpu.memory_size), protection);
  }

  [[nodiscard]] std::uint64_t bytes_free() const { return m_gpu.memory_size - m_used; }
  [[nodiscard]] const std::map<std::uint64_t, allocation>& allocations() const { return m_allocations; }
  std::mutex guard;

 private:
  /// For each granule whose it is.
  class owner_table {
   public:
    explicit owner_table(std::uint64_t memory_size) : m_count(memory_size / granule) {
      void* place = ::mmap(nullptr, m_count * sizeof(void*), PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (place == MAP_FAILED) {
        std::fprintf(stderr, "the simulated GPU: no memory for its own tables\n");
        std::_Exit(3);
      }
      m_owners = static_cast<const allocation**>(place);
    }
    void set(std::uint64_t offset, std::uint64_t size, const allocation* a) {
      std::fill(m_owners + offset / granule, m_owners + rounded_up(offset + size, granule) / granule, a);
    }
    [[nodiscard]] const allocation* at(std::uint64_t offset) const { return m_owners[offset / granule]; }

   private:
    std::uint64_t m_count;
    const allocation** m_owners;
  };

  /// The first freed allocation with that much room; 0 if there is none.
  std::uint64_t reuse(std::uint64_t room) {
    for (const auto& [offset, a] : m_allocations) {
      if (!a.live && rounded_up(a.size, granule) >= room) return offset;
    }
    return 0;
  }

  const gpu_file& m_gpu;
  std::uint64_t m_top = 0;   ///< no fresh address lies below
  std::uint64_t m_used = 0;  ///< bytes allocated and not freed
  int m_protection = PROT_NONE;
  std::map<std::uint64_t, allocation> m_allocations;  ///< by offset; freed ones too
  std::map<std::uint64_t, allocation> m_parts;
  owner_table m_owners;
};

/// Never destroyed: the program's own destructors may free at its very end.
device_memory& the_memory() {
  static auto* memory = new device_memory;
  return *memory;
}

std::map<std::uintptr_t, allocation>& pinned() {
  static auto* all = new std::map<std::uintptr_t, allocation>;
  return *all;
}

std::string line_of(const site& where) {
  if (where.file == nullptr) return {};
  const char* slash = std::strrchr(where.file, '/');
  return std::string(slash == nullptr ? where.file : slash + 1) + ":" + std::to_string(where.line);
}

/// "the 1024 elements allocated in sum.cu:12"
std::string what_it_is(const allocation& a, std::uint64_t element_size) {
  if (!a.name.empty()) return a.name + "[" + std::to_string(a.size / element_size) + "]";
  std::string text = "the ";
  text += element_size > 1 && a.size % element_size == 0 ? std::to_string(a.size / element_size) + " elements"
                                                         : std::to_string(a.size) + " bytes";
  text += " allocated in " + line_of(a.where);
  if (!a.live) text += " and freed in " + line_of(a.freed);
  return text;
}

}  // namespace

bool contains(const void* pointer) { return the_memory().contains(pointer); }
std::uint64_t offset_of(const void* pointer) { return the_memory().offset_of(pointer); }
char* alias_of(const void* pointer) { return the_memory().alias_of(pointer); }

void* allocate(std::uint64_t size, std::uint64_t element_size, site where) {
  const std::lock_guard<std::mutex> lock(the_memory().guard);
  return the_memory().allocate(size, element_size, where);
}

free_result release(void* pointer, site where) {
  const std::lock_guard<std::mutex> lock(the_memory().guard);
  return the_memory().release(pointer, where);
}

void release_all() { the_memory().release_all(); }

const allocation* find(const void* pointer) { return the_memory().find(offset_of(pointer)); }
const allocation* find_for_kernel(std::uint64_t offset) { return the_memory().owner(offset); }
const allocation* nearest(std::uint64_t offset) { return the_memory().nearest(offset); }

std::string describe(const void* pointer, std::uint64_t access_size) {
  const std::uint64_t offset = offset_of(pointer);
  const allocation* a = nearest(offset);
  if (a == nullptr) return "an address of the GPU's memory, of which nothing is allocated";
  const std::uint64_t element_size = std::max<std::uint64_t>(1, a->element_size > 1 ? a->element_size : access_size);
  const std::string what = what_it_is(*a, element_size);
  if (offset < a->offset) {
    const std::uint64_t bytes = a->offset - offset;
    if (bytes % element_size == 0) return "element -" + std::to_string(bytes / element_size) + " of " + what;
    return std::to_string(bytes) + " bytes before " + what;
  }
  return "element " + std::to_string((offset - a->offset) / element_size) + " of " + what;
}

void open_to_program() { the_memory().protect(PROT_READ | PROT_WRITE); }
void close_to_program() { the_memory().protect(PROT_NONE); }

std::uint64_t bytes_free() { return the_memory().bytes_free(); }

void note_leaks() {
  const auto note_leak = [](const allocation& a, const char* what) {
    note({finding_kind::leak,
          what_it_is(a, std::max<std::uint64_t>(1, a.element_size)),
          "",
          1,
          {what, at_line(a.where), false, {}, {}},
          {}});
  };
  for (const auto& [offset, a] : the_memory().allocations()) {
    if (a.live) note_leak(a, "allocated");
  }
  for (const auto& [address, a] : pinned()) note_leak(a, "allocated by cudaMallocHost or cudaHostAlloc");
}

void add_pinned(void* pointer, std::uint64_t size, site where) {
  allocation a;
  a.size = size;
  a.where = where;
  a.pinned = true;
  pinned()[reinterpret_cast<std::uintptr_t>(pointer)] = a;
}

bool remove_pinned(void* pointer) { return pinned().erase(reinterpret_cast<std::uintptr_t>(pointer)) > 0; }

bool is_pinned(const void* pointer) {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  const auto after = pinned().upper_bound(address);
  return after != pinned().begin() && address - std::prev(after)->first < std::prev(after)->second.size;
}

void divide(void* pointer, const part* parts, int count) { the_memory().divide(pointer, parts, count); }

}  // namespace gaplab::sim::memory

namespace gaplab::sim {

void divide(void* allocation, const part* parts, int count) { memory::divide(allocation, parts, count); }

}  // namespace gaplab::sim
