#include "judge/map_tail.hpp"

#include <fmt/format.h>

#include <string_view>

namespace gaplab {

namespace {

std::vector<map_tail> make_map_tails() {
  std::vector<map_tail> tails;
  tails.push_back({"last row", "its last row", [](std::size_t position, const map_positions& map) {
                     return map.width > 1 && position / map.width + 1 == map.size / map.width;
                   }});
  tails.push_back({"last column", "its last column", [](std::size_t position, const map_positions& map) {
                     return position % map.width + 1 == map.width;
                   }});
  tails.push_back({"last element", "its last element",
                   [](std::size_t position, const map_positions& map) { return position + 1 == map.size; }});
  for (const std::size_t block : {2U, 4U, 8U, 16U, 32U, 64U, 128U, 256U, 512U, 1024U}) {
    tails.push_back(
        {fmt::format("beyond a multiple of {}", block),
         fmt::format("what remains after the last whole group of {}", block),
         [block](std::size_t position, const map_positions& map) { return position >= map.size / block * block; }});
  }
  for (const std::size_t count : {32U, 64U, 128U, 256U, 512U, 1024U}) {
    tails.push_back({fmt::format("beyond the first {}", count), fmt::format("all but the first {} elements", count),
                     [count](std::size_t position, const map_positions&) { return position >= count; }});
  }
  return tails;
}

}  // namespace

map_positions positions_of(const shape& s, const std::string& axes) {
  map_positions positions;
  const auto elements = static_cast<std::size_t>(element_count(s));
  positions.of.assign(elements, 0);
  std::size_t stride = 1;  // in the tensor
  for (std::size_t axis = s.size(); axis-- > 0;) {
    const auto size = static_cast<std::size_t>(s[axis]);
    if (axis < axes.size() && std::string_view("nck").find(axes[axis]) == std::string_view::npos) {
      for (std::size_t i = 0; i < elements; ++i) positions.of[i] += i / stride % size * positions.size;
      if (positions.size == 1) positions.width = size;
      positions.size *= size;
    }
    stride *= size;
  }
  return positions;
}

const std::vector<map_tail>& map_tails() {
  static const std::vector<map_tail> tails = make_map_tails();
  return tails;
}

}  // namespace gaplab
