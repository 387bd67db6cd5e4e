// The 1x1 convolution in double, forward and backward, how far a right fp32 result may be from it, and what it becomes
// by the mistakes that students make.
//
// Definition: PyTorch, F.conv2d with a weight of (K, C, 1, 1)
// (https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html):
//
//   y[n][k][h][w] = sum over c of weight[k][c] * x[n][c][h][w]  +  bias[k]
#pragma once

#include "oracles/oracle.hpp"

namespace gaplab {

/// x (N, C, H, W) and weight (K, C) of a case. They must outlive it.
struct conv1x1_layer {
  /// Throws std::runtime_error if the case does not have them, or if they do not fit.
  explicit conv1x1_layer(const fixture_case& values);

  [[nodiscard]] double x_at(std::int64_t n, std::int64_t c, std::int64_t i) const {
    return x.values[static_cast<std::size_t>((n * channels + c) * pixels + i)];
  }
  /// Where an element of weight and dweight lies, or is thought to lie.
  [[nodiscard]] std::size_t place_of_weight(std::int64_t k, std::int64_t c) const {
    return static_cast<std::size_t>(weight_transposed ? c * classes + k : k * channels + c);
  }
  [[nodiscard]] double weight_at(std::int64_t k, std::int64_t c) const { return weight.values[place_of_weight(k, c)]; }
  [[nodiscard]] shape shape_of_y() const { return {images, classes, x.shape[2], x.shape[3]}; }

  const tensor<float>& x;
  const tensor<float>& weight;
  data_kind data;
  std::int64_t images, channels, classes, pixels;  ///< N, C, K, H*W
  bool weight_transposed = false;                  ///< a mistake: weight and dweight are taken for (C, K)
};

/// x and weight as given, the bias of each class, and dy in the shape of y: operation_oracle::inputs.
std::map<std::string, shape> conv1x1_inputs(const fixture_case& c, const std::map<std::string, shape>& given);

/// An input of the case. Throws std::runtime_error if it is missing or of another shape.
const tensor<float>& input_of_shape(const fixture_case& c, const std::string& name, const shape& wanted);

/// An output yet to be filled.
reference reference_of_shape(const shape& s);

/// Sets an element that is a sum of parts. Overwritten, with = in the place of +=, it is one of them, mostly the last.
void set_sum(reference& r, std::size_t at, const std::vector<double>& parts, double allowed, bool overwritten);

enum class conv1x1_mistake {
  none,
  weight_transposed,
  bias_forgotten,
  bias_every_channel,         ///< added with the product of each channel
  bias_every_tile,            ///< added with the products of each tile of channels
  mean_of_channels,           ///< the sum of products is divided by C, forward
  channel_of_class,           ///< x is read at the channel k, forward; from k = C on, what follows the image in memory
  channel_of_class_wrapped,   ///< the same, at k modulo C
  overwritten,                ///< dx by each class, dweight and dbias by each image
  sums_multiplied,            ///< dweight is a product of sums, where it should be a sum of products
  sums_of_images_multiplied,  ///< dweight is a sum of such products, one for each image
  weight_for_x,               ///< dweight is made with weight
  tiles_lost                  ///< each sum ends with the last whole tile of its terms
};

/// y from bias, and dx, dweight and dbias from dy, as far as the case has these. tile is the size of the tiles that the
/// mistake speaks of.
evaluation evaluate_conv1x1(const fixture_case& c, double roundoff, conv1x1_mistake mistake, std::int64_t tile = 1);

}  // namespace gaplab
