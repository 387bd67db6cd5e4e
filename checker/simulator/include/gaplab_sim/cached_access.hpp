// Loads and stores with a cache hint. The simulated GPU has no caches: these are plain accesses. They are macros, so
// that the access stands on the line of the program, and is checked and counted as its own. Source: CUDA C++
// Programming Guide, "Read-Only Data Cache Load Function" and the two sections after it.
#pragma once
#pragma GCC system_header

namespace gaplab::sim {

template <class Value, bool is_class>
struct volatile_unless_class {
  using type = volatile Value;
};
template <class Value>
struct volatile_unless_class<Value, true> {
  using type = Value;
};
template <class Value>
struct uncached_value : volatile_unless_class<Value, __is_class(Value)> {};

/// "Don't cache and fetch again" is what volatile says, too. There are no volatile accesses to vector types.
template <class Value>
__attribute__((always_inline)) constexpr typename uncached_value<Value>::type* uncached(Value* p) {
  return p;
}

}  // namespace gaplab::sim

// A value, where a plain *p would be a variable.
#define GAPLAB_SIM_LOAD(...)            \
  __extension__({                       \
    auto gaplab_value = *(__VA_ARGS__); \
    gaplab_value;                       \
  })
#define __ldg(...) GAPLAB_SIM_LOAD(__VA_ARGS__)
#define __ldca(...) GAPLAB_SIM_LOAD(__VA_ARGS__)
#define __ldcg(...) GAPLAB_SIM_LOAD(__VA_ARGS__)
#define __ldcs(...) GAPLAB_SIM_LOAD(__VA_ARGS__)
#define __ldlu(...) GAPLAB_SIM_LOAD(__VA_ARGS__)
#define __ldcv(...) GAPLAB_SIM_LOAD(::gaplab::sim::uncached(__VA_ARGS__))

#define __stwb(address, ...) (static_cast<void>(*(address) = (__VA_ARGS__)))
#define __stcg(address, ...) (static_cast<void>(*(address) = (__VA_ARGS__)))
#define __stcs(address, ...) (static_cast<void>(*(address) = (__VA_ARGS__)))
#define __stwt(address, ...) (static_cast<void>(*::gaplab::sim::uncached(address) = (__VA_ARGS__)))
