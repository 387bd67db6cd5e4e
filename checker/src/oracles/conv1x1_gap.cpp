// Lab 04: the head of Network in Network. A 1x1 convolution makes a map for each class, global average pooling a logit
// of each map, and the loss is the cross-entropy of the logits. The sums are done here in the order in which no map is
// needed: logits = weight * mean(x) + bias.
//
// Definitions: M. Lin, Q. Chen, S. Yan, Network in Network, 2013, section 3.2 (https://arxiv.org/abs/1312.4400); those
// of the parts are in conv1x1.hpp and cross_entropy.hpp. docs/tolerance.md derives the limits.
#include "oracles/conv1x1_gap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "oracles/tolerance.hpp"

namespace gaplab::conv1x1_gap {

namespace {

// ------------------------------------------------------------------------------------------- cross_entropy

std::map<std::string, shape> cross_entropy_inputs(const fixture_case&, const std::map<std::string, shape>& given) {
  return given;
}

/// A loss that is not finite may be infinite either way, or NaN by infinity / infinity and 0 / 0, as the steps go.
reference loss_of(double loss, double allowed) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  reference r{{1}, {loss}, {allowed}};
  if (!std::isfinite(loss)) r.others = {{infinity, -infinity, std::nan("")}};
  return r;
}

}  // namespace

evaluation evaluate_cross_entropy(const fixture_case& c, double roundoff, cross_entropy_mistake mistake,
                                  double epsilon) {
  const tensor<float>& given = input(c, "logits", 2);
  logits_in_double logits{given.shape[0], given.shape[1], {given.values.begin(), given.values.end()}, {}};
  logits.allowed.assign(logits.value.size(), 0.0);
  const targets target = targets_of(c, logits.images, logits.classes);
  const loss_and_gradient result = cross_entropy(logits, target, mistake, epsilon);
  const loss_and_gradient limits = cross_entropy_limits(logits, target, roundoff);
  evaluation e;
  e.outputs["loss"] = loss_of(result.loss, limits.loss);
  e.outputs["dlogits"] = {given.shape, result.dlogits, limits.dlogits};
  return e;
}

// ---------------------------------------------------------------------------------------------------- head

namespace {

/// The head of a case, as it is taught or mistaken.
class head {
 public:
  head(const fixture_case& c, double roundoff, const head_mistake& mistake)
      : m_layer(c), m_roundoff(roundoff), m_mistake(mistake), m_pixels(static_cast<double>(m_layer.pixels)) {
    m_layer.weight_transposed = mistake.weight_transposed;
    pool();
    make_logits(input_of_shape(c, "bias", {m_layer.classes}));
    const targets target = targets_of(c, m_layer.images, m_layer.classes);
    m_result = cross_entropy(m_logits, target, mistake.loss, mistake.epsilon);
    m_limits = cross_entropy_limits(m_logits, target, roundoff);
    if (mistake.loss_of_pixels)
      m_result.loss = mean_loss_of_pixels(input_of_shape(c, "bias", {m_layer.classes}), target);
  }

  /// Enters the outputs of both directions under their names, with a prefix.
  void enter(evaluation& e, const std::string& prefix) const {
    e.outputs[prefix + "logits"] = {{m_layer.images, m_layer.classes}, m_logits.value, m_logits.allowed};
    e.outputs[prefix + "loss"] = loss_of(m_result.loss, m_limits.loss);
    e.outputs[prefix + "dx"] = dx();
    e.outputs[prefix + "dweight"] = dweight();
    e.outputs[prefix + "dbias"] = dbias();
  }

 private:
  struct mean {
    double value = 0;
    double magnitude = 0;  ///< the mean of the absolute values
    double in_logit = 0;   ///< what the logits have in its place
  };

  void pool() {
    const std::int64_t read = pixels_read();
    for (std::int64_t n = 0; n < m_layer.images; ++n) {
      for (std::int64_t c = 0; c < m_layer.channels; ++c) {
        mean m;
        for (std::int64_t i = 0; i < m_layer.pixels; ++i) {
          m.value += m_layer.x_at(n, c, i);
          m.magnitude += std::abs(m_layer.x_at(n, c, i));
          m.in_logit += i < read ? m_layer.x_at(n, c, i) : 0;
        }
        m_pooled.push_back({m.value / m_pixels, m.magnitude / m_pixels, m.in_logit / m_pixels});
      }
    }
  }

  [[nodiscard]] const mean& pooled(std::int64_t n, std::int64_t c) const {
    return m_pooled[static_cast<std::size_t>(n * m_layer.channels + c)];
  }

