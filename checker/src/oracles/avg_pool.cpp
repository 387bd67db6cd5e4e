// Lab 01: average pooling in double. Two dimensions are three with a depth of 1, and global pooling is a window as
// large as the map: one loop serves all.
//
// Definitions: PyTorch, aten/src/ATen/native/Pool.h (pooling_output_shape, pool2d_shape_check) and
// aten/src/ATen/native/cpu/AvgPoolKernel.cpp (the divisor).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "oracles/oracle.hpp"
#include "oracles/tolerance.hpp"

namespace gaplab {

namespace {

/// Pooling along one dimension.
struct axis {
  std::int64_t size = 1;  ///< of the input
  std::int64_t kernel_size = 1, stride = 1, padding = 0;
  std::int64_t windows = 1;  ///< the output's size

  /// Where window o begins, and where it ends in the padded input and in the input itself.
  [[nodiscard]] std::int64_t begin(std::int64_t o) const { return o * stride - padding; }
  [[nodiscard]] std::int64_t padded_end(std::int64_t o) const {
    return std::min(begin(o) + kernel_size, size + padding);
  }
  [[nodiscard]] std::int64_t first(std::int64_t o) const { return std::max<std::int64_t>(begin(o), 0); }
  [[nodiscard]] std::int64_t last(std::int64_t o) const { return std::min(begin(o) + kernel_size, size); }  // exclusive
};

struct pooling {
  std::array<axis, 3> axes;  ///< D, H, W
  bool count_include_pad = true;
  std::int64_t divisor_override = 0;
  bool one_divisor = false;  ///< of a misconception: whatever a window holds, it is divided by the kernel's size
  bool overwrite = false;    ///< of a misconception: of several shares of the gradient, one is kept instead of the sum

