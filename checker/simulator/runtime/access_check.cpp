#include "runtime/access_check.hpp"

#if defined(GAPLAB_SIM_CHECK)

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "gaplab_sim/atomics.hpp"
#include "runtime/block_runner.hpp"
#include "runtime/device_memory.hpp"
#include "runtime/finding_log.hpp"
#include "runtime/gpu_file.hpp"
#include "runtime/happens_before.hpp"
#include "runtime/program_image.hpp"
#include "runtime/units.hpp"
#include "runtime/variables.hpp"

namespace gaplab::sim::check {

namespace {

constexpr std::size_t word = 4;  // bytes; what is remembered is remembered for each

/// The last accesses to a word: enough to find a race as soon as both its sides have happened. As long as a line of the
/// processor's cache.
struct alignas(64) word_history {
  access_record write;  ///< no atomic one
  access_record atomic;
  access_record reads[2];
};

/// A variable in shared memory, or one that is declared __device__.
struct region {
  const char* name = nullptr;
  std::uintptr_t begin = 0;
  std::size_t size = 0;
  array_shape shape{};
  bool dynamic = false;
  bool shared = true;
  bool constant = false;
  std::vector<word_history> words;
  struct written_bytes {
    std::uint32_t block;  ///< that they were written in
    std::uint32_t bytes;  ///< of the word
  };
  std::vector<written_bytes> written;

  [[nodiscard]] bool holds(std::uintptr_t a) const { return a - begin < size; }
  void resize(std::size_t bytes) {
    size = bytes;
    const std::size_t count = (bytes + 2 * word - 1) / word;
    if (words.size() >= count) return;
    words.resize(count);
    written.resize(count);
  }
  [[nodiscard]] GAPLAB_SELDOM std::string describe(std::uintptr_t address) const {
    const char* kind = shared ? (dynamic ? "dynamic shared" : "shared") : constant ? "constant" : "device";
    if (!dynamic) return describe_variable(kind, name, shape, size, begin, address);
    // How the program divides it is its own business: elements are those of its declaration.
    array_shape all = shape;
    all.rank = 1;
    all.extents[0] = size / std::max<std::size_t>(1, shape.element_size);
    return describe_variable(kind, name, all, size, begin, address);
  }
};

/// Records for each word of the GPU's memory. They are reserved for all of it, and had for what is allocated.
struct global_records {
  word_history* words = nullptr;
  std::uint8_t* written = nullptr;  ///< bytes of each word

  static void* reserve(std::uint64_t size) {
    void* place = ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place != MAP_FAILED) return place;
    std::fprintf(stderr, "the simulated GPU: no room for the records of its memory\n");
    std::_Exit(3);
  }
  void make() {
    const std::uint64_t count = the_gpu().memory_size / word;
    words = static_cast<word_history*>(reserve(count * sizeof(word_history)));
    written = static_cast<std::uint8_t*>(reserve(count));
  }
  template <class T>
  static bool open(T* records, std::uint64_t first, std::uint64_t last) {
    const std::uint64_t begin = reinterpret_cast<std::uint64_t>(records + first) / page_size * page_size;
    const std::uint64_t end = (reinterpret_cast<std::uint64_t>(records + last) + page_size - 1) / page_size * page_size;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): pages are counted as numbers
    return ::mprotect(reinterpret_cast<void*>(begin), end - begin, PROT_READ | PROT_WRITE) == 0;
  }
};

happens_before order;
global_records global;
/// Those that kernels of this program declare, static and dynamic. Some are told of before main(), perhaps before this
/// file's own variables are made.
std::vector<region*>& declared() {
  static auto* all = new std::vector<region*>;
  return *all;
}
region* last_region = nullptr;
std::uintptr_t shared_low = ~std::uintptr_t{0};
std::uintptr_t shared_high = 0;
region* dynamic_region = nullptr;

/// An index that leaves its array is told before the access; what array it is, the access tells.
struct bad_index {
  bool pending = false;
  unsigned thread = 0;
  std::int64_t index = 0;
  const char* type = nullptr;
  site where{};
};
bad_index index_found;