  /// By what the mean of x is multiplied beside the weights, and the bias at all.
  [[nodiscard]] double scale_of_mean() const {
    using enum head_mistake::divided_by;
    const auto h = static_cast<double>(m_layer.x.shape[2]);
    const auto w = static_cast<double>(m_layer.x.shape[3]);
    switch (m_mistake.divisor) {
      case nothing: return m_pixels;
      case width: return h;
      case height: return w;
      case width_squared: return h / w;
      case height_squared: return w / h;
      default: return 1;
    }
  }
  [[nodiscard]] std::int64_t pixels_read() const {
    return m_mistake.first_pixels > 0 ? std::min(m_mistake.first_pixels, m_layer.pixels) : m_layer.pixels;
  }
  [[nodiscard]] double scale_of_bias() const {
    using enum head_mistake::bias_added;
    switch (m_mistake.bias) {
      case never: return 0;
      case divided: return 1 / m_pixels;
      case every_pixel: return m_pixels;
      case every_lane: return 32;
      case with_the_sum: return scale_of_mean();
      default: return 1;
    }
  }

  /// A logit is a sum of C products and a bias, and a mean of H*W elements, one within the other in either order.
  void make_logits(const tensor<float>& bias) {
    m_logits.images = m_layer.images;
    m_logits.classes = m_layer.classes;
    const bool dyadic = power_of_two(m_layer.pixels);
    const double times_of_bias = scale_of_bias() * static_cast<double>(pixels_read()) / m_pixels;
    for (std::int64_t n = 0; n < m_layer.images; ++n) {
      for (std::int64_t k = 0; k < m_layer.classes; ++k) {
        const double b = bias.values[static_cast<std::size_t>(k)];
        double value = times_of_bias * b;
        double magnitude = std::abs(b);
        for (std::int64_t c = 0; c < m_layer.channels; ++c) {
          value += m_layer.weight_at(k, c) * scale_of_mean() * pooled(n, c).in_logit;
          magnitude += std::abs(m_layer.weight_at(k, c)) * pooled(n, c).magnitude;
        }
        m_logits.value.push_back(value);
        const summation over_channels{m_layer.channels + 1, magnitude, dyadic};
        const summation over_pixels{m_layer.pixels, magnitude, dyadic};
        m_logits.allowed.push_back(allowed_error(over_channels, m_layer.data, false, m_roundoff) +
                                   allowed_error(over_pixels, m_layer.data, false, m_roundoff));
      }
    }
  }

  /// Each pixel's own scores are taken for logits.
  [[nodiscard]] double mean_loss_of_pixels(const tensor<float>& bias, const targets& target) const {
    logits_in_double scores{m_layer.images * m_layer.pixels, m_layer.classes, {}, {}};
    targets of_pixels;
    for (std::int64_t n = 0; n < m_layer.images; ++n) {
      for (std::int64_t i = 0; i < m_layer.pixels; ++i) {
        of_pixels.push_back(target[static_cast<std::size_t>(n)]);
        for (std::int64_t k = 0; k < m_layer.classes; ++k) {
          double score = bias.values[static_cast<std::size_t>(k)];
          for (std::int64_t c = 0; c < m_layer.channels; ++c) score += m_layer.weight_at(k, c) * m_layer.x_at(n, c, i);
          scores.value.push_back(score);
        }
      }
    }
    return cross_entropy(scores, of_pixels, cross_entropy_mistake::none, 0).loss;
  }

  [[nodiscard]] std::size_t place_of_logit(std::int64_t n, std::int64_t k) const {
    return static_cast<std::size_t>(n * m_layer.classes + k);
  }
  [[nodiscard]] double dlogit(std::int64_t n, std::int64_t k) const { return m_result.dlogits[place_of_logit(n, k)]; }
  [[nodiscard]] double limit_of_dlogit(std::int64_t n, std::int64_t k) const {
    return m_limits.dlogits[place_of_logit(n, k)];
  }
  /// Of a sum over all pixels of all images. Whoever goes back through the maps adds H*W products with the same factor,
  /// and for dbias H*W equal numbers. Their roundings are no random walk, so the limit is the one that always holds:
  /// n*u*M (N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, section 4.2).
  [[nodiscard]] double limit_over_pixels(double magnitude) const {
    constexpr double of_terms = 4;  // each is rounded itself: the division by H*W, and the product
    return (static_cast<double>(m_layer.images) * m_pixels + of_terms) * m_roundoff * magnitude;
  }

