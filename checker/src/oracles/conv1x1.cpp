#include "oracles/conv1x1.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "oracles/tolerance.hpp"

namespace gaplab {

namespace {

using mistake = conv1x1_mistake;

/// Of an element that is a sum of products: no divisor has a part in it, so exact data give exact sums.
double limit_of_sum(const conv1x1_layer& l, std::int64_t terms, double magnitude, double roundoff) {
  return allowed_error({terms, magnitude, true}, l.data, false, roundoff);
}

/// How often the bias is added.
std::int64_t times_of_bias(const conv1x1_layer& l, mistake m, std::int64_t tile) {
  switch (m) {
    case mistake::bias_forgotten: return 0;
    case mistake::bias_every_channel: return l.channels;
    case mistake::bias_every_tile: return (l.channels + tile - 1) / tile;
    default: return 1;
  }
}

/// The element of x that class k is given for channel c. Behind x's end there is NaN.
double x_read_at(const conv1x1_layer& l, mistake m, std::int64_t n, std::int64_t k, std::int64_t c, std::int64_t i) {
  if (m == mistake::channel_of_class_wrapped) return l.x_at(n, k % l.channels, i);
  if (m != mistake::channel_of_class) return l.x_at(n, c, i);
  const bool behind = n * l.channels + k >= l.images * l.channels;
  return behind ? std::numeric_limits<double>::quiet_NaN() : l.x_at(n, k, i);
}

/// How many of the terms are added up.
std::int64_t terms_kept(std::int64_t terms, mistake m, std::int64_t tile) {
  return m == mistake::tiles_lost ? terms / tile * tile : terms;
}

reference forward(const conv1x1_layer& l, const tensor<float>& bias, double roundoff, mistake m, std::int64_t tile) {
  reference y = reference_of_shape(l.shape_of_y());
  const std::int64_t kept = terms_kept(l.channels, m, tile);
  const double divisor = m == mistake::mean_of_channels ? static_cast<double>(l.channels) : 1;
  const auto times = static_cast<double>(times_of_bias(l, m, tile));
  std::size_t at = 0;
  for (std::int64_t n = 0; n < l.images; ++n) {
    for (std::int64_t k = 0; k < l.classes; ++k) {
      const double b = bias.values[static_cast<std::size_t>(k)];
      for (std::int64_t i = 0; i < l.pixels; ++i, ++at) {
        double sum = 0;
        double magnitude = std::abs(b);
        for (std::int64_t c = 0; c < l.channels; ++c) {
          const double term = l.weight_at(k, c) * x_read_at(l, m, n, k, c, i);
          sum += c < kept ? term : 0;
          magnitude += std::abs(term);
        }
        y.value[at] = sum / divisor + b * times;
        y.allowed[at] = limit_of_sum(l, l.channels + 1, magnitude, roundoff);
      }
    }
  }
  return y;
}

/// dy, with its place in the layer.
struct gradient_of_y {
  const conv1x1_layer& l;
  const tensor<float>& dy;
  double roundoff;
  mistake m;
  std::int64_t tile;

  [[nodiscard]] double at(std::int64_t n, std::int64_t k, std::int64_t i) const {
    return dy.values[static_cast<std::size_t>((n * l.classes + k) * l.pixels + i)];
  }

  void set(reference& r, std::size_t element, const std::vector<double>& parts, std::int64_t terms,
           double magnitude) const {
    set_sum(r, element, parts, limit_of_sum(l, terms, magnitude, roundoff), m == mistake::overwritten);
  }

  [[nodiscard]] reference dx() const {
    reference r = reference_of_shape(l.x.shape);
    const std::int64_t kept = terms_kept(l.classes, m, tile);
    std::size_t element = 0;
    for (std::int64_t n = 0; n < l.images; ++n) {
      for (std::int64_t c = 0; c < l.channels; ++c) {
        for (std::int64_t i = 0; i < l.pixels; ++i, ++element) {
          std::vector<double> of_classes;
          double magnitude = 0;
          for (std::int64_t k = 0; k < l.classes; ++k) {
            const double term = l.weight_at(k, c) * at(n, k, i);
            of_classes.push_back(k < kept ? term : 0);
            magnitude += std::abs(term);
          }
          set(r, element, of_classes, l.classes, magnitude);
        }
      }
    }
    return r;
  }