/// Two writes of the same value do no harm. Whether they are the same is known when the second one has happened.
struct suspected_write {
  std::uintptr_t address;
  unsigned bytes;
  std::uint32_t before;
  finding what;
};
std::vector<suspected_write> suspected;
/// A plain read of what others change atomically. It does no harm if an atomicCAS() of the same thread follows, which
/// notices that the value is old: CUDA C++ Programming Guide, "Atomic Functions", atomicAdd() for double.
struct suspected_read {
  std::uintptr_t address;
  unsigned thread;
  finding what;
};
std::vector<suspected_read> suspected_reads;
bool unsettled = false;  ///< something is suspected, or an index was bad: to be looked at by the next access

std::uintptr_t last_access = 0;  ///< the program counter

std::uintptr_t memory_begin = 0;  ///< the GPU's, as the program sees it
std::uint64_t memory_size = 0;

bool is_atomic(access_kind kind) { return kind == access_kind::atomic || kind == access_kind::compare_and_swap; }

party this_party(access_kind kind, std::uintptr_t pc) {
  const char* action = is_atomic(kind)                                                   ? "atomic access"
                       : kind == access_kind::read || kind == access_kind::volatile_read ? "read"
                                                                                         : "write";
  return runner->this_party(action, at_pc(pc));
}

party past_party(const access_record& past, bool wrote) {
  party p = runner->this_party(past.is_atomic() ? "atomic access" : wrote ? "write" : "read", at_pc(past.pc));
  p.block = runner->block_of(past.block - order.first_block());
  p.thread = runner->thread_of(past.thread());
  return p;
}

/// What a race or another finding is about, put into words only when there is one.
struct subject {
  const region* variable;  ///< nullptr: the GPU's memory
  std::uintptr_t address;
  std::size_t size;

  [[nodiscard]] GAPLAB_SELDOM std::string describe() const {
    if (variable != nullptr) return variable->describe(address);
    return memory::describe(reinterpret_cast<const void*>(address), size);  // NOLINT: the program's pointer
  }
};

[[noreturn]] GAPLAB_SELDOM void stop(finding_kind kind, const std::string& object, const party& who, cudaError_t error,
                                     const std::string& detail = {}) {
  note({kind, object, detail, 1, who, {}});
  runner->end_kernel(error);
}

bool writes(access_kind kind) {
  return kind == access_kind::write || kind == access_kind::volatile_write || is_atomic(kind);
}

// ---- races

GAPLAB_SELDOM void note_race(const access_record& past, bool past_wrote, access_kind kind, std::uintptr_t pc,
                             std::uintptr_t word_address, unsigned bytes, const subject& what, unsigned thread) {
  finding f{finding_kind::data_race, what.describe(), "", 2, this_party(kind, pc), past_party(past, past_wrote)};
  const bool shared = what.variable != nullptr && what.variable->shared;
  if (past.block != order.block()) {
    f.detail =
        "The threads are in different blocks, which no __syncthreads() orders: an atomic function, a __threadfence() "
        "before an atomic flag, or another launch does.";
    if (past.is_atomic() != is_atomic(kind)) f.detail += " One of the accesses is atomic, the other not.";
  } else if (past.thread() / lanes == thread / lanes) {
    f.detail =
        "Both threads are in the same warp, whose lanes need not go in step: __syncwarp() or __syncthreads() "
        "must stand between.";
  } else {
    f.detail = shared ? "No __syncthreads() stands between the two." : "Nothing orders the two.";
  }
  if (kind == access_kind::read && past.is_atomic()) {
    suspected_reads.push_back({word_address, thread, std::move(f)});
    return;
  }
  const bool plain_write = kind == access_kind::write || kind == access_kind::volatile_write;
  if (past_wrote && plain_write && !past.is_atomic()) {
    std::uint32_t before = 0;
    std::memcpy(&before, reinterpret_cast<const void*>(word_address), sizeof before);  // NOLINT: a word in the program
    suspected.push_back({word_address, bytes, before, std::move(f)});
    unsettled = true;
    return;
  }
  note(f);
}

GAPLAB_SELDOM void settle_suspected() {
  for (const suspected_write& s : suspected) {
    std::uint32_t now = 0;
    std::memcpy(&now, reinterpret_cast<const void*>(s.address), sizeof now);  // NOLINT: as above
    std::uint32_t mask = 0;
    for (unsigned byte = 0; byte < word; ++byte) {
      if ((s.bytes >> byte & 1U) != 0) mask |= 0xffU << 8 * byte;
    }
    if (((now ^ s.before) & mask) != 0) note(s.what);
  }
  suspected.clear();
  unsettled = index_found.pending;
}

