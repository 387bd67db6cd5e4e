// Warp functions: shuffles, votes, matches and reductions, all of them exchanges between the lanes of a mask.
// Semantics: CUDA C++ Programming Guide, "Warp Vote Functions", "Warp Match Functions", "Warp Reduce Functions", "Warp
// Shuffle Functions".
#pragma once
#pragma GCC system_header

#include <cstring>

#include "primitives.hpp"

namespace gaplab::sim {

template <class T>
GAPLAB_SIM_UNCHECKED inline std::uint64_t bits_of(T value) {
  static_assert(sizeof(T) <= 8, "a warp function exchanges values of at most 8 bytes");
  std::uint64_t bits = 0;
  __builtin_memcpy(&bits, &value, sizeof value);
  return bits;
}

template <class T>
GAPLAB_SIM_UNCHECKED inline T value_of(std::uint64_t bits) {
  T value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

/// What lane `source` brought. A lane that does not take part has no value: all bits set, a NaN as a float.
template <class T>
GAPLAB_SIM_UNCHECKED inline T shuffled(const char* name, unsigned mask, T value, int source, site where) {
  const lane_values& all = exchange(warp_operation::shuffle, name, mask, bits_of(value), where);
  if ((all.arrived >> source & 1) != 0) return value_of<T>(all.values[source]);
  if ((mask >> source & 1) != 0) note_absent_lane(name, mask, source, where);
  return value_of<T>(~std::uint64_t{0});
}

}  // namespace gaplab::sim

template <class T>
GAPLAB_SIM_UNCHECKED inline T __shfl_sync(unsigned mask, T value, int source, int width = 32, GAPLAB_SIM_HERE) {
  const int lane = static_cast<int>(::gaplab::sim::lane_index());
  const int from = (lane & ~(width - 1)) + (source & (width - 1));
  return ::gaplab::sim::shuffled("__shfl_sync", mask, value, from, {gaplab_file, gaplab_line});
}

template <class T>
GAPLAB_SIM_UNCHECKED inline T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32,
                                               GAPLAB_SIM_HERE) {
  const int lane = static_cast<int>(::gaplab::sim::lane_index());
  const bool inside = (lane & (width - 1)) + static_cast<int>(delta & 31) < width;
  return ::gaplab::sim::shuffled("__shfl_down_sync", mask, value, inside ? lane + static_cast<int>(delta & 31) : lane,
                                 {gaplab_file, gaplab_line});
}

template <class T>
GAPLAB_SIM_UNCHECKED inline T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32, GAPLAB_SIM_HERE) {
  const int lane = static_cast<int>(::gaplab::sim::lane_index());
  const bool inside = (lane & (width - 1)) >= static_cast<int>(delta & 31);
  return ::gaplab::sim::shuffled("__shfl_up_sync", mask, value, inside ? lane - static_cast<int>(delta & 31) : lane,
                                 {gaplab_file, gaplab_line});
}

template <class T>
GAPLAB_SIM_UNCHECKED inline T __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = 32, GAPLAB_SIM_HERE) {
  const int lane = static_cast<int>(::gaplab::sim::lane_index());
  const int from = lane ^ (lane_mask & 31);
  // A later segment is out of reach; an earlier one is not.
  const bool inside = (from & ~(width - 1)) <= (lane & ~(width - 1));
  return ::gaplab::sim::shuffled("__shfl_xor_sync", mask, value, inside ? from : lane, {gaplab_file, gaplab_line});
}

