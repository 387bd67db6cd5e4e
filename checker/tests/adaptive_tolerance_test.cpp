// Lab 03's limits let every honest way to average bins pass, by a wide margin, and no lost element.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adaptive_cases.hpp"
#include "judge/compare.hpp"
#include "oracles/adaptive_bins.hpp"

namespace {

using gaplab::bin;
using gaplab::fixture_case;
using gaplab::shape;
using gaplab::tensor;
using gaplab::test::evaluate;
using gaplab::test::stored_fixture;

/// A bin of a map: its elements, by offset.
struct area {
  std::vector<std::size_t> elements;
  std::size_t rows = 0, columns = 0;
};

std::vector<area> areas_of(const shape& x, const shape& y) {
  std::vector<area> areas;
  for (std::int64_t oh = 0; oh < y[2]; ++oh) {
    const bin rows = gaplab::right_bin(oh, x[2], y[2]);
    for (std::int64_t ow = 0; ow < y[3]; ++ow) {
      const bin columns = gaplab::right_bin(ow, x[3], y[3]);
      area a{{}, static_cast<std::size_t>(rows.length()), static_cast<std::size_t>(columns.length())};
      for (std::int64_t h = rows.begin; h < rows.end; ++h) {
        for (std::int64_t w = columns.begin; w < columns.end; ++w) {
          a.elements.push_back(static_cast<std::size_t>(h * x[3] + w));
        }
      }
      areas.push_back(std::move(a));
    }
  }
  return areas;
}

/// One map of the output from one of the input.
using map_function = std::function<void(float* out, const float* in, std::vector<area> areas)>;

gaplab::comparison judge(const fixture_case& c, const std::string& in, const std::string& out,
                         const map_function& function) {
  const tensor<float>& from = c.inputs.at(in);
  const tensor<double>& expected = c.expected.at(out);
  const std::vector<area> areas = areas_of(c.inputs.at("x").shape, c.inputs.at("dy").shape);
  tensor<float> got{expected.shape, std::vector<float>(expected.values.size(), 0.0F)};
  const std::int64_t maps = expected.shape[0] * expected.shape[1];
  for (std::int64_t map = 0; map < maps; ++map) {
    function(got.values.data() + map * (gaplab::element_count(expected.shape) / maps),
             from.values.data() + map * (gaplab::element_count(from.shape) / maps), areas);
  }
  return gaplab::compare(out, "nchw", got.values.data(), expected, evaluate(c).outputs.at(out).allowed);
}

map_function mean_of_each(float (*mean)(const float* x, const area& a)) {
  return [mean](float* y, const float* x, const std::vector<area>& areas) {
    for (const area& a : areas) *y++ = mean(x, a);
  };
}

float sum_of(const float* x, const area& a) {
  float sum = 0;
  for (const std::size_t i : a.elements) sum += x[i];
  return sum;
}

float naive_mean(const float* x, const area& a) { return sum_of(x, a) / static_cast<float>(a.elements.size()); }

float reversed_mean(const float* x, const area& a) {
  float sum = 0;
  for (std::size_t k = a.elements.size(); k-- > 0;) sum += x[a.elements[k]];
  return sum / static_cast<float>(a.elements.size());
}

float double_mean(const float* x, const area& a) {
  double sum = 0;
  for (const std::size_t i : a.elements) sum += x[i];
  return static_cast<float>(sum / static_cast<double>(a.elements.size()));
}

float mean_by_reciprocal(const float* x, const area& a) {
  return sum_of(x, a) * (1 / static_cast<float>(a.elements.size()));
}

/// As PyTorch's kernels have it.
float divided_twice(const float* x, const area& a) {
  return sum_of(x, a) / static_cast<float>(a.rows) / static_cast<float>(a.columns);
}

/// As the lanes of a warp form it.
float warp_mean(const float* x, const area& a) {
  std::vector<float> lanes(32, 0.0F);
  for (std::size_t k = 0; k < a.elements.size(); ++k) lanes[k % 32] += x[a.elements[k]];
  for (std::size_t half = 16; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0] / static_cast<float>(a.elements.size());
}

float row_sums_mean(const float* x, const area& a) {
  float sum = 0;
  for (std::size_t row = 0; row < a.rows; ++row) {
    float of_row = 0;
    for (std::size_t k = 0; k < a.columns; ++k) of_row += x[a.elements[row * a.columns + k]];
    sum += of_row;
  }
  return sum / static_cast<float>(a.elements.size());
}

float row_means_mean(const float* x, const area& a) {
  float sum = 0;
  for (std::size_t row = 0; row < a.rows; ++row) {
    float of_row = 0;
    for (std::size_t k = 0; k < a.columns; ++k) of_row += x[a.elements[row * a.columns + k]];
    sum += of_row / static_cast<float>(a.columns);
  }
  return sum / static_cast<float>(a.rows);
}

float term_by_term(const float* x, const area& a) {
  float sum = 0;
  for (const std::size_t i : a.elements) sum += x[i] / static_cast<float>(a.elements.size());
  return sum;
}

float running_mean(const float* x, const area& a) {
  float mean = 0;
  float count = 0;
  for (const std::size_t i : a.elements) mean += (x[i] - mean) / ++count;
  return mean;
}

template <std::size_t (*lost)(std::size_t n)>
float mean_without(const float* x, const area& a) {
  double sum = 0;
  for (std::size_t k = 0; k < a.elements.size(); ++k) sum += k == lost(a.elements.size()) ? 0 : x[a.elements[k]];
  return static_cast<float>(sum / static_cast<double>(a.elements.size()));
}

std::size_t first(std::size_t) { return 0; }
std::size_t middle(std::size_t n) { return n / 2; }
std::size_t last(std::size_t n) { return n - 1; }

void scatter(float* dx, const float* dy, const std::vector<area>& areas) {
  for (const area& a : areas) {
    const float share = *dy++ / static_cast<float>(a.elements.size());
    for (const std::size_t i : a.elements) dx[i] += share;
  }
}

void scatter_backwards(float* dx, const float* dy, const std::vector<area>& areas) {
  for (std::size_t o = areas.size(); o-- > 0;) {
    for (const std::size_t i : areas[o].elements) dx[i] += dy[o] / static_cast<float>(areas[o].elements.size());
  }
}

void scatter_by_reciprocal(float* dx, const float* dy, const std::vector<area>& areas) {
  for (const area& a : areas) {
    const float share = *dy++ * (1 / static_cast<float>(a.rows) * (1 / static_cast<float>(a.columns)));
    for (const std::size_t i : a.elements) dx[i] += share;
  }
}

void scatter_fused(float* dx, const float* dy, const std::vector<area>& areas) {
  for (const area& a : areas) {
    const float weight = 1 / static_cast<float>(a.elements.size());
    for (const std::size_t i : a.elements) dx[i] = std::fma(*dy, weight, dx[i]);
    ++dy;
  }
}

void scatter_in_double(float* dx, const float* dy, const std::vector<area>& areas) {
  std::map<std::size_t, double> sums;
  for (const area& a : areas) {
    for (const std::size_t i : a.elements) sums[i] += *dy / static_cast<double>(a.elements.size());
    ++dy;
  }
  for (const auto& [i, sum] : sums) dx[i] = static_cast<float>(sum);
}

template <std::size_t (*lost)(std::size_t n)>
void scatter_without(float* dx, const float* dy, std::vector<area> areas) {
  areas[lost(areas.size())].elements = {};
  scatter(dx, dy, areas);
}

std::vector<fixture_case> stored_means() {
  std::vector<fixture_case> cases;
  for (fixture_case& c : stored_fixture().cases) {
    if (c.operation == "adaptive" || c.operation == "global") cases.push_back(std::move(c));
  }
  return cases;
}

}  // namespace

