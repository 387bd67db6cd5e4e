// Named parts of a tensor that loops and threads lose, or do alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fixtures/fixture.hpp"
#include "judge/axes.hpp"

namespace gaplab {

/// Where the elements of a tensor are: their indices, and their positions within maps, rows after rows.
struct places {
  gaplab::shape shape;
  std::string axes;                    ///< a letter for each dimension
  std::vector<std::size_t> strides;    ///< of the dense tensor
  std::vector<std::size_t> positions;  ///< for each element; what is no batch element, channel or class is position
  std::size_t map_size = 1;
  std::size_t width = 1;  ///< of a row

  [[nodiscard]] std::size_t size() const { return positions.size(); }
  [[nodiscard]] std::size_t index(std::size_t element, std::size_t axis) const {
    return element / strides[axis] % static_cast<std::size_t>(shape[axis]);
  }
};

/// axes: a letter for each dimension; where it is empty every element is its own map.
places places_of(const shape& s, const std::string& axes);

/// A part of a tensor that may be left out.
struct region {
  std::string id;      ///< "lost_tail"
  std::string equals;  ///< "last row"
  std::string what;    ///< "the last row of each map": what is lost, or, if `kept`, what alone is not
  bool kept = false;
  bool of_maps = true;  ///< each map loses a part, so a mean may be divided by what is left
  std::function<bool(const places&, std::size_t element)> lost;
};

/// What may be lost of a tensor with these axes, the likeliest first: ends and beginnings of maps, images and channels;
/// all but the first or the last; every second; what is beyond whole blocks; what some of a block's threads add.
std::vector<region> regions_of(const std::string& axes);

}  // namespace gaplab