namespace gaplab::sim {

GAPLAB_SIM_UNCHECKED inline unsigned ballot(const char* name, unsigned mask, bool predicate, site where) {
  const lane_values& all = exchange(warp_operation::vote, name, mask, predicate ? 1 : 0, where);
  unsigned holding = 0;
  for (int lane = 0; lane < lanes; ++lane) {
    if ((all.arrived >> lane & 1) != 0 && all.values[lane] != 0) holding |= 1U << lane;
  }
  return holding;
}

/// Those of the lanes that brought the same bits as this one.
GAPLAB_SIM_UNCHECKED inline unsigned lanes_like(const lane_values& all, std::uint64_t bits) {
  unsigned like = 0;
  for (int lane = 0; lane < lanes; ++lane) {
    if ((all.arrived >> lane & 1) != 0 && all.values[lane] == bits) like |= 1U << lane;
  }
  return like;
}

template <class T, class Operation>
GAPLAB_SIM_UNCHECKED inline T reduced(const char* name, unsigned mask, T value, Operation operation, site where) {
  const lane_values& all = exchange(warp_operation::reduce, name, mask, bits_of(value), where);
  T result{};
  bool first = true;
  for (int lane = 0; lane < lanes; ++lane) {
    if ((all.arrived >> lane & 1) == 0) continue;
    const T one = value_of<T>(all.values[lane]);
    result = first ? one : operation(result, one);
    first = false;
  }
  return result;
}

}  // namespace gaplab::sim

GAPLAB_SIM_UNCHECKED inline unsigned __ballot_sync(unsigned mask, int predicate, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::ballot("__ballot_sync", mask, predicate != 0, {gaplab_file, gaplab_line});
}
GAPLAB_SIM_UNCHECKED inline int __any_sync(unsigned mask, int predicate, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::ballot("__any_sync", mask, predicate != 0, {gaplab_file, gaplab_line}) != 0;
}
GAPLAB_SIM_UNCHECKED inline int __all_sync(unsigned mask, int predicate, GAPLAB_SIM_HERE) {
  return ::gaplab::sim::ballot("__all_sync", mask, predicate == 0, {gaplab_file, gaplab_line}) == 0;
}

template <class T>
GAPLAB_SIM_UNCHECKED inline unsigned __match_any_sync(unsigned mask, T value, GAPLAB_SIM_HERE) {
  const std::uint64_t bits = ::gaplab::sim::bits_of(value);
  return ::gaplab::sim::lanes_like(::gaplab::sim::exchange(::gaplab::sim::warp_operation::match, "__match_any_sync",
                                                           mask, bits, {gaplab_file, gaplab_line}),
                                   bits);
}

/// The mask if all of its lanes brought the same value, else 0; *predicate says which.
template <class T>
GAPLAB_SIM_UNCHECKED inline unsigned __match_all_sync(unsigned mask, T value, int* predicate, GAPLAB_SIM_HERE) {
  const std::uint64_t bits = ::gaplab::sim::bits_of(value);
  const ::gaplab::sim::lane_values& all = ::gaplab::sim::exchange(
      ::gaplab::sim::warp_operation::match, "__match_all_sync", mask, bits, {gaplab_file, gaplab_line});
  const bool same = ::gaplab::sim::lanes_like(all, bits) == all.arrived;
  *predicate = same ? 1 : 0;
  return same ? mask : 0;
}

// Add, min and max are for int and unsigned, and, or and xor for unsigned, as in CUDA.
#define GAPLAB_SIM_REDUCE(name, type, expression)                                                       \
  GAPLAB_SIM_UNCHECKED inline type __reduce_##name##_sync(unsigned mask, type value, GAPLAB_SIM_HERE) { \
    return ::gaplab::sim::reduced("__reduce_" #name "_sync", mask, value,                               \
                                  [](type a, type b) { return static_cast<type>(expression); },         \
                                  {gaplab_file, gaplab_line});                                          \
  }
GAPLAB_SIM_REDUCE(add, unsigned, a + b)
GAPLAB_SIM_REDUCE(min, unsigned, a < b ? a : b)
GAPLAB_SIM_REDUCE(max, unsigned, a < b ? b : a)
GAPLAB_SIM_REDUCE(and, unsigned, a& b)
GAPLAB_SIM_REDUCE(or, unsigned, a | b)
GAPLAB_SIM_REDUCE(xor, unsigned, a ^ b)
GAPLAB_SIM_REDUCE(add, int, static_cast<unsigned>(a) + static_cast<unsigned>(b))
GAPLAB_SIM_REDUCE(min, int, a < b ? a : b)
GAPLAB_SIM_REDUCE(max, int, a < b ? b : a)
#undef GAPLAB_SIM_REDUCE