/// The thread's atomicCAS() at a place makes good what it has read there plainly.
GAPLAB_SELDOM void forget_reads(word_history& history, const access_record& own) {
  for (access_record& read : history.reads) {
    if (read.block == own.block && read.thread() == own.thread()) read.block = 0;
  }
}

GAPLAB_SELDOM void forget_suspected_reads(std::uintptr_t address, unsigned thread) {
  const auto made_good = [&](const suspected_read& s) { return s.thread == thread && s.address - address < 8; };
  suspected_reads.erase(std::remove_if(suspected_reads.begin(), suspected_reads.end(), made_good),
                        suspected_reads.end());
}

/// What the thread, or every one, has read and never swapped.
GAPLAB_SELDOM void note_suspected_reads(std::optional<unsigned> thread) {
  for (const suspected_read& s : suspected_reads) {
    if (!thread || s.thread == *thread) note(s.what);
  }
  const auto noted = [&](const suspected_read& s) { return !thread || s.thread == *thread; };
  suspected_reads.erase(std::remove_if(suspected_reads.begin(), suspected_reads.end(), noted), suspected_reads.end());
}

/// One word of an access.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): one path, taken for every access; see units.hpp
GAPLAB_ALWAYS void check_word(word_history& history, unsigned bytes, access_kind kind, unsigned thread,
                              std::uintptr_t pc, std::uintptr_t word_address, bool shared, const subject& what) {
  const bool atomic = is_atomic(kind);
  const bool is_volatile = kind == access_kind::volatile_read || kind == access_kind::volatile_write;
  access_record now = order.record(thread, bytes, atomic, is_volatile, pc);
  const std::uint32_t oldest = shared ? order.block() : order.first_block();
  const auto clashes = [&](const access_record& past) __attribute__((always_inline)) {
    if (past.block < oldest || (past.bytes() & bytes) == 0 || order.ordered(past, thread)) return false;
    if (atomic && past.is_atomic()) return false;
    const bool both_strong = (atomic || is_volatile) && (past.is_atomic() || past.is_volatile());
    // A volatile access is done when and where it is written, so other warps may wait for it. Within a warp it was the
    // idiom of the days when lanes went in step; it orders nothing since.
    const bool in_step_idiom = shared && !atomic && !past.is_atomic() && past.block == order.block() &&
                               past.thread() / lanes == thread / lanes;
    return !both_strong || in_step_idiom;
  };
  if (clashes(history.write)) {
    note_race(history.write, true, kind, pc, word_address, bytes, what, thread);
  }
  if (!atomic && clashes(history.atomic)) {
    note_race(history.atomic, true, kind, pc, word_address, bytes, what, thread);
  }
  const auto mine = [&](const access_record& past) { return past.block == now.block && past.thread() == thread; };
  if (writes(kind)) {
    for (const access_record& read : history.reads) {
      if (clashes(read)) note_race(read, false, kind, pc, word_address, bytes, what, thread);
    }
    if (atomic) {
      history.atomic = now;
      if (kind == access_kind::compare_and_swap) forget_reads(history, now);
      return;
    }
    // Other bytes of the word that the same thread wrote since the barrier stay its own.
    if (mine(history.write) && history.write.epoch == now.epoch) now.who |= history.write.who & 0x3c00U;
    history.write = now;
    history.atomic.block = history.reads[0].block = history.reads[1].block = 0;
    return;
  }
  access_record& first = history.reads[0];
  access_record& second = history.reads[1];
  if (mine(first)) {
    if (first.epoch == now.epoch) now.who |= first.who & 0x3c00U;
    first = now;
  } else if (mine(second)) {
    second = now;
  } else if (first.block < oldest || second.block < oldest) {
    (first.block < oldest ? first : second) = now;
  } else {
    // Two that differ as much as can be are kept: of other blocks, of this epoch, of different warps.
    const auto other_warp = [&](const access_record& a) { return a.thread() / lanes != thread / lanes; };
    const auto says_little = [&](const access_record& a) {
      return a.block != now.block || a.epoch != now.epoch || !other_warp(a);
    };
    const bool first_is_of_another_block = first.block != now.block && second.block == now.block;
    if (!first_is_of_another_block && says_little(first)) {
      first = now;
    } else if (first_is_of_another_block || says_little(second)) {
      second = now;
    }
  }
}

