// Atomic functions. Semantics: CUDA C++ Programming Guide, "Atomic Functions": relaxed order, the old value returned.
#pragma once
#pragma GCC system_header

#include <cstdint>

#include "primitives.hpp"

namespace gaplab::sim {

/// Tells the runtime of an atomic access at *address, made for the program at `pc`. In fast mode it only lets others
/// run now and then, in case the program waits for something.
#if defined(GAPLAB_SIM_CHECK)
void note_atomic(const void* address, unsigned size, const void* pc);
void note_compare_and_swap(const void* address, unsigned size, const void* pc);
extern __thread bool atomic_changed_something;  // since the runtime last looked
#else
extern __thread unsigned atomics_in_a_row;
inline void note_atomic(const void*, unsigned, const void*) {
  if (++atomics_in_a_row > 1024) {
    atomics_in_a_row = 0;
    give_way();
  }
}
inline void note_compare_and_swap(const void*, unsigned, const void*) {}  // gives way where it fails
#endif

template <unsigned size>
struct word_of;
template <>
struct word_of<2> {
  using type = std::uint16_t;
};
template <>
struct word_of<4> {
  using type = std::uint32_t;
};
template <>
struct word_of<8> {
  using type = std::uint64_t;
};

/// *address = operation(*address), in one step. Returns what was there before. The runtime has been told.
template <class T, class Operation>
GAPLAB_SIM_UNCHECKED inline T update_place(T* address, Operation operation) {
  using word = typename word_of<sizeof(T)>::type;
  word* place = reinterpret_cast<word*>(address);
  word before = __atomic_load_n(place, __ATOMIC_RELAXED);
  word after;
  T old;
  do {
    __builtin_memcpy(&old, &before, sizeof old);
    const T changed = operation(old);
    __builtin_memcpy(&after, &changed, sizeof after);
  } while (!__atomic_compare_exchange_n(place, &before, after, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
#if defined(GAPLAB_SIM_CHECK)
  atomic_changed_something |= before != after;
#endif
  return old;
}

template <class T, class Operation>
GAPLAB_SIM_UNCHECKED inline T atomic_update(T* address, const void* pc, Operation operation) {
  note_atomic(address, sizeof(T), pc);
  return update_place(address, operation);
}

template <class T>
GAPLAB_SIM_UNCHECKED inline T compare_and_swap(T* address, const void* pc, T compare, T value) {
  note_compare_and_swap(address, sizeof(T), pc);
  return update_place(address, [=](T old) GAPLAB_SIM_UNCHECKED { return old == compare ? value : old; });
}

}  // namespace gaplab::sim

// The call's own address tells which line of the program it stands in, so in check mode these must not be inlined.
#if defined(GAPLAB_SIM_CHECK)
#define GAPLAB_SIM_ATOMIC __attribute__((noinline)) GAPLAB_SIM_UNCHECKED inline
#else
#define GAPLAB_SIM_ATOMIC inline
#endif

#define GAPLAB_SIM_ATOMIC_FUNCTION(name, type, expression)                                                             \
  GAPLAB_SIM_ATOMIC type name(type* address, type value) {                                                             \
    return ::gaplab::sim::atomic_update(address, __builtin_return_address(0),                                          \
                                        [=](type old) GAPLAB_SIM_UNCHECKED { return static_cast<type>(expression); }); \
  }
// The scope, block or system, makes no difference here.
#define GAPLAB_SIM_ATOMIC_FUNCTIONS(name, type, expression)  \
  GAPLAB_SIM_ATOMIC_FUNCTION(name, type, expression)         \
  GAPLAB_SIM_ATOMIC_FUNCTION(name##_block, type, expression) \
  GAPLAB_SIM_ATOMIC_FUNCTION(name##_system, type, expression)
#define GAPLAB_SIM_ATOMIC_INTEGERS(name, expression)      \
  GAPLAB_SIM_ATOMIC_FUNCTIONS(name, int, expression)      \
  GAPLAB_SIM_ATOMIC_FUNCTIONS(name, unsigned, expression) \
  GAPLAB_SIM_ATOMIC_FUNCTIONS(name, unsigned long long, expression)

// Sums wrap around, as on the GPU; in C++ that is defined for unsigned types only.
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicAdd, int, static_cast<unsigned>(old) + static_cast<unsigned>(value))
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicAdd, unsigned, old + value)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicAdd, unsigned long long, old + value)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicAdd, float, old + value)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicAdd, double, old + value)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicSub, int, static_cast<unsigned>(old) - static_cast<unsigned>(value))
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicSub, unsigned, old - value)
GAPLAB_SIM_ATOMIC_INTEGERS(atomicMin, value < old ? value : old)
GAPLAB_SIM_ATOMIC_INTEGERS(atomicMax, old < value ? value : old)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicMin, long long, value < old ? value : old)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicMax, long long, old < value ? value : old)
GAPLAB_SIM_ATOMIC_INTEGERS(atomicAnd, old& value)
GAPLAB_SIM_ATOMIC_INTEGERS(atomicOr, old | value)
GAPLAB_SIM_ATOMIC_INTEGERS(atomicXor, old ^ value)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicInc, unsigned, old >= value ? 0 : old + 1)
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicDec, unsigned, old == 0 || old > value ? value : old - 1)
GAPLAB_SIM_ATOMIC_INTEGERS(atomicExch, (static_cast<void>(old), value))
GAPLAB_SIM_ATOMIC_FUNCTIONS(atomicExch, float, (static_cast<void>(old), value))

#define GAPLAB_SIM_ATOMIC_CAS_(name, type)                                                                    \
  GAPLAB_SIM_ATOMIC type name(type* address, type compare, type value) {                                      \
    const type found = ::gaplab::sim::compare_and_swap(address, __builtin_return_address(0), compare, value); \
    if (found != compare) ::gaplab::sim::give_way(__builtin_return_address(0)); /* for a lock? */             \
    return found;                                                                                             \
  }
#define GAPLAB_SIM_ATOMIC_CAS(type)             \
  GAPLAB_SIM_ATOMIC_CAS_(atomicCAS, type)       \
  GAPLAB_SIM_ATOMIC_CAS_(atomicCAS_block, type) \
  GAPLAB_SIM_ATOMIC_CAS_(atomicCAS_system, type)
GAPLAB_SIM_ATOMIC_CAS(int)
GAPLAB_SIM_ATOMIC_CAS(unsigned)
GAPLAB_SIM_ATOMIC_CAS(unsigned long long)
GAPLAB_SIM_ATOMIC_CAS(unsigned short)
#undef GAPLAB_SIM_ATOMIC_CAS
#undef GAPLAB_SIM_ATOMIC_CAS_
#undef GAPLAB_SIM_ATOMIC_INTEGERS
#undef GAPLAB_SIM_ATOMIC_FUNCTIONS
#undef GAPLAB_SIM_ATOMIC_FUNCTION
