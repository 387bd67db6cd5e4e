// Runs the blocks of a grid on one OS thread, one after the other. Each CUDA thread runs until it has to wait; then
// another goes on. Who waits for what is kept in sets of lanes, a bit for each, so that choosing the next thread and
// letting a whole block pass a barrier cost a few instructions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gaplab_sim/launch.hpp"
#include "runtime/fiber.hpp"
#include "runtime/finding_log.hpp"

namespace gaplab::sim {

constexpr unsigned most_block_threads = 1024;
constexpr unsigned most_warps = most_block_threads / lanes;

struct cuda_thread {
  thread_place place{};
  unsigned number = 0;     ///< in the block: x + y*Dx + z*Dx*Dy
  fiber* on = nullptr;     ///< its stack; nullptr before it has begun
  void* resume = nullptr;  ///< where it goes on, while it waits
  unsigned spins = 0;      ///< times it looked at something that others may change, since it last gave way
  /// Of a thread that has given way, what for. Where others wait, the block's barrier or their exchange knows.
  const char* looks_for = nullptr;
  program_place looks_at;
  std::uintptr_t looked_from = UINTPTR_MAX, looked_to = 0;  ///< between these it has looked already

  [[nodiscard]] unsigned warp() const { return number / lanes; }
  [[nodiscard]] unsigned lane() const { return number % lanes; }
  [[nodiscard]] unsigned bit() const { return 1U << lane(); }

  /// Whether it looks where it has not looked before, as no loop does that waits for a change.
  bool looks_anew(std::uintptr_t address) {
    const bool anew = address < looked_from || address > looked_to;
    looked_from = std::min(looked_from, address);
    looked_to = std::max(looked_to, address);
    return anew;
  }
};

/// An exchange between the lanes of a mask, from the first one's arrival until the last one has read.
struct lane_group {
  bool open = false;  ///< lanes are still to come
  warp_operation operation = warp_operation::sync;
  bool converging = false;  ///< no mask is given: whoever comes before nobody else can
  const char* name = nullptr;
  site where{};
  unsigned mask = 0;
  unsigned unread = 0;  ///< lanes that have not gone on yet
  lane_values values{};
};

struct warp_lanes {
  unsigned existing = 0;
  unsigned fresh = 0;       ///< not begun
  unsigned ready = 0;       ///< can go on
  unsigned yielded = 0;     ///< can go on, but look for something that others have to do first
  unsigned at_barrier = 0;  ///< of the block
  unsigned finished = 0;
  std::vector<std::unique_ptr<lane_group>> groups;
};

class block_runner {
 public:
  block_runner();

  /// What the grid's blocks have in common. Called before the first of them.
  void begin_grid(const grid_request& request);

  /// Returns false, and the error in failure(), if the block was ended in the middle.
  bool run_block(std::uint64_t block_number);
  [[nodiscard]] cudaError_t failure() const { return m_failure; }

  // ---- called by the thread that runs
  void barrier(const char* name, site where);
  predicate_counts barrier_count(const char* name, bool predicate, site where);
  const lane_values& exchange(warp_operation operation, const char* name, unsigned mask, std::uint64_t value,
                              site where);
  unsigned converge(site where);
  void give_way(const char* name, program_place where);
  /// Something has been changed, or somebody has come further: not all wait for each other.
  void note_change() { m_idle_rounds = 0; }
  [[noreturn]] void end_kernel(cudaError_t error);

  [[nodiscard]] cuda_thread& current() { return *m_current; }
  [[nodiscard]] unsigned thread_count() const { return m_count; }
  [[nodiscard]] const grid_request& request() const { return *m_request; }
  [[nodiscard]] char* dynamic_memory() { return m_dynamic; }
  [[nodiscard]] const fiber_pool& fibers() const { return m_fibers; }
  [[nodiscard]] const fiber* current_fiber() const { return m_current->on; }
  [[nodiscard]] uint3 block_of(std::uint64_t block_number) const;
  [[nodiscard]] uint3 thread_of(unsigned number) const;

  /// What the block's threads do, and how many of them. `running` is the one that neither waits nor has returned;
  /// nullptr where there is none.
  [[nodiscard]] std::string thread_list(const cuda_thread* running) const;

  /// This thread as a party to a finding.
  [[nodiscard]] party this_party(const std::string& action, program_place where) const;

 private:
  static void run_threads();  // what a fiber does
  int pick();
  int pick_at_random();
  int begin_fresh(unsigned number);
  bool let_yielded_go_on();
  void go_on_as(unsigned number);
  void switch_to(void** save, unsigned number);
  void suspend();
  void finish();
  int pick_or_end();
  void release_barrier();
  static lane_group& group_for(warp_lanes& warp, warp_operation operation, const char* name, unsigned mask, site where);
  void complete(warp_lanes& warp, unsigned warp_number, lane_group& group);
  void complete_what_can_be(unsigned warp_number);
  void converge_if_alone(unsigned warp_number);
  void note_early_exit(const char* name, site where);
  [[noreturn]] void stop_divergent_barrier(const char* name, site where);
  [[noreturn]] void stop_deadlock();
  [[noreturn]] void stop_foreign_mask(const char* name, unsigned mask, site where);
  [[noreturn]] void stop_mixed_exchange(const lane_group& group, const char* name, site where);
  struct waiting_place {
    std::string at;  ///< "__syncthreads"
    program_place where;
  };
  [[nodiscard]] waiting_place place_of(const cuda_thread& t) const;
  void shuffle_warps();
  std::uint64_t random();

  const grid_request* m_request = nullptr;
  unsigned m_count = 0;  ///< threads of a block
  unsigned m_alive = 0;
  cuda_thread* m_current = nullptr;
  cuda_thread m_threads[most_block_threads];
  warp_lanes m_warps[most_warps];
  unsigned m_warp_count = 0;
  std::uint32_t m_ready_warps = 0, m_fresh_warps = 0, m_yielded_warps = 0;  ///< those that have such lanes

  struct {
    unsigned waiting = 0;
    const char* name = nullptr;
    site where{};
    predicate_counts counts{};    ///< of those waiting
    predicate_counts released{};  ///< of the last one that all passed
  } m_barrier;
  bool m_noted_early_exit = false;
  unsigned m_converging = 0;   ///< open groups of that kind, in all warps
  unsigned m_idle_rounds = 0;  ///< in which nobody did anything but look

  bool m_random = false;
  std::uint64_t m_random_state = 0;
  unsigned char m_warp_order[most_warps] = {};

  fiber_pool m_fibers;
  void* m_outside = nullptr;  ///< the stack of run_block()
  cudaError_t m_failure = cudaSuccess;
  std::vector<char> m_dynamic_buffer;
  char* m_dynamic = nullptr;
};

/// That of this OS thread; nullptr while it runs no kernel.
extern __thread block_runner* runner;

}  // namespace gaplab::sim