/// Calls visit(index of the word, its bytes that are meant) for each word of the range.
template <class Visit>
GAPLAB_ALWAYS void for_each_word(std::uintptr_t offset, std::size_t size, const Visit& visit) {
  if (size == word && offset % word == 0) {
    visit(offset / word, 15U);
    return;
  }
  const std::uintptr_t end = offset + size;
  while (offset < end) {
    const std::uintptr_t index = offset / word;
    const std::uintptr_t next = std::min(end, (index + 1) * word);
    visit(index, ((1U << (next - index * word)) - 1) & ~((1U << (offset - index * word)) - 1));
    offset = next;
  }
}

// ---- what is there

std::string text_of_size(std::size_t size) { return std::to_string(size) + (size == 1 ? " byte" : " bytes"); }

GAPLAB_SELDOM void note_uninitialised(const subject& what, access_kind kind, std::uintptr_t pc) {
  const bool shared = what.variable != nullptr;
  note({finding_kind::uninitialised,
        what.describe(),
        shared ? "No thread of this block has written it yet."
               : "Nothing was copied there, and no kernel has written it.",
        1,
        this_party(kind, pc),
        {}});
}

/// The access lies, with its first byte or its last, in nothing that is allocated.
[[noreturn]] GAPLAB_SELDOM void stop_global_access(const memory::allocation* a, std::uintptr_t address,
                                                   std::size_t size, access_kind kind, std::uintptr_t pc) {
  const std::uint64_t offset = address - memory_begin;
  const bool begins_inside = a != nullptr && offset >= a->offset && offset < a->offset + a->size;
  const bool straddles = begins_inside && a->live;
  // Of an access that begins inside, its last byte says how far it goes.
  const subject what{nullptr, address + (straddles ? size - 1 : 0), size};
  stop(begins_inside && !a->live ? finding_kind::use_after_free : finding_kind::out_of_bounds, what.describe(),
       this_party(kind, pc), cudaErrorIllegalAddress,
       straddles ? "The access of " + text_of_size(size) + " begins inside and ends outside." : "");
}

GAPLAB_ALWAYS void global_access(std::uintptr_t address, std::size_t size, access_kind kind, std::uintptr_t pc,
                                 unsigned thread, bool copies) {
  const std::uint64_t offset = address - memory_begin;
  const memory::allocation* a = memory::find_for_kernel(offset);
  if (a == nullptr || !a->live || offset < a->offset || offset + size > a->offset + a->size) {
    stop_global_access(a, address, size, kind, pc);
  }
  const bool needs_value = !copies && kind != access_kind::write && kind != access_kind::volatile_write;
  const bool write = writes(kind);
  const subject what{nullptr, address, size};
  for_each_word(
      offset, size, [&](std::uint64_t index, unsigned bytes) __attribute__((always_inline)) {
        std::uint8_t& written = global.written[index];
        if (needs_value && (written & bytes) != bytes) note_uninitialised(what, kind, pc);
        if (write) written |= static_cast<std::uint8_t>(bytes);
        check_word(global.words[index], bytes, kind, thread, pc, memory_begin + index * word, false, what);
      });
}

[[noreturn]] GAPLAB_SELDOM void stop_region_access(const region& r, std::uintptr_t address, std::size_t size,
                                                   access_kind kind, std::uintptr_t pc) {
  if (address + size > r.begin + r.size) {
    stop(finding_kind::out_of_bounds, r.describe(address + size - 1), this_party(kind, pc), cudaErrorIllegalAddress,
         "The access of " + text_of_size(size) + " begins inside and ends outside.");
  }
  stop(finding_kind::constant_written, r.describe(address), this_party(kind, pc), cudaErrorIllegalAddress);
}

