// Lab 03: adaptive average pooling in double. H and W are cut independently, so the mean over a bin of a map is a sum
// over rows and columns with a weight for each: right or mistaken, a dimension is a list of weighted elements for each
// bin, and one pair of loops serves all.
//
// Definition: PyTorch, aten/src/ATen/native/AdaptivePooling.h (the bins, see adaptive_bins.hpp) and
// aten/src/ATen/native/cpu/AdaptiveAvgPoolKernel.cpp (each sum is divided by the size of its bin).
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <utility>

#include "oracles/adaptive_bins.hpp"
#include "oracles/adaptive_integers.hpp"
#include "oracles/oracle.hpp"
#include "oracles/tolerance.hpp"

namespace gaplab {

namespace {

/// An element in a bin, with the weight that it has there.
struct share {
  std::int64_t element = 0;
  double weight = 0;
};

/// One dimension: the elements of each bin.
struct axis {
  std::int64_t size = 0;
  std::vector<std::vector<share>> bins;
};

/// An element in bin number i, which is b, of a dimension.
struct place {
  std::int64_t element = 0;
  std::int64_t i = 0;
  bin b;
  std::int64_t size = 0;
  std::int64_t bins = 0;
};

/// What the element weighs in the bin.
using weight_rule = double (*)(const place& at);

double reciprocal(std::int64_t n) { return 1.0 / static_cast<double>(n); }

double one_of_the_bin(const place& at) { return reciprocal(at.b.length()); }

axis axis_of(std::int64_t size, std::int64_t bins, bin_rule rule = right_bin, weight_rule weight = one_of_the_bin) {
  axis a{size, std::vector<std::vector<share>>(static_cast<std::size_t>(bins))};
  for (std::int64_t i = 0; i < bins; ++i) {
    const bin b = rule(i, size, bins);
    for (std::int64_t element = b.begin; element < b.end; ++element) {
      a.bins[static_cast<std::size_t>(i)].push_back({element, weight({element, i, b, size, bins})});
    }
  }
  return a;
}

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

struct pooling {
  axis h, w;

  [[nodiscard]] std::int64_t map_size() const { return h.size * w.size; }
  [[nodiscard]] std::int64_t bins() const { return static_cast<std::int64_t>(h.bins.size() * w.bins.size()); }
};

/// The sizes of a case: those of x, and of y with None resolved.
struct sizes {
  shape x;
  shape y;
};

sizes sizes_for(const fixture_case& c, const shape& x) {
  if (x.size() != 4) throw std::runtime_error("x must have 4 dimensions");
  sizes s{x, x};
  for (const std::size_t i : {0U, 1U}) {
    const std::int64_t output_size = c.operation == "global" ? 1 : parameter(c, "output_size", i);
    if (output_size < 0) throw std::runtime_error("output_size must not be negative");
    if (output_size > 0) s.y[2 + i] = output_size;
  }
  return s;
}

sizes sizes_of(const fixture_case& c) { return sizes_for(c, shape_of_x(c)); }

pooling pooling_of(const sizes& s, bin_rule rule = right_bin, weight_rule weight = one_of_the_bin) {
  return {axis_of(s.x[2], s.y[2], rule, weight), axis_of(s.x[3], s.y[3], rule, weight)};
}

/// Calls visit(offset of an element in its map, weight) for each element of the bin (oh, ow).
template <class Visit>
void for_each_share(const std::vector<share>& rows, const std::vector<share>& columns, std::int64_t width,
                    Visit visit) {
  for (const share& row : rows) {
    for (const share& column : columns) {
      visit(static_cast<std::size_t>(row.element * width + column.element), row.weight * column.weight);
    }
  }
}

/// Multiplying by it rounds nothing.
bool is_dyadic(double weight) {
  int exponent = 0;
  return std::frexp(weight, &exponent) == 0.5;
}

/// What is known of one element of an output.
struct element_sum {
  double value = 0;
  summation sum{0, 0, true};

