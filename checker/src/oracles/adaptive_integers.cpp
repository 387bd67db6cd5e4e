#include "oracles/adaptive_integers.hpp"

#include <cmath>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "oracles/adaptive_bins.hpp"

namespace gaplab {

namespace {

/// A dimension as a case of `bins` or `fixed_window` asks for it.
struct dimension {
  std::int64_t index = 0;
  std::int64_t size = 0;
  std::int64_t output_size = 0;  ///< 0 stands for None

  [[nodiscard]] std::int64_t bins() const { return output_size == 0 ? size : output_size; }
};

evaluation refusal(std::string why) {
  evaluation e;
  e.refused = std::move(why);
  return e;
}

/// Two integers, which must be exact; others: further values that a mistake may give in their place.
evaluation with_pair(const std::string& name, std::int64_t first, std::int64_t second,
                     std::vector<std::vector<double>> others = {}) {
  evaluation e;
  e.outputs[name] = {{2}, {static_cast<double>(first), static_cast<double>(second)}, {0, 0}, std::move(others)};
  return e;
}

evaluation with_bin(const bin& b) { return with_pair("bin", b.begin, b.end); }

dimension dimension_of_bins(const fixture_case& c) {
  const dimension d{parameter(c, "index"), parameter(c, "size"), parameter(c, "output_size")};
  if (d.index < 0) throw std::runtime_error("index must not be negative");
  if (d.size < 0) throw std::runtime_error("size must not be negative");
  return d;
}

/// Why PyTorch refuses, or nothing: adaptive_avg_pool2d in aten/src/ATen/native/AdaptiveAveragePooling.cpp.
std::optional<std::string> refused(const dimension& d) {
  if (d.size == 0) return "expected input to have non-zero size";
  if (d.output_size < 0) return "elements of output_size must be greater than or equal to 0";
  if (d.index >= d.bins()) return "index is out of bounds";
  return std::nullopt;
}

evaluation evaluate_bins(const fixture_case& c, double) {
  const dimension d = dimension_of_bins(c);
  if (auto why = refused(d)) return refusal(*why);
  return with_bin(right_bin(d.index, d.size, d.bins()));
}

template <bin_rule rule>
std::optional<evaluation> bins_by(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  if (refused(d)) return evaluate_bins(c, roundoff);
  return with_bin(rule(d.index, d.size, d.bins()));
}

/// None taken for one bin.
std::optional<evaluation> none_is_one(const fixture_case& c, double roundoff) {
  fixture_case changed = c;
  if (dimension_of_bins(c).output_size == 0) changed.parameters["output_size"] = {1};
  return evaluate_bins(changed, roundoff);
}

std::optional<evaluation> none_is_refused(const fixture_case& c, double roundoff) {
  if (dimension_of_bins(c).output_size == 0) return refusal("output_size must be greater than 0");
  return evaluate_bins(c, roundoff);
}

std::optional<evaluation> negative_is_none(const fixture_case& c, double roundoff) {
  fixture_case changed = c;
  if (dimension_of_bins(c).output_size < 0) changed.parameters["output_size"] = {0};
  return evaluate_bins(changed, roundoff);
}

std::optional<evaluation> index_is_not_looked_at(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  if (d.size == 0 || d.output_size < 0) return evaluate_bins(c, roundoff);
  return with_bin(right_bin(d.index, d.size, d.bins()));
}

std::optional<evaluation> index_may_be_the_number(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  return d.index == d.bins() ? index_is_not_looked_at(c, roundoff) : evaluate_bins(c, roundoff);
}

std::optional<evaluation> nothing_is_refused(const fixture_case& c, double roundoff) {
  const evaluation right = evaluate_bins(c, roundoff);
  return right.refused ? with_bin({}) : right;
}

/// An index of 1 is that of the first bin, and one of 0 that of none: C++ rounds its begin toward 0.
std::optional<evaluation> counted_from_one(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  if (refused(d)) return evaluate_bins(c, roundoff);
  return with_bin({(d.index - 1) * d.size / d.bins(), (d.index * d.size + d.bins() - 1) / d.bins()});
}

std::optional<evaluation> length_for_end(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  if (refused(d)) return evaluate_bins(c, roundoff);
  const bin b = right_bin(d.index, d.size, d.bins());
  return with_bin({b.begin, b.length()});
}

/// What is left of a product in 32 bits.
std::int64_t wrapped(std::int64_t product) { return static_cast<std::int32_t>(static_cast<std::uint32_t>(product)); }

/// index * size in an int. A negative product is divided toward 0, and there are three ways to round it up.
std::optional<evaluation> products_of_ints(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  if (refused(d)) return evaluate_bins(c, roundoff);
  const std::int64_t bins = d.bins();
  const std::int64_t product = wrapped((d.index + 1) * d.size);
  const std::int64_t end = wrapped(product + bins - 1) / bins;
  const std::int64_t end_from_the_last = 1 + wrapped(product - 1) / bins;
  const std::int64_t end_by_the_remainder = product / bins + (product % bins > 0 ? 1 : 0);
  return with_pair("bin", wrapped(d.index * d.size) / bins, end,
                   {{}, {static_cast<double>(end_from_the_last), static_cast<double>(end_by_the_remainder)}});
}

std::optional<evaluation> unsigned_products(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  if (refused(d)) return evaluate_bins(c, roundoff);
  const auto begin = static_cast<std::uint32_t>(d.index * d.size);
  const auto end = static_cast<std::uint32_t>((d.index + 1) * d.size);
  return with_bin({begin / d.bins(), (end + d.bins() - 1) / d.bins()});
}

/// floor and ceil of a quotient of floats: products beyond 2^24 are rounded, and the quotient is rounded again.
std::optional<evaluation> quotients_of_floats(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_bins(c);
  if (refused(d)) return evaluate_bins(c, roundoff);
  const auto quotient = [&](std::int64_t i) { return static_cast<float>(i * d.size) / static_cast<float>(d.bins()); };
  return with_bin({static_cast<std::int64_t>(std::floor(quotient(d.index))),
                   static_cast<std::int64_t>(std::ceil(quotient(d.index + 1)))});
}

dimension dimension_of_window(const fixture_case& c) {
  const dimension d{0, parameter(c, "size"), parameter(c, "output_size")};
  if (d.size < 1 || d.output_size < 1) throw std::runtime_error("size and output_size must be at least 1");
  return d;
}

evaluation with_window(std::int64_t kernel_size, std::int64_t stride) {
  return with_pair("window", kernel_size, stride);
}

/// By the definition: all bins must be as long as the first, and as far from the one before as the second from it.
evaluation evaluate_fixed_window(const fixture_case& c, double) {
  const dimension d = dimension_of_window(c);
  const bin first = right_bin(0, d.size, d.output_size);
  const std::int64_t stride = d.output_size == 1 ? first.length() : right_bin(1, d.size, d.output_size).begin;
  if (stride == 0) return refusal("the stride would be 0");
  for (std::int64_t i = 0; i < d.output_size; ++i) {
    const bin b = right_bin(i, d.size, d.output_size);
    if (b.begin != i * stride || b.length() != first.length()) return refusal("the bins are not equal windows");
  }
  return with_window(first.length(), stride);
}

std::optional<evaluation> divisible_only(const fixture_case& c, double) {
  const dimension d = dimension_of_window(c);
  if (d.size % d.output_size != 0) return refusal("output_size does not divide size");
  return with_window(d.size / d.output_size, d.size / d.output_size);
}

/// The formula of kernel_of_the_rest_bin, for all sizes.
std::optional<evaluation> window_for_all(const fixture_case& c, double) {
  const dimension d = dimension_of_window(c);
  const std::int64_t stride = d.size / d.output_size;
  return with_window(d.size - (d.output_size - 1) * stride, stride);
}

std::optional<evaluation> stride_of_zero(const fixture_case& c, double) {
  const dimension d = dimension_of_window(c);
  const std::int64_t remainder = d.size % d.output_size;
  if (remainder > 1) return refusal("the bins are not equally far apart");
  return with_window(d.size / d.output_size + remainder, d.size / d.output_size);
}

std::optional<evaluation> more_bins_are_served(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_window(c);
  if (d.output_size <= d.size) return evaluate_fixed_window(c, roundoff);
  return with_window(1, 1);
}

std::optional<evaluation> stride_of_one(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_window(c);
  return d.output_size == 1 ? with_window(d.size, 1) : evaluate_fixed_window(c, roundoff);
}

std::optional<evaluation> equal_lengths(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_window(c);
  const bin first = right_bin(0, d.size, d.output_size);
  for (std::int64_t i = 1; i < d.output_size; ++i) {
    if (right_bin(i, d.size, d.output_size).length() != first.length()) return refusal("the bins are not equally long");
  }
  const evaluation right = evaluate_fixed_window(c, roundoff);
  return right.refused ? with_window(first.length(), d.size / d.output_size) : right;
}

std::optional<evaluation> kernel_is_stride(const fixture_case& c, double roundoff) {
  const dimension d = dimension_of_window(c);
  const evaluation right = evaluate_fixed_window(c, roundoff);
  return right.refused ? right : with_window(d.size / d.output_size, d.size / d.output_size);
}

/// The mistaken rules of adaptive_bins.hpp.
template <std::size_t... i>
std::vector<misconception> mistaken_bins_of(std::index_sequence<i...>) {
  return {{mistaken_bin_rules[i].id, mistaken_bin_rules[i].what, bins_by<mistaken_bin_rules[i].rule>}...};
}

}  // namespace

operation_oracle bins_oracle() {
  operation_oracle oracle{no_inputs, evaluate_bins,
                          mistaken_bins_of(std::make_index_sequence<std::size(mistaken_bin_rules)>())};
  const std::vector<misconception> others = {
      {"none_is_one", "None stood for one bin", none_is_one},
      {"none_is_refused", "None were refused", none_is_refused},
      {"negative_is_none", "a negative output_size stood for None", negative_is_none},
      {"index_is_not_looked_at", "index were not compared with the number of bins", index_is_not_looked_at},
      {"index_one_too_far", "index might be the number of bins itself (> in the place of >=)", index_may_be_the_number},
      {"products_of_32_bits", "index * size were computed in an int of 32 bits", products_of_ints},
      {"products_of_32_bits", "index * size were computed in an unsigned int of 32 bits", unsigned_products},
      {"quotients_of_floats", "index * size were divided in single precision", quotients_of_floats},
      {"multiples_of_a_ratio", "size / output_size were rounded to a float before it is multiplied",
       bins_by<float_ratio_beyond>},
      {"multiples_of_a_ratio", "size / output_size were rounded to a double before it is multiplied",
       bins_by<double_ratio_beyond>},
      {"end_one_long", "each end were rounded down plus 1, also the last, which is then beyond the dimension",
       bins_by<end_long_beyond>},
      {"counted_from_one", "the first bin had the index 1", counted_from_one},
      {"length_for_end", "the length of the bin were given for its end", length_for_end},
      {"nothing_is_refused", "nothing were ever refused", nothing_is_refused}};
  oracle.misconceptions.insert(oracle.misconceptions.end(), others.begin(), others.end());
  return oracle;
}

operation_oracle fixed_window_oracle() {
  return {no_inputs,
          evaluate_fixed_window,
          {{"divisible_only", "no window did it unless output_size divides size", divisible_only},
           {"window_for_all", "one window did it for all sizes", window_for_all},
           {"equal_lengths", "bins of one length were enough, however far apart", equal_lengths},
           {"stride_of_zero", "a window could stand still, with stride 0", stride_of_zero},
           {"more_bins_are_served", "there were a window also for more bins than elements", more_bins_are_served},
           {"stride_of_one", "the window of a single bin had a stride of 1", stride_of_one},
           {"kernel_is_stride", "the windows did not overlap", kernel_is_stride}}};
}

}  // namespace gaplab