  [[nodiscard]] reference dx() const {
    reference r = reference_of_shape(m_layer.x.shape);
    const double share = scale_of_mean() / m_pixels;
    std::size_t at = 0;
    for (std::int64_t n = 0; n < m_layer.images; ++n) {
      for (std::int64_t c = 0; c < m_layer.channels; ++c) {
        std::vector<double> of_classes;
        double magnitude = 0;
        double brought = 0;
        for (std::int64_t k = 0; k < m_layer.classes; ++k) {
          of_classes.push_back(m_layer.weight_at(k, c) * dlogit(n, k) * share);
          magnitude += std::abs(of_classes.back());
          brought += std::abs(m_layer.weight_at(k, c)) * limit_of_dlogit(n, k) * share;
        }
        const double allowed =
            allowed_error({m_layer.classes, magnitude, false}, data_kind::random, false, m_roundoff) + brought;
        for (std::int64_t i = 0; i < m_layer.pixels; ++i, ++at) {
          set_sum(r, at, of_classes, allowed, m_mistake.overwritten);
        }
      }
    }
    return r;
  }

  [[nodiscard]] reference dweight() const {
    reference r = reference_of_shape(m_layer.weight.shape);
    for (std::int64_t k = 0; k < m_layer.classes; ++k) {
      for (std::int64_t c = 0; c < m_layer.channels; ++c) {
        std::vector<double> of_images;
        double magnitude = 0;
        double brought = 0;
        for (std::int64_t n = 0; n < m_layer.images; ++n) {
          const double value = pooled(m_mistake.first_image_counts ? 0 : n, c).value;
          of_images.push_back(dlogit(n, k) * scale_of_mean() * value);
          magnitude += std::abs(dlogit(n, k)) * pooled(n, c).magnitude;
          brought += limit_of_dlogit(n, k) * pooled(n, c).magnitude;
        }
        set_sum(r, m_layer.place_of_weight(k, c), of_images, limit_over_pixels(magnitude) + brought,
                m_mistake.overwritten);
      }
    }
    return r;
  }

  [[nodiscard]] reference dbias() const {
    reference r = reference_of_shape({m_layer.classes});
    const double share = m_mistake.bias == head_mistake::bias_added::never ? 1 : scale_of_bias();
    for (std::int64_t k = 0; k < m_layer.classes; ++k) {
      std::vector<double> of_images;
      double magnitude = 0;
      double brought = 0;
      for (std::int64_t n = 0; n < m_layer.images; ++n) {
        of_images.push_back(dlogit(n, k) * share);
        magnitude += std::abs(of_images.back());
        brought += limit_of_dlogit(n, k);
      }
      set_sum(r, static_cast<std::size_t>(k), of_images, limit_over_pixels(magnitude) + brought, m_mistake.overwritten);
    }
    return r;
  }

  conv1x1_layer m_layer;
  double m_roundoff;
  head_mistake m_mistake;
  double m_pixels;             ///< H*W
  std::vector<mean> m_pooled;  ///< (N, C)
  logits_in_double m_logits;
  loss_and_gradient m_result, m_limits;
};

std::map<std::string, shape> head_inputs(const fixture_case& c, const std::map<std::string, shape>& given) {
  std::map<std::string, shape> inputs = conv1x1_inputs(c, given);
  inputs.erase("dy");  // the loss is a number, whose own gradient is 1
  return inputs;
}

}  // namespace

evaluation evaluate_head(const fixture_case& c, double roundoff, const head_mistake& by_maps,
                         const head_mistake& by_means) {
  evaluation e;
  const bool swapped = c.operation == "swapped";
  head(c, roundoff, by_maps).enter(e, swapped ? "head_" : "");
  if (swapped) head(c, roundoff, by_means).enter(e, "");
  return e;
}

// ---------------------------------------------------------------------------------------------- the lab

namespace {

evaluation evaluate_right_conv1x1(const fixture_case& c, double roundoff) {
  return evaluate_conv1x1(c, roundoff, conv1x1_mistake::none);
}

evaluation evaluate_right_cross_entropy(const fixture_case& c, double roundoff) {
  return evaluate_cross_entropy(c, roundoff, cross_entropy_mistake::none);
}

evaluation evaluate_right_head(const fixture_case& c, double roundoff) { return evaluate_head(c, roundoff, {}, {}); }

const oracle_registration registration({"04_conv1x1_gap",
                                        {{"conv1x1", {conv1x1_inputs, evaluate_right_conv1x1, of_conv1x1()}},
                                         {"conv1x1_tiled", {conv1x1_inputs, evaluate_right_conv1x1, of_conv1x1()}},
                                         {"cross_entropy",
                                          {cross_entropy_inputs, evaluate_right_cross_entropy, of_cross_entropy()}},
                                         {"head", {head_inputs, evaluate_right_head, of_head()}},
                                         {"swapped", {head_inputs, evaluate_right_head, of_swapped()}}}});

}  // namespace

}  // namespace gaplab::conv1x1_gap
