// What the simulated GPU offers to the headers of device code: places, barriers, exchanges within a warp.
#pragma once
#pragma GCC system_header

#include <cstdint>

// The default arguments of a device function that must know where it was called.
#define GAPLAB_SIM_HERE const char *gaplab_file = __builtin_FILE(), int gaplab_line = __builtin_LINE()

// Code of the simulator within a student's translation unit, whose accesses are none of the student's.
#if defined(__clang__)
#define GAPLAB_SIM_UNCHECKED __attribute__((no_sanitize("thread", "undefined")))
#else
#define GAPLAB_SIM_UNCHECKED __attribute__((no_sanitize("thread"), no_sanitize("undefined")))
#endif

namespace gaplab::sim {

/// A line of the program.
struct site {
  const char* file;
  int line;
};

constexpr int lanes = 32;  ///< of a warp
constexpr unsigned all_lanes = 0xffffffffu;

/// Waits for all threads of the block. `name` is what the program calls it: "__syncthreads".
void block_barrier(const char* name, site where);

struct predicate_counts {
  unsigned threads;  ///< that came to the barrier
  unsigned holding;  ///< of them, those whose predicate holds
};
/// The same, with a question to all: __syncthreads_count, _and and _or are answered from these.
predicate_counts block_barrier_count(const char* name, bool predicate, site where);

/// Ends the program with a message: host code used what makes sense in a kernel only, at a line or a program counter.
[[noreturn]] void stop_host_call(const char* function, site where = {nullptr, 0}, const void* pc = nullptr);

/// What the lanes of a warp brought to an exchange.
struct lane_values {
  unsigned arrived;  ///< bit l: lane l took part
  std::uint64_t values[lanes];
};

enum class warp_operation : unsigned char { sync, shuffle, vote, reduce, match };

/// Waits for the lanes that the mask names, and hands each one all values. The reference holds until the caller's next
/// call of any function here.
const lane_values& exchange(warp_operation operation, const char* name, unsigned mask, std::uint64_t value, site where);

/// Notes that a lane was read which its mask names but which does not take part.
void note_absent_lane(const char* name, unsigned mask, int lane, site where);

/// This thread's lane, 0 to 31.
unsigned lane_index();

/// The lanes that are together with this one: those that come to the same place before they have to wait elsewhere.
unsigned converged_lanes(site where);

/// __threadfence_block() is order::block, the other two fences are order::device.
enum class fence_scope : unsigned char { block, device };
void fence(fence_scope scope);

/// Lets other threads run: __nanosleep(), or a failed attempt to take a lock, which `pc` is the place of.
void give_way(const void* pc = nullptr);

}  // namespace gaplab::sim