  void add(double factor, double weight) {
    value += factor * weight;
    sum.terms += 1;
    sum.magnitude += std::abs(factor * weight);
    sum.dyadic &= is_dyadic(weight);
  }
};

/// One map of y. The mean of an empty bin, which only mistakes have, is 0/0.
std::vector<element_sum> forward(const float* x, const pooling& p) {
  std::vector<element_sum> y;
  for (const auto& rows : p.h.bins) {
    for (const auto& columns : p.w.bins) {
      element_sum& mean = y.emplace_back();
      for_each_share(rows, columns, p.w.size, [&](std::size_t i, double weight) { mean.add(x[i], weight); });
      if (mean.sum.terms == 0) mean.value = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return y;
}

/// One map of dx.
std::vector<element_sum> backward(const float* dy, const pooling& p) {
  std::vector<element_sum> dx(static_cast<std::size_t>(p.map_size()));
  for (const auto& rows : p.h.bins) {
    for (const auto& columns : p.w.bins) {
      for_each_share(rows, columns, p.w.size, [&](std::size_t i, double weight) { dx[i].add(*dy, weight); });
      ++dy;
    }
  }
  return dx;
}

/// One output, map by map, from one input of the same N and C. divided_once: the sum is divided, not its terms.
template <class Pass>
reference map_by_map(Pass pass, bool divided_once, const shape& output_shape, const tensor<float>& in, const pooling& p,
                     data_kind data, double roundoff) {
  reference r{output_shape, {}, {}};
  const std::int64_t maps = output_shape[0] * output_shape[1];
  const std::int64_t in_size = element_count(in.shape) / maps;
  for (std::int64_t map = 0; map < maps; ++map) {
    for (const element_sum& e : pass(in.values.data() + map * in_size, p)) {
      r.value.push_back(e.value);
      r.allowed.push_back(allowed_error(e.sum, data, divided_once || e.sum.terms == 1, roundoff));
    }
  }
  return r;
}

/// y from x and dx from dy, as far as the inputs are there.
evaluation evaluate_as(const pooling& p, const sizes& s, const fixture_case& c, data_kind data, double roundoff) {
  evaluation e;
  if (c.inputs.contains("x")) e.outputs["y"] = map_by_map(forward, true, s.y, input(c, "x", 4), p, data, roundoff);
  if (c.inputs.contains("dy")) {
    const tensor<float>& dy = input(c, "dy", 4);
    if (dy.shape != s.y) throw std::runtime_error("dy does not have the shape of y");
    e.outputs["dx"] = map_by_map(backward, false, s.x, dy, p, data, roundoff);
  }
  return e;
}

evaluation evaluate_adaptive(const fixture_case& c, double roundoff) {
  const sizes s = sizes_of(c);
  return evaluate_as(pooling_of(s), s, c, c.data, roundoff);
}

std::map<std::string, shape> adaptive_inputs(const fixture_case& c, const std::map<std::string, shape>& given) {
  const auto x = given.find("x");
  if (x == given.end()) throw std::runtime_error("the shape of x is missing");
  return {{"x", x->second}, {"dy", sizes_for(c, x->second).y}};
}

// ------------------------------------------------------------------------------------------------- misconceptions

/// The limits are those of random data: what a mistake computes need not be exact where the right result is.
evaluation evaluate_mistaken(const pooling& p, const sizes& s, const fixture_case& c, double roundoff) {
  evaluation e = evaluate_as(p, s, c, data_kind::random, roundoff);
  for (auto& [name, output] : e.outputs) {
    output.others.resize(output.value.size());
    for (std::size_t i = 0; i < output.value.size(); ++i) {
      if (std::isnan(output.value[i])) output.others[i] = {0};  // nothing is summed, and nothing divided
    }
  }
  return e;
}

template <bin_rule rule, weight_rule weight = one_of_the_bin>
std::optional<evaluation> pooled_by(const fixture_case& c, double roundoff) {
  const sizes s = sizes_of(c);
  return evaluate_mistaken(pooling_of(s, rule, weight), s, c, roundoff);
}

double one_of_the_average(const place& at) { return static_cast<double>(at.bins) / static_cast<double>(at.size); }

double undivided(const place&) { return 1; }

/// How much of the part i/bins to (i+1)/bins of the dimension the element takes.
double fraction_inside(const place& at) {
  const std::int64_t begin = std::max(at.i * at.size, at.element * at.bins);
  const std::int64_t end = std::min((at.i + 1) * at.size, (at.element + 1) * at.bins);
  return static_cast<double>(end - begin) / static_cast<double>(at.size);
}

bin nearest_element(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return {i * size / bins, i * size / bins + 1};
}

/// Besides the exact average size the two that integer divisions give.
std::optional<evaluation> average_divisor(const fixture_case& c, double roundoff) {
  auto e = pooled_by<right_bin, one_of_the_average>(c, roundoff);
  const sizes s = sizes_of(c);
  const std::int64_t map_size = s.x[2] * s.x[3];
  const std::int64_t bins = s.y[2] * s.y[3];
  const double average = static_cast<double>(map_size) / static_cast<double>(bins);
  for (const std::int64_t divisor : {map_size / bins, (s.x[2] / s.y[2]) * (s.x[3] / s.y[3])}) {
    if (divisor == 0) continue;
    for (auto& [name, output] : e->outputs) {
      for (std::size_t i = 0; i < output.value.size(); ++i) {
        output.others[i].push_back(output.value[i] * average / static_cast<double>(divisor));
      }
    }
  }
  return e;
}

/// Of a mistake in the backward pass alone.
std::optional<evaluation> gradient_of(const pooling& p, const fixture_case& c, double roundoff) {
  evaluation e = evaluate_mistaken(p, sizes_of(c), c, roundoff);
  e.outputs.erase("y");
  return e;
}

template <bin_rule rule>
std::optional<evaluation> gathered_by(const fixture_case& c, double roundoff) {
  const sizes s = sizes_of(c);
  return gradient_of({gathered_axis(s.x[2], s.y[2], rule), gathered_axis(s.x[3], s.y[3], rule)}, c, roundoff);
}

double one_of_the_bins_over(const place& at) { return reciprocal(bins_over(at.element, at.size, at.bins).length()); }

double one_of_the_first_bin_over(const place& at) {
  const std::int64_t first = bins_over(at.element, at.size, at.bins).begin;
  return reciprocal(right_bin(first, at.size, at.bins).length());
}

template <weight_rule weight>
std::optional<evaluation> weighted_by(const fixture_case& c, double roundoff) {
  return gradient_of(pooling_of(sizes_of(c), right_bin, weight), c, roundoff);
}

/// Each element keeps the share of one bin: of the last, or of another one.
std::optional<evaluation> overwritten(const fixture_case& c, double roundoff) {
  const sizes s = sizes_of(c);
  const pooling p = pooling_of(s);
  auto e = gradient_of(p, c, roundoff);
  const auto dx = e->outputs.find("dx");
  if (dx == e->outputs.end()) return e;
  reference& r = dx->second;
  std::fill(r.value.begin(), r.value.end(), std::numeric_limits<double>::quiet_NaN());
  const float* dy = input(c, "dy", 4).values.data();
  for (std::int64_t map = 0; map < s.x[0] * s.x[1]; ++map) {
    for (const auto& rows : p.h.bins) {
      for (const auto& columns : p.w.bins) {
        for_each_share(rows, columns, p.w.size, [&](std::size_t i, double weight) {
          const std::size_t at = static_cast<std::size_t>(map * p.map_size()) + i;
          if (!std::isnan(r.value[at])) r.others[at].push_back(r.value[at]);
          r.value[at] = *dy * weight;
        });
        ++dy;
      }
    }
  }
  return e;
}

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
  const sizes s = sizes_of(c);
  if (s.y[2] == s.y[3]) return std::nullopt;
  sizes exchanged = s;
  std::swap(exchanged.y[2], exchanged.y[3]);
  fixture_case changed = c;
  if (const auto dy = changed.inputs.find("dy"); dy != changed.inputs.end()) {
    if (crosswise) dy->second.values = transposed(dy->second.values, s.y);
    dy->second.shape = exchanged.y;
  }
  evaluation e = evaluate_mistaken(pooling_of(exchanged), exchanged, changed, roundoff);
  if (const auto y = e.outputs.find("y"); y != e.outputs.end()) {
    y->second.shape = s.y;
    if (crosswise) y->second.value = transposed(y->second.value, exchanged.y);
  }
  return e;
}

// -------------------------------------------------------------------------------------------------------- the lab

/// The mistaken rules of adaptive_bins.hpp.
template <std::size_t... i>
std::vector<misconception> mistaken_means(std::index_sequence<i...>) {
  return {{mistaken_bin_rules[i].id, mistaken_bin_rules[i].what, pooled_by<mistaken_bin_rules[i].rule>}...};
}

std::vector<misconception> adaptive_misconceptions() {
  std::vector<misconception> all = mistaken_means(std::make_index_sequence<std::size(mistaken_bin_rules)>());
  const std::vector<misconception> others = {
      {"not_divided", "nothing were divided by the size of a bin", pooled_by<right_bin, undivided>},
      {"average_divisor", "every bin were divided by the average size of a bin, H*W / (oH*oW)", average_divisor},
      {"fractional_overlap", "an element counted in a bin only as far as it lies between two fractions of the map",
       pooled_by<right_bin, fraction_inside>},
      {"nearest_element", "each bin had one element, its first", pooled_by<nearest_element>},
      {"output_sizes_exchanged", "output_size were (width, height)", output_sizes_exchanged<false>},
      {"rows_and_columns_exchanged", "rows were cut by ow and columns by oh", output_sizes_exchanged<true>},
      {"overwritten", "each element were given the share of one bin only", overwritten},
      {"mean_of_shares", "shares were divided by the number of bins over the element, not by the size of the bin",
       weighted_by<one_of_the_bins_over>},
      {"first_bins_divisor", "all shares of an element were divided by the size of the first bin over it",
       weighted_by<one_of_the_first_bin_over>},
      {"last_bin_missed", "the last bin over an element were missed: the end of their range is rounded down",
       gathered_by<floor_bin>},
      {"bin_too_many", "a bin behind the last one over an element counted, too", gathered_by<end_long_bin>}};
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

const oracle_registration registration({"03_adaptive_pool",
                                        {{"bins", bins_oracle()},
                                         {"adaptive", {adaptive_inputs, evaluate_adaptive, adaptive_misconceptions()}},
                                         {"fixed_window", fixed_window_oracle()},
                                         {"global", {adaptive_inputs, evaluate_adaptive}}}});

}  // namespace

}  // namespace gaplab