  [[nodiscard]] std::int64_t divisor(std::int64_t padded, std::int64_t valid) const {
    if (divisor_override != 0) return divisor_override;
    if (one_divisor) return axes[0].kernel_size * axes[1].kernel_size * axes[2].kernel_size;
    return count_include_pad ? padded : valid;
  }
};

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

/// Why PyTorch refuses these arguments, or nothing, and then the axis gets its number of windows.
std::optional<std::string> count_windows(axis& a, bool ceil_mode) {
  if (a.kernel_size <= 0) return "kernel size should be greater than zero";
  if (a.stride == 0) return "stride should not be zero";
  if (a.stride < 0) return "stride should be greater than zero";
  if (a.padding < 0) return "pad must be non-negative";
  if (a.padding > a.kernel_size / 2) return "pad should be at most half of kernel size";
  a.windows = floor_divide(a.size + 2 * a.padding - a.kernel_size + (ceil_mode ? a.stride - 1 : 0), a.stride) + 1;
  if (ceil_mode && (a.windows - 1) * a.stride >= a.size + a.padding)
    --a.windows;  // it would start in the right padding
  if (a.windows < 1) return "output size is too small";
  return std::nullopt;
}

/// The pooling that the case's parameters describe on maps of the given size (D, H, W).
pooling pooling_of(const fixture_case& c, const std::array<std::int64_t, 3>& size) {
  pooling p;
  for (std::size_t i = 0; i < 3; ++i) p.axes.at(i).size = size.at(i);
  if (c.operation == "global") {
    for (axis& a : p.axes) a.kernel_size = a.size;
    return p;
  }
  const std::size_t given = c.operation == "3d" ? 3 : 2;
  for (std::size_t i = 0; i < given; ++i) {
    axis& a = p.axes.at(3 - given + i);
    a.kernel_size = parameter(c, "kernel_size", i);
    a.stride = parameter(c, "stride", i);
    a.padding = parameter(c, "padding", i);
    if (const auto why = count_windows(a, parameter(c, "ceil_mode") != 0)) throw std::runtime_error(*why);
    // F.avg_pool3d alone compares with the size before padding (pool3d_shape_check in Pool.h).
    if (given == 3 && a.kernel_size > a.size) throw std::runtime_error("the kernel is larger than the input");
  }
  p.count_include_pad = parameter(c, "count_include_pad") != 0;
  p.divisor_override = parameter(c, "divisor_override");
  return p;
}

std::array<std::int64_t, 3> spatial_size(const shape& s) {
  if (s.size() == 5) return {s[2], s[3], s[4]};
  if (s.size() == 4) return {1, s[2], s[3]};
  throw std::runtime_error("x must have 4 or 5 dimensions");
}

/// The output's shape for the input's.
shape pooled_shape(const shape& x, const pooling& p) {
  shape y = x;
  for (std::size_t i = 2; i < y.size(); ++i) y[i] = p.axes.at(3 - y.size() + i).windows;
  return y;
}

/// Calls visit(output position in the map, divisor, range of input positions) for each window of a map.
template <class Visit>
void for_each_window(const pooling& p, Visit visit) {
  const axis& d = p.axes[0];
  const axis& h = p.axes[1];
  const axis& w = p.axes[2];
  std::int64_t o = 0;
  for (std::int64_t od = 0; od < d.windows; ++od) {
    for (std::int64_t oh = 0; oh < h.windows; ++oh) {
      for (std::int64_t ow = 0; ow < w.windows; ++ow, ++o) {
        const std::int64_t padded =
            (d.padded_end(od) - d.begin(od)) * (h.padded_end(oh) - h.begin(oh)) * (w.padded_end(ow) - w.begin(ow));
        const std::int64_t valid = (d.last(od) - d.first(od)) * (h.last(oh) - h.first(oh)) * (w.last(ow) - w.first(ow));
        const auto each_input = [&, od, oh, ow](auto&& at) {
          for (std::int64_t i = d.first(od); i < d.last(od); ++i) {
            for (std::int64_t j = h.first(oh); j < h.last(oh); ++j) {
              for (std::int64_t k = w.first(ow); k < w.last(ow); ++k) at((i * h.size + j) * w.size + k);
            }
          }
        };
        visit(o, p.divisor(padded, valid), each_input);
      }
    }
  }
}

/// The elements of one map of an output: their values, and what is known of the sums behind them.
struct map_sums {
  explicit map_sums(std::int64_t size)
      : values(static_cast<std::size_t>(size)), sums(values.size()), others(values.size()) {}

  void clear() {
    std::fill(values.begin(), values.end(), 0.0);
    std::fill(sums.begin(), sums.end(), summation{0, 0, true});
    for (std::vector<double>& o : others) o.clear();
  }

  /// A term that is already divided.
  void add(std::int64_t at, double term, bool dyadic) {
    const auto i = static_cast<std::size_t>(at);
    values[i] += term;
    sums[i].terms += 1;
    sums[i].magnitude += std::abs(term);
    sums[i].dyadic &= dyadic;
  }

  /// A term that takes the place of the one before.
  void put(std::int64_t at, double term, bool dyadic) {
    const auto i = static_cast<std::size_t>(at);
    if (sums[i].terms > 0) others[i].push_back(values[i]);
    values[i] = term;
    sums[i] = {1, std::abs(term), dyadic};
  }

