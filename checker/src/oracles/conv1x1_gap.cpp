// Lab 04: the head of Network in Network. A 1x1 convolution makes a map for each class, global average pooling a logit
// of each map, and the loss is the cross-entropy of the logits. The sums are done here in the order in which no map is
// needed: logits = weight * mean(x) + bias.
//
// Definitions: M. Lin, Q. Chen, S. Yan, Network in Network, 2013, section 3.2 (https://arxiv.org/abs/1312.4400); those
// of the parts are in conv1x1.hpp and cross_entropy.hpp. docs/tolerance.md derives the limits.
#include <cmath>
#include <limits>

#include "oracles/conv1x1.hpp"
#include "oracles/cross_entropy.hpp"
#include "oracles/oracle.hpp"
#include "oracles/tolerance.hpp"

namespace gaplab {

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

evaluation evaluate_cross_entropy(const fixture_case& c, double roundoff, cross_entropy_mistake mistake) {
  const tensor<float>& given = input(c, "logits", 2);
  logits_in_double logits{given.shape[0], given.shape[1], {given.values.begin(), given.values.end()}, {}};
  logits.allowed.assign(logits.value.size(), 0.0);
  const targets target = targets_of(c, logits.images, logits.classes);
  const loss_and_gradient result = cross_entropy(logits, target, mistake);
  const loss_and_gradient limits = cross_entropy_limits(logits, target, roundoff);
  evaluation e;
  e.outputs["loss"] = loss_of(result.loss, limits.loss);
  e.outputs["dlogits"] = {given.shape, result.dlogits, limits.dlogits};
  return e;
}

// ---------------------------------------------------------------------------------------------------- head

/// What a student may make of the head. The gradient is then that of what was made, but for `overwritten`.
struct head_mistake {
  enum class bias_added { once, never, divided, every_pixel, every_lane };
  bias_added bias = bias_added::once;
  bool weight_transposed = false;
  bool maps_summed = false;  ///< the sum of a map is taken for its mean
  bool overwritten = false;  ///< dx by each class, dweight and dbias by each image
  cross_entropy_mistake loss = cross_entropy_mistake::none;
};

/// The head of a case, as it is taught or mistaken.
class head {
 public:
  head(const fixture_case& c, double roundoff, const head_mistake& mistake)
      : m_layer(c), m_roundoff(roundoff), m_mistake(mistake), m_pixels(static_cast<double>(m_layer.pixels)) {
    m_layer.weight_transposed = mistake.weight_transposed;
    pool();
    make_logits(input_of_shape(c, "bias", {m_layer.classes}));
    const targets target = targets_of(c, m_layer.images, m_layer.classes);
    m_result = cross_entropy(m_logits, target, mistake.loss);
    m_limits = cross_entropy_limits(m_logits, target, roundoff);
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
  };

  void pool() {
    for (std::int64_t n = 0; n < m_layer.images; ++n) {
      for (std::int64_t c = 0; c < m_layer.channels; ++c) {
        mean m;
        for (std::int64_t i = 0; i < m_layer.pixels; ++i) {
          m.value += m_layer.x_at(n, c, i);
          m.magnitude += std::abs(m_layer.x_at(n, c, i));
        }
        m_pooled.push_back({m.value / m_pixels, m.magnitude / m_pixels});
      }
    }
  }

  [[nodiscard]] const mean& pooled(std::int64_t n, std::int64_t c) const {
    return m_pooled[static_cast<std::size_t>(n * m_layer.channels + c)];
  }

  /// By what the mean of x is multiplied beside the weights, and the bias at all.
  [[nodiscard]] double scale_of_mean() const { return m_mistake.maps_summed ? m_pixels : 1; }
  [[nodiscard]] double scale_of_bias() const {
    using enum head_mistake::bias_added;
    switch (m_mistake.bias) {
      case never: return 0;
      case divided: return 1 / m_pixels;
      case every_pixel: return m_pixels;
      case every_lane: return 32;
      default: return 1;
    }
  }

