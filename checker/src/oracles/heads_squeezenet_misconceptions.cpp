// Lab 05, squeezenet: what students take it for.
#include "oracles/heads_squeezenet.hpp"

namespace gaplab::heads::squeezed {

namespace {

template <recipe r>
std::optional<evaluation> mistaken(const fixture_case& c, double roundoff) {
  if (r.scale == scaled::by_1_over_p && parameter(c, "p_percent") == 0) return std::nullopt;
  return evaluate(c, roundoff, r);
}

}  // namespace

std::vector<misconception> misconceptions() {
  return {
      {"relu_missing", "there were no ReLU", mistaken<recipe{.after = activation::pool_alone}>},
      {"relu_after_pool", "the ReLU came behind the pooling", mistaken<recipe{.after = activation::pool_then_relu}>},
      {"relu_on_products", "the ReLU were applied to each product, and not to their sum",
       mistaken<recipe{.multiplied = products::relu_of_each}>},
      {"mean_of_positives", "a map were divided by the number of its positive pixels",
       mistaken<recipe{.after = activation::mean_of_positives}>},
      {"dropout_ignored", "there were no dropout",
       mistaken<recipe{.scale = scaled::not_at_all, .mask = masked::not_at_all}>},
      {"not_scaled", "what the dropout keeps were not scaled by 1/(1-p)",
       mistaken<recipe{.scale = scaled::not_at_all}>},
      {"scaled_by_keep", "what the dropout keeps were multiplied by 1-p, and not divided by it",
       mistaken<recipe{.scale = scaled::by_keep}>},
      {"scaled_by_1_over_p", "p were the probability that an element is kept",
       mistaken<recipe{.scale = scaled::by_1_over_p}>},
      {"scaled_twice", "what the dropout keeps were divided by 1-p twice", mistaken<recipe{.scale = scaled::twice}>},
      {"mask_inverted", "a 1 in the mask meant that the element is dropped",
       mistaken<recipe{.mask = masked::inverted}>},
      {"mask_of_the_first_image", "all images had the mask of the first one",
       mistaken<recipe{.mask = masked::by_the_first_image}>},
      {"whole_channels_dropped", "a map were kept or dropped as a whole, as its first pixel is",
       mistaken<recipe{.mask = masked::by_the_first_pixel}>},
      {"bias_scaled", "the scale 1/(1-p) were applied behind the convolution, and so to the bias as well",
       mistaken<recipe{.bias_scaled = true}>},
      {"bias_forgotten", "there were no bias", mistaken<recipe{.bias = false}>},
      {"bias_behind_the_mean", "the bias were added behind the ReLU", mistaken<recipe{.bias_behind = true}>},
      {"weight_transposed", "weight were (C, classes) and not (classes, C)", mistaken<recipe{.transposed = true}>},
      {"relu_gradient_at_zero", "the ReLU let the gradient pass where its input is exactly 0",
       mistaken<recipe{.passes = gate::where_z_is_not_negative}>},
      {"relu_gradient_of_dy", "the sign of dy decided where the gradient passes the ReLU",
       mistaken<recipe{.passes = gate::where_dy_is}>},
      {"relu_gradient_of_x", "the sign of x decided where the gradient passes the ReLU",
       mistaken<recipe{.passes = gate::where_x_is}>},
      {"relu_gradient_of_y",
       "the sign of y decided, once for a map, where the gradient passes the ReLU: each pixel has a z of its own",
       mistaken<recipe{.passes = gate::where_y_is}>},
      {"preactivation_without_dropout", "the input of the ReLU were computed again without the dropout",
       mistaken<recipe{.passes = gate::as_without_dropout}>},
      {"mask_missing_backward", "the gradient did not know the mask", mistaken<recipe{.mask_in_gradient = false}>},
      {"scale_missing_backward", "the gradient did not know the scale 1/(1-p)",
       mistaken<recipe{.scale_in_gradient = false}>},
      {"dropout_missing_in_dweight", "x were taken as it was before the dropout, without mask and scale",
       mistaken<recipe{.dropout_in_dweight = false}>},
      {"scale_in_dbias", "the gradient of the bias had the scale 1/(1-p), too: the bias comes behind the dropout",
       mistaken<recipe{.scale_in_dbias = true}>},
      {"last_image_only", "the last image of the batch alone counted, as `=` in the place of `+=` makes it",
       mistaken<recipe{.images = batch::last_image}>},
      {"mean_of_the_batch", "the gradients of weight and bias were averaged over the batch",
       mistaken<recipe{.images = batch::mean}>}};
}

}  // namespace gaplab::heads::squeezed