  std::vector<double> values;
  std::vector<summation> sums;
  std::vector<std::vector<double>> others;  ///< what was replaced
};

/// y of one map: the sum over each window, divided once.
void forward(map_sums& y, const float* x, const pooling& p) {
  for_each_window(p, [&](std::int64_t o, std::int64_t divisor, const auto& each_input) {
    double sum = 0;
    double magnitude = 0;
    std::int64_t terms = 0;
    each_input([&](std::int64_t i) {
      sum += x[i];
      magnitude += std::abs(x[i]);
      ++terms;
    });
    const auto at = static_cast<std::size_t>(o);
    const auto scale = static_cast<double>(divisor);
    y.values[at] = sum / scale;
    // Only a misconception has empty windows, and their divisor may be 0.
    y.sums[at] = {terms, terms == 0 ? 0 : magnitude / std::abs(scale), power_of_two(divisor)};
  });
}

/// dx of one map: every element gets dy / divisor from each window that covers it.
void backward(map_sums& dx, const float* dy, const pooling& p) {
  dx.clear();
  for_each_window(p, [&](std::int64_t o, std::int64_t divisor, const auto& each_input) {
    const double term = static_cast<double>(dy[o]) / static_cast<double>(divisor);
    each_input([&](std::int64_t i) {
      if (p.overwrite) {
        dx.put(i, term, power_of_two(divisor));
      } else {
        dx.add(i, term, power_of_two(divisor));
      }
    });
  });
}

/// One output, map by map, from one input of the same N and C. divided_once: the sum is divided, not its terms.
template <class Pass>
reference map_by_map(Pass pass, bool divided_once, const shape& output_shape, const tensor<float>& in, const pooling& p,
                     data_kind data, double roundoff) {
  reference r{output_shape, {}, {}};
  const std::int64_t maps = output_shape[0] * output_shape[1];
  const std::int64_t in_size = element_count(in.shape) / maps;
  map_sums out(element_count(output_shape) / maps);
  const auto elements = static_cast<std::size_t>(element_count(output_shape));
  r.value.reserve(elements);
  r.allowed.reserve(elements);
  for (std::int64_t map = 0; map < maps; ++map) {
    pass(out, in.values.data() + map * in_size, p);
    r.value.insert(r.value.end(), out.values.begin(), out.values.end());
    for (const summation& s : out.sums) {
      r.allowed.push_back(allowed_error(s, data, divided_once || s.terms == 1, roundoff));
    }
    if (p.overwrite) r.others.insert(r.others.end(), out.others.begin(), out.others.end());
  }
  return r;
}

/// y from x and dx from dy, as far as the inputs are there.
evaluation evaluate_as(const pooling& p, const fixture_case& c, data_kind data, double roundoff) {
  const shape& x_shape = shape_of_x(c);
  const std::size_t rank = x_shape.size();
  const shape y_shape = pooled_shape(x_shape, p);
  evaluation e;
  if (c.inputs.contains("x")) {
    e.outputs["y"] = map_by_map(forward, true, y_shape, input(c, "x", rank), p, data, roundoff);
  }
  if (c.inputs.contains("dy")) {
    const tensor<float>& dy = input(c, "dy", rank);
    if (dy.shape != y_shape) throw std::runtime_error("dy does not have the shape of y");
    e.outputs["dx"] = map_by_map(backward, false, x_shape, dy, p, data, roundoff);
  }
  return e;
}

/// The pooling that the case describes.
pooling pooling_of(const fixture_case& c) {
  const std::size_t rank = c.operation == "3d" ? 5 : 4;
  const shape& x_shape = shape_of_x(c);
  if (x_shape.size() != rank) throw std::runtime_error(fmt::format("x must have {} dimensions", rank));
  return pooling_of(c, spatial_size(x_shape));
}

evaluation evaluate_pooling(const fixture_case& c, double roundoff) {
  return evaluate_as(pooling_of(c), c, c.data, roundoff);
}

/// What comes of the case if its pooling is mistaken in this way; nothing if the same comes of it. The limits are those
/// of random data: what a mistake computes need not be exact where the right result is.
template <void (*mistake)(pooling&)>
std::optional<evaluation> evaluate_mistaken(const fixture_case& c, double roundoff) {
  pooling p = pooling_of(c);
  const evaluation right = evaluate_as(p, c, data_kind::random, roundoff);
  mistake(p);
  evaluation wrong = evaluate_as(p, c, data_kind::random, roundoff);
  const auto same = [&](const auto& output) { return output.second.value == right.outputs.at(output.first).value; };
  if (std::all_of(wrong.outputs.begin(), wrong.outputs.end(), same)) return std::nullopt;
  return wrong;
}

void count_the_padding(pooling& p) { p.count_include_pad = true; }
void do_not_count_the_padding(pooling& p) { p.count_include_pad = false; }
void divide_by_the_kernel(pooling& p) { p.one_divisor = true; }
void ignore_the_override(pooling& p) { p.divisor_override = 0; }
void overwrite(pooling& p) { p.overwrite = true; }

/// What is meant for H is taken for W and the reverse; in volumes, what is meant for D. The numbers of windows stay:
/// the output has the right shape.
void exchange_axes(pooling& p, std::size_t first) {
  std::swap(p.axes.at(first).kernel_size, p.axes[2].kernel_size);
  std::swap(p.axes.at(first).stride, p.axes[2].stride);
  std::swap(p.axes.at(first).padding, p.axes[2].padding);
}
void exchange_h_and_w(pooling& p) { exchange_axes(p, 1); }
void exchange_d_and_w(pooling& p) { exchange_axes(p, 0); }

/// With foreign strides a window may come to lie behind the input. What is the mean of nothing? 0/0 if its elements are
/// counted, 0 if it is divided by the size of the kernel.
template <void (*exchange)(pooling&)>
std::optional<evaluation> evaluate_exchanged(const fixture_case& c, double roundoff) {
  std::optional<evaluation> e = evaluate_mistaken<exchange>(c, roundoff);
  if (!e) return e;
  for (auto& [name, output] : e->outputs) {
    output.others.resize(output.value.size());
    for (std::size_t i = 0; i < output.value.size(); ++i) {
      if (std::isnan(output.value[i])) output.others[i] = {0};
    }
  }
  return e;
}

std::map<std::string, shape> pooling_inputs(const fixture_case& c, const std::map<std::string, shape>& given) {
  const auto x = given.find("x");
  if (x == given.end()) throw std::runtime_error("the shape of x is missing");
  return {{"x", x->second}, {"dy", pooled_shape(x->second, pooling_of(c, spatial_size(x->second)))}};
}

/// The number of windows along one dimension, which must be exact.
evaluation evaluate_output_size(const fixture_case& c, double) {
  axis a;
  a.size = parameter(c, "size");
  a.kernel_size = parameter(c, "kernel_size");
  a.stride = parameter(c, "stride");
  a.padding = parameter(c, "padding");
  evaluation e;
  e.refused = count_windows(a, parameter(c, "ceil_mode") != 0);
  if (!e.refused) e.outputs["output_size"] = {{1}, {static_cast<double>(a.windows)}, {0}};
  return e;
}

std::vector<misconception> window_misconceptions(decltype(misconception::evaluate) evaluate_axes_swapped) {
  return {
      {"overwritten", "each element were given the share of one window only (= in the place of +=)",
       evaluate_mistaken<overwrite>},
      {"padding_counted", "the padding were counted in the divisor", evaluate_mistaken<count_the_padding>},
      {"padding_not_counted", "the padding were not counted in the divisor",
       evaluate_mistaken<do_not_count_the_padding>},
      {"one_divisor", "every window were divided by the size of the kernel", evaluate_mistaken<divide_by_the_kernel>},
      {"divisor_override_ignored", "divisor_override were ignored", evaluate_mistaken<ignore_the_override>},
      {"kernel_axes_swapped", "kernel_size, stride and padding were taken in the reverse order",
       evaluate_axes_swapped}};
}

const operation_oracle global_oracle{pooling_inputs, evaluate_pooling};
const operation_oracle window_oracle{pooling_inputs, evaluate_pooling,
                                     window_misconceptions(evaluate_exchanged<exchange_h_and_w>)};
const operation_oracle volume_oracle{pooling_inputs, evaluate_pooling,
                                     window_misconceptions(evaluate_exchanged<exchange_d_and_w>)};

const oracle_registration registration({"01_avg_pool",
                                        {{"global", global_oracle},
                                         {"output_size", {no_inputs, evaluate_output_size}},
                                         {"window", window_oracle},
                                         {"3d", volume_oracle}}});

}  // namespace

}  // namespace gaplab
