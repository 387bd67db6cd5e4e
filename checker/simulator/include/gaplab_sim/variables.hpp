// What becomes of __shared__, __device__ and __constant__ variables: the rewriter declares them as plain ones and tells
// the runtime of them with these.
#pragma once
#pragma GCC system_header

#include <cstddef>

#include "primitives.hpp"

namespace gaplab::sim {

constexpr int most_extents = 4;

/// What a variable is made of: s[16][17] has two extents, a single variable none.
struct array_shape {
  std::size_t element_size;
  int rank;
  std::size_t extents[most_extents];
};

template <class T>
struct shape_of {
  static constexpr array_shape value() { return {sizeof(T), 0, {0, 0, 0, 0}}; }
};
template <class T, std::size_t n>
struct shape_of<T[n]> {
  static constexpr array_shape value() {
    const array_shape inner = shape_of<T>::value();
    if (inner.rank == most_extents) return {sizeof(T[n]), 0, {0, 0, 0, 0}};
    array_shape shape{inner.element_size, inner.rank + 1, {n, 0, 0, 0}};
    for (int i = 0; i < inner.rank; ++i) shape.extents[i + 1] = inner.extents[i];
    return shape;
  }
};

/// A static __shared__ variable. The runtime notes those that a block comes by.
struct shared_variable {
  const char* name;
  const volatile void* address;
  std::size_t size;  ///< in bytes
  array_shape shape;
  void* record;  ///< the runtime's own
};

template <class T>
constexpr shared_variable describe_shared(const char* name, T& variable) {
  return {name, &variable, sizeof(T), shape_of<T>::value(), nullptr};
}

void declare_shared(shared_variable& variable);

/// The same for one that is declared outside of functions.
struct shared_registration {
  explicit shared_registration(shared_variable& variable) { declare_shared(variable); }
};

/// The block's dynamic shared memory.
void* dynamic_shared_memory(const char* name, std::size_t element_size);

template <class T>
struct element_of;
template <class T>
struct element_of<T[]> {
  using type = T;
};

template <class Array>
GAPLAB_SIM_UNCHECKED inline typename element_of<Array>::type* dynamic_shared(const char* name) {
  using element = typename element_of<Array>::type;
  return static_cast<element*>(dynamic_shared_memory(name, sizeof(element)));
}

/// `extern __shared__ T s[];` outside of functions.
template <class Array>
class dynamic_shared_array {
 public:
  explicit constexpr dynamic_shared_array(const char* name) : m_name(name) {}
  operator typename element_of<Array>::type *() const { return dynamic_shared<Array>(m_name); }

 private:
  const char* m_name;
};

enum class device_kind : unsigned char { device, constant };

/// A __device__ or __constant__ variable.
struct device_variable {
  template <class T>
  device_variable(const char* name, const T& variable, device_kind kind, GAPLAB_SIM_HERE) {
    enter(name, &variable, sizeof(T), shape_of<T>::value(), kind, {gaplab_file, gaplab_line});
  }
  static void enter(const char* name, const volatile void* address, std::size_t size, const array_shape& shape,
                    device_kind kind, site where);
};

void* device_malloc(std::size_t size, GAPLAB_SIM_HERE);
void device_free(void* pointer, GAPLAB_SIM_HERE);

}  // namespace gaplab::sim
