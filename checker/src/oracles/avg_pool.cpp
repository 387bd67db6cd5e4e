// Lab 01.
//
// Definitions: PyTorch, aten/src/ATen/native/Pool.h (pooling_output_shape, pool2d_shape_check) and
// aten/src/ATen/native/cpu/AvgPoolKernel.cpp (the divisor).
#include "oracles/avg_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "oracles/tolerance.hpp"

namespace gaplab::avg_pool {

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

}  // namespace

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

namespace {

std::size_t dimensions_of(const fixture_case& c) { return c.operation == "3d" ? 3 : 2; }

std::array<std::int64_t, 3> spatial_size(const shape& s) {
  if (s.size() == 5) return {s[2], s[3], s[4]};
  if (s.size() == 4) return {1, s[2], s[3]};
  throw std::runtime_error("x must have 4 or 5 dimensions");
}

const shape& checked_shape_of_x(const fixture_case& c) {
  const shape& x = shape_of_x(c);
  if (x.size() != dimensions_of(c) + 2) {
    throw std::runtime_error(fmt::format("x must have {} dimensions", dimensions_of(c) + 2));
  }
  return x;
}

/// Parameters and sizes; the windows are not counted yet.
pooling with_parameters(const fixture_case& c, const std::array<std::int64_t, 3>& size) {
  pooling p;
  p.volume = c.operation == "3d";
  for (std::size_t i = 0; i < 3; ++i) p.axes.at(i).size = size.at(i);
  if (c.operation == "global") {
    for (axis& a : p.axes) a.kernel_size = a.size;
    return p;
  }
  const std::size_t given = dimensions_of(c);
  for (std::size_t i = 0; i < given; ++i) {
    axis& a = p.axes.at(3 - given + i);
    a.kernel_size = parameter(c, "kernel_size", i);
    a.stride = parameter(c, "stride", i);
    a.padding = parameter(c, "padding", i);
  }
  p.count_include_pad = parameter(c, "count_include_pad") != 0;
  p.divisor_override = parameter(c, "divisor_override");
  return p;
}

/// The pooling that the case's parameters describe on maps of the given size (D, H, W).
pooling checked_pooling(const fixture_case& c, const std::array<std::int64_t, 3>& size) {
  pooling p = with_parameters(c, size);
  if (c.operation == "global") return p;
  for (std::size_t i = 3 - dimensions_of(c); i < 3; ++i) {
    axis& a = p.axes.at(i);
    if (const auto why = count_windows(a, parameter(c, "ceil_mode") != 0)) throw std::runtime_error(*why);
    // F.avg_pool3d alone compares with the size before padding (pool3d_shape_check in Pool.h).
    if (dimensions_of(c) == 3 && a.kernel_size > a.size) {
      throw std::runtime_error("the kernel is larger than the input");
    }
  }
  return p;
}

}  // namespace

pooling pooling_of(const fixture_case& c) { return checked_pooling(c, spatial_size(checked_shape_of_x(c))); }

pooling pooling_as_shaped(const fixture_case& c) {
  pooling p = with_parameters(c, spatial_size(checked_shape_of_x(c)));
  const auto dy = c.inputs.find("dy");
  const auto y = c.expected.find("y");
  if (dy == c.inputs.end() && y == c.expected.end()) throw std::runtime_error("the case has neither dy nor y");
  const std::array<std::int64_t, 3> windows = spatial_size(dy != c.inputs.end() ? dy->second.shape : y->second.shape);
  for (std::size_t i = 0; i < 3; ++i) p.axes.at(i).windows = windows.at(i);
  return p;
}

