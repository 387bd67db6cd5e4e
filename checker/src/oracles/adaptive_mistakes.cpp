// Lab 03: what students compute instead of means of bins and their gradients.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "oracles/adaptive_means.hpp"

namespace gaplab {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The limits of all that follows are those of random data: what a mistake computes need not be exact where the right
// result is.

std::optional<reference> mistaken_y(const pooling& p, const pooled_shapes& s, const fixture_case& c, double roundoff) {
  if (!c.inputs.contains("x")) return std::nullopt;
  return pooled(p, s, input(c, "x", 4), roundoff);
}

std::optional<reference> mistaken_dx(const pooling& p, const pooled_shapes& s, const fixture_case& c, double roundoff) {
  if (!c.inputs.contains("dy")) return std::nullopt;
  return pooled_gradient(p, s, input(c, "dy", 4), data_kind::random, roundoff);
}

/// With room for other values of each element. Where nothing is summed, it may also be that nothing is divided.
evaluation with(std::optional<reference> y, std::optional<reference> dx) {
  evaluation e;
  if (y) e.outputs["y"] = *std::move(y);
  if (dx) e.outputs["dx"] = *std::move(dx);
  for (auto& [name, output] : e.outputs) {
    output.others.resize(output.value.size());
    for (std::size_t i = 0; i < output.value.size(); ++i) {
      if (std::isnan(output.value[i])) output.others[i].push_back(0);
    }
  }
  return e;
}

// ------------------------------------------------------------------------------------ other bins, other weights

/// Rows and columns in other bins, or with other weights, in both directions.
template <bin_rule rows, bin_rule columns, weight_rule row_weight, weight_rule column_weight = row_weight>
std::optional<evaluation> pooled_by(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  const pooling p{axis_of(s.x[2], s.y[2], rows, row_weight), axis_of(s.x[3], s.y[3], columns, column_weight)};
  return with(mistaken_y(p, s, c, roundoff), mistaken_dx(p, s, c, roundoff));
}

/// Of bins that go beyond the map only the forward pass is told: backward they write to memory that is not dx's, and
/// that is noticed by itself.
template <bin_rule rule, weight_rule weight>
std::optional<evaluation> read_by(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  const pooling p{axis_of(s.x[2], s.y[2], rule, weight), axis_of(s.x[3], s.y[3], rule, weight)};
  return with(mistaken_y(p, s, c, roundoff), std::nullopt);
}

/// The bins of rows are cut from the width, and those of columns from the height.
std::optional<evaluation> input_sizes_exchanged(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  pooling p{axis_of(s.x[3], s.y[2], right_bin, one_of_the_bin), axis_of(s.x[2], s.y[3], right_bin, one_of_the_bin)};
  std::swap(p.h.size, p.w.size);  // in memory a row is as long as it is
  return with(mistaken_y(p, s, c, roundoff), std::nullopt);
}

double reciprocal(std::int64_t n) { return 1.0 / static_cast<double>(n); }

double undivided(const place&) { return 1; }

double one_of_the_right_bin(const place& at) { return reciprocal(right_bin(at.i, at.size, at.bins).length()); }

double one_of_one_more(const place& at) { return reciprocal(at.b.length() + 1); }

double one_of_the_square(const place& at) { return reciprocal(at.b.length() * at.b.length()); }

double whole_reciprocal(const place& at) { return at.b.length() == 1 ? 1 : 0; }

/// 1/0 where both ends are the same.
double one_of_the_floor_bin(const place& at) { return reciprocal(floor_bin(at.i, at.size, at.bins).length()); }

double one_of_the_map(const place& at) { return reciprocal(at.size); }

/// How much of the part i/bins to (i+1)/bins of the dimension the element takes.
double fraction_inside(const place& at) {
  const std::int64_t begin = std::max(at.i * at.size, at.element * at.bins);
  const std::int64_t end = std::min((at.i + 1) * at.size, (at.element + 1) * at.bins);
  return static_cast<double>(end - begin) / static_cast<double>(at.size);
}

/// To the end inclusive, as far as the dimension goes.
bin end_inclusive_within(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const bin b = right_bin(i, size, bins);
  return {b.begin, std::min(b.end + 1, size)};
}

bin nearest_element(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return {i * size / bins, i * size / bins + 1};
}

/// What all bins of a map are divided by, from its sizes.
using map_divisor = double (*)(std::int64_t h, std::int64_t w, std::int64_t oh, std::int64_t ow);

double average_size(std::int64_t h, std::int64_t w, std::int64_t oh, std::int64_t ow) {
  return static_cast<double>(h * w) / static_cast<double>(oh * ow);
}

/// At least 1, for somebody may have seen to that.
double whole_average_size(std::int64_t h, std::int64_t w, std::int64_t oh, std::int64_t ow) {
  return static_cast<double>(std::max<std::int64_t>(h * w / (oh * ow), 1));
}

double size_of_a_tile(std::int64_t h, std::int64_t w, std::int64_t oh, std::int64_t ow) {
  return static_cast<double>(tile(0, h, oh).length() * tile(0, w, ow).length());
}

double size_of_the_first_bin(std::int64_t h, std::int64_t w, std::int64_t oh, std::int64_t ow) {
  return static_cast<double>(right_bin(0, h, oh).length() * right_bin(0, w, ow).length());
}

template <map_divisor divisor>
std::optional<evaluation> divided_by(const fixture_case& c, double roundoff) {
  auto e = pooled_by<right_bin, right_bin, undivided>(c, roundoff);
  const pooled_shapes s = pooled_shapes_of(c);
  for (auto& [name, output] : e->outputs) {
    for (double& value : output.value) value /= divisor(s.x[2], s.x[3], s.y[2], s.y[3]);
  }
  return e;
}

/// The largest element of each bin, or the smallest.
template <bool largest>
std::optional<evaluation> extremes(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  const pooling p = right_pooling(s);
  evaluation e = with(mistaken_y(p, s, c, roundoff), std::nullopt);
  const auto y = e.outputs.find("y");
  if (y == e.outputs.end()) return e;
  const float* map = input(c, "x", 4).values.data();
  auto value = y->second.value.begin();
  for (std::int64_t i = 0; i < s.x[0] * s.x[1]; ++i, map += s.x[2] * s.x[3]) {
    for (const auto& rows : p.h.bins) {
      for (const auto& columns : p.w.bins) {
        double extreme = largest ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
        for_each_share(rows, columns, p.w.size, [&](std::int64_t at, double) {
          const double element = map[at];
          extreme = largest ? std::max(extreme, element) : std::min(extreme, element);
        });
        *value++ = extreme;
      }
    }
  }
  return e;
}

// ---------------------------------------------------------------------------------------------- gradients alone

/// The axis of a gather that searches an element's bins by this rule. What it finds is divided by the bin's size.
axis gathered_axis(std::int64_t size, std::int64_t bins, bin_rule rule) {
  axis a{size, std::vector<std::vector<share>>(static_cast<std::size_t>(bins))};
  for (std::int64_t element = 0; element < size; ++element) {
    const bin over = rule(element, bins, size);
    for (std::int64_t i = over.begin; i < over.end; ++i) {
      a.bins[static_cast<std::size_t>(i)].push_back({element, reciprocal(right_bin(i, size, bins).length())});
    }
  }
  return a;
}

template <bin_rule rule>
std::optional<evaluation> gathered_by(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  const pooling p{gathered_axis(s.x[2], s.y[2], rule), gathered_axis(s.x[3], s.y[3], rule)};
  return with(std::nullopt, mistaken_dx(p, s, c, roundoff));
}

double one_of_the_bins_over(const place& at) { return reciprocal(bins_over(at.element, at.size, at.bins).length()); }

double averaged_share(const place& at) { return one_of_the_bin(at) * one_of_the_bins_over(at); }

double one_of_the_first_bin_over(const place& at) {
  const std::int64_t first = bins_over(at.element, at.size, at.bins).begin;
  return reciprocal(right_bin(first, at.size, at.bins).length());
}

template <weight_rule weight>
std::optional<evaluation> weighted_by(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  const pooling p{axis_of(s.x[2], s.y[2], right_bin, weight), axis_of(s.x[3], s.y[3], right_bin, weight)};
  return with(std::nullopt, mistaken_dx(p, s, c, roundoff));
}

/// Each element keeps the share of one bin: of the last, or of another one.
std::optional<evaluation> overwritten(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  const pooling p = right_pooling(s);
  evaluation e = with(std::nullopt, mistaken_dx(p, s, c, roundoff));
  const auto dx = e.outputs.find("dx");
  if (dx == e.outputs.end()) return e;
  reference& r = dx->second;
  std::fill(r.value.begin(), r.value.end(), nan);
  const float* of_bin = input(c, "dy", 4).values.data();
  for (std::int64_t map = 0; map < s.x[0] * s.x[1]; ++map) {
    for (const auto& rows : p.h.bins) {
      for (const auto& columns : p.w.bins) {
        for_each_share(rows, columns, p.w.size, [&](std::int64_t i, double weight) {
          const auto at = static_cast<std::size_t>(map * s.x[2] * s.x[3] + i);
          if (!std::isnan(r.value[at])) r.others[at].push_back(r.value[at]);
          r.value[at] = *of_bin * weight;
        });
        ++of_bin;
      }
    }
  }
  return e;
}

// ------------------------------------------------------------------------------------------------ the output's size

/// A tensor (N, C, A, B) as (N, C, B, A).
template <class T>
std::vector<T> transposed(const std::vector<T>& values, const shape& s) {
  std::vector<T> result(values.size());
  const std::int64_t map_size = s[2] * s[3];
  for (std::int64_t i = 0; i < element_count(s); ++i) {
    const std::int64_t in_map = i % map_size;
    const std::int64_t at = i - in_map + in_map % s[3] * s[2] + in_map / s[3];
    result[static_cast<std::size_t>(at)] = values[static_cast<std::size_t>(i)];
  }
  return result;
}

/// The two output sizes in each other's place: rows are cut into as many bins as there should be of columns. Element
/// (oh, ow) of y is then where (ow, oh) should be (crosswise), or they lie in memory one after the other.
template <bool crosswise>
std::optional<evaluation> output_sizes_exchanged(const fixture_case& c, double roundoff) {
  const pooled_shapes s = pooled_shapes_of(c);
  if (s.y[2] == s.y[3]) return std::nullopt;
  pooled_shapes exchanged = s;
  std::swap(exchanged.y[2], exchanged.y[3]);
  fixture_case changed = c;
  if (const auto dy = changed.inputs.find("dy"); dy != changed.inputs.end()) {
    if (crosswise) dy->second.values = transposed(dy->second.values, s.y);
    dy->second.shape = exchanged.y;
  }
  const pooling p = right_pooling(exchanged);
  evaluation e = with(mistaken_y(p, exchanged, changed, roundoff), mistaken_dx(p, exchanged, changed, roundoff));
  if (const auto y = e.outputs.find("y"); y != e.outputs.end()) {
    y->second.shape = s.y;
    if (crosswise) y->second.value = transposed(y->second.value, exchanged.y);
  }
  return e;
}

/// The mistaken rules of adaptive_bins.hpp.
template <std::size_t... i>
std::vector<misconception> mistaken_means(std::index_sequence<i...>) {
  return {{mistaken_bin_rules[i].id, mistaken_bin_rules[i].what,
           pooled_by<mistaken_bin_rules[i].rule, mistaken_bin_rules[i].rule, one_of_the_bin>}...};
}

/// The same ids in other forms: for rows only, for columns only, or with the divisor of the right bin.
std::vector<misconception> variants_of_rules() {
  constexpr weight_rule own = one_of_the_bin;
  constexpr weight_rule right = one_of_the_right_bin;
  return {
      {"floor_bins", "each bin ended where the next one begins, or held one element",
       pooled_by<floor_bin_of_one, floor_bin_of_one, own>},
      {"floor_bins", "each bin of rows ended where the next one begins", pooled_by<floor_bin, right_bin, own>},
      {"floor_bins", "each bin of columns ended where the next one begins", pooled_by<right_bin, floor_bin, own>},
      {"end_one_short", "each bin lacked its last row", pooled_by<end_short_bin, right_bin, own>},
      {"end_one_short", "each bin lacked its last column", pooled_by<right_bin, end_short_bin, own>},
      {"end_one_short", "each bin lacked its last row, though not in the divisor",
       pooled_by<end_short_bin, right_bin, right>},
      {"end_one_short", "each bin lacked its last column, though not in the divisor",
       pooled_by<right_bin, end_short_bin, right>},
      {"end_one_short", "each bin lacked its last row and column, though not in the divisor",
       pooled_by<end_short_bin, end_short_bin, right>},
      {"begin_one_late", "each bin lacked its first row", pooled_by<begin_late_bin, right_bin, own>},
      {"begin_one_late", "each bin lacked its first column", pooled_by<right_bin, begin_late_bin, own>},
      {"begin_one_late", "each bin lacked its first row, though not in the divisor",
       pooled_by<begin_late_bin, right_bin, right>},
      {"begin_one_late", "each bin lacked its first column, though not in the divisor",
       pooled_by<right_bin, begin_late_bin, right>},
      {"begin_one_late", "each bin lacked its first row and column, though not in the divisor",
       pooled_by<begin_late_bin, begin_late_bin, right>},
      {"end_one_long", "each end were rounded down plus 1, also the last, which is then beyond the map",
       read_by<end_long_beyond, own>},
      {"end_inclusive", "loops ran to the end of a bin, inclusive", read_by<end_inclusive_beyond, right>},
      {"end_inclusive", "loops ran to the end of a bin, inclusive, but not beyond the map",
       pooled_by<end_inclusive_within, end_inclusive_within, right>},
      {"end_inclusive", "the element at the end of a bin belonged to it", read_by<end_inclusive_beyond, own>},
      {"multiples_of_a_ratio", "size / output_size were rounded to a float before it is multiplied",
       read_by<float_ratio_beyond, own>},
      {"multiples_of_a_ratio", "size / output_size were rounded to a double before it is multiplied",
       read_by<double_ratio_beyond, own>},
  };
}

std::vector<misconception> other_mistakes() {
  constexpr weight_rule own = one_of_the_bin;
  return {
      {"not_divided", "nothing were divided by the size of a bin", pooled_by<right_bin, right_bin, undivided>},
      {"one_divisor", "all bins were divided by their average size, H*W / (oH*oW)", divided_by<average_size>},
      {"one_divisor", "all bins were divided by H*W / (oH*oW), rounded down", divided_by<whole_average_size>},
      {"one_divisor", "all bins were divided by (H / oH) * (W / oW), each rounded down", divided_by<size_of_a_tile>},
      {"one_divisor", "all bins were divided by (H / oH) * (W / oW), each rounded up: the size of the first bin",
       divided_by<size_of_the_first_bin>},
      {"whole_reciprocal", "1 / size were the quotient of two integers, which is 0 for bins of more than one element",
       pooled_by<right_bin, right_bin, whole_reciprocal>},
      {"divided_by_one_length", "a bin were divided by the number of its rows only",
       pooled_by<right_bin, right_bin, own, undivided>},
      {"divided_by_one_length", "a bin were divided by the number of its columns only",
       pooled_by<right_bin, right_bin, undivided, own>},
      {"divided_by_one_length", "a bin were divided by the square of the number of its rows",
       pooled_by<right_bin, right_bin, one_of_the_square, undivided>},
      {"divided_by_one_length", "a bin were divided by the square of the number of its columns",
       pooled_by<right_bin, right_bin, undivided, one_of_the_square>},
      {"divisor_one_more", "the length of a bin were end - begin + 1 in the divisor",
       pooled_by<right_bin, right_bin, one_of_one_more>},
      {"wrong_reduction", "the maximum of each bin were taken, not the mean", extremes<true>, "maximum"},
      {"wrong_reduction", "the minimum of each bin were taken, not the mean", extremes<false>, "minimum"},
      {"floor_divisor", "a bin were divided by its size with the end rounded down",
       pooled_by<right_bin, right_bin, one_of_the_floor_bin>},
      {"divided_by_the_map", "a bin were divided by H*W, the size of the map",
       pooled_by<right_bin, right_bin, one_of_the_map>},
      {"fractional_overlap", "an element counted in a bin only as far as it lies between two fractions of the map",
       pooled_by<right_bin, right_bin, fraction_inside>},
      {"nearest_element", "each bin had one element, its first", pooled_by<nearest_element, nearest_element, own>},
      {"input_sizes_exchanged", "bins of rows were cut from W and bins of columns from H", input_sizes_exchanged},
      {"output_sizes_exchanged", "output_size were (width, height)", output_sizes_exchanged<false>},
      {"rows_and_columns_exchanged", "rows were cut by ow and columns by oh", output_sizes_exchanged<true>},
      {"overwritten", "each element were given the share of one bin only", overwritten},
      {"mean_of_shares", "shares were divided by the number of bins over the element, not by the size of the bin",
       weighted_by<one_of_the_bins_over>},
      {"shares_averaged", "the shares of an element were averaged over the bins that hold it, not summed",
       weighted_by<averaged_share>},
      {"first_bins_divisor", "all shares of an element were divided by the size of the first bin over it",
       weighted_by<one_of_the_first_bin_over>},
      {"last_bin_missed", "the last bin over an element were missed: the end of their range is rounded down",
       gathered_by<floor_bin>},
      {"bin_too_many", "a bin behind the last one over an element counted, too", gathered_by<end_long_bin>},
  };
}

}  // namespace

std::vector<misconception> adaptive_misconceptions() {
  std::vector<misconception> all = mistaken_means(std::make_index_sequence<std::size(mistaken_bin_rules)>());
  for (const auto& more : {variants_of_rules(), other_mistakes()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace gaplab
