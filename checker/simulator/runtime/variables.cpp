#include "runtime/variables.hpp"

namespace gaplab::sim {

namespace {

/// Told of before main(), by static objects; a deque, so that they stay where they are.
std::deque<known_device_variable>& device_variables() {
  static auto* all = new std::deque<known_device_variable>;
  return *all;
}

std::uintptr_t lowest = ~std::uintptr_t{0};
std::uintptr_t highest = 0;

}  // namespace

std::string describe_variable(const char* kind, const char* name, const array_shape& shape, std::size_t size,
                              std::uintptr_t begin, std::uintptr_t address) {
  std::string array = std::string(name);
  std::size_t inner = 1;  // elements of one step of the first index
  for (int i = 0; i < shape.rank; ++i) {
    array += "[" + std::to_string(shape.extents[i]) + "]";
    if (i > 0) inner *= shape.extents[i];
  }
  const auto bytes = static_cast<std::int64_t>(address - begin);
  if (shape.rank == 0) {
    if (bytes >= 0 && static_cast<std::size_t>(bytes) < size) return std::string("the ") + kind + " variable " + name;
    return std::to_string(bytes < 0 ? -bytes : bytes - static_cast<std::int64_t>(size)) + " bytes " +
           (bytes < 0 ? "before" : "behind") + " the " + kind + " variable " + name;
  }
  const auto element_size = static_cast<std::int64_t>(shape.element_size);
  std::int64_t element = bytes / element_size;
  if (bytes < 0 && bytes % element_size != 0) --element;
  std::string index;
  if (shape.rank == 1 || element < 0) {
    index = std::to_string(element);
  } else {
    index = "(";
    for (int i = 0; i < shape.rank; ++i) {
      index += (i > 0 ? ", " : "") + std::to_string(static_cast<std::size_t>(element) / inner);
      element %= static_cast<std::int64_t>(inner);
      if (i + 1 < shape.rank) inner /= shape.extents[i + 1];
    }
    index += ")";
  }
  return "element " + index + " of the " + kind + " array " + array;
}

void device_variable::enter(const char* name, const volatile void* address, std::size_t size, const array_shape& shape,
                            device_kind kind, site where) {
  const auto begin = reinterpret_cast<std::uintptr_t>(address);
  device_variables().push_back({name, begin, size, shape, kind, where, nullptr});
  if (begin < lowest) lowest = begin;
  if (begin + size > highest) highest = begin + size;
}

known_device_variable* find_device_variable(std::uintptr_t address) {
  if (address - lowest >= highest - lowest) return nullptr;
  static known_device_variable* last = nullptr;
  if (last != nullptr && last->holds(address)) return last;
  for (known_device_variable& v : device_variables()) {
    if (v.holds(address)) return last = &v;
  }
  return nullptr;
}

known_device_variable* near_device_variable(std::uintptr_t address, std::size_t distance) {
  for (known_device_variable& v : device_variables()) {
    if (address + distance >= v.address && address < v.address + v.size + distance) return &v;
  }
  return nullptr;
}

std::deque<known_device_variable>& all_device_variables() { return device_variables(); }

}  // namespace gaplab::sim