  /// A logit is a sum of C products and a bias, and a mean of H*W elements, one within the other in either order.
  void make_logits(const tensor<float>& bias) {
    m_logits.images = m_layer.images;
    m_logits.classes = m_layer.classes;
    const bool dyadic = power_of_two(m_layer.pixels);
    for (std::int64_t n = 0; n < m_layer.images; ++n) {
      for (std::int64_t k = 0; k < m_layer.classes; ++k) {
        const double b = bias.values[static_cast<std::size_t>(k)];
        double value = scale_of_bias() * b;
        double magnitude = std::abs(b);
        for (std::int64_t c = 0; c < m_layer.channels; ++c) {
          value += m_layer.weight_at(k, c) * scale_of_mean() * pooled(n, c).value;
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
          of_images.push_back(dlogit(n, k) * scale_of_mean() * pooled(n, c).value);
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

/// The step of the swapped head runs the head as well, on the same inputs, so that both can be compared. A mistake may
/// come to something else there: by_maps is what becomes of it where the maps of the classes are made, by_means where
/// they are not.
evaluation evaluate_head(const fixture_case& c, double roundoff, const head_mistake& by_maps,
                         const head_mistake& by_means) {
  evaluation e;
  const bool swapped = c.operation == "swapped";
  head(c, roundoff, by_maps).enter(e, swapped ? "head_" : "");
  if (swapped) head(c, roundoff, by_means).enter(e, "");
  return e;
}

evaluation evaluate_head(const fixture_case& c, double roundoff, const head_mistake& mistake) {
  return evaluate_head(c, roundoff, mistake, mistake);
}

// ---------------------------------------------------------------------------------------- what is mistaken

evaluation evaluate_right_conv1x1(const fixture_case& c, double roundoff) {
  return evaluate_conv1x1(c, roundoff, conv1x1_mistake::none);
}

evaluation evaluate_right_cross_entropy(const fixture_case& c, double roundoff) {
  return evaluate_cross_entropy(c, roundoff, cross_entropy_mistake::none);
}

evaluation evaluate_right_head(const fixture_case& c, double roundoff) { return evaluate_head(c, roundoff, {}); }

template <conv1x1_mistake mistake>
std::optional<evaluation> mistaken_conv1x1(const fixture_case& c, double roundoff) {
  return evaluate_conv1x1(c, roundoff, mistake);
}

template <std::int64_t tile>
std::optional<evaluation> lost_tiles(const fixture_case& c, double roundoff) {
  return evaluate_conv1x1(c, roundoff, conv1x1_mistake::tiles_lost, tile);
}

/// In cross_entropy itself, and in a head that ends in it.
template <cross_entropy_mistake mistake>
std::optional<evaluation> mistaken_loss(const fixture_case& c, double roundoff) {
  if (c.operation == "cross_entropy") return evaluate_cross_entropy(c, roundoff, mistake);
  head_mistake of_head;
  of_head.loss = mistake;
  return evaluate_head(c, roundoff, of_head);
}

template <head_mistake::bias_added bias>
std::optional<evaluation> mistaken_bias(const fixture_case& c, double roundoff) {
  head_mistake mistake;
  mistake.bias = bias;
  return evaluate_head(c, roundoff, mistake);
}

template <bool head_mistake::*part>
std::optional<evaluation> mistaken_head(const fixture_case& c, double roundoff) {
  head_mistake mistake;
  mistake.*part = true;
  return evaluate_head(c, roundoff, mistake);
}

/// Maps of classes have the bias in each of their elements, those of x have not.
std::optional<evaluation> summed_maps(const fixture_case& c, double roundoff) {
  head_mistake by_means;
  by_means.maps_summed = true;
  head_mistake by_maps = by_means;
  by_maps.bias = head_mistake::bias_added::every_pixel;
  return evaluate_head(c, roundoff, by_maps, by_means);
}

constexpr std::string_view transposed = "weight were (C, K), with a row for each channel";
constexpr std::string_view no_bias = "the bias were missing";
constexpr std::string_view replaced =
    "= stood in the place of +=: of the parts that are to be added up, for classes or for images, one is left";

std::vector<misconception> of_conv1x1() {
  using enum conv1x1_mistake;
  return {{"weight_transposed", transposed, mistaken_conv1x1<weight_transposed>},
          {"bias_forgotten", no_bias, mistaken_conv1x1<bias_forgotten>},
          {"bias_every_channel", "the bias were added with the product of each channel",
           mistaken_conv1x1<bias_every_channel>},
          {"overwritten", replaced, mistaken_conv1x1<overwritten>},
          {"sums_multiplied", "the sum of dy were multiplied with the sum of x, where their products are to be summed",
           mistaken_conv1x1<sums_multiplied>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 32", lost_tiles<32>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 16", lost_tiles<16>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 8", lost_tiles<8>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 4", lost_tiles<4>}};
}

std::vector<misconception> of_cross_entropy() {
  using enum cross_entropy_mistake;
  return {
      {"softmax_over_batch", "the softmax went over the images of a class, not over the classes of an image",
       mistaken_loss<softmax_over_batch>},
      {"softmax_twice", "there were two softmaxes, the second of probabilities: cross-entropy takes logits",
       mistaken_loss<softmax_twice>},
      {"softmax_forgotten", "the logits were taken for log-probabilities, without a softmax",
       mistaken_loss<softmax_forgotten>},
      {"logarithm_forgotten", "the loss were minus the probability, without its logarithm",
       mistaken_loss<logarithm_forgotten>},
      {"maximum_not_added", "the maximum were subtracted before exp(), and not added again after log()",
       mistaken_loss<maximum_not_added>},
      {"logarithm_of_zero", "the logarithm of a probability were taken that is 0 in fp32",
       mistaken_loss<logarithm_of_zero>},
      {"maximum_not_subtracted", "exp() were taken of the logits as they are, which overflows from 88.73 on",
       mistaken_loss<maximum_not_subtracted>},
      {"maximum_not_subtracted", "exp() were taken of the logits as they are, which overflows in double from 709.8 on",
       mistaken_loss<maximum_not_subtracted_in_double>},
      {"maximum_of_batch", "one maximum were subtracted from all images, and what is far below it became 0",
       mistaken_loss<maximum_of_batch>},
      {"maximum_of_batch", "one maximum were subtracted from all images, and what is far below it became 0",
       mistaken_loss<maximum_of_batch_in_double>},
      {"first_target", "every image had the class of the first", mistaken_loss<first_target>},
      {"one_hot_forgotten", "the gradient were the probability alone: 1 is missing from that of the target",
       mistaken_loss<one_hot_forgotten>},
      {"one_hot_not_divided", "only the probabilities were divided by N, and not the 1 that is taken from the target's",
       mistaken_loss<one_hot_not_divided>},
      {"gradient_of_probabilities", "it were the gradient by the probabilities, -1/p of the target, not by the logits",
       mistaken_loss<gradient_of_probabilities>}};
}

std::vector<misconception> of_head() {
  using enum head_mistake::bias_added;
  std::vector<misconception> all = {
      {"weight_transposed", transposed, mistaken_head<&head_mistake::weight_transposed>},
      {"bias_forgotten", no_bias, mistaken_bias<never>},
      {"bias_divided", "the bias were divided by H*W along with the sum", mistaken_bias<divided>},
      {"bias_every_pixel", "the bias were added H*W times", mistaken_bias<every_pixel>},
      {"bias_every_lane", "the bias were added 32 times, by each lane of a warp", mistaken_bias<every_lane>},
      {"maps_summed", "each map were added up, and not averaged", summed_maps},
      {"overwritten", replaced, mistaken_head<&head_mistake::overwritten>}};
  for (const misconception& m : of_cross_entropy()) all.push_back(m);
  return all;
}

const oracle_registration registration({"04_conv1x1_gap",
                                        {{"conv1x1", {conv1x1_inputs, evaluate_right_conv1x1, of_conv1x1()}},
                                         {"conv1x1_tiled", {conv1x1_inputs, evaluate_right_conv1x1, of_conv1x1()}},
                                         {"cross_entropy",
                                          {cross_entropy_inputs, evaluate_right_cross_entropy, of_cross_entropy()}},
                                         {"head", {head_inputs, evaluate_right_head, of_head()}},
                                         {"swapped", {head_inputs, evaluate_right_head, of_head()}}}});

}  // namespace

}  // namespace gaplab
