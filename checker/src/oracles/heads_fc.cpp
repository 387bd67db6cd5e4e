// Lab 05, flatten_fc and gap_fc: a linear layer behind all elements of an image, or behind the means of its maps.
//
// Definition: y = x * weight^T + bias with a weight of (out_features, in_features),
// https://pytorch.org/docs/stable/generated/torch.nn.Linear.html. Flatten numbers the elements of (C, H, W) with W
// running fastest, https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html.
#include <algorithm>
#include <limits>

#include "oracles/heads.hpp"
#include "oracles/tolerance.hpp"

namespace gaplab::heads {

namespace {

/// In which order the elements of x are taken for features.
enum class flattened { channels_first, channels_last, images_last };

/// What becomes of a map that is pooled.
enum class pooled { mean, sum, first_pixel, maximum };

/// What the sum of a map is divided by.
enum class pool_divisor { map, height, width, height_squared, width_squared };

/// Which element of the bias is added to class k of image n. Behind the bias' end there is NaN.
enum class bias_index { of_class, of_image, of_image_wrapped, of_image_clamped };

/// What is computed, and what misconceptions change in it.
struct recipe {
  flattened order = flattened::channels_first;
  pooled map = pooled::mean;
  pool_divisor divisor = pool_divisor::map;  ///< of a mean
  bool transposed = false;                   ///< the weight is taken for one of (features, classes)
  std::int64_t bias_times = 1;               ///< how often it is added
  bias_index bias_at = bias_index::of_class;
  bool bias_divided = false;   ///< it is added before the division by H*W
  bool dbias_divided = false;  ///< its gradient is divided by H*W
  batch images = batch::sum;   ///< in dweight and dbias
};

/// What the linear layer reads: a number for each image and feature, and where it comes from.
struct features {
  std::int64_t images = 0, count = 0;
  std::vector<double> value, magnitude, error;

  [[nodiscard]] std::size_t at(std::int64_t n, std::int64_t i) const { return static_cast<std::size_t>(n * count + i); }
};

/// A linear layer with its inputs.
struct layer {
  const recipe& r;
  data_kind data;
  double roundoff;
  features in;
  std::int64_t classes;
  const tensor<float>* weights;
  const tensor<float>* bias;  ///< nullptr where the case was read without it, and so is dys
  const tensor<float>* dys;
  bool dyadic = true;    ///< what the features were divided by is a power of two
  double unit = 1;       ///< of products of a weight and a feature, in exact cases
  double pool_area = 1;  ///< H*W, where there is pooling

