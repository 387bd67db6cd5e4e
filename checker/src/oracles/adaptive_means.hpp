// The means of bins and their gradients, in double. H and W are cut independently, so a mean is a sum over rows and
// columns with a weight for each: right or mistaken, a dimension is a list of weighted elements for each bin, and one
// pair of loops serves all.
#pragma once

#include <cstdint>
#include <vector>

#include "oracles/adaptive_bins.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

/// The shapes of a case's x and y, None resolved.
struct pooled_shapes {
  shape x;
  shape y;
};

/// Of a case of `adaptive`, whose output_size is a parameter, or of `global`. Throws std::runtime_error if they are not
/// those of the operation.
pooled_shapes pooled_shapes_for(const fixture_case& c, const shape& x);
pooled_shapes pooled_shapes_of(const fixture_case& c);

/// An element in a bin, with the weight that it has there.
struct share {
  std::int64_t element = 0;
  double weight = 0;
};

/// One dimension: the elements of each bin.
struct axis {
  std::int64_t size = 0;
  std::vector<std::vector<share>> bins;
};

/// An element in bin number i, which is b, of a dimension.
struct place {
  std::int64_t element = 0;
  std::int64_t i = 0;
  bin b;
  std::int64_t size = 0;
  std::int64_t bins = 0;
};

/// What the element weighs in the bin.
using weight_rule = double (*)(const place& at);

/// 1 / the size of the bin.
double one_of_the_bin(const place& at);

axis axis_of(std::int64_t size, std::int64_t bins, bin_rule rule, weight_rule weight);

struct pooling {
  axis h, w;
};

pooling right_pooling(const pooled_shapes& s);

/// y from x: each sum is divided once. The mean of an empty bin is 0/0, and so is that of a bin which goes beyond x. A
/// bin that goes beyond its row or map reads on in memory.
reference pooled(const pooling& p, const pooled_shapes& s, const tensor<float>& x, double roundoff);

/// dx from dy: a sum of shares that are each divided. No bin goes beyond its map.
reference pooled_gradient(const pooling& p, const pooled_shapes& s, const tensor<float>& dy, data_kind data,
                          double roundoff);

/// Calls visit(offset of an element in its map, weight) for each element of a bin.
template <class Visit>
void for_each_share(const std::vector<share>& rows, const std::vector<share>& columns, std::int64_t width,
                    Visit visit) {
  for (const share& row : rows) {
    for (const share& column : columns) visit(row.element * width + column.element, row.weight * column.weight);
  }
}

/// Wrong results that students get; see adaptive_mistakes.cpp.
std::vector<misconception> adaptive_misconceptions();

}  // namespace gaplab
