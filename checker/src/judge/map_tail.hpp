// The ends of maps that loops and thread blocks lose.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fixtures/fixture.hpp"

namespace gaplab {

/// For each element of a tensor its position within its map, rows after rows.
struct map_positions {
  std::vector<std::size_t> of;
  std::size_t size = 1;   ///< of a map
  std::size_t width = 1;  ///< of a row
};

/// axes: a letter for each dimension. What is no batch element, no channel and no class is position.
map_positions positions_of(const shape& s, const std::string& axes);

struct map_tail {
  std::string name;  ///< "last row"
  std::string what;  ///< "its last row"
  std::function<bool(std::size_t position, const map_positions& map)> lost;
};

/// The last element, row and column; all beyond a multiple of 2, 4, 8 ... 1024; all but the first 32 ... 1024.
const std::vector<map_tail>& map_tails();

}  // namespace gaplab
