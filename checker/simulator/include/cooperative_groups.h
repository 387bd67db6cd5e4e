// Cooperative groups up to the thread block. What needs the whole grid or a cluster of blocks is refused by name before
// it comes here; tiles of more than one warp are not simulated.
// Source: CUDA C++ Programming Guide, "Cooperative Groups".
#pragma once
#pragma GCC system_header

#include "cuda_runtime.h"
#include "gaplab_sim/group_lanes.hpp"

namespace cooperative_groups {

/// Any group: the whole block, or some lanes of the caller's warp.
class thread_group {
 public:
  constexpr explicit thread_group(unsigned int lanes) : m_lanes(lanes) {}
  GAPLAB_SIM_PART_OF_CALLER unsigned long long size() const {
    return m_lanes == 0 ? ::gaplab::sim::threads_of_block() : ::gaplab::sim::lane_count(m_lanes);
  }
  GAPLAB_SIM_PART_OF_CALLER unsigned long long num_threads() const { return size(); }
  GAPLAB_SIM_PART_OF_CALLER unsigned long long thread_rank() const {
    return m_lanes == 0 ? ::gaplab::sim::rank_in_block() : ::gaplab::sim::rank_among(m_lanes);
  }
  GAPLAB_SIM_PART_OF_CALLER void sync(GAPLAB_SIM_HERE) const {
    if (m_lanes == 0) {
      ::gaplab::sim::block_barrier("thread_group::sync", {gaplab_file, gaplab_line});
    } else {
      ::gaplab::sim::group_barrier("thread_group::sync", m_lanes, {gaplab_file, gaplab_line});
    }
  }
  /// Not CUDA's: the lanes of the warp as a mask, 0 for the whole block.
  constexpr unsigned int gaplab_lanes() const { return m_lanes; }

 protected:
  unsigned int m_lanes;
};

class thread_block : public thread_group {
 public:
  GAPLAB_SIM_PART_OF_CALLER static void sync(GAPLAB_SIM_HERE) {
    ::gaplab::sim::block_barrier("thread_block::sync", {gaplab_file, gaplab_line});
  }
  GAPLAB_SIM_PART_OF_CALLER static unsigned int thread_rank() { return ::gaplab::sim::rank_in_block(); }
  GAPLAB_SIM_PART_OF_CALLER static unsigned int num_threads() { return ::gaplab::sim::threads_of_block(); }
  GAPLAB_SIM_PART_OF_CALLER static unsigned int size() { return ::gaplab::sim::threads_of_block(); }
  GAPLAB_SIM_PART_OF_CALLER static dim3 group_index() { return ::gaplab::sim::block_index(); }
  GAPLAB_SIM_PART_OF_CALLER static dim3 thread_index() { return ::gaplab::sim::thread_index(); }
  GAPLAB_SIM_PART_OF_CALLER static dim3 group_dim() { return ::gaplab::sim::block_size(); }
  GAPLAB_SIM_PART_OF_CALLER static dim3 dim_threads() { return ::gaplab::sim::block_size(); }

 private:
  constexpr thread_block() : thread_group(0) {}
  friend thread_block this_thread_block();
};

GAPLAB_SIM_PART_OF_CALLER thread_block this_thread_block() { return {}; }

/// What tiles and coalesced groups have in common. Ranks count the group's lanes from 0.
class group_of_lanes : public thread_group {
 public:
  constexpr group_of_lanes(unsigned int lanes, unsigned int meta_group_rank, unsigned int meta_group_size)
      : thread_group(lanes), m_meta_group_rank(meta_group_rank), m_meta_group_size(meta_group_size) {}