GAPLAB_ALWAYS void region_access(region& r, std::uintptr_t address, std::size_t size, access_kind kind,
                                 std::uintptr_t pc, unsigned thread, bool copies) {
  const bool write = writes(kind);
  if (address + size > r.begin + r.size || (r.constant && write)) stop_region_access(r, address, size, kind, pc);
  const bool needs_value = !copies && kind != access_kind::write && kind != access_kind::volatile_write;
  const std::uintptr_t first = r.begin / word * word;
  const subject what{&r, address, size};
  for_each_word(
      address - first, size, [&](std::uint64_t index, unsigned bytes) __attribute__((always_inline)) {
        if (r.shared) {
          region::written_bytes& written = r.written[index];
          if (written.block != order.block()) written = {order.block(), 0};
          if (needs_value && (written.bytes & bytes) != bytes) note_uninitialised(what, kind, pc);
          if (write) written.bytes |= bytes;
        }
        check_word(r.words[index], bytes, kind, thread, pc, first + index * word, r.shared, what);
      });
}

GAPLAB_SELDOM region* look_for_shared(std::uintptr_t address);

GAPLAB_ALWAYS region* find_shared(std::uintptr_t address) {
  if (last_region != nullptr && last_region->holds(address)) return last_region;
  return look_for_shared(address);
}

region* look_for_shared(std::uintptr_t address) {
  if (address - shared_low >= shared_high - shared_low) return nullptr;
  for (region* r : declared()) {
    if (r->holds(address)) return last_region = r;
  }
  return nullptr;
}

region* find_shared_near(std::uintptr_t address) {
  constexpr std::size_t near = 4096;  // bytes
  region* best = nullptr;
  std::size_t best_distance = near;
  for (region* r : declared()) {
    if (r->size == 0 && !r->dynamic) continue;
    const std::size_t distance = address < r->begin ? r->begin - address : address - (r->begin + r->size);
    if (distance < best_distance) {
      best = r;
      best_distance = distance;
    }
  }
  return best;
}

region& region_of(known_device_variable& v) {
  if (v.record == nullptr) {
    auto* r = new region;  // as long as the program
    r->name = v.name;
    r->begin = v.address;
    r->shape = v.shape;
    r->shared = false;
    r->constant = v.kind == device_kind::constant;
    r->resize(v.size);
    v.record = r;
  }
  return *static_cast<region*>(v.record);
}

/// Whether the program has memory there. What the simulator itself has reserved does not count.
bool is_host_memory(std::uintptr_t address) {
  const auto within = [&](const void* begin, std::uint64_t size) {
    return address - reinterpret_cast<std::uintptr_t>(begin) < size;
  };
  const std::uint64_t count = the_gpu().memory_size / word;
  if (within(global.words, count * sizeof(word_history)) || within(global.written, count)) return false;
  if (within(the_gpu().alias, the_gpu().memory_size)) return false;
  unsigned char resident = 0;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a page, by its number
  return ::mincore(reinterpret_cast<void*>(address / page_size * page_size), page_size, &resident) == 0;
}

/// Neither the GPU's memory nor a variable of the device.
GAPLAB_SELDOM void foreign_access(std::uintptr_t address, std::size_t size, access_kind kind, std::uintptr_t pc) {
  const auto* pointer = reinterpret_cast<const void*>(address);  // NOLINT: the program's pointer
  if (!writes(kind) && image::is_read_only(address)) return;     // constants and literals, which nvcc copies
  const party who = this_party(kind, pc);
  if (address < null_area) {
    stop(finding_kind::null_pointer, address == 0 ? "" : "address " + std::to_string(address), who,
         cudaErrorIllegalAddress);
  }
  if (const region* r = find_shared_near(address)) {
    stop(finding_kind::out_of_bounds, r->describe(address), who, cudaErrorIllegalAddress);
  }
  if (memory::is_pinned(pointer)) return;
  if (known_device_variable* v = near_device_variable(address, 64)) {
    stop(finding_kind::out_of_bounds, region_of(*v).describe(address), who, cudaErrorIllegalAddress);
  }
  if (runner->fibers().in_other_stack(pointer, runner->current_fiber())) {
    stop(finding_kind::other_thread_memory, "", who, cudaErrorIllegalAddress);
  }
  constexpr std::uintptr_t reach = std::uintptr_t{1} << 36;  // bytes: an index of 32 bits into elements of 16 bytes
  if ((address - memory_begin < reach || memory_begin - address < reach) && !is_host_memory(address)) {
    stop(finding_kind::out_of_bounds, memory::describe(pointer, size), who, cudaErrorIllegalAddress,
         "It is beyond all of the GPU's memory.");
  }
  stop(finding_kind::host_pointer_in_kernel,
       image::is_variable(address) ? "a variable of the host" : "memory of the host", who, cudaErrorIllegalAddress);
}