TEST_CASE("every honest way to average bins and to share gradients stays well under what is allowed",
          "[adaptive_pool][tolerance]") {
  const std::vector<std::pair<std::string, map_function>> means = {{"naive", mean_of_each(naive_mean)},
                                                                   {"reversed", mean_of_each(reversed_mean)},
                                                                   {"double", mean_of_each(double_mean)},
                                                                   {"reciprocal", mean_of_each(mean_by_reciprocal)},
                                                                   {"divided twice", mean_of_each(divided_twice)},
                                                                   {"warp", mean_of_each(warp_mean)},
                                                                   {"sums of rows", mean_of_each(row_sums_mean)},
                                                                   {"means of rows", mean_of_each(row_means_mean)},
                                                                   {"each term", mean_of_each(term_by_term)},
                                                                   {"running", mean_of_each(running_mean)}};
  const std::vector<std::pair<std::string, map_function>> gradients = {{"scatter", scatter},
                                                                       {"backwards", scatter_backwards},
                                                                       {"reciprocals", scatter_by_reciprocal},
                                                                       {"fused", scatter_fused},
                                                                       {"double", scatter_in_double}};
  for (const fixture_case& c : stored_means()) {
    for (const auto& [name, mean] : means) {
      INFO(c.operation << "/" << c.name << ", y, " << name);
      CHECK(judge(c, "x", "y", mean).worst_ratio <= 2.0 / 3);
    }
    for (const auto& [name, gradient] : gradients) {
      INFO(c.operation << "/" << c.name << ", dx, " << name);
      CHECK(judge(c, "dy", "dx", gradient).worst_ratio <= 0.5);
    }
  }
}

TEST_CASE("a lost element and a lost bin exceed what is allowed in every exact case", "[adaptive_pool][tolerance]") {
  const std::vector<map_function> means = {mean_of_each(mean_without<first>), mean_of_each(mean_without<middle>),
                                           mean_of_each(mean_without<last>)};
  const std::vector<map_function> gradients = {scatter_without<first>, scatter_without<middle>, scatter_without<last>};
  std::size_t exact = 0;
  for (const fixture_case& c : stored_means()) {
    if (c.data != gaplab::data_kind::exact) continue;
    ++exact;
    INFO(c.operation << "/" << c.name);
    for (const map_function& mean : means) {
      const gaplab::comparison result = judge(c, "x", "y", mean);
      CHECK(result.wrong == result.elements);
      for (const gaplab::compared_element& e : result.first) CHECK(e.error > 2.5 * e.allowed);
    }
    for (const map_function& gradient : gradients) CHECK(judge(c, "dy", "dx", gradient).wrong > 0);
  }
  CHECK(exact >= 10);
}