  [[nodiscard]] reference dweight() const {
    reference r = reference_of_shape(l.weight.shape);
    const std::int64_t kept = terms_kept(l.images * l.pixels, m, tile);
    for (std::int64_t k = 0; k < l.classes; ++k) {
      for (std::int64_t c = 0; c < l.channels; ++c) {
        std::vector<double> of_images;
        double magnitude = 0;
        double sum_of_dy = 0;
        double sum_of_x = 0;
        for (std::int64_t n = 0; n < l.images; ++n) {
          of_images.push_back(0);
          if (m == mistake::sums_of_images_multiplied) sum_of_dy = sum_of_x = 0;
          for (std::int64_t i = 0; i < l.pixels; ++i) {
            const double factor = m == mistake::weight_for_x ? l.weight_at(k, c) : l.x_at(n, c, i);
            const double term = at(n, k, i) * factor;
            of_images.back() += n * l.pixels + i < kept ? term : 0;
            magnitude += std::abs(term);
            sum_of_dy += at(n, k, i);
            sum_of_x += l.x_at(n, c, i);
          }
          if (m == mistake::sums_of_images_multiplied) of_images.back() = sum_of_dy * sum_of_x;
        }
        if (m == mistake::sums_multiplied) of_images = {sum_of_dy * sum_of_x};
        set(r, l.place_of_weight(k, c), of_images, l.images * l.pixels, magnitude);
      }
    }
    return r;
  }

  [[nodiscard]] reference dbias() const {
    reference r = reference_of_shape({l.classes});
    for (std::int64_t k = 0; k < l.classes; ++k) {
      std::vector<double> of_images;
      double magnitude = 0;
      for (std::int64_t n = 0; n < l.images; ++n) {
        of_images.push_back(0);
        for (std::int64_t i = 0; i < l.pixels; ++i) {
          of_images.back() += at(n, k, i);
          magnitude += std::abs(at(n, k, i));
        }
      }
      set(r, static_cast<std::size_t>(k), of_images, l.images * l.pixels, magnitude);
    }
    return r;
  }
};

}  // namespace

conv1x1_layer::conv1x1_layer(const fixture_case& values)
    : x(input(values, "x", 4)),
      weight(input(values, "weight", 2)),
      data(values.data),
      images(x.shape[0]),
      channels(x.shape[1]),
      classes(weight.shape[0]),
      pixels(x.shape[2] * x.shape[3]) {
  if (weight.shape[1] != channels) throw std::runtime_error("weight must be (K, C), with the C of x");
}

std::map<std::string, shape> conv1x1_inputs(const fixture_case&, const std::map<std::string, shape>& given) {
  const auto x = given.find("x");
  const auto weight = given.find("weight");
  if (x == given.end() || x->second.size() != 4) throw std::runtime_error("the shape of x, of 4 sizes, is missing");
  if (weight == given.end() || weight->second.size() != 2 || weight->second[1] != x->second[1]) {
    throw std::runtime_error("the shape of weight is missing, or not (K, C) with the C of x");
  }
  const std::int64_t classes = weight->second[0];
  const shape y = {x->second[0], classes, x->second[2], x->second[3]};
  return {{"x", x->second}, {"weight", weight->second}, {"bias", {classes}}, {"dy", y}};
}

const tensor<float>& input_of_shape(const fixture_case& c, const std::string& name, const shape& wanted) {
  const tensor<float>& t = input(c, name, wanted.size());
  if (t.shape != wanted) throw std::runtime_error(name + " must have the shape " + to_string(wanted));
  return t;
}

reference reference_of_shape(const shape& s) {
  const auto elements = static_cast<std::size_t>(element_count(s));
  return {s, std::vector<double>(elements), std::vector<double>(elements)};
}

void set_sum(reference& r, std::size_t at, const std::vector<double>& parts, double allowed, bool overwritten) {
  r.value[at] = overwritten ? parts.back() : std::accumulate(parts.begin(), parts.end(), 0.0);
  r.allowed[at] = allowed;
  if (!overwritten) return;
  r.others.resize(r.value.size());
  r.others[at] = parts;
}

evaluation evaluate_conv1x1(const fixture_case& c, double roundoff, conv1x1_mistake m, std::int64_t tile) {
  conv1x1_layer l(c);
  l.weight_transposed = m == mistake::weight_transposed;
  evaluation e;
  if (c.inputs.contains("bias")) {
    e.outputs["y"] = forward(l, input_of_shape(c, "bias", {l.classes}), roundoff, m, tile);
  }
  if (c.inputs.contains("dy")) {
    const gradient_of_y gradient{l, input_of_shape(c, "dy", l.shape_of_y()), roundoff, m, tile};
    e.outputs["dx"] = gradient.dx();
    e.outputs["dweight"] = gradient.dweight();
    e.outputs["dbias"] = gradient.dbias();
  }
  return e;
}

}  // namespace gaplab