  GAPLAB_SIM_PART_OF_CALLER unsigned int thread_rank() const { return ::gaplab::sim::rank_among(m_lanes); }
  /// Which part of the group that was partitioned this is, and of how many.
  GAPLAB_SIM_PART_OF_CALLER unsigned int meta_group_rank() const { return m_meta_group_rank; }
  GAPLAB_SIM_PART_OF_CALLER unsigned int meta_group_size() const { return m_meta_group_size; }
  GAPLAB_SIM_PART_OF_CALLER void sync(GAPLAB_SIM_HERE) const {
    ::gaplab::sim::group_barrier("group::sync", m_lanes, {gaplab_file, gaplab_line});
  }

  /// The value of the thread so many ranks above or below; the own one if there is none.
  template <class Value>
  GAPLAB_SIM_PART_OF_CALLER Value shfl_down(Value value, unsigned int delta, GAPLAB_SIM_HERE) const {
    const int lane = ::gaplab::sim::lane_beside(m_lanes, delta);
    return ::gaplab::sim::value_of_lane("group::shfl_down", m_lanes, value, lane, {gaplab_file, gaplab_line});
  }
  template <class Value>
  GAPLAB_SIM_PART_OF_CALLER Value shfl_up(Value value, unsigned int delta, GAPLAB_SIM_HERE) const {
    const int lane = ::gaplab::sim::lane_beside(m_lanes, -static_cast<long long>(delta));
    return ::gaplab::sim::value_of_lane("group::shfl_up", m_lanes, value, lane, {gaplab_file, gaplab_line});
  }

  GAPLAB_SIM_PART_OF_CALLER int any(int predicate, GAPLAB_SIM_HERE) const {
    return holding("group::any", predicate, {gaplab_file, gaplab_line}) != 0 ? 1 : 0;
  }
  GAPLAB_SIM_PART_OF_CALLER int all(int predicate, GAPLAB_SIM_HERE) const {
    return holding("group::all", predicate, {gaplab_file, gaplab_line}) == m_lanes ? 1 : 0;
  }
  GAPLAB_SIM_PART_OF_CALLER unsigned int ballot(int predicate, GAPLAB_SIM_HERE) const {
    return ::gaplab::sim::ranks_of(m_lanes, holding("group::ballot", predicate, {gaplab_file, gaplab_line}));
  }
  template <class Value>
  GAPLAB_SIM_PART_OF_CALLER unsigned int match_any(Value value, GAPLAB_SIM_HERE) const {
    return ::gaplab::sim::ranks_of(m_lanes, __match_any_sync(m_lanes, value, gaplab_file, gaplab_line));
  }
  template <class Value>
  GAPLAB_SIM_PART_OF_CALLER unsigned int match_all(Value value, int& same, GAPLAB_SIM_HERE) const {
    int all_the_same = 0;
    const unsigned int like = __match_all_sync(m_lanes, value, &all_the_same, gaplab_file, gaplab_line);
    same = all_the_same;
    return ::gaplab::sim::ranks_of(m_lanes, like);
  }

 protected:
  GAPLAB_SIM_PART_OF_CALLER unsigned int holding(const char* name, int predicate, ::gaplab::sim::site where) const {
    return ::gaplab::sim::ballot(name, m_lanes, predicate != 0, where);
  }

  unsigned int m_meta_group_rank;
  unsigned int m_meta_group_size;
};

/// Size threads next to each other in a warp.
template <unsigned int Size, class Parent = void>
class thread_block_tile : public group_of_lanes {
  static_assert(Size >= 1 && (Size & (Size - 1)) == 0, "the size of a tile is a power of two");
  static_assert(Size <= 32, "the simulated GPU has no tiles of more than 32 threads");

 public:
  constexpr thread_block_tile(unsigned int lanes, unsigned int meta_group_rank, unsigned int meta_group_size)
      : group_of_lanes(lanes, meta_group_rank, meta_group_size) {}
  template <class OtherParent>
  constexpr thread_block_tile(const thread_block_tile<Size, OtherParent>& other)
      : group_of_lanes(other.gaplab_lanes(), other.meta_group_rank(), other.meta_group_size()) {}

