// Where the bins of adaptive pooling lie along one dimension: rightly, and as mistakes have it.
//
// Definition: start_index and end_index in PyTorch's aten/src/ATen/native/AdaptivePooling.h. The same rule, for
// pyramids of pooled maps, is in K. He, X. Zhang, S. Ren, J. Sun, Spatial Pyramid Pooling in Deep Convolutional
// Networks for Visual Recognition, 2014, appendix A, https://arxiv.org/abs/1406.4729.
#pragma once

#include <cstdint>
#include <string_view>

namespace gaplab {

/// The elements begin <= i < end.
struct bin {
  std::int64_t begin = 0, end = 0;

  [[nodiscard]] std::int64_t length() const { return end - begin; }
};

/// Bin number i of the `bins` bins into which `size` elements are cut. All arguments are valid: size and bins are at
/// least 1, i is less than bins. What a mistaken rule gives may be empty. It lies between 0 and size, but for the rules
/// whose names end in _beyond: those may end behind the last element.
using bin_rule = bin (*)(std::int64_t i, std::int64_t size, std::int64_t bins);

/// floor(i * size / bins) to ceil((i + 1) * size / bins).
bin right_bin(std::int64_t i, std::int64_t size, std::int64_t bins);

/// The bins that hold an element: the same with size and bins exchanged. Bin i holds element h if i/bins to (i+1)/bins
/// and h/size to (h+1)/size have a piece in common, and that is symmetric.
bin bins_over(std::int64_t element, std::int64_t size, std::int64_t bins);

bin floor_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin floor_bin_of_one(std::int64_t i, std::int64_t size, std::int64_t bins);  ///< the same, and at least one element
bin ceil_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin end_short_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin begin_late_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin end_long_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin end_long_beyond(std::int64_t i, std::int64_t size, std::int64_t bins);
bin end_inclusive_beyond(std::int64_t i, std::int64_t size, std::int64_t bins);  ///< the right bin and one element more
bin tile(std::int64_t i, std::int64_t size, std::int64_t bins);
bin last_takes_rest_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin ceil_tile(std::int64_t i, std::int64_t size, std::int64_t bins);
bin fixed_kernel_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin kernel_of_the_rest_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin equidistant_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin rounded_bin(std::int64_t i, std::int64_t size, std::int64_t bins);
bin float_ratio_beyond(std::int64_t i, std::int64_t size, std::int64_t bins);
bin double_ratio_beyond(std::int64_t i, std::int64_t size, std::int64_t bins);

/// A mistaken rule, with the id and the text of its misconception.
struct mistaken_bins {
  std::string_view id;
  std::string_view what;
  bin_rule rule;
};

inline constexpr mistaken_bins mistaken_bin_rules[] = {
    {"floor_bins", "each bin ended where the next one begins: its end is rounded down instead of up", floor_bin},
    {"ceil_bins", "each bin began where the one before ends: its begin is rounded up instead of down", ceil_bin},
    {"end_one_short", "each bin lacked its last element", end_short_bin},
    {"begin_one_late", "each bin lacked its first element", begin_late_bin},
    {"end_one_long", "each end were rounded down plus 1, which is 1 too much where the division leaves nothing",
     end_long_bin},
    {"tiles", "bins were tiles of size / output_size elements, and what is left over in none", tile},
    {"last_takes_rest", "bins were tiles of size / output_size elements, and the last one took what is left over",
     last_takes_rest_bin},
    {"ceil_tiles", "bins were tiles of size / output_size elements, rounded up, and the last ones got what is left",
     ceil_tile},
    {"fixed_kernel",
     "bins had size / output_size elements, rounded up, and began size / output_size apart, rounded down",
     fixed_kernel_bin},
    {"kernel_of_the_rest",
     "bins were the windows of avg_pool2d with stride = size / output_size and kernel_size = size - "
     "(output_size - 1) * stride",
     kernel_of_the_rest_bin},
    {"equidistant", "bins had size / output_size elements, rounded up, and began at equidistant points, rounded",
     equidistant_bin},
    {"rounded", "begin and end of a bin were rounded to the nearest element", rounded_bin},
};

}  // namespace gaplab