namespace {

/// The output's shape for the input's.
shape pooled_shape(const shape& x, const pooling& p) {
  shape y = x;
  for (std::size_t i = 2; i < y.size(); ++i) y[i] = p.axes.at(3 - y.size() + i).windows;
  return y;
}

struct range {
  std::int64_t begin, end;
};

/// Which elements window o covers along an axis. They may lie outside of the input only if it is not cut.
range covered_by(const axis& a, std::int64_t o, cover c, bool first_axis, bool last_axis) {
  range r{a.first(o), a.last(o)};
  switch (c) {
    case cover::right: break;
    case cover::one_more: r.end = std::min(a.begin(o) + a.kernel_size + 1, a.size); break;
    case cover::one_less: r.end = std::min(r.end, a.begin(o) + a.kernel_size - 1); break;
    case cover::first_slice:
      if (first_axis) r.end = std::min(r.end, r.begin + 1);
      break;
    case cover::first_column:
      if (last_axis) r.end = std::min(r.end, r.begin + 1);
      break;
    case cover::not_cut_start: r.begin = a.begin(o); break;
    case cover::not_cut_end: r.end = a.begin(o) + a.kernel_size; break;
    case cover::not_cut: r = {a.begin(o), a.begin(o) + a.kernel_size}; break;
    case cover::one_stride: r.end = std::min(r.end, a.begin(o) + a.stride); break;
    // Element i is in windows floor((i + padding - kernel_size)/stride) + 1 to floor((i + padding)/stride): one window
    // more or less there is a stride of elements more or less here.
    case cover::from_one_too_early: r.end = std::min(a.begin(o) + a.kernel_size + a.stride, a.size); break;
    case cover::from_one_too_late: r.end = std::min(r.end, a.begin(o) + a.kernel_size - a.stride); break;
    case cover::to_one_too_early: r.begin = std::max(r.begin, a.begin(o) + a.stride); break;
    case cover::to_one_too_late: r.begin = std::max<std::int64_t>(a.begin(o) - a.stride, 0); break;
  }
  return r;
}

std::int64_t right_divisor(const pooling& p, const std::array<std::int64_t, 3>& counted) {
  return p.divisor_override != 0 ? p.divisor_override : counted[0] * counted[1] * counted[2];
}

double divisor_of(const pooling& p, const std::array<std::int64_t, 3>& counted) {
  const auto size_of_kernel =
      static_cast<double>(p.axes[0].kernel_size * p.axes[1].kernel_size * p.axes[2].kernel_size);
  const auto overridden = [&](std::int64_t d) {
    return static_cast<double>(p.divisor_override != 0 ? p.divisor_override : d);
  };
  switch (p.divided_by) {
    case divisor_rule::kernel: return p.divisor_override != 0 ? overridden(0) : size_of_kernel;
    case divisor_rule::kernel_always: return size_of_kernel;
    case divisor_rule::one: return 1;
    case divisor_rule::inverse: return 1 / static_cast<double>(right_divisor(p, counted));
    case divisor_rule::map: return static_cast<double>(p.axes[0].size * p.axes[1].size * p.axes[2].size);
    case divisor_rule::without_d: return overridden(counted[1] * counted[2]);
    case divisor_rule::without_h: return overridden(counted[0] * counted[2]);
    case divisor_rule::without_w: return overridden(counted[0] * counted[1]);
    case divisor_rule::kernel_with_padding:
      return p.count_include_pad ? overridden(static_cast<std::int64_t>(size_of_kernel))
                                 : static_cast<double>(right_divisor(p, counted));
    case divisor_rule::right: break;
  }
  return static_cast<double>(right_divisor(p, counted));
}

bool dyadic(double divisor) {
  return divisor == std::floor(divisor) && power_of_two(static_cast<std::int64_t>(divisor));
}

/// Calls visit(output position in the map, divisor, calls its argument for each input position) for each window of a
/// map.
template <class Visit>
void for_each_window(const pooling& p, Visit visit) {
  const axis& d = p.axes[0];
  const axis& h = p.axes[1];
  const axis& w = p.axes[2];
  const auto counted = [&](const axis& a, std::int64_t o) {
    return p.count_include_pad ? a.padded_end(o) - a.begin(o) : a.last(o) - a.first(o);
  };
  std::int64_t o = 0;
  for (std::int64_t od = 0; od < d.windows; ++od) {
    for (std::int64_t oh = 0; oh < h.windows; ++oh) {
      for (std::int64_t ow = 0; ow < w.windows; ++ow, ++o) {
        const range slices = covered_by(d, od, p.covered, p.volume, false);
        const range rows = covered_by(h, oh, p.covered, !p.volume, false);
        const range columns = covered_by(w, ow, p.covered, false, true);
        const auto each_input = [&](auto&& at) {
          for (std::int64_t i = slices.begin; i < slices.end; ++i) {
            for (std::int64_t j = rows.begin; j < rows.end; ++j) {
              for (std::int64_t k = columns.begin; k < columns.end; ++k) at((i * h.size + j) * w.size + k);
            }
          }
        };
        visit(o, divisor_of(p, {counted(d, od), counted(h, oh), counted(w, ow)}), each_input);
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

  /// The mean of the terms of each element in the place of their sum.
  void average() {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (sums[i].terms > 0) values[i] /= static_cast<double>(sums[i].terms);
    }
  }

  std::vector<double> values;
  std::vector<summation> sums;
  std::vector<std::vector<double>> others;  ///< what was replaced
};

/// What a window has come to, element by element.
struct running_sum {
  double value = 0;
  double magnitude = 0;
  std::int64_t terms = 0;
  bool begun = false;

  void add(double x, combination how) {
    const bool fresh = !begun;
    begun = true;
    ++terms;
    magnitude += std::abs(x);
    switch (how) {
      case combination::sum: value += x; break;
      case combination::sum_in_int: value = std::trunc(value + x); break;
      case combination::maximum: value = fresh ? x : std::max(value, x); break;
      case combination::minimum: value = fresh ? x : std::min(value, x); break;
      case combination::first_element: value = fresh ? x : value; break;
      case combination::last_element: value = x; break;
    }
  }
};

bool is_not_cut(cover c) { return c == cover::not_cut_start || c == cover::not_cut_end || c == cover::not_cut; }

bool is_divided(combination how) { return how != combination::maximum && how != combination::minimum; }

/// y of one map, which begins `first` elements behind x's first: the sum over each window, divided once.
void forward(map_sums& y, const std::vector<float>& x, std::int64_t first, running_sum& sum, const pooling& p) {
  const auto row = p.axes[2].windows;
  for_each_window(p, [&](std::int64_t o, double divisor, const auto& each_input) {
    const bool fresh = p.reset_at == reset::each_window || (p.reset_at == reset::each_row && o % row == 0) ||
                       (p.reset_at == reset::each_map && o == 0);
    if (fresh) sum = {};
    each_input([&](std::int64_t i) {
      const std::int64_t at = first + i;
      const bool known = at >= 0 && at < static_cast<std::int64_t>(x.size());
      sum.add(known ? x[static_cast<std::size_t>(at)] : std::numeric_limits<double>::quiet_NaN(), p.combined);
    });
    const auto at = static_cast<std::size_t>(o);
    const double scale = is_divided(p.combined) ? divisor : 1;
    y.values[at] = sum.value / scale;
    // Only a misconception has empty windows, and their divisor may be 0.
    y.sums[at] = {sum.terms, sum.terms == 0 ? 0 : sum.magnitude / std::abs(scale), dyadic(divisor)};
  });
}

/// dx of one map: every element gets dy / divisor from each window that covers it.
void backward(map_sums& dx, const std::vector<float>& dy, std::int64_t first, const pooling& p) {
  dx.clear();
  for_each_window(p, [&](std::int64_t o, double divisor, const auto& each_input) {
    const double term = static_cast<double>(dy[static_cast<std::size_t>(first + o)]) / divisor;
    bool done = false;
    each_input([&](std::int64_t i) {
      if (done) return;
      done = p.combined == combination::first_element;
      if (p.overwrite) {
        dx.put(i, term, dyadic(divisor));
      } else {
        dx.add(i, term, dyadic(divisor));
      }
    });
  });
  if (p.average) dx.average();
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
    pass(out, in.values, map * in_size);
    r.value.insert(r.value.end(), out.values.begin(), out.values.end());
    for (const summation& s : out.sums) {
      r.allowed.push_back(allowed_error(s, data, divided_once || s.terms == 1, roundoff));
    }
    if (p.overwrite) r.others.insert(r.others.end(), out.others.begin(), out.others.end());
  }
  return r;
}

}  // namespace

evaluation evaluate_as(const pooling& p, const fixture_case& c, data_kind data, double roundoff) {
  const shape& x_shape = shape_of_x(c);
  const std::size_t rank = x_shape.size();
  const shape y_shape = pooled_shape(x_shape, p);
  evaluation e;
  if (c.inputs.contains("x")) {
    running_sum sum;
    pooling forwards = p;
    if (p.covered == cover::one_stride) forwards.covered = cover::right;
    const auto pass = [&](map_sums& y, const std::vector<float>& x, std::int64_t first) {
      forward(y, x, first, sum, forwards);
    };
    // The sums of exact data are exact, but whoever divides each term rounds all of them: docs/tolerance.md.
    e.outputs["y"] = map_by_map(pass, true, y_shape, input(c, "x", rank), p, data_kind::random, roundoff);
  }
  if (c.inputs.contains("dy")) {
    const tensor<float>& dy = input(c, "dy", rank);
    if (dy.shape != y_shape) throw std::runtime_error("dy does not have the shape of y");
    pooling backwards = p;
    if (is_not_cut(p.covered)) backwards.covered = cover::right;
    const auto pass = [&](map_sums& dx, const std::vector<float>& values, std::int64_t first) {
      backward(dx, values, first, backwards);
    };
    e.outputs["dx"] = map_by_map(pass, false, x_shape, dy, p, data, roundoff);
  }
  return e;
}

namespace {

evaluation evaluate_pooling(const fixture_case& c, double roundoff) {
  return evaluate_as(pooling_of(c), c, c.data, roundoff);
}

/// A window may come to lie behind the input. What is the mean of nothing? 0/0 if its elements are counted, 0 if it is
/// divided by the size of the kernel.
evaluation evaluate_as_shaped(const fixture_case& c, double roundoff) {
  evaluation e = evaluate_as(pooling_as_shaped(c), c, data_kind::random, roundoff);
  for (auto& [name, output] : e.outputs) {
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
  return {{"x", x->second}, {"dy", pooled_shape(x->second, checked_pooling(c, spatial_size(x->second)))}};
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

const oracle_registration registration(
    {"01_avg_pool",
     {{"global", {pooling_inputs, evaluate_pooling}},
      {"output_size", {no_inputs, evaluate_output_size, output_size_misconceptions()}},
      {"window", {pooling_inputs, evaluate_pooling, window_misconceptions(), evaluate_as_shaped}},
      {"3d", {pooling_inputs, evaluate_pooling, volume_misconceptions(), evaluate_as_shaped}}}});

}  // namespace

}  // namespace gaplab::avg_pool
