#include "oracles/adaptive_bins.hpp"

#include <algorithm>
#include <cmath>

namespace gaplab {

namespace {

std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// a / b to the nearest integer, halves upward.
std::int64_t round_divide(std::int64_t a, std::int64_t b) { return (2 * a + b) / (2 * b); }

/// A bin of that length, as far as there are elements.
bin cut(std::int64_t begin, std::int64_t length, std::int64_t size) {
  return {std::min(begin, size), std::min(begin + length, size)};
}

/// size / bins is rounded to the precision of Real before it is multiplied.
template <class Real>
bin by_ratio(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const Real ratio = static_cast<Real>(size) / static_cast<Real>(bins);
  return {static_cast<std::int64_t>(std::floor(static_cast<Real>(i) * ratio)),
          static_cast<std::int64_t>(std::ceil(static_cast<Real>(i + 1) * ratio))};
}

}  // namespace

bin right_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return {i * size / bins, ceil_divide((i + 1) * size, bins)};
}

bin bins_over(std::int64_t element, std::int64_t size, std::int64_t bins) {
  return {element * bins / size, ceil_divide((element + 1) * bins, size)};
}

bin floor_bin(std::int64_t i, std::int64_t size, std::int64_t bins) { return {i * size / bins, (i + 1) * size / bins}; }

bin floor_bin_of_one(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const bin b = floor_bin(i, size, bins);
  return {b.begin, std::max(b.end, b.begin + 1)};
}

bin ceil_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return {ceil_divide(i * size, bins), ceil_divide((i + 1) * size, bins)};
}

bin end_short_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const bin b = right_bin(i, size, bins);
  return {b.begin, b.end - 1};
}

bin begin_late_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const bin b = right_bin(i, size, bins);
  return {b.begin + 1, b.end};
}

bin end_long_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const bin b = end_long_beyond(i, size, bins);
  return {b.begin, std::min(b.end, size)};
}

bin end_long_beyond(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return {i * size / bins, (i + 1) * size / bins + 1};
}

bin end_inclusive_beyond(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const bin b = right_bin(i, size, bins);
  return {b.begin, b.end + 1};
}

bin tile(std::int64_t i, std::int64_t size, std::int64_t bins) { return cut(i * (size / bins), size / bins, size); }

bin last_takes_rest_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const bin b = tile(i, size, bins);
  return {b.begin, i + 1 == bins ? size : b.end};
}

bin ceil_tile(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const std::int64_t length = ceil_divide(size, bins);
  return cut(i * length, length, size);
}

// SPP-net, section 2.3.
bin fixed_kernel_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return cut(i * (size / bins), ceil_divide(size, bins), size);
}

// https://stackoverflow.com/questions/53841509.
bin kernel_of_the_rest_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const std::int64_t stride = size / bins;
  return cut(i * stride, size - (bins - 1) * stride, size);
}

// The first answer to https://discuss.pytorch.org/t/what-is-adaptiveavgpool2d/26897.
bin equidistant_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  const std::int64_t length = ceil_divide(size, bins);
  return cut(bins == 1 ? 0 : round_divide(i * (size - length), bins - 1), length, size);
}

bin rounded_bin(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return {round_divide(i * size, bins), round_divide((i + 1) * size, bins)};
}

bin float_ratio_beyond(std::int64_t i, std::int64_t size, std::int64_t bins) { return by_ratio<float>(i, size, bins); }

bin double_ratio_beyond(std::int64_t i, std::int64_t size, std::int64_t bins) {
  return by_ratio<double>(i, size, bins);
}

}  // namespace gaplab