// ---- indices

/// The extents at the end of the compiler's "'float [16][17]'".
std::vector<std::size_t> extents_in(const char* type) {
  std::vector<std::size_t> extents;
  for (const char* at = std::strchr(type, '['); at != nullptr; at = std::strchr(at + 1, '[')) {
    extents.push_back(std::strtoull(at + 1, nullptr, 10));
  }
  return extents;
}

/// Whether the address is what the index, in the array of these extents, leads to.
bool index_leads_to(const region& r, const std::vector<std::size_t>& extents, std::int64_t index,
                    std::uintptr_t address) {
  const auto rank = static_cast<std::size_t>(r.shape.rank);
  if (r.dynamic || extents.size() > rank) return false;
  std::int64_t inner = 1;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (r.shape.extents[rank - extents.size() + i] != extents[i]) return false;
    if (i > 0) inner *= static_cast<std::int64_t>(extents[i]);
  }
  const auto bytes = static_cast<std::int64_t>(address - r.begin);
  const std::int64_t element = bytes / static_cast<std::int64_t>(r.shape.element_size);
  const std::int64_t row = inner * static_cast<std::int64_t>(extents[0]);
  const std::int64_t in_row = element - index * inner;
  if (rank == extents.size()) return in_row >= 0 && in_row < inner;
  return ((in_row % row) + row) % row < inner && in_row > -row && bytes < static_cast<std::int64_t>(r.size) + row * 64;
}

[[noreturn]] GAPLAB_SELDOM void stop_for_index(std::uintptr_t address, access_kind kind, std::uintptr_t pc) {
  const bad_index found = index_found;
  index_found.pending = unsettled = false;
  const std::vector<std::size_t> extents = extents_in(found.type);
  const region* array = nullptr;
  for (const region* r : declared()) {
    if (!extents.empty() && index_leads_to(*r, extents, found.index, address)) array = r;
  }
  if (array == nullptr) {
    for (known_device_variable& v : all_device_variables()) {
      region& r = region_of(v);
      if (!extents.empty() && index_leads_to(r, extents, found.index, address)) array = &r;
    }
  }
  party who = this_party(kind, pc);
  who.place = at_line(found.where);
  std::string object;
  if (array == nullptr) {
    who.action = "access";
    object = "index " + std::to_string(found.index) + " of a local array of type " + found.type;
  } else if (static_cast<std::size_t>(array->shape.rank) == extents.size()) {
    object = array->describe(address);
  } else {
    object = "index " + std::to_string(found.index) + " of a row of " + std::to_string(extents[0]) + " in the " +
             (array->shared ? "shared" : "device") + " array " + array->name;
  }
  stop(finding_kind::out_of_bounds, object, who, cudaErrorIllegalAddress);
}

}  // namespace

// ---- what the runtime tells

void begin_grid() {
  memory_begin = reinterpret_cast<std::uintptr_t>(the_gpu().memory);
  memory_size = the_gpu().memory_size;
  order.begin_grid();
}

std::uintptr_t last_access_place() { return last_access; }

void begin_block(std::uint64_t, const char* dynamic_memory, std::size_t dynamic_size) {
  order.begin_block();
  index_found.pending = false;
  if (dynamic_region == nullptr) {
    dynamic_region = new region;  // as long as the program
    dynamic_region->name = "(dynamic)";
    dynamic_region->dynamic = true;
    dynamic_region->shape = {sizeof(float), 1, {0, 0, 0, 0}};
    declared().push_back(dynamic_region);
  }
  dynamic_region->begin = reinterpret_cast<std::uintptr_t>(dynamic_memory);
  dynamic_region->resize(dynamic_size);
  shared_low = std::min(shared_low, dynamic_region->begin);
  shared_high = std::max(shared_high, dynamic_region->begin + dynamic_size);
}

