// Lab 01: what students take pooling for, as poolings with a mistake in them.
#include <algorithm>
#include <cmath>

#include "oracles/avg_pool.hpp"

namespace gaplab::avg_pool {

namespace {

using mistake = void (*)(pooling&);

/// What comes of the case if its pooling is mistaken in this way; nothing if the same comes of it. The limits are those
/// of random data: what a mistake computes need not be exact where the right result is.
template <mistake make>
std::optional<evaluation> evaluate_mistaken(const fixture_case& c, double roundoff) {
  pooling p = pooling_of(c);
  const evaluation right = evaluate_as(p, c, data_kind::random, roundoff);
  make(p);
  evaluation wrong = evaluate_as(p, c, data_kind::random, roundoff);
  const auto same = [&](const auto& output) { return output.second.value == right.outputs.at(output.first).value; };
  if (std::all_of(wrong.outputs.begin(), wrong.outputs.end(), same)) return std::nullopt;
  return wrong;
}

/// A mistake of the gradient alone: y stays right.
template <mistake make>
std::optional<evaluation> evaluate_mistaken_gradient(const fixture_case& c, double roundoff) {
  const auto dx_of = [](const evaluation& e) { return e.outputs.find("dx"); };
  evaluation right = evaluate_as(pooling_of(c), c, data_kind::random, roundoff);
  const std::optional<evaluation> wrong = evaluate_mistaken<make>(c, roundoff);
  if (!wrong || dx_of(*wrong) == wrong->outputs.end()) return std::nullopt;
  if (dx_of(*wrong)->second.value == dx_of(right)->second.value) return std::nullopt;
  right.outputs.at("dx") = dx_of(*wrong)->second;
  return right;
}

template <divisor_rule rule>
void divide_by(pooling& p) {
  p.divided_by = rule;
}
template <combination how>
void combine(pooling& p) {
  p.combined = how;
}
template <cover which>
void let_cover(pooling& p) {
  p.covered = which;
}
template <reset when>
void let_run(pooling& p) {
  p.reset_at = when;
}
void count_the_padding(pooling& p) { p.count_include_pad = true; }
void do_not_count_the_padding(pooling& p) { p.count_include_pad = false; }
void ignore_the_override(pooling& p) { p.divisor_override = 0; }
void overwrite(pooling& p) { p.overwrite = true; }
void average(pooling& p) { p.average = true; }

/// What is meant for H is taken for W and the reverse; in volumes, what is meant for D. The numbers of windows stay:
/// the output has the right shape.
template <std::size_t first>
void exchange_with_w(pooling& p) {
  std::swap(p.axes.at(first).kernel_size, p.axes[2].kernel_size);
  std::swap(p.axes.at(first).stride, p.axes[2].stride);
  std::swap(p.axes.at(first).padding, p.axes[2].padding);
}

/// With foreign strides a window may come to lie behind the input. What is the mean of nothing? 0/0 if its elements are
/// counted, 0 if it is divided by the size of the kernel.
template <mistake exchange>
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

std::vector<misconception> common_misconceptions() {
  return {
      {"overwritten", "each element were given the share of one window only (= in the place of +=)",
       evaluate_mistaken<overwrite>},
      {"shares_averaged", "the shares of an element were averaged over the windows that cover it, not summed",
       evaluate_mistaken<average>},
      {"padding_counted", "the padding were counted in the divisor", evaluate_mistaken<count_the_padding>},
      {"padding_not_counted", "the padding were not counted in the divisor",
       evaluate_mistaken<do_not_count_the_padding>},
      {"one_divisor", "every window were divided by the size of the kernel",
       evaluate_mistaken<divide_by<divisor_rule::kernel>>},
      {"one_divisor", "every window were divided by the size of the kernel, even where divisor_override says otherwise",
       evaluate_mistaken<divide_by<divisor_rule::kernel_always>>, "always"},
      {"beyond_padding",
       "the divisor counted what lies behind the padding, too, into which ceil_mode lets a window reach",
       evaluate_mistaken<divide_by<divisor_rule::kernel_with_padding>>},
      {"divisor_override_ignored", "divisor_override were ignored", evaluate_mistaken<ignore_the_override>},
      {"not_divided", "nothing were divided: the sum of each window, or its gradient",
       evaluate_mistaken<divide_by<divisor_rule::one>>},
      {"multiplied", "the divisor were a factor", evaluate_mistaken<divide_by<divisor_rule::inverse>>},
      {"divided_by_map", "every window were divided by the size of the whole map",
       evaluate_mistaken<divide_by<divisor_rule::map>>},
      {"divisor_lacks", "the divisor lacked what a window counts along H",
       evaluate_mistaken<divide_by<divisor_rule::without_h>>, "H"},
      {"divisor_lacks", "the divisor lacked what a window counts along W",
       evaluate_mistaken<divide_by<divisor_rule::without_w>>, "W"},
      {"window_off_by_one", "every window were one element longer along each dimension (<= in the place of <)",
       evaluate_mistaken<let_cover<cover::one_more>>, "longer"},
      {"window_off_by_one", "every window were one element shorter along each dimension",
       evaluate_mistaken<let_cover<cover::one_less>>, "shorter"},
      {"window_not_cut", "windows were not cut where the input begins: what lies before it in memory counts",
       evaluate_mistaken<let_cover<cover::not_cut_start>>, "at the beginning"},
      {"window_not_cut", "windows were not cut where the input ends: what lies behind it in memory counts",
       evaluate_mistaken<let_cover<cover::not_cut_end>>, "at the end"},
      {"window_not_cut", "windows were not cut to the input: what lies around it in memory counts",
       evaluate_mistaken<let_cover<cover::not_cut>>, "at both ends"},
      {"only_the_first", "of each window only the first column counted",
       evaluate_mistaken<let_cover<cover::first_column>>, "column"},
      {"only_the_first", "of each window only the first element counted",
       evaluate_mistaken<combine<combination::first_element>>, "element"},
      {"only_the_last", "of each window only the last element counted (= in the place of +=)",
       evaluate_mistaken<combine<combination::last_element>>, "element"},
      {"wrong_reduction", "the maximum of each window were taken, not the mean",
       evaluate_mistaken<combine<combination::maximum>>, "maximum"},
      {"wrong_reduction", "the minimum of each window were taken, not the mean",
       evaluate_mistaken<combine<combination::minimum>>, "minimum"},
      {"truncated", "the sum were kept in an int, which loses the fraction of every addition",
       evaluate_mistaken<combine<combination::sum_in_int>>, "the sum"},
      {"not_reset", "the sum ran on from window to window within a row", evaluate_mistaken<let_run<reset::each_row>>,
       "row"},
      {"not_reset", "the sum ran on from window to window within a map", evaluate_mistaken<let_run<reset::each_map>>,
       "map"},
      {"not_reset", "the sum ran on from window to window, never set back to 0",
       evaluate_mistaken<let_run<reset::never>>, "never"},
      {"one_window_each", "each element were given the share of the last window over it alone",
       evaluate_mistaken<let_cover<cover::one_stride>>},
      {"windows_of_element", "the first window over an element were one too early: one that ends before it",
       evaluate_mistaken_gradient<let_cover<cover::from_one_too_early>>, "first too early"},
      {"windows_of_element", "the first window over an element were left out",
       evaluate_mistaken_gradient<let_cover<cover::from_one_too_late>>, "first too late"},
      {"windows_of_element", "the last window over an element were left out",
       evaluate_mistaken_gradient<let_cover<cover::to_one_too_early>>, "last too early"},
      {"windows_of_element", "the last window over an element were one too late: one that begins behind it",
       evaluate_mistaken_gradient<let_cover<cover::to_one_too_late>>, "last too late"},
  };
}

// ------------------------------------------------------------------------------------------------- output_size

axis axis_of(const fixture_case& c) {
  axis a;
  a.size = parameter(c, "size");
  a.kernel_size = parameter(c, "kernel_size");
  a.stride = parameter(c, "stride");
  a.padding = parameter(c, "padding");
  return a;
}

bool rounds_up(const fixture_case& c) { return parameter(c, "ceil_mode") != 0; }

evaluation with_size(std::int64_t windows) {
  evaluation e;
  e.outputs["output_size"] = {{1}, {static_cast<double>(windows)}, {0}};
  return e;
}

evaluation refusal(const std::string& why) {
  evaluation e;
  e.refused = why;
  return e;
}

/// How far the first window can be moved, in elements; none where the arguments make no sense.
std::optional<std::int64_t> way_of(const axis& a, bool ceil_mode) {
  axis sensible = a;
  sensible.size = a.kernel_size;  // always large enough
  if (count_windows(sensible, false)) return std::nullopt;
  return a.size + 2 * a.padding - a.kernel_size + (ceil_mode ? a.stride - 1 : 0);
}

std::optional<evaluation> padding_on_one_side(const fixture_case& c, double) {
  const axis a = axis_of(c);
  const auto way = way_of(a, rounds_up(c));
  if (!way) return std::nullopt;
  if (*way - a.padding < 0) return refusal("output size is too small");
  std::int64_t windows = (*way - a.padding) / a.stride + 1;
  if (rounds_up(c) && (windows - 1) * a.stride >= a.size + a.padding) --windows;
  return with_size(windows);
}

/// (size + 2*padding) / stride, as if windows of one element were counted.
std::optional<evaluation> kernel_forgotten(const fixture_case& c, double) {
  const axis a = axis_of(c);
  const auto way = way_of(a, rounds_up(c));
  if (!way || *way < 0) return std::nullopt;
  return with_size((*way + a.kernel_size) / a.stride);
}

/// The window that ceil_mode adds is judged by another rule; begins_late says where it begins too late.
template <bool (*begins_late)(const axis&, std::int64_t begin)>
std::optional<evaluation> other_correction(const fixture_case& c, double) {
  const axis a = axis_of(c);
  const auto way = way_of(a, rounds_up(c));
  if (!way || *way < 0) return std::nullopt;
  std::int64_t windows = *way / a.stride + 1;
  if (rounds_up(c) && begins_late(a, (windows - 1) * a.stride)) --windows;
  return with_size(windows);
}

bool never_late(const axis&, std::int64_t) { return false; }
bool late_by_one(const axis& a, std::int64_t begin) { return begin > a.size + a.padding; }
bool late_without_padding(const axis& a, std::int64_t begin) { return begin >= a.size; }

/// C++ rounds -1 / 2 to 0.
std::optional<evaluation> rounded_toward_zero(const fixture_case& c, double) {
  const axis a = axis_of(c);
  const auto way = way_of(a, rounds_up(c));
  if (!way) return std::nullopt;
  std::int64_t windows = *way / a.stride + 1;
  if (rounds_up(c) && (windows - 1) * a.stride >= a.size + a.padding) --windows;
  return windows < 1 ? refusal("output size is too small") : with_size(windows);
}

}  // namespace

std::vector<misconception> window_misconceptions() {
  std::vector<misconception> all = common_misconceptions();
  all.push_back({"only_the_first", "of each window only the first row counted",
                 evaluate_mistaken<let_cover<cover::first_slice>>, "row"});
  all.push_back({"kernel_axes_swapped", "kernel_size, stride and padding were taken in the reverse order",
                 evaluate_exchanged<exchange_with_w<1>>});
  return all;
}

std::vector<misconception> volume_misconceptions() {
  std::vector<misconception> all = common_misconceptions();
  all.push_back({"divisor_lacks", "the divisor lacked what a window counts along D",
                 evaluate_mistaken<divide_by<divisor_rule::without_d>>, "D"});
  all.push_back({"only_the_first", "of each window only the first slice counted",
                 evaluate_mistaken<let_cover<cover::first_slice>>, "slice"});
  all.push_back({"kernel_axes_swapped", "kernel_size, stride and padding were taken in the reverse order",
                 evaluate_exchanged<exchange_with_w<0>>});
  return all;
}

std::vector<misconception> output_size_misconceptions() {
  return {
      {"padding_on_one_side", "the padding were there on one side only", padding_on_one_side},
      {"kernel_forgotten", "kernel_size were not subtracted, and no 1 added", kernel_forgotten},
      {"window_in_padding", "ceil_mode kept the window that would start in the right padding",
       other_correction<never_late>},
      {"window_in_padding", "ceil_mode kept a window that starts right at the end (> in the place of >=)",
       other_correction<late_by_one>, "at the end"},
      {"window_in_padding", "a window were taken away that starts behind the input less its padding",
       other_correction<late_without_padding>, "padding forgotten"},
      {"rounded_toward_zero", "a negative number were divided by rounding toward zero, where the formula rounds down",
       rounded_toward_zero},
  };
}

}  // namespace gaplab::avg_pool