  [[nodiscard]] std::size_t weight_at(std::int64_t k, std::int64_t i) const {
    return static_cast<std::size_t>(r.transposed ? i * classes + k : k * in.count + i);
  }
  [[nodiscard]] double weight(std::int64_t k, std::int64_t i) const {
    return static_cast<double>(weights->values[weight_at(k, i)]);
  }
  [[nodiscard]] double dy(std::int64_t n, std::int64_t k) const {
    return static_cast<double>(dys->values[static_cast<std::size_t>(n * classes + k)]);
  }
  /// What is added to class k of image n.
  [[nodiscard]] double bias_of(std::int64_t n, std::int64_t k) const {
    std::int64_t at = k;
    switch (r.bias_at) {
      case bias_index::of_class: break;
      case bias_index::of_image: at = n; break;
      case bias_index::of_image_wrapped: at = n % classes; break;
      case bias_index::of_image_clamped: at = std::min(n, classes - 1); break;
    }
    if (at >= classes) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(r.bias_times) * static_cast<double>(bias->values[static_cast<std::size_t>(at)]);
  }
  [[nodiscard]] double allowed(const chained_sum& s) const { return allowed_error(s, data, dyadic, unit, roundoff); }
};

layer layer_of(const fixture_case& c, const recipe& r, double roundoff, std::int64_t images, std::int64_t count) {
  const tensor<float>& weight = input(c, "weight", 2);
  layer l{r, c.data, roundoff, {images, count, {}, {}, {}}, weight.shape[0], &weight, nullptr, nullptr};
  if (c.inputs.contains("bias")) l.bias = &input(c, "bias", 1);
  if (c.inputs.contains("dy")) l.dys = &input(c, "dy", 2);
  if (weight.shape[1] != count) throw std::runtime_error("weight does not have a column for each feature");
  if (l.bias != nullptr && l.bias->shape != shape{l.classes})
    throw std::runtime_error("bias does not have one number for each class");
  if (l.dys != nullptr && l.dys->shape != shape{images, l.classes})
    throw std::runtime_error("dy does not have the shape of y");
  const auto elements = static_cast<std::size_t>(images * count);
  for (std::vector<double>* numbers : {&l.in.value, &l.in.magnitude, &l.in.error}) numbers->resize(elements);
  return l;
}

reference output(const layer& l) {
  reference y = zeros({l.in.images, l.classes});
  for (std::int64_t n = 0; n < l.in.images; ++n) {
    for (std::int64_t k = 0; k < l.classes; ++k) {
      chained_sum sum;
      for (std::int64_t i = 0; i < l.in.count; ++i) {
        const std::size_t at = l.in.at(n, i);
        sum.add(l.in.value[at], l.weight(k, i), l.in.error[at]);
        sum.magnitude += std::abs(l.weight(k, i)) * (l.in.magnitude[at] - std::abs(l.in.value[at]));
      }
      sum.add(l.bias_of(n, k), l.r.bias_divided ? 1 / l.pool_area : 1.0);
      const auto at = static_cast<std::size_t>(n * l.classes + k);
      y.value[at] = sum.value;
      y.allowed[at] = l.allowed(sum);
    }
  }
  return y;
}

/// The gradient of the features, which is still to be brought to x.
std::vector<chained_sum> gradient_of_features(const layer& l) {
  std::vector<chained_sum> gradient(l.in.value.size());
  for (std::int64_t n = 0; n < l.in.images; ++n) {
    for (std::int64_t i = 0; i < l.in.count; ++i) {
      for (std::int64_t k = 0; k < l.classes; ++k) gradient[l.in.at(n, i)].add(l.dy(n, k), l.weight(k, i));
    }
  }
  return gradient;
}

reference gradient_of_weight(const layer& l) {
  reference dweight = zeros({l.classes, l.in.count});
  const std::int64_t first = l.r.images == batch::last_image ? l.in.images - 1 : 0;
  for (std::int64_t k = 0; k < l.classes; ++k) {
    for (std::int64_t i = 0; i < l.in.count; ++i) {
      chained_sum sum;
      for (std::int64_t n = first; n < l.in.images; ++n) {
        const std::size_t at = l.in.at(n, i);
        sum.add(l.in.value[at], l.dy(n, k), l.in.error[at]);
        sum.magnitude += std::abs(l.dy(n, k)) * (l.in.magnitude[at] - std::abs(l.in.value[at]));
      }
      if (l.r.images == batch::mean) sum.divide(static_cast<double>(l.in.images));
      dweight.value[l.weight_at(k, i)] = sum.value;
      dweight.allowed[l.weight_at(k, i)] = l.allowed(sum);
    }
  }
  return dweight;
}

reference gradient_of_bias(const layer& l) {
  reference dbias = zeros({l.classes});
  const std::int64_t first = l.r.images == batch::last_image ? l.in.images - 1 : 0;
  for (std::int64_t k = 0; k < l.classes; ++k) {
    chained_sum sum;
    for (std::int64_t n = first; n < l.in.images; ++n) sum.add(l.dy(n, k), 1);
    if (l.r.dbias_divided) sum.divide(l.pool_area);
    if (l.r.images == batch::mean) sum.divide(static_cast<double>(l.in.images));
    dbias.value[static_cast<std::size_t>(k)] = sum.value;
    dbias.allowed[static_cast<std::size_t>(k)] = allowed_error(sum, l.data, true, exact_unit, l.roundoff);
  }
  return dbias;
}

/// All outputs that the case's tensors allow, but dx.
evaluation evaluate_layer(const layer& l) {
  evaluation e;
  if (l.bias != nullptr) e.outputs["y"] = output(l);
  if (l.dys != nullptr) {
    e.outputs["dweight"] = gradient_of_weight(l);
    e.outputs["dbias"] = gradient_of_bias(l);
  }
  return e;
}

// ------------------------------------------------------------------------------------------- flatten_fc

/// Where feature i of image n lies in x.
std::size_t element_of_feature(const map_sizes& x, flattened order, std::int64_t n, std::int64_t i) {
  const std::int64_t features = x.channels * x.pixels();
  switch (order) {
    case flattened::channels_last: return x.offset(n, i % x.channels, i / x.channels);
    case flattened::images_last: return static_cast<std::size_t>(i * x.images + n);
    case flattened::channels_first: break;
  }
  return static_cast<std::size_t>(n * features + i);
}

evaluation evaluate_flatten_fc(const fixture_case& c, double roundoff, const recipe& r) {
  const tensor<float>& x = input(c, "x", 4);
  const map_sizes sizes = sizes_of(x.shape);
  layer l = layer_of(c, r, roundoff, sizes.images, sizes.channels * sizes.pixels());
  l.unit = exact_unit;
  for (std::int64_t n = 0; n < l.in.images; ++n) {
    for (std::int64_t i = 0; i < l.in.count; ++i) {
      const auto value = static_cast<double>(x.values[element_of_feature(sizes, r.order, n, i)]);
      l.in.value[l.in.at(n, i)] = value;
      l.in.magnitude[l.in.at(n, i)] = std::abs(value);
    }
  }
  evaluation e = evaluate_layer(l);
  if (l.dys == nullptr) return e;
  const std::vector<chained_sum> gradient = gradient_of_features(l);
  reference dx = zeros(x.shape);
  for (std::int64_t n = 0; n < l.in.images; ++n) {
    for (std::int64_t i = 0; i < l.in.count; ++i) {
      const std::size_t at = element_of_feature(sizes, r.order, n, i);
      dx.value[at] = gradient[l.in.at(n, i)].value;
      dx.allowed[at] = l.allowed(gradient[l.in.at(n, i)]);
    }
  }
  e.outputs["dx"] = std::move(dx);
  return e;
}

// ----------------------------------------------------------------------------------------------- gap_fc

/// Pixels of a map, from the first to before the last.
struct pixel_range {
  std::int64_t first = 0, last = 0;
};

/// Those that count in a map.
pixel_range pixels_that_count(const tensor<float>& x, const map_sizes& sizes, std::int64_t n, std::int64_t c,
                              pooled how) {
  if (how == pooled::first_pixel) return {0, 1};
  if (how != pooled::maximum) return {0, sizes.pixels()};
  const auto map = x.values.begin() + static_cast<std::ptrdiff_t>(sizes.offset(n, c, 0));
  const std::int64_t largest = std::max_element(map, map + sizes.pixels()) - map;
  return {largest, largest + 1};
}

double area_of(const map_sizes& sizes, pool_divisor divisor) {
  const auto h = static_cast<double>(sizes.height);
  const auto w = static_cast<double>(sizes.width);
  switch (divisor) {
    case pool_divisor::height: return h;
    case pool_divisor::width: return w;
    case pool_divisor::height_squared: return h * h;
    case pool_divisor::width_squared: return w * w;
    case pool_divisor::map: break;
  }
  return h * w;
}

/// The mean of one map, or what a misconception takes for it.
chained_sum pool(const tensor<float>& x, const map_sizes& sizes, std::int64_t n, std::int64_t c, const recipe& r) {
  chained_sum sum;
  const pixel_range range = pixels_that_count(x, sizes, n, c, r.map);
  for (std::int64_t p = range.first; p < range.last; ++p) {
    sum.add(static_cast<double>(x.values[sizes.offset(n, c, p)]), 1);
  }
  if (r.map == pooled::mean) sum.divide(area_of(sizes, r.divisor));
  return sum;
}

/// Brings the gradient of the pooled maps to all pixels.
reference unpooled(const layer& l, const map_sizes& sizes, const tensor<float>& x) {
  std::vector<chained_sum> gradient = gradient_of_features(l);
  reference dx = zeros(x.shape);
  for (std::int64_t n = 0; n < sizes.images; ++n) {
    for (std::int64_t c = 0; c < sizes.channels; ++c) {
      chained_sum& share = gradient[l.in.at(n, c)];
      if (l.r.map == pooled::mean) share.divide(l.pool_area);
      const pixel_range range = pixels_that_count(x, sizes, n, c, l.r.map);
      for (std::int64_t p = range.first; p < range.last; ++p) {
        dx.value[sizes.offset(n, c, p)] = share.value;
        dx.allowed[sizes.offset(n, c, p)] = l.allowed(share);
      }
    }
  }
  return dx;
}

evaluation evaluate_gap_fc(const fixture_case& c, double roundoff, const recipe& r) {
  const tensor<float>& x = input(c, "x", 4);
  const map_sizes sizes = sizes_of(x.shape);
  layer l = layer_of(c, r, roundoff, sizes.images, sizes.channels);
  l.dyadic = power_of_two(sizes.pixels());
  l.pool_area = area_of(sizes, r.divisor);
  l.unit = exact_unit / l.pool_area;
  for (std::int64_t n = 0; n < sizes.images; ++n) {
    for (std::int64_t channel = 0; channel < sizes.channels; ++channel) {
      const chained_sum mean = pool(x, sizes, n, channel, r);
      const std::size_t at = l.in.at(n, channel);
      l.in.value[at] = mean.value;
      l.in.magnitude[at] = mean.magnitude;
      l.in.error[at] = l.allowed(mean);
    }
  }
  evaluation e = evaluate_layer(l);
  if (l.dys != nullptr) e.outputs["dx"] = unpooled(l, sizes, x);
  return e;
}

// --------------------------------------------------------------------------------------- both of them

using evaluator = evaluation (*)(const fixture_case& c, double roundoff, const recipe& r);

template <evaluator evaluate>
evaluation rightly(const fixture_case& c, double roundoff) {
  return evaluate(c, roundoff, {});
}

template <evaluator evaluate, recipe r>
std::optional<evaluation> mistaken(const fixture_case& c, double roundoff) {
  return evaluate(c, roundoff, r);
}

std::map<std::string, shape> inputs(const std::map<std::string, shape>& given, bool pooled) {
  for (const char* name : {"x", "weight", "bias"}) {
    if (!given.contains(name)) throw std::runtime_error(std::string("the shape of ") + name + " is missing");
  }
  const map_sizes x = sizes_of(given.at("x"));
  const shape& weight = given.at("weight");
  if (weight.size() != 2 || weight[1] != x.channels * (pooled ? 1 : x.pixels()))
    throw std::runtime_error("weight must have a row for each class, and a column for each feature");
  std::map<std::string, shape> all = given;
  all["dy"] = {x.images, weight[0]};
  return all;
}

/// What may be mistaken in a linear layer, wherever its features come from.
template <evaluator evaluate>
std::vector<misconception> of_linear_layer(std::string_view transposed) {
  constexpr std::string_view bias_of_image = "bias(n) of the image were added, and not bias(k) of the class";
  return {{"bias_forgotten", "there were no bias", mistaken<evaluate, recipe{.bias_times = 0}>},
          {"bias_every_thread", "the bias were added 256 times, in the sum of each thread of a block",
           mistaken<evaluate, recipe{.bias_times = 256}>, "256"},
          {"bias_every_thread", "the bias were added 128 times, in the sum of each thread of a block",
           mistaken<evaluate, recipe{.bias_times = 128}>, "128"},
          {"bias_every_thread", "the bias were added 32 times, in the sum of each lane of a warp",
           mistaken<evaluate, recipe{.bias_times = 32}>, "32"},
          {"bias_of_image", bias_of_image, mistaken<evaluate, recipe{.bias_at = bias_index::of_image}>},
          {"bias_of_image", bias_of_image, mistaken<evaluate, recipe{.bias_at = bias_index::of_image_wrapped}>},
          {"bias_of_image", bias_of_image, mistaken<evaluate, recipe{.bias_at = bias_index::of_image_clamped}>},
          {"weight_transposed", transposed, mistaken<evaluate, recipe{.transposed = true}>},
          {"last_image_only", "the last image of the batch alone counted, as `=` in the place of `+=` makes it",
           mistaken<evaluate, recipe{.images = batch::last_image}>},
          {"mean_of_the_batch", "the gradients of weight and bias were averaged over the batch",
           mistaken<evaluate, recipe{.images = batch::mean}>}};
}

std::vector<misconception> of_flatten_fc() {
  constexpr evaluator evaluate = evaluate_flatten_fc;
  std::vector<misconception> all =
      of_linear_layer<evaluate>("weight were (features, classes) and not (classes, features)");
  all.push_back({"flattened_channels_last", "an image were flattened in the order H, W, C",
                 mistaken<evaluate, recipe{.order = flattened::channels_last}>});
  all.push_back({"images_last", "x were viewed as (C*H*W, N): an image is a column, and its features are N apart",
                 mistaken<evaluate, recipe{.order = flattened::images_last}>});
  return all;
}

std::vector<misconception> of_gap_fc() {
  constexpr evaluator evaluate = evaluate_gap_fc;
  std::vector<misconception> all = of_linear_layer<evaluate>("weight were (C, classes) and not (classes, C)");
  all.push_back({"sum_of_the_map", "the maps were summed and never divided by H*W",
                 mistaken<evaluate, recipe{.map = pooled::sum}>});
  constexpr std::string_view by_h = "each map were divided by H, and not by H*W";
  constexpr std::string_view by_w = "each map were divided by W, and not by H*W";
  constexpr std::string_view by_hh = "each map were divided by H*H, and not by H*W";
  constexpr std::string_view by_ww = "each map were divided by W*W, and not by H*W";
  using enum pool_divisor;
  all.push_back({"divided_by_one_length", by_h, mistaken<evaluate, recipe{.divisor = height}>, "H"});
  all.push_back({"divided_by_one_length", by_w, mistaken<evaluate, recipe{.divisor = width}>, "W"});
  all.push_back({"divided_by_one_length", by_hh, mistaken<evaluate, recipe{.divisor = height_squared}>, "H*H"});
  all.push_back({"divided_by_one_length", by_ww, mistaken<evaluate, recipe{.divisor = width_squared}>, "W*W"});
  all.push_back({"first_pixel", "the first pixel of each map stood for all of it",
                 mistaken<evaluate, recipe{.map = pooled::first_pixel}>});
  all.push_back({"maximum_of_the_map", "the largest pixel of each map stood for its mean",
                 mistaken<evaluate, recipe{.map = pooled::maximum}>});
  all.push_back(
      {"bias_divided", "the bias were divided by H*W as well", mistaken<evaluate, recipe{.bias_divided = true}>});
  all.push_back({"bias_divided", "the gradient of the bias were divided by H*W, as that of the maps is",
                 mistaken<evaluate, recipe{.dbias_divided = true}>});
  return all;
}

}  // namespace

operation_oracle flatten_fc() {
  return {[](const fixture_case&, const std::map<std::string, shape>& given) { return inputs(given, false); },
          rightly<evaluate_flatten_fc>, of_flatten_fc()};
}

operation_oracle gap_fc() {
  return {[](const fixture_case&, const std::map<std::string, shape>& given) { return inputs(given, true); },
          rightly<evaluate_gap_fc>, of_gap_fc()};
}

}  // namespace gaplab::heads
