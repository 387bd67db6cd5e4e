// Lab 04's operations beside the convolution, right and wrong, and the mistakes that students make in all of them.
#pragma once

#include <vector>

#include "oracles/conv1x1.hpp"
#include "oracles/cross_entropy.hpp"
#include "oracles/oracle.hpp"

namespace gaplab::conv1x1_gap {

/// loss and dlogits, both of which the mistake may change. epsilon is that of a mistake which has one.
evaluation evaluate_cross_entropy(const fixture_case& c, double roundoff, cross_entropy_mistake mistake,
                                  double epsilon = 0);

/// What a student may make of the head. The gradient is then that of what was made, but where another is stated.
struct head_mistake {
  enum class bias_added { once, never, divided, every_pixel, every_lane, with_the_sum };
  enum class divided_by { map, nothing, width, height, width_squared, height_squared };

  bias_added bias = bias_added::once;  ///< with_the_sum: as often as the mean of a map is taken by a wrong divisor
  divided_by divisor = divided_by::map;
  std::int64_t first_pixels = 0;  ///< logits are sums of so many pixels, the divisor and the gradient are right; 0: all
  bool loss_of_pixels = false;    ///< forward: a loss for each pixel, and their mean, not the loss of the mean logits
  bool weight_transposed = false;
  bool overwritten = false;         ///< dx by each class, dweight and dbias by each image
  bool first_image_counts = false;  ///< in dweight, with its means for all images
  cross_entropy_mistake loss = cross_entropy_mistake::none;
  double epsilon = 0;  ///< of the loss's mistake
};

/// The step of the swapped head runs the head as well, on the same inputs, so that both can be compared. A mistake may
/// come to something else there: by_maps is what becomes of it where the maps of the classes are made, by_means where
/// they are not.
evaluation evaluate_head(const fixture_case& c, double roundoff, const head_mistake& by_maps,
                         const head_mistake& by_means);

std::vector<misconception> of_conv1x1();
std::vector<misconception> of_cross_entropy();
std::vector<misconception> of_head();
std::vector<misconception> of_swapped();

}  // namespace gaplab::conv1x1_gap
