// Lab 05, squeezenet: dropout with a given mask, a 1x1 convolution, ReLU, and the mean of each map.
//
//   kept = x * mask / (1 - p)      z = weight * kept + bias at each pixel      y = mean of max(z, 0) over the map
//
// Definition: torchvision/models/squeezenet.py (classifier); https://pytorch.org/docs/stable/generated/torch.nn.Dropout
// .html for the scale 1/(1-p). The gradient of ReLU at 0 is 0, as PyTorch has it.
#include "oracles/heads_squeezenet.hpp"

#include <algorithm>

#include "oracles/tolerance.hpp"

namespace gaplab::heads {

namespace squeezed {

namespace {

/// One case on its way through the head.
struct pass {
  const recipe& r;
  data_kind data;
  double roundoff;
  map_sizes x, z;  ///< z has a map for each class
  const float* elements;
  const float* mask;
  const float* weights;
  const float* bias;
  const float* dy = nullptr;  ///< where the case was read without it
  double p = 0, scale = 1;
  bool dyadic_scale = true;
  std::vector<double> before_relu{}, error{};  ///< z, and how far fp32 may be off

  [[nodiscard]] std::size_t weight_at(std::int64_t k, std::int64_t c) const {
    return static_cast<std::size_t>(r.transposed ? c * z.channels + k : k * x.channels + c);
  }
  [[nodiscard]] double weight(std::int64_t k, std::int64_t c) const {
    return static_cast<double>(weights[weight_at(k, c)]);
  }
  [[nodiscard]] double element(std::int64_t n, std::int64_t c, std::int64_t pixel) const {
    return static_cast<double>(elements[x.offset(n, c, pixel)]);
  }
  /// 1 where the dropout keeps the element.
  [[nodiscard]] double kept(std::int64_t n, std::int64_t c, std::int64_t pixel) const {
    switch (r.mask) {
      case masked::not_at_all: return 1;
      case masked::inverted: return 1 - static_cast<double>(mask[x.offset(n, c, pixel)]);
      case masked::by_the_first_image: return static_cast<double>(mask[x.offset(0, c, pixel)]);
      case masked::by_the_first_pixel: return static_cast<double>(mask[x.offset(n, c, 0)]);
      case masked::as_given: break;
    }
    return static_cast<double>(mask[x.offset(n, c, pixel)]);
  }
  /// The relative error of the scale, which all terms share: p rounds, and so do 1 - p and the quotient. A p that is
  /// off by u*p puts 1 - p off by that much, which is u*p/(1-p) of it.
  [[nodiscard]] double scale_error() const { return dyadic_scale ? 0 : (p / (1 - p) + 2) * roundoff; }
  [[nodiscard]] double allowed(const chained_sum& s) const {
    const auto pixels = static_cast<double>(x.pixels());
    return allowed_error(s, data, dyadic_scale && power_of_two(x.pixels()), exact_unit / pixels, roundoff);
  }
  /// A sum of many times the same number rounds the same way again and again, which is no random walk: n*u*M is the
  /// bound for every sum (N. Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2).
  [[nodiscard]] double allowed_of_equal_terms(const chained_sum& s) const {
    const double random_walk = allowed(s);
    if (random_walk == 0) return 0;
    return std::max(random_walk, (static_cast<double>(s.terms) + 4) * roundoff * s.magnitude + s.inherited);
  }
};

/// What the convolution makes of one pixel.
chained_sum convolve(const pass& t, std::int64_t n, std::int64_t k, std::int64_t pixel) {
  chained_sum sum;
  const auto b = static_cast<double>(t.bias[k]);
  for (std::int64_t c = 0; c < t.x.channels; ++c) {
    const double element = t.element(n, c, pixel) * t.kept(n, c, pixel) * t.scale;
    const bool cut = t.r.multiplied == products::relu_of_each && t.weight(k, c) * element < 0;
    sum.add(t.weight(k, c), cut ? 0 : element);
  }
  sum.inherited = t.scale_error() * sum.magnitude;
  sum.add(t.r.bias && !t.r.bias_behind ? b : 0, t.r.bias_scaled ? t.scale : 1);
  return sum;
}

double scale_of(scaled how, double p) {
  switch (how) {
    case scaled::not_at_all: return 1;
    case scaled::by_keep: return 1 - p;
    case scaled::by_1_over_p: return 1 / p;
    case scaled::twice: return 1 / ((1 - p) * (1 - p));
    case scaled::by_1_over_keep: break;
  }
  return 1 / (1 - p);
}

/// The tensors of a case, as far as it has them; their shapes must fit.
pass read(const fixture_case& c, const recipe& r, double roundoff) {
  const tensor<float>& x = input(c, "x", 4);
  const tensor<float>& mask = input(c, "mask", 4);
  const tensor<float>& weight = input(c, "weight", 2);
  const tensor<float>& bias = input(c, "bias", 1);
  const map_sizes sizes = sizes_of(x.shape);
  const std::int64_t classes = weight.shape[0];
  if (mask.shape != x.shape) throw std::runtime_error("mask does not have the shape of x");
  if (weight.shape[1] != sizes.channels) throw std::runtime_error("weight does not have a column for each channel");
  if (bias.shape != shape{classes}) throw std::runtime_error("bias does not have one number for each class");
  pass t{
      r, c.data, roundoff, sizes, sizes, x.values.data(), mask.values.data(), weight.values.data(), bias.values.data()};
  t.z.channels = classes;
  if (c.inputs.contains("dy")) {
    const tensor<float>& dy = input(c, "dy", 2);
    if (dy.shape != shape{sizes.images, classes}) throw std::runtime_error("dy does not have the shape of y");
    t.dy = dy.values.data();
  }
  const std::int64_t percent = parameter(c, "p_percent");
  if (percent < 0 || percent > 99) throw std::runtime_error("p_percent must be 0 to 99");
  t.p = static_cast<double>(percent) / 100;
  t.scale = scale_of(r.scale, t.p);
  const std::int64_t keep = 100 - percent;
  t.dyadic_scale = 100 % keep == 0 && power_of_two(100 / keep);
  return t;
}

/// Fills z.
void convolve(pass& t, const fixture_case& c) {
  const auto elements = static_cast<std::size_t>(t.z.images * t.z.channels * t.z.pixels());
  t.before_relu.resize(elements);
  t.error.resize(elements);
  for (std::int64_t n = 0; n < t.z.images; ++n) {
    for (std::int64_t k = 0; k < t.z.channels; ++k) {
      for (std::int64_t pixel = 0; pixel < t.z.pixels(); ++pixel) {
        const chained_sum sum = convolve(t, n, k, pixel);
        t.before_relu[t.z.offset(n, k, pixel)] = sum.value;
        t.error[t.z.offset(n, k, pixel)] = allowed_error(sum, c.data, t.dyadic_scale, exact_unit, t.roundoff);
      }
    }
  }
}

/// The mean of a map of z, without ReLU.
double mean_before_relu(const pass& t, std::int64_t n, std::int64_t k) {
  double sum = 0;
  for (std::int64_t pixel = 0; pixel < t.z.pixels(); ++pixel) sum += t.before_relu[t.z.offset(n, k, pixel)];
  return sum / static_cast<double>(t.z.pixels());
}

/// How many pixels of a map of z are positive.
std::int64_t positives(const pass& t, std::int64_t n, std::int64_t k) {
  std::int64_t count = 0;
  for (std::int64_t pixel = 0; pixel < t.z.pixels(); ++pixel) {
    if (t.before_relu[t.z.offset(n, k, pixel)] > 0) ++count;
  }
  return count;
}

/// What the sum over a map is divided by.
double divisor(const pass& t, std::int64_t n, std::int64_t k) {
  if (t.r.after != activation::mean_of_positives) return static_cast<double>(t.z.pixels());
  return static_cast<double>(std::max<std::int64_t>(positives(t, n, k), 1));
}

reference output(const pass& t) {
  const bool relu_first = t.r.after == activation::relu_then_pool || t.r.after == activation::mean_of_positives;
  reference y = zeros({t.z.images, t.z.channels});
  for (std::int64_t n = 0; n < t.z.images; ++n) {
    for (std::int64_t k = 0; k < t.z.channels; ++k) {
      chained_sum sum;
      for (std::int64_t pixel = 0; pixel < t.z.pixels(); ++pixel) {
        const double z = t.before_relu[t.z.offset(n, k, pixel)];
        const double error = t.error[t.z.offset(n, k, pixel)];
        // ReLU makes no difference larger, and none where z is negative for certain.
        sum.add(relu_first ? std::max(z, 0.0) : z, 1, z < -error ? 0 : error);
      }
      sum.divide(divisor(t, n, k));
      const auto at = static_cast<std::size_t>(n * t.z.channels + k);
      y.value[at] = t.r.after == activation::pool_then_relu ? std::max(sum.value, 0.0) : sum.value;
      if (t.r.bias_behind) y.value[at] += static_cast<double>(t.bias[k]);
      y.allowed[at] = t.allowed(sum);
    }
  }
  return y;
}

// ---------------------------------------------------------------------------------------------- backward

/// The gradient of z, and where it might as well be something else.
struct gradient_of_z {
  std::vector<double> value;
  std::vector<double> at_stake;  ///< what is lost or gained where the sign of z is a matter of rounding
};

bool passes(const pass& t, const pass& without_dropout, std::int64_t n, std::int64_t k, std::int64_t pixel) {
  const std::size_t at = t.z.offset(n, k, pixel);
  if (t.r.after == activation::pool_alone) return true;
  if (t.r.after == activation::pool_then_relu) return mean_before_relu(t, n, k) > 0;
  switch (t.r.passes) {
    case gate::where_z_is_not_negative: return t.before_relu[at] >= 0;
    case gate::where_dy_is: return t.dy[n * t.z.channels + k] > 0;
    case gate::where_y_is: return positives(t, n, k) > 0;
    case gate::where_x_is: return true;  // a matter of dx and dweight
    case gate::as_without_dropout: return without_dropout.before_relu[at] > 0;
    case gate::where_z_is_positive: break;
  }
  return t.before_relu[at] > 0;
}

gradient_of_z through_relu(const pass& t, const pass& without_dropout) {
  gradient_of_z dz{std::vector<double>(t.before_relu.size()), std::vector<double>(t.before_relu.size())};
  for (std::int64_t n = 0; n < t.z.images; ++n) {
    for (std::int64_t k = 0; k < t.z.channels; ++k) {
      const double share = static_cast<double>(t.dy[n * t.z.channels + k]) / divisor(t, n, k);
      for (std::int64_t pixel = 0; pixel < t.z.pixels(); ++pixel) {
        const std::size_t at = t.z.offset(n, k, pixel);
        if (passes(t, without_dropout, n, k, pixel)) dz.value[at] = share;
        // An error of 0 says that fp32 knows the sign, and that 0 is 0.
        if (t.error[at] > 0 && std::abs(t.before_relu[at]) <= t.error[at]) dz.at_stake[at] = std::abs(share);
      }
    }
  }
  return dz;
}

/// What an element of x is multiplied by before the convolution, as the gradient takes it.
double factor(const pass& t, std::int64_t n, std::int64_t c, std::int64_t pixel) {
  if (t.r.passes == gate::where_x_is && !(t.element(n, c, pixel) > 0)) return 0;
  return (t.r.mask_in_gradient ? t.kept(n, c, pixel) : 1) * (t.r.scale_in_gradient ? t.scale : 1);
}

reference gradient_of_x(const pass& t, const gradient_of_z& dz, const shape& s) {
  reference dx = zeros(s);
  for (std::int64_t n = 0; n < t.x.images; ++n) {
    for (std::int64_t c = 0; c < t.x.channels; ++c) {
      for (std::int64_t pixel = 0; pixel < t.x.pixels(); ++pixel) {
        const double f = factor(t, n, c, pixel);
        chained_sum sum;
        for (std::int64_t k = 0; k < t.z.channels; ++k) {
          const std::size_t at = t.z.offset(n, k, pixel);
          sum.add(dz.value[at], t.weight(k, c) * f, dz.at_stake[at]);
        }
        sum.inherited += t.scale_error() * sum.magnitude;
        dx.value[t.x.offset(n, c, pixel)] = sum.value;
        dx.allowed[t.x.offset(n, c, pixel)] = t.allowed(sum);
      }
    }
  }
  return dx;
}

reference gradient_of_weight(const pass& t, const gradient_of_z& dz) {
  reference dweight = zeros({t.z.channels, t.x.channels});
  const std::int64_t first = t.r.images == batch::last_image ? t.x.images - 1 : 0;
  for (std::int64_t k = 0; k < t.z.channels; ++k) {
    for (std::int64_t c = 0; c < t.x.channels; ++c) {
      chained_sum sum;
      for (std::int64_t n = first; n < t.x.images; ++n) {
        for (std::int64_t pixel = 0; pixel < t.x.pixels(); ++pixel) {
          const std::size_t at = t.z.offset(n, k, pixel);
          const double f = t.r.dropout_in_dweight ? factor(t, n, c, pixel) : 1;
          sum.add(dz.value[at], t.element(n, c, pixel) * f, dz.at_stake[at]);
        }
      }
      sum.inherited += t.scale_error() * sum.magnitude;
      if (t.r.images == batch::mean) sum.divide(static_cast<double>(t.x.images));
      dweight.value[t.weight_at(k, c)] = sum.value;
      dweight.allowed[t.weight_at(k, c)] = t.allowed(sum);
    }
  }
  return dweight;
}

reference gradient_of_bias(const pass& t, const gradient_of_z& dz) {
  reference dbias = zeros({t.z.channels});
  const std::int64_t first = t.r.images == batch::last_image ? t.x.images - 1 : 0;
  for (std::int64_t k = 0; k < t.z.channels; ++k) {
    chained_sum sum;
    for (std::int64_t n = first; n < t.x.images; ++n) {
      for (std::int64_t pixel = 0; pixel < t.x.pixels(); ++pixel) {
        const std::size_t at = t.z.offset(n, k, pixel);
        // A bias behind the mean has dy for its gradient, which comes in as many parts as there are pixels.
        const auto part = static_cast<double>(t.r.bias_behind ? t.dy[n * t.z.channels + k] : 0.0F);
        sum.add(t.r.bias_behind ? part / static_cast<double>(t.x.pixels()) : dz.value[at], 1, dz.at_stake[at]);
      }
    }
    if (t.r.bias_scaled || t.r.scale_in_dbias) sum.divide(1 / t.scale);
    if (t.r.images == batch::mean) sum.divide(static_cast<double>(t.x.images));
    dbias.value[static_cast<std::size_t>(k)] = sum.value;
    dbias.allowed[static_cast<std::size_t>(k)] = t.allowed_of_equal_terms(sum);
  }
  return dbias;
}

}  // namespace

evaluation evaluate(const fixture_case& c, double roundoff, const recipe& r) {
  pass t = read(c, r, roundoff);
  convolve(t, c);
  evaluation e;
  e.outputs["y"] = output(t);
  if (t.dy == nullptr) return e;
  constexpr recipe no_dropout{.scale = scaled::not_at_all, .mask = masked::not_at_all};
  pass without_dropout = read(c, no_dropout, roundoff);
  if (r.passes == gate::as_without_dropout) convolve(without_dropout, c);
  const gradient_of_z dz = through_relu(t, without_dropout);
  e.outputs["dx"] = gradient_of_x(t, dz, c.inputs.at("x").shape);
  e.outputs["dweight"] = gradient_of_weight(t, dz);
  e.outputs["dbias"] = gradient_of_bias(t, dz);
  return e;
}

}  // namespace squeezed

namespace {

evaluation rightly(const fixture_case& c, double roundoff) { return squeezed::evaluate(c, roundoff, {}); }

std::map<std::string, shape> inputs(const fixture_case&, const std::map<std::string, shape>& given) {
  for (const char* name : {"x", "mask", "weight", "bias"}) {
    if (!given.contains(name)) throw std::runtime_error(std::string("the shape of ") + name + " is missing");
  }
  const shape& weight = given.at("weight");
  if (weight.empty()) throw std::runtime_error("weight must have a row for each class");
  std::map<std::string, shape> all = given;
  all["dy"] = {sizes_of(given.at("x")).images, weight[0]};
  return all;
}

}  // namespace

operation_oracle squeezenet() { return {inputs, rightly, squeezed::misconceptions()}; }

}  // namespace gaplab::heads
