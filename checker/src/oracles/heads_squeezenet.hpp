// Lab 05, squeezenet: what is computed, and what misconceptions change in it.
#pragma once

#include "oracles/heads.hpp"

namespace gaplab::heads::squeezed {

/// What kept elements are multiplied by.
enum class scaled { by_1_over_keep, not_at_all, by_keep, by_1_over_p, twice };

/// Which mask is applied.
enum class masked { as_given, not_at_all, inverted, by_the_first_image, by_the_first_pixel };

/// What follows the convolution.
enum class activation { relu_then_pool, pool_alone, pool_then_relu, mean_of_positives };

/// What the convolution adds up.
enum class products { as_they_are, relu_of_each };

/// Where the gradient passes through the ReLU.
enum class gate {
  where_z_is_positive,
  where_z_is_not_negative,
  where_dy_is,
  where_x_is,
  where_y_is,
  as_without_dropout
};

/// What is computed, and what misconceptions change in it.
struct recipe {
  scaled scale = scaled::by_1_over_keep;
  masked mask = masked::as_given;
  activation after = activation::relu_then_pool;
  products multiplied = products::as_they_are;
  gate passes = gate::where_z_is_positive;
  bool transposed = false;         ///< the weight is taken for one of (C, classes)
  bool bias = true;                ///< it is added before the ReLU
  bool bias_behind = false;        ///< it is added behind the mean
  bool bias_scaled = false;        ///< the scale of the dropout is applied behind the convolution
  bool mask_in_gradient = true;    ///< dx and dweight have it
  bool scale_in_gradient = true;   ///< and the scale
  bool dropout_in_dweight = true;  ///< dweight has both
  bool scale_in_dbias = false;     ///< dbias has the scale, too
  batch images = batch::sum;       ///< in dweight and dbias
};

/// y, and dx, dweight and dbias where the case has dy.
evaluation evaluate(const fixture_case& c, double roundoff, const recipe& r);

std::vector<misconception> misconceptions();

}  // namespace gaplab::heads::squeezed
