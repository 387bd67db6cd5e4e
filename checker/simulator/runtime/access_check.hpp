// Check mode's view of every access that a kernel makes. The compiler's thread sanitizer calls before each one; instead
// of its own runtime, which knows nothing of blocks and barriers, this one answers. In fast mode there is nothing here.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gaplab_sim/launch.hpp"
#include "gaplab_sim/variables.hpp"

namespace gaplab::sim {

struct program_place;

namespace check {

/// compare_and_swap is an atomic one that looks whether the place still holds what the program has read before.
enum class access_kind : unsigned char { read, write, volatile_read, volatile_write, atomic, compare_and_swap };

#if defined(GAPLAB_SIM_CHECK)

void begin_grid();
void begin_block(std::uint64_t block_number, const char* dynamic_memory, std::size_t dynamic_size);
/// The current thread's function has returned.
void end_thread();
/// All threads of the block have met: what they did before is before what they do now.
void block_synchronised();
/// The same for the lanes of a warp.
void warp_synchronised(unsigned warp, unsigned mask);
void fenced(fence_scope scope);

/// Where the kernel was at its last access: for when the processor stops it within this check itself.
std::uintptr_t last_access_place();

/// What the program calls the block's dynamic shared memory.
void name_dynamic_memory(const char* name, std::size_t element_size);

/// Bytes of the GPU's memory, by their offset: to be watched from now on, and whether somebody has written them.
/// Returns false if there is no room for their records.
bool watch(std::uint64_t offset, std::uint64_t size);
void set_initialised(std::uint64_t offset, std::uint64_t size, bool initialised);

/// One access. `must_align`: the compiler counts on the address being a multiple of the size.
void on_access(std::uintptr_t address, std::size_t size, access_kind kind, std::uintptr_t pc, bool must_align);
/// The same for the commonest: four bytes, aligned.
void on_read_word(std::uintptr_t address, std::uintptr_t pc);
void on_write_word(std::uintptr_t address, std::uintptr_t pc);
/// A copy of many bytes: it may carry what nobody has written.
void on_range(std::uintptr_t address, std::size_t size, access_kind kind, std::uintptr_t pc);
/// An index that leaves its array, `type` as the compiler spells it: "'float [256]'".
void on_bad_index(std::int64_t index, const char* type, site where);
/// A reference to a type that does not allow the address.
void on_misaligned(std::uintptr_t address, std::size_t alignment, const char* type, site where);

#else

inline void begin_grid() {}
inline void begin_block(std::uint64_t, const char*, std::size_t) {}
inline void end_thread() {}
inline void block_synchronised() {}
inline void warp_synchronised(unsigned, unsigned) {}
inline void fenced(fence_scope) {}
inline std::uintptr_t last_access_place() { return 0; }
inline void name_dynamic_memory(const char*, std::size_t) {}
inline bool watch(std::uint64_t, std::uint64_t) { return true; }
inline void set_initialised(std::uint64_t, std::uint64_t, bool) {}

#endif

}  // namespace check
}  // namespace gaplab::sim