void end_thread() {
  if (!suspected_reads.empty()) note_suspected_reads(runner->current().number);
  if (!unsettled) return;
  settle_suspected();
  if (index_found.pending && index_found.thread == runner->current().number) {
    index_found.pending = unsettled = false;
    finding f{finding_kind::out_of_bounds,
              "index " + std::to_string(index_found.index) + " of a local array of type " + index_found.type,
              "",
              1,
              runner->this_party("access", at_line(index_found.where)),
              {}};
    note(f);
  }
}

void block_synchronised() {
  if (!suspected_reads.empty()) note_suspected_reads(std::nullopt);
  if (!suspected.empty()) settle_suspected();
  order.block_synchronised();
}

void warp_synchronised(unsigned warp, unsigned mask) {
  if (!suspected.empty()) settle_suspected();
  order.warp_synchronised(warp, mask);
}

void fenced(fence_scope scope) {
  if (runner != nullptr) order.fenced(runner->current().number, scope);
}

void name_dynamic_memory(const char* name, std::size_t element_size) {
  if (dynamic_region == nullptr) return;
  dynamic_region->name = name;
  dynamic_region->shape.element_size = element_size;
}

bool watch(std::uint64_t offset, std::uint64_t size) {
  if (global.words == nullptr) global.make();
  return global_records::open(global.words, offset / word, (offset + size) / word) &&
         global_records::open(global.written, offset / word, (offset + size) / word);
}

void set_initialised(std::uint64_t offset, std::uint64_t size, bool initialised) {
  if (!initialised) {
    std::memset(global.written + offset / word, 0, (size + word - 1) / word);
    return;
  }
  const std::uint64_t first = (offset + word - 1) / word;
  const std::uint64_t last = (offset + size) / word;
  if (first < last) std::memset(global.written + first, 15, last - first);
  const auto mark = [](std::uint64_t from, std::uint64_t to) {
    for (; from < to; ++from) global.written[from / word] |= static_cast<std::uint8_t>(1U << from % word);
  };
  mark(offset, std::min(offset + size, first * word));
  mark(std::max(offset, last * word), offset + size);
}

namespace {

GAPLAB_SELDOM void access_by_host(std::uintptr_t address, access_kind kind, std::uintptr_t pc) {
  known_device_variable* v = find_device_variable(address);
  if (v == nullptr || is_atomic(kind)) return;
  note({finding_kind::device_pointer_on_host,
        region_of(*v).describe(address),
        "A __device__ or __constant__ variable is the GPU's: cudaMemcpyToSymbol and cudaMemcpyFromSymbol reach it.",
        1,
        {writes(kind) ? "write" : "read", at_pc(pc), false, {}, {}},
        {}});
}

bool in_own_stack(const cuda_thread& thread, std::uintptr_t address) {
  return address - reinterpret_cast<std::uintptr_t>(thread.on->stack) < thread.on->size;
}

GAPLAB_SELDOM void settle(cuda_thread& self, std::uintptr_t address, access_kind kind, std::uintptr_t pc) {
  settle_suspected();
  if (index_found.pending && index_found.thread == self.number) stop_for_index(address, kind, pc);
}

GAPLAB_SELDOM void other_access(cuda_thread& self, std::uintptr_t address, std::size_t size, access_kind kind,
                                std::uintptr_t pc, bool copies) {
  if (in_own_stack(self, address)) return;  // a local variable
  if (known_device_variable* v = find_device_variable(address)) {
    region_access(region_of(*v), address, size, kind, pc, self.number, copies);
  } else {
    foreign_access(address, size, kind, pc);
  }
}

/// To wherever the address lies.
GAPLAB_ALWAYS void access(cuda_thread& self, std::uintptr_t address, std::size_t size, access_kind kind,
                          std::uintptr_t pc, bool copies) {
  if (address - memory_begin < memory_size) {
    global_access(address, size, kind, pc, self.number, copies);
  } else if (region* r = find_shared(address)) {
    region_access(*r, address, size, kind, pc, self.number, copies);
  } else {
    other_access(self, address, size, kind, pc, copies);
  }
}

/// Atomic and volatile accesses: others may be waited for, and what they have released is learnt.
GAPLAB_SELDOM void strong_access(cuda_thread& self, std::uintptr_t address, std::size_t size, access_kind kind,
                                 std::uintptr_t pc) {
  constexpr unsigned patience = 64;  // looks in a row, after which others get their turn
  const bool looks = kind != access_kind::volatile_write;
  if (std::exchange(atomic_changed_something, false) || self.looks_anew(address)) runner->note_change();
  if (looks && ++self.spins > patience) runner->give_way("a loop that looks for a change", at_pc(pc));
  access(self, address, size, kind, pc, false);
  if (kind == access_kind::compare_and_swap && !suspected_reads.empty()) {
    forget_suspected_reads(address, self.number);
  }
  if (looks) order.acquire(address, self.number);
  if (kind != access_kind::volatile_read) order.release(address, self.number);
}

/// With a kind and a size that are known where it is called, most of it falls away.
GAPLAB_ALWAYS void any_access(std::uintptr_t address, std::size_t size, access_kind kind, std::uintptr_t pc,
                              bool must_align) {
  if (runner == nullptr) {
    access_by_host(address, kind, pc);
    return;
  }
  cuda_thread& self = runner->current();
  if (unsettled) settle(self, address, kind, pc);
  last_access = pc;
  if (must_align && (address & (size - 1)) != 0) on_misaligned(address, size, nullptr, {nullptr, 0});
  if (kind == access_kind::read || kind == access_kind::write) {
    access(self, address, size, kind, pc, false);
  } else {
    strong_access(self, address, size, kind, pc);
  }
}

}  // namespace

