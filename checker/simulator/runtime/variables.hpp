// The __shared__, __device__ and __constant__ variables that the program has told of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "gaplab_sim/variables.hpp"

namespace gaplab::sim {

/// "element 257 of the shared array s[256]", for an address in the variable, before it or behind it.
std::string describe_variable(const char* kind, const char* name, const array_shape& shape, std::size_t size,
                              std::uintptr_t begin, std::uintptr_t address);

struct known_device_variable {
  const char* name;
  std::uintptr_t address;
  std::size_t size;
  array_shape shape;
  device_kind kind;
  site where;
  void* record;  ///< access_check's own

  [[nodiscard]] bool holds(std::uintptr_t a) const { return a - address < size; }
};

/// The variable that holds the address; nullptr if none does.
known_device_variable* find_device_variable(std::uintptr_t address);
/// The one that ends or begins within so many bytes of the address.
known_device_variable* near_device_variable(std::uintptr_t address, std::size_t distance);
/// All of them.
std::deque<known_device_variable>& all_device_variables();

}  // namespace gaplab::sim
