// The lanes of a warp that make up a cooperative group: their ranks, and exchanges between them.
#pragma once
#pragma GCC system_header

#include "integer_intrinsics.hpp"
#include "launch.hpp"
#include "primitives.hpp"
#include "qualifiers.hpp"
#include "warp.hpp"

namespace gaplab::sim {

inline unsigned lane_count(unsigned mask) { return static_cast<unsigned>(__popc(mask)); }

/// How many lanes of the mask are below the caller's.
inline unsigned rank_among(unsigned mask) { return lane_count(mask & ((1U << lane_index()) - 1U)); }

/// The lane of that rank, -1 if there is none.
inline int lane_of_rank(unsigned mask, unsigned rank) {
  return rank < static_cast<unsigned>(lanes) ? static_cast<int>(__fns(mask, 0, static_cast<int>(rank) + 1)) : -1;
}

/// The lane so many ranks above the caller's, or below it for a negative number; the caller's own if there is none.
inline int lane_beside(unsigned mask, long long distance) {
  const long long rank = rank_among(mask) + distance;
  return rank >= 0 && rank < lane_count(mask) ? lane_of_rank(mask, static_cast<unsigned>(rank))
                                              : static_cast<int>(lane_index());
}

/// The ranks of some lanes, as a mask.
inline unsigned ranks_of(unsigned mask, unsigned some) {
  unsigned ranks = 0;
  for (int lane = 0, rank = 0; lane < lanes; ++lane) {
    if ((mask >> lane & 1U) == 0) continue;
    ranks |= (some >> lane & 1U) << rank;
    ++rank;
  }
  return ranks;
}

/// The lanes whose ranks are from `first` on, `count` of them or as many as there are.
inline unsigned lanes_of_ranks(unsigned mask, unsigned first, unsigned count) {
  unsigned chosen = 0;
  for (unsigned lane = 0, rank = 0; lane < static_cast<unsigned>(lanes); ++lane) {
    if ((mask >> lane & 1U) == 0) continue;
    if (rank - first < count) chosen |= 1U << lane;
    ++rank;
  }
  return chosen;
}

inline unsigned threads_of_block() {
  const dim3 size = block_size();
  return size.x * size.y * size.z;
}
inline unsigned rank_in_block() {
  const uint3 index = thread_index();
  const dim3 size = block_size();
  return index.x + size.x * (index.y + size.y * index.z);
}

/// What that lane brought; -1 and lanes that do not take part give garbage. Values of more than 8 bytes go in pieces.
template <class Value>
GAPLAB_SIM_UNCHECKED inline Value value_of_lane(const char* name, unsigned mask, Value value, int lane, site where) {
  static_assert(sizeof(Value) <= 32, "a group exchanges values of at most 32 bytes");
  constexpr unsigned count = (sizeof(Value) + 7) / 8;
  std::uint64_t words[count] = {};
  __builtin_memcpy(words, &value, sizeof value);
  for (unsigned i = 0; i < count; ++i) words[i] = shuffled(name, mask, words[i], lane & (lanes - 1), where);
  __builtin_memcpy(&value, words, sizeof value);
  return value;
}

inline void group_barrier(const char* name, unsigned mask, site where) {
  exchange(warp_operation::sync, name, mask, 0, where);
}

}  // namespace gaplab::sim