  static constexpr unsigned int num_threads() { return Size; }
  static constexpr unsigned int size() { return Size; }
  GAPLAB_SIM_PART_OF_CALLER static unsigned int thread_rank() { return ::gaplab::sim::lane_index() & (Size - 1); }

  template <class Value>
  GAPLAB_SIM_PART_OF_CALLER Value shfl(Value value, int rank, GAPLAB_SIM_HERE) const {
    const int lane = static_cast<int>(first_lane()) + (rank & static_cast<int>(Size - 1));
    return ::gaplab::sim::value_of_lane("group::shfl", m_lanes, value, lane, {gaplab_file, gaplab_line});
  }
  /// The partner of a rank beyond the tile is the thread itself if it would be in a later tile, else undefined.
  template <class Value>
  GAPLAB_SIM_PART_OF_CALLER Value shfl_xor(Value value, unsigned int rank_mask, GAPLAB_SIM_HERE) const {
    const unsigned int lane = ::gaplab::sim::lane_index();
    const unsigned int partner = lane ^ (rank_mask & 31U);
    const unsigned int from = partner >= first_lane() + Size ? lane : partner;
    return ::gaplab::sim::value_of_lane("group::shfl_xor", m_lanes, value, static_cast<int>(from),
                                        {gaplab_file, gaplab_line});
  }

 private:
  GAPLAB_SIM_PART_OF_CALLER static unsigned int first_lane() { return ::gaplab::sim::lane_index() & ~(Size - 1); }
};

/// Any lanes of a warp.
class coalesced_group : public group_of_lanes {
 public:
  constexpr explicit coalesced_group(unsigned int lanes, unsigned int meta_group_rank = 0,
                                     unsigned int meta_group_size = 1)
      : group_of_lanes(lanes, meta_group_rank, meta_group_size) {}

  GAPLAB_SIM_PART_OF_CALLER unsigned int size() const { return ::gaplab::sim::lane_count(m_lanes); }
  GAPLAB_SIM_PART_OF_CALLER unsigned int num_threads() const { return size(); }

