// Average pooling in double, right and wrong. Two dimensions are three with a depth of 1, and global pooling is a
// window as large as the map: one loop serves all.
#pragma once

#include <array>
#include <vector>

#include "oracles/oracle.hpp"

namespace gaplab::avg_pool {

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

/// What a sum is divided by.
enum class divisor_rule {
  right,                ///< divisor_override, or what count_include_pad says
  kernel,               ///< the size of the kernel, unless divisor_override says otherwise
  kernel_always,        ///< the size of the kernel
  kernel_with_padding,  ///< the size of the kernel where padding counts: also what lies behind the padding
  one,                  ///< nothing
  inverse,              ///< multiplied by what it should be divided by
  map,                  ///< the size of the map
  without_d,            ///< what is counted along H and W
  without_h,
  without_w
};

/// What is made of a window's elements, forward; backward `first_element` alone differs from `sum`.
enum class combination { sum, sum_in_int, maximum, minimum, first_element, last_element };

/// How far a running sum runs, forward.
enum class reset { each_window, each_row, each_map, never };

/// Which elements a window covers.
enum class cover {
  right,
  one_more,       ///< one element more along each dimension, as far as the input reaches
  one_less,       ///< one element less along each dimension
  first_slice,    ///< the first along D, in two dimensions along H
  first_column,   ///< the first along W
  not_cut_start,  ///< forward: what lies before the input in memory, too
  not_cut_end,    ///< forward: what lies behind the input in memory, too
  not_cut,        ///< forward: both
  one_stride,     ///< backward: no more than a stride, so of several windows over an element the last one
  // Backward, where each element looks for the windows over it, and the range of windows is mistaken by one:
  from_one_too_early,
  from_one_too_late,
  to_one_too_early,
  to_one_too_late
};

/// The operation, and in which way it is mistaken.
struct pooling {
  std::array<axis, 3> axes;  ///< D, H, W
  bool volume = false;       ///< D is a dimension of the input
  bool count_include_pad = true;
  std::int64_t divisor_override = 0;

  divisor_rule divided_by = divisor_rule::right;
  avg_pool::combination combined = combination::sum;
  avg_pool::reset reset_at = reset::each_window;
  avg_pool::cover covered = cover::right;
  bool overwrite = false;  ///< of several shares of the gradient, one is kept instead of the sum
  bool average = false;    ///< they are averaged
};

/// The pooling that the case describes. Throws std::runtime_error if PyTorch refuses it.
pooling pooling_of(const fixture_case& c);

/// The same with the numbers of windows that y or dy has, whatever the parameters say, and nothing refused.
pooling pooling_as_shaped(const fixture_case& c);

/// Why PyTorch refuses these arguments, or nothing, and then the axis gets its number of windows.
std::optional<std::string> count_windows(axis& a, bool ceil_mode);

/// y from x and dx from dy, as far as the inputs are there. An element of which nothing is known, as it comes from
/// memory beyond the tensor, is NaN.
evaluation evaluate_as(const pooling& p, const fixture_case& c, data_kind data, double roundoff);

/// What students take pooling for.
std::vector<misconception> window_misconceptions();
std::vector<misconception> volume_misconceptions();
std::vector<misconception> output_size_misconceptions();

}  // namespace gaplab::avg_pool
