// Which accesses of a grid are ordered: by the block's barrier, by __syncwarp(), or by a fence and an atomic. Check
// mode only, where one OS thread runs everything.
//
// Time is kept in three ways. The epoch grows with each barrier of the block, so that one comparison settles nearly all
// questions. Within an epoch each thread has a clock, which grows with each __syncwarp() and each fence, and knows
// those of its warp's other lanes. And what a thread had done before a fence becomes known to those who, later, look
// atomically at a place where it wrote atomically after that fence.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "gaplab_sim/primitives.hpp"
#include "runtime/block_runner.hpp"

namespace gaplab::sim::check {

/// One access, as it is remembered. 16 bytes, for there are three for each word of memory.
struct access_record {
  std::uint32_t block;  ///< counted through all grids, from 1; 0: none
  std::uint32_t pc;     ///< programs are linked below 4 GB
  std::uint32_t epoch;
  std::uint16_t clock;
  std::uint16_t who;  ///< thread (10 bits), bytes of the word (4 bits), atomic, volatile

  [[nodiscard]] unsigned thread() const { return who & 1023U; }
  [[nodiscard]] unsigned bytes() const { return who >> 10 & 15U; }
  [[nodiscard]] bool is_atomic() const { return (who >> 14 & 1U) != 0; }
  [[nodiscard]] bool is_volatile() const { return (who >> 15 & 1U) != 0; }
};

class happens_before {
 public:
  void begin_grid();
  void begin_block();
  void block_synchronised();
  void warp_synchronised(unsigned warp, unsigned mask);
  void fenced(unsigned thread, fence_scope scope);

  /// The thread looks at a place atomically: it learns what was released there.
  void acquire(std::uintptr_t address, unsigned thread);
  /// The thread writes a place atomically: what it did before its last fence is released there.
  void release(std::uintptr_t address, unsigned thread);

  [[nodiscard]] access_record record(unsigned thread, unsigned bytes, bool atomic, bool is_volatile,
                                     std::uintptr_t pc) const {
    return {
        m_block, static_cast<std::uint32_t>(pc), m_epoch, m_known[thread][thread % lanes],
        static_cast<std::uint16_t>(thread | bytes << 10 | (atomic ? 1U << 14 : 0U) | (is_volatile ? 1U << 15 : 0U))};
  }

  /// Whether the access, of this grid, comes before whatever the thread does now.
  [[nodiscard]] bool ordered(const access_record& past, unsigned thread) const {
    if (past.block == m_block) {
      const unsigned other = past.thread();
      if (other == thread || past.epoch != m_epoch) return true;
      if (other / lanes == thread / lanes &&
          (m_known[thread][other % lanes] > past.clock || past.clock >= last_clock)) {
        return true;
      }
    }
    return !m_acquired.empty() && was_acquired(past, thread);
  }

  [[nodiscard]] std::uint32_t block() const { return m_block; }
  [[nodiscard]] std::uint32_t first_block() const { return m_first_block; }

 private:
  static constexpr std::uint16_t last_clock = 0xfffe;  ///< it stops there; what comes later counts as ordered
  using lane_clocks = std::array<std::uint16_t, lanes>;

  /// What a thread had done by its fence.
  struct release_record {
    unsigned thread = 0;
    std::uint32_t epoch = 0;
    lane_clocks known{};
    fence_scope scope = fence_scope::block;
    std::uint32_t joint_epoch = 0;            ///< in which other threads fenced too, before a barrier
    std::bitset<most_block_threads> fencing;  ///< those
    std::uint32_t order = 0;                  ///< how many releases the place had seen before
  };
  struct sync_place;
  struct acquisition {
    const sync_place* from;
    std::uint32_t count;  ///< releases that it had seen
    unsigned warp;        ///< all_warps: the whole block knows
    unsigned lane_mask;
  };
  struct sync_place {
    std::unordered_map<std::uint32_t, std::vector<release_record>> by_block;
    std::uint32_t count = 0;
    std::vector<acquisition> carried;  ///< what those who released here had acquired themselves
  };
  static constexpr unsigned all_warps = ~0U;

  [[nodiscard]] bool was_acquired(const access_record& past, unsigned thread) const;
  [[nodiscard]] bool covers(const release_record& release, const access_record& past) const;
  void learn(const acquisition& a);
  struct fence_record;
  /// Lanes that fenced and then met this one in a __syncwarp(): it may publish for them, too.
  void join_fences_of_warp(unsigned thread, fence_record& own) const;

  std::uint32_t m_block = 0;
  std::uint32_t m_first_block = 1;
  std::uint32_t m_epoch = 0;
  bool m_clocks_high = false;
  lane_clocks m_known[most_block_threads]{};

  struct fence_record {
    std::uint32_t block = 0;
    std::uint32_t epoch = 0;
    lane_clocks known{};
    fence_scope scope = fence_scope::block;
  };
  /// Threads that fenced in the same epoch: after the next barrier each of them may publish for all of them.
  struct joint_fence {
    std::uint32_t block = 0;
    std::uint32_t epoch = 0;
    std::bitset<most_block_threads> threads;
  };
  joint_fence m_joint;
  fence_record m_fences[most_block_threads]{};
  std::unordered_map<std::uintptr_t, std::unique_ptr<sync_place>> m_places;
  std::vector<acquisition> m_acquired;  ///< by threads of the block
};

}  // namespace gaplab::sim::check
