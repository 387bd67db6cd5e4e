// Lab 04: what students take the head of Network in Network for, and its parts.
#include "oracles/conv1x1_gap.hpp"

namespace gaplab::conv1x1_gap {

namespace {

template <conv1x1_mistake mistake, std::int64_t tile = 1>
std::optional<evaluation> mistaken_conv1x1(const fixture_case& c, double roundoff) {
  return evaluate_conv1x1(c, roundoff, mistake, tile);
}

evaluation evaluate_loss(const fixture_case& c, double roundoff, cross_entropy_mistake mistake, double epsilon = 0) {
  if (c.operation == "cross_entropy") return evaluate_cross_entropy(c, roundoff, mistake, epsilon);
  head_mistake of_head;
  of_head.loss = mistake;
  of_head.epsilon = epsilon;
  return evaluate_head(c, roundoff, of_head, of_head);
}

/// In cross_entropy itself, and in a head that ends in it.
template <cross_entropy_mistake mistake>
std::optional<evaluation> mistaken_loss(const fixture_case& c, double roundoff) {
  return evaluate_loss(c, roundoff, mistake);
}

/// epsilon is 10^-digits.
template <cross_entropy_mistake mistake, int digits>
std::optional<evaluation> loss_with_epsilon(const fixture_case& c, double roundoff) {
  double epsilon = 1;
  for (int i = 0; i < digits; ++i) epsilon /= 10;
  return evaluate_loss(c, roundoff, mistake, epsilon);
}

template <auto part, auto value>
std::optional<evaluation> mistaken_head(const fixture_case& c, double roundoff) {
  head_mistake mistake;
  mistake.*part = value;
  return evaluate_head(c, roundoff, mistake, mistake);
}

template <head_mistake::bias_added bias>
constexpr auto mistaken_bias = mistaken_head<&head_mistake::bias, bias>;

/// Maps of classes have the bias in each of their elements, those of x have not.
template <head_mistake::divided_by divisor>
std::optional<evaluation> mistaken_divisor(const fixture_case& c, double roundoff) {
  head_mistake by_means;
  by_means.divisor = divisor;
  head_mistake by_maps = by_means;
  by_maps.bias = head_mistake::bias_added::with_the_sum;
  return evaluate_head(c, roundoff, by_maps, by_means);
}

template <std::int64_t pixels>
constexpr auto first_pixels = mistaken_head<&head_mistake::first_pixels, pixels>;

constexpr std::string_view transposed = "weight were (C, K), with a row for each channel";
constexpr std::string_view no_bias = "the bias were missing";
constexpr std::string_view replaced =
    "= stood in the place of +=: of the parts that are to be added up, for classes or for images, one is left";

template <int digits>
void add_epsilon(std::vector<misconception>& all, std::string_view epsilon, std::string_view what) {
  using enum cross_entropy_mistake;
  all.push_back({"epsilon", what, loss_with_epsilon<epsilon_added, digits>, epsilon});
  all.push_back({"epsilon", what, loss_with_epsilon<epsilon_least, digits>, epsilon});
}

/// Of the loss, in whatever it ends.
std::vector<misconception> of_loss() {
  using enum cross_entropy_mistake;
  constexpr std::string_view batch = "one maximum were subtracted from all images, and what is far below it became 0";
  constexpr std::string_view one_based = "classes were counted from 1: target - 1 were read for target";
  std::vector<misconception> all = {
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
      {"maximum_of_batch", batch, mistaken_loss<maximum_of_batch>},
      {"maximum_of_batch", batch, mistaken_loss<maximum_of_batch_in_double>},
      {"log_of_mean", "the logarithm were taken once, of the mean probability: it belongs to each image",
       mistaken_loss<log_of_mean>},
      {"binary_terms", "each class were a question of its own, with -log(1 - p) of those that are not the target",
       mistaken_loss<binary_terms>},
      {"last_image_only", "the loss were that of the last image alone, as `=` in the place of `+=` makes it",
       mistaken_loss<last_image_only>},
      {"last_image_only", "the loss of the last image alone were divided by N, as `=` in the place of `+=` makes it",
       mistaken_loss<last_image_only_divided>},
      {"first_target", "every image had the class of the first", mistaken_loss<first_target>},
      {"one_based_target", one_based, mistaken_loss<one_based_target>},
      {"one_based_target", one_based, mistaken_loss<one_based_target_clamped>},
      {"one_hot_forgotten", "the gradient were the probability alone: 1 is missing from that of the target",
       mistaken_loss<one_hot_forgotten>},
      {"one_hot_not_divided", "only the probabilities were divided by N, and not the 1 that is taken from the target's",
       mistaken_loss<one_hot_not_divided>},
      {"one_everywhere", "1 were subtracted for every class: it belongs to the target alone",
       mistaken_loss<one_everywhere>},
      {"only_the_target", "the target alone had a gradient: the other classes have p, not 0",
       mistaken_loss<only_the_target>},
      {"gradient_of_minus_p", "it were the gradient of -p, not of -log(p): the target's p is a factor too many",
       mistaken_loss<gradient_of_minus_p>},
      {"gradient_of_probabilities", "it were the gradient by the probabilities, -1/p of the target, not by the logits",
       mistaken_loss<gradient_of_probabilities>}};
  add_epsilon<5>(
      all, "1e-5",
      "the probability were kept away from 0 before log(), by adding 1e-5 or by max(p, 1e-5): no loss is above 11.5");
  add_epsilon<6>(
      all, "1e-6",
      "the probability were kept away from 0 before log(), by adding 1e-6 or by max(p, 1e-6): no loss is above 13.8");
  add_epsilon<7>(
      all, "1e-7",
      "the probability were kept away from 0 before log(), by adding 1e-7 or by max(p, 1e-7): no loss is above 16.1");
  add_epsilon<8>(
      all, "1e-8",
      "the probability were kept away from 0 before log(), by adding 1e-8 or by max(p, 1e-8): no loss is above 18.4");
  add_epsilon<9>(
      all, "1e-9",
      "the probability were kept away from 0 before log(), by adding 1e-9 or by max(p, 1e-9): no loss is above 20.7");
  add_epsilon<10>(
      all, "1e-10",
      "the probability were kept away from 0 before log(), by adding 1e-10 or by max(p, 1e-10): no loss is above 23.0");
  add_epsilon<12>(
      all, "1e-12",
      "the probability were kept away from 0 before log(), by adding 1e-12 or by max(p, 1e-12): no loss is above 27.6");
  add_epsilon<15>(
      all, "1e-15",
      "the probability were kept away from 0 before log(), by adding 1e-15 or by max(p, 1e-15): no loss is above 34.5");
  add_epsilon<16>(
      all, "1e-16",
      "the probability were kept away from 0 before log(), by adding 1e-16 or by max(p, 1e-16): no loss is above 36.8");
  return all;
}

}  // namespace

std::vector<misconception> of_conv1x1() {
  using enum conv1x1_mistake;
  constexpr std::string_view one_channel =
      "x were read at the channel k of the class, and not at the channel c of the sum";
  return {{"weight_transposed", transposed, mistaken_conv1x1<weight_transposed>},
          {"bias_forgotten", no_bias, mistaken_conv1x1<bias_forgotten>},
          {"bias_every_channel", "the bias were added with the product of each channel",
           mistaken_conv1x1<bias_every_channel>},
          {"bias_every_tile", "the bias were added once for each tile of 32 channels",
           mistaken_conv1x1<bias_every_tile, 32>, "32"},
          {"bias_every_tile", "the bias were added once for each tile of 16 channels",
           mistaken_conv1x1<bias_every_tile, 16>, "16"},
          {"bias_every_tile", "the bias were added once for each tile of 8 channels",
           mistaken_conv1x1<bias_every_tile, 8>, "8"},
          {"mean_of_channels", "the sum over the channels were divided by C: it is a sum, and no mean",
           mistaken_conv1x1<mean_of_channels>},
          {"channel_of_class", one_channel, mistaken_conv1x1<channel_of_class>},
          {"channel_of_class", one_channel, mistaken_conv1x1<channel_of_class_wrapped>},
          {"overwritten", replaced, mistaken_conv1x1<overwritten>},
          {"sums_multiplied", "the sum of dy were multiplied with the sum of x, where their products are to be summed",
           mistaken_conv1x1<sums_multiplied>},
          {"sums_multiplied",
           "in each image the sum of dy were multiplied with the sum of x, where their products are to be summed",
           mistaken_conv1x1<sums_of_images_multiplied>},
          {"weight_for_x", "dy were multiplied with weight, as for dx, and not with x", mistaken_conv1x1<weight_for_x>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 32", mistaken_conv1x1<tiles_lost, 32>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 16", mistaken_conv1x1<tiles_lost, 16>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 8", mistaken_conv1x1<tiles_lost, 8>},
          {"tiles_lost", "each sum had only the terms that fill whole tiles of 4", mistaken_conv1x1<tiles_lost, 4>}};
}

/// In a loss alone a maximum from 0 may look as that of the batch does in double: what is said of the first, which is
/// the likelier one, fits both. No stored head has logits that are all far below 0.
std::vector<misconception> of_cross_entropy() {
  using enum cross_entropy_mistake;
  constexpr std::string_view from_zero =
      "the maximum of an image were searched from 0 on, not from -INFINITY, or in other images as well: exp() of all "
      "that is far below it is 0";
  std::vector<misconception> all = {{"maximum_from_zero", from_zero, mistaken_loss<maximum_from_zero>},
                                    {"maximum_from_zero", from_zero, mistaken_loss<maximum_from_zero_in_double>}};
  for (const misconception& m : of_loss()) all.push_back(m);
  return all;
}

std::vector<misconception> of_swapped() {
  using enum head_mistake::bias_added;
  using enum head_mistake::divided_by;
  std::vector<misconception> all = {
      {"weight_transposed", transposed, mistaken_head<&head_mistake::weight_transposed, true>},
      {"bias_forgotten", no_bias, mistaken_bias<never>},
      {"bias_divided", "the bias were divided by H*W along with the sum", mistaken_bias<divided>},
      {"bias_every_pixel", "the bias were added H*W times", mistaken_bias<every_pixel>},
      {"bias_every_lane", "the bias were added 32 times, by each lane of a warp", mistaken_bias<every_lane>},
      {"maps_summed", "each map were added up, and not averaged", mistaken_divisor<nothing>},
      {"divided_by_one_length", "each map were divided by W, and not by H*W", mistaken_divisor<width>, "W"},
      {"divided_by_one_length", "each map were divided by H, and not by H*W", mistaken_divisor<height>, "H"},
      {"divided_by_one_length", "each map were divided by W*W, and not by H*W", mistaken_divisor<width_squared>, "W*W"},
      {"divided_by_one_length", "each map were divided by H*H, and not by H*W", mistaken_divisor<height_squared>,
       "H*H"},
      {"loss_of_pixels",
       "each pixel had a softmax and a loss of its own, and their mean were taken: the mean comes first",
       mistaken_head<&head_mistake::loss_of_pixels, true>},
      {"mean_of_first_image", "the means of the first image stood for those of all",
       mistaken_head<&head_mistake::first_image_counts, true>},
      {"overwritten", replaced, mistaken_head<&head_mistake::overwritten, true>}};
  for (const misconception& m : of_loss()) all.push_back(m);
  return all;
}

/// With maps of the classes, which have the bias in each pixel. Where there are none, what is lost is x's alone, and
/// known to judge/.
std::vector<misconception> of_head() {
  std::vector<misconception> all = of_swapped();
  all.push_back({"first_pixels",
                 "only the first 32 pixels of each map were added up: those behind them are missing, with their bias",
                 first_pixels<32>, "32"});
  all.push_back({"first_pixels",
                 "only the first 64 pixels of each map were added up: those behind them are missing, with their bias",
                 first_pixels<64>, "64"});
  all.push_back({"first_pixels",
                 "only the first 128 pixels of each map were added up: those behind them are missing, with their bias",
                 first_pixels<128>, "128"});
  all.push_back({"first_pixels",
                 "only the first 256 pixels of each map were added up: those behind them are missing, with their bias",
                 first_pixels<256>, "256"});
  return all;
}

}  // namespace gaplab::conv1x1_gap