void on_read_word(std::uintptr_t address, std::uintptr_t pc) { any_access(address, word, access_kind::read, pc, true); }
void on_write_word(std::uintptr_t address, std::uintptr_t pc) {
  any_access(address, word, access_kind::write, pc, true);
}
void on_access(std::uintptr_t address, std::size_t size, access_kind kind, std::uintptr_t pc, bool must_align) {
  any_access(address, size, kind, pc, must_align);
}

void on_range(std::uintptr_t address, std::size_t size, access_kind kind, std::uintptr_t pc) {
  if (runner == nullptr || size == 0) return;
  cuda_thread& self = runner->current();
  if (unsettled) settle(self, address, kind, pc);
  last_access = pc;
  access(self, address, size, kind, pc, true);
}

void on_bad_index(std::int64_t index, const char* type, site where) {
  if (runner == nullptr) return;  // the host's own arrays are not this program's business
  index_found = {true, runner->current().number, index, type, where};
  unsettled = true;
}

void on_misaligned(std::uintptr_t address, std::size_t alignment, const char* type, site where) {
  if (runner == nullptr || in_own_stack(runner->current(), address)) return;
  const auto* pointer = reinterpret_cast<const void*>(address);  // NOLINT: the program's pointer
  std::string object;
  if (memory::contains(pointer)) {
    object = memory::describe(pointer, 1);
  } else if (const region* r = find_shared(address)) {
    object = r->describe(address);
  }
  char detail[200];
  std::snprintf(detail, sizeof detail, "The address is no multiple of %zu%s%s.", alignment,
                type == nullptr ? "" : ", as needed for ", type == nullptr ? "" : type);
  const program_place place = where.file == nullptr ? at_pc(last_access) : at_line(where);
  stop(finding_kind::misaligned, object, runner->this_party("access", place), cudaErrorMisalignedAddress, detail);
}

}  // namespace gaplab::sim::check

namespace gaplab::sim {

void declare_shared(shared_variable& variable) {
  using namespace check;
  if (variable.record != nullptr) return;
  region& r = *new region;  // as long as the program
  r.name = variable.name;
  r.begin = reinterpret_cast<std::uintptr_t>(variable.address);
  r.shape = variable.shape;
  r.resize(variable.size);
  declared().push_back(&r);
  shared_low = std::min(shared_low, r.begin);
  shared_high = std::max(shared_high, r.begin + r.size);
  variable.record = &r;
}

__thread bool atomic_changed_something = false;

void note_atomic(const void* address, unsigned size, const void* pc) {
  // One byte back is within the call.
  check::on_access(reinterpret_cast<std::uintptr_t>(address), size, check::access_kind::atomic,
                   reinterpret_cast<std::uintptr_t>(pc) - 1, true);
}

void note_compare_and_swap(const void* address, unsigned size, const void* pc) {
  check::on_access(reinterpret_cast<std::uintptr_t>(address), size, check::access_kind::compare_and_swap,
                   reinterpret_cast<std::uintptr_t>(pc) - 1, true);
}

}  // namespace gaplab::sim

#endif