  template <class Value>
  GAPLAB_SIM_PART_OF_CALLER Value shfl(Value value, int rank, GAPLAB_SIM_HERE) const {
    const int lane = ::gaplab::sim::lane_of_rank(m_lanes, static_cast<unsigned int>(rank));
    return ::gaplab::sim::value_of_lane("group::shfl", m_lanes, value, lane, {gaplab_file, gaplab_line});
  }
};

GAPLAB_SIM_PART_OF_CALLER coalesced_group coalesced_threads(GAPLAB_SIM_HERE) {
  return coalesced_group(::gaplab::sim::converged_lanes({gaplab_file, gaplab_line}));
}

GAPLAB_SIM_PART_OF_CALLER thread_block_tile<1> this_thread() { return {1U << ::gaplab::sim::lane_index(), 0U, 1U}; }

// ---- partitions

template <unsigned int Size, class Parent>
GAPLAB_SIM_PART_OF_CALLER thread_block_tile<Size, Parent> tiled_partition(const Parent& parent) {
  const unsigned int first = ::gaplab::sim::lane_index() & ~(Size - 1);
  const unsigned int parts = (static_cast<unsigned int>(parent.size()) + Size - 1) / Size;
  return {(::gaplab::sim::all_lanes >> (32 - Size)) << first, static_cast<unsigned int>(parent.thread_rank()) / Size,
          parts};
}
template <unsigned int Size, unsigned int ParentSize, class Grandparent>
GAPLAB_SIM_PART_OF_CALLER thread_block_tile<Size, thread_block_tile<ParentSize, Grandparent>> tiled_partition(
    const thread_block_tile<ParentSize, Grandparent>& parent) {
  static_assert(Size <= ParentSize, "a tile is at most as large as what it is a part of");
  return tiled_partition<Size, thread_block_tile<ParentSize, Grandparent>>(parent);
}

GAPLAB_SIM_PART_OF_CALLER coalesced_group tiled_partition(const coalesced_group& parent, unsigned int size) {
  const unsigned int part = parent.thread_rank() / size;
  return coalesced_group(::gaplab::sim::lanes_of_ranks(parent.gaplab_lanes(), part * size, size), part,
                         (parent.size() + size - 1) / size);
}
GAPLAB_SIM_PART_OF_CALLER thread_group tiled_partition(const thread_group& parent, unsigned int size) {
  unsigned int lanes = parent.gaplab_lanes();
  if (lanes != 0) return tiled_partition(coalesced_group(lanes), size);
  // Of a block, whose last warp may have fewer than 32 threads.
  const unsigned int rank = ::gaplab::sim::rank_in_block();
  const unsigned int rest = ::gaplab::sim::threads_of_block() - (rank & ~31U);
  lanes = rest >= 32 ? ::gaplab::sim::all_lanes : (1U << rest) - 1U;
  return thread_group(::gaplab::sim::lanes_of_ranks(lanes, (rank & 31U) & ~(size - 1U), size));
}

/// The threads of the group for which the predicate holds, or those for which it does not.
GAPLAB_SIM_PART_OF_CALLER coalesced_group binary_partition(const group_of_lanes& group, bool predicate,
                                                           GAPLAB_SIM_HERE) {
  const unsigned int lanes = group.gaplab_lanes();
  const unsigned int holding = ::gaplab::sim::ballot("binary_partition", lanes, predicate, {gaplab_file, gaplab_line});
  if (holding == 0 || holding == lanes) return coalesced_group(lanes);
  return coalesced_group(predicate ? holding : lanes & ~holding, predicate ? 1U : 0U, 2U);
}

/// The threads of the group that have the same label.
template <class Label>
GAPLAB_SIM_PART_OF_CALLER coalesced_group labeled_partition(const group_of_lanes& group, Label label, GAPLAB_SIM_HERE) {
  const unsigned int lanes = group.gaplab_lanes();
  const unsigned int like = __match_any_sync(lanes, label, gaplab_file, gaplab_line);
  const unsigned int first = like & (~like + 1U);
  const unsigned int leaders = ::gaplab::sim::ballot(
      "labeled_partition", lanes, first == 1U << ::gaplab::sim::lane_index(), {gaplab_file, gaplab_line});
  return coalesced_group(like, ::gaplab::sim::lane_count(leaders & (first - 1U)), ::gaplab::sim::lane_count(leaders));
}
GAPLAB_SIM_PART_OF_CALLER coalesced_group labeled_partition(const group_of_lanes& group, bool label, GAPLAB_SIM_HERE) {
  return binary_partition(group, label, gaplab_file, gaplab_line);
}

// ---- the same for every group

template <class Group>
GAPLAB_SIM_PART_OF_CALLER void sync(const Group& group, GAPLAB_SIM_HERE) {
  group.sync(gaplab_file, gaplab_line);
}
template <class Group>
GAPLAB_SIM_PART_OF_CALLER auto thread_rank(const Group& group) -> decltype(group.thread_rank()) {
  return group.thread_rank();
}
template <class Group>
GAPLAB_SIM_PART_OF_CALLER auto group_size(const Group& group) -> decltype(group.num_threads()) {
  return group.num_threads();
}

/// Calls the function in one thread of the group.
template <class Group, class Function, class... Arguments>
GAPLAB_SIM_PART_OF_CALLER void invoke_one(const Group& group, Function&& function, Arguments&&... arguments) {
  if (group.thread_rank() == 0) static_cast<Function&&>(function)(static_cast<Arguments&&>(arguments)...);
}

/// The same, and hands its result to all.
template <class Group, class Function>
GAPLAB_SIM_PART_OF_CALLER auto invoke_one_broadcast(const Group& group, Function&& function, GAPLAB_SIM_HERE) {
  decltype(function()) result{};
  if (group.thread_rank() == 0) result = function();
  return group.shfl(result, 0, gaplab_file, gaplab_line);
}

}  // namespace cooperative_groups
