// Lab 05, parameter_count: how many numbers a head has to learn. A linear layer from i to o features has i*o weights
// and, with a bias, o more (https://pytorch.org/docs/stable/generated/torch.nn.Linear.html); a 1x1 convolution has as
// many, wherever it is applied. Flatten, pooling, ReLU and dropout have none.
#include <fmt/format.h>

#include <array>

#include "oracles/heads.hpp"

namespace gaplab::heads {

namespace {

/// As head in heads.hpp of the lab.
enum class head : std::int64_t { flatten_fc, flatten_mlp, gap_fc, conv1x1_gap };

struct counted_head {
  head form = head::flatten_fc;
  std::int64_t images = 0, channels = 0, pixels = 0, hidden = 0, classes = 0;
  bool bias = true;
};

counted_head head_of(const fixture_case& c) {
  const std::int64_t form = parameter(c, "head");
  if (form < 0 || form > static_cast<std::int64_t>(head::conv1x1_gap))
    throw std::runtime_error(fmt::format("there is no head {}", form));
  const counted_head h{static_cast<head>(form),  parameter(c, "size", 0),
                       parameter(c, "size", 1),  parameter(c, "size", 2) * parameter(c, "size", 3),
                       parameter(c, "hidden"),   parameter(c, "classes"),
                       parameter(c, "bias") != 0};
  for (const std::int64_t size : {h.images, h.channels, h.pixels, h.classes}) {
    if (size < 1) throw std::runtime_error("a size must be at least 1");
  }
  if ((h.form == head::flatten_mlp) != (h.hidden > 0)) throw std::runtime_error("hidden is for the form flatten_mlp");
  return h;
}

/// In two numbers, for an fp32 holds no more than 2^24: millions, and what is left.
evaluation with_count(std::int64_t count) {
  constexpr std::int64_t million = 1'000'000;
  const std::int64_t millions = count / million;
  const std::int64_t rest = count % million;
  evaluation e;
  e.outputs["parameters"] = {{2}, {static_cast<double>(millions), static_cast<double>(rest)}, {0, 0}};
  return e;
}

std::int64_t linear(std::int64_t in, std::int64_t out, bool bias) { return in * out + (bias ? out : 0); }

std::int64_t features_of(const counted_head& h) {
  const bool flattened = h.form == head::flatten_fc || h.form == head::flatten_mlp;
  return flattened ? h.channels * h.pixels : h.channels;
}

std::int64_t count(const counted_head& h, std::int64_t features) {
  if (h.form != head::flatten_mlp) return linear(features, h.classes, h.bias);
  return linear(features, h.hidden, h.bias) + linear(h.hidden, h.hidden, h.bias) + linear(h.hidden, h.classes, h.bias);
}

std::int64_t count(const counted_head& h) { return count(h, features_of(h)); }

evaluation evaluate(const fixture_case& c, double) { return with_count(count(head_of(c))); }

std::optional<evaluation> bias_forgotten(const fixture_case& c, double) {
  counted_head h = head_of(c);
  h.bias = false;
  return with_count(count(h));
}

std::optional<evaluation> bias_always(const fixture_case& c, double) {
  counted_head h = head_of(c);
  h.bias = true;
  return with_count(count(h));
}

/// A convolution with a bias although the others have none, or the reverse.
template <bool bias>
std::optional<evaluation> conv_bias(const fixture_case& c, double) {
  counted_head h = head_of(c);
  if (h.form != head::conv1x1_gap) return std::nullopt;
  h.bias = bias;
  return with_count(count(h));
}

std::optional<evaluation> one_bias(const fixture_case& c, double) {
  counted_head h = head_of(c);
  if (!h.bias) return std::nullopt;
  h.bias = false;
  return with_count(count(h) + (h.form == head::flatten_mlp ? 3 : 1));
}

std::optional<evaluation> bias_of_the_last_layer_only(const fixture_case& c, double) {
  counted_head h = head_of(c);
  if (!h.bias || h.form != head::flatten_mlp) return std::nullopt;
  h.bias = false;
  return with_count(count(h) + h.classes);
}

/// A pooled head, counted as if it read every pixel.
evaluation count_pixels(const counted_head& h) { return with_count(count(h, h.channels * h.pixels)); }

std::optional<evaluation> weights_at_each_pixel(const fixture_case& c, double) {
  const counted_head h = head_of(c);
  return h.form == head::conv1x1_gap ? std::optional(count_pixels(h)) : std::nullopt;
}

std::optional<evaluation> pooling_ignored(const fixture_case& c, double) {
  const counted_head h = head_of(c);
  return h.form == head::gap_fc ? std::optional(count_pixels(h)) : std::nullopt;
}

std::optional<evaluation> pixels_counted_everywhere(const fixture_case& c, double) { return count_pixels(head_of(c)); }

std::optional<evaluation> pixels_forgotten(const fixture_case& c, double) {
  const counted_head h = head_of(c);
  return with_count(count(h, h.channels));
}

std::optional<evaluation> one_hidden_layer(const fixture_case& c, double) {
  const counted_head h = head_of(c);
  if (h.form != head::flatten_mlp) return std::nullopt;
  return with_count(linear(features_of(h), h.hidden, h.bias) + linear(h.hidden, h.classes, h.bias));
}

std::optional<evaluation> weights_for_each_image(const fixture_case& c, double) {
  const counted_head h = head_of(c);
  return with_count(h.images * count(h));
}

/// The low 32 bits of the right number, as two's complement.
std::optional<evaluation> wrapped_at_32_bits(const fixture_case& c, double) {
  return with_count(static_cast<std::int32_t>(static_cast<std::uint32_t>(count(head_of(c)))));
}

}  // namespace

operation_oracle parameter_count() {
  return {no_inputs,
          evaluate,
          {{"bias_forgotten", "no layer had a bias", bias_forgotten},
           {"bias_always", "every layer had a bias, whatever `bias` says", bias_always},
           {"conv_bias_always", "a convolution had a bias, whatever `bias` says", conv_bias<true>},
           {"conv_bias_never", "a convolution had no bias, whatever `bias` says", conv_bias<false>},
           {"one_bias", "a layer had one bias for all its outputs", one_bias},
           {"bias_of_the_last_layer_only", "only the last layer had a bias", bias_of_the_last_layer_only},
           {"pixels_counted_everywhere", "every head read all pixels of all maps", pixels_counted_everywhere},
           {"weights_at_each_pixel", "a convolution had other weights at each pixel", weights_at_each_pixel},
           {"pooling_ignored", "the linear layer of gap_fc read every pixel", pooling_ignored},
           {"pixels_forgotten", "a map were one number before it is flattened", pixels_forgotten},
           {"one_hidden_layer", "there were one hidden layer", one_hidden_layer},
           {"weights_for_each_image", "each image of the batch had weights of its own", weights_for_each_image},
           {"wrapped_at_32_bits", "it were counted in 32 bits, which end at 2147483647", wrapped_at_32_bits}}};
}

}  // namespace gaplab::heads
