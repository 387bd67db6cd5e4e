// Lab 03's oracle by what must hold of it: bins against their definition, means and gradients against each other and
// against lab 01's windows, every misconception on a case worked out by hand and on the stored ones, the limits against
// honest and dishonest sums; then the lab's files in the real check. That the fixture agrees with the oracle is in
// oracle_test.cpp, for every lab.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "check/check_step.hpp"
#include "course/course.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/read.hpp"
#include "judge/compare.hpp"
#include "miniature_course.hpp"
#include "oracles/adaptive_bins.hpp"
#include "oracles/agreement.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/oracle.hpp"

namespace {

using gaplab::bin;
using gaplab::evaluation;
using gaplab::fixture_case;
using gaplab::shape;
using gaplab::tensor;
using gaplab::unit_roundoff_fp32;
using integers = std::vector<std::int64_t>;
using values = std::vector<double>;

constexpr const char* lab = "03_adaptive_pool";
constexpr double rounding = 1e-12;  // of sums of at most some hundred terms of size 1, in double

evaluation evaluate(const fixture_case& c, const std::string& of_lab = lab) {
  return gaplab::find_oracle(of_lab, c.operation).evaluate(c, unit_roundoff_fp32);
}

fixture_case bins_case(std::int64_t index, std::int64_t size, std::int64_t output_size) {
  fixture_case c;
  c.operation = "bins";
  c.parameters = {{"index", {index}}, {"size", {size}}, {"output_size", {output_size}}};
  return c;
}

fixture_case window_case(std::int64_t size, std::int64_t output_size) {
  fixture_case c;
  c.operation = "fixed_window";
  c.parameters = {{"size", {size}}, {"output_size", {output_size}}};
  return c;
}

tensor<float> drawn(const shape& s, std::mt19937_64& random) {
  tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(gaplab::element_count(s)))};
  for (float& value : t.values) value = static_cast<float>(static_cast<int>(random() % 256) - 64) / 64;
  return t;
}

fixture_case adaptive_case(const shape& x, const integers& output_size, std::mt19937_64& random) {
  fixture_case c;
  c.operation = "adaptive";
  c.parameters = {{"output_size", output_size}};
  for (const auto& [name, s] : gaplab::find_oracle(lab, c.operation).inputs(c, {{"x", x}})) {
    c.inputs[name] = drawn(s, random);
  }
  return c;
}

/// Calls visit for cases with x and dy, of every map up to 6 x 4 with fewer bins than elements, as many, and more.
void for_each_pooling(const std::function<void(const fixture_case&, std::mt19937_64&)>& visit) {
  std::mt19937_64 random{20261125};
  for (std::int64_t height = 1; height <= 6; ++height) {
    for (std::int64_t width = 1; width <= 4; ++width) {
      for (std::int64_t oh = 0; oh <= 7; ++oh) {
        for (std::int64_t ow = 0; ow <= 5; ++ow) {
          INFO("x (2, 3, " << height << ", " << width << "), output_size (" << oh << ", " << ow << ")");
          visit(adaptive_case({2, 3, height, width}, {oh, ow}, random), random);
        }
      }
    }
  }
}

double product(const tensor<float>& a, const gaplab::reference& b) {
  REQUIRE(a.shape == b.shape);
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += static_cast<double>(a.values[i]) * b.value[i];
  return sum;
}

double largest_difference(const values& a, const values& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

gaplab::fixture stored() { return gaplab::read_fixture(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".h5"); }

// --------------------------------------------------------------------------------------------- misconceptions

/// A map of 1 x width with the elements 1, 2, 3, ..., and dy = 60, 120, 180, ...
fixture_case row_case(std::int64_t width, std::int64_t bins) {
  fixture_case c;
  c.operation = "adaptive";
  c.parameters = {{"output_size", {1, bins}}};
  c.inputs["x"] = {{1, 1, 1, width}, std::vector<float>(static_cast<std::size_t>(width))};
  c.inputs["dy"] = {{1, 1, 1, bins}, std::vector<float>(static_cast<std::size_t>(bins))};
  for (std::size_t i = 0; i < c.inputs["x"].values.size(); ++i) c.inputs["x"].values[i] = static_cast<float>(i + 1);
  for (std::size_t i = 0; i < c.inputs["dy"].values.size(); ++i) {
    c.inputs["dy"].values[i] = static_cast<float>(60 * (i + 1));
  }
  return c;
}

/// The misconceptions of that id: mostly one.
std::vector<evaluation> mistaken(const fixture_case& c, const std::string& id) {
  std::vector<evaluation> found;
  for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
    if (m.id != id) continue;
    if (auto e = m.evaluate(c, unit_roundoff_fp32)) found.push_back(*std::move(e));
  }
  return found;
}

void check_mistake(const fixture_case& c, const std::string& id, const std::string& output, const values& expected) {
  INFO(id << ", " << output);
  const auto found = mistaken(c, id);
  REQUIRE(found.size() == 1);
  REQUIRE(found.front().outputs.contains(output));
  CHECK(largest_difference(found.front().outputs.at(output).value, expected) <= 60 * rounding);
}

// ------------------------------------------------------------------------------------------------- fp32 sums

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
  for (fixture_case& c : stored().cases) {
    if (c.operation == "adaptive" || c.operation == "global") cases.push_back(std::move(c));
  }
  return cases;
}

/// The lab's steps on the CPU, checked with the files of that folder of the source.
std::map<std::string, gaplab::step_result> checked(const std::string& folder) {
  const gaplab::course course = gaplab::open_course(GAPLAB_SOURCE_DIR);
  const gaplab::compile_cache cache(gaplab::test::test_cache());
  std::map<std::string, gaplab::step_result> results;
  for (const gaplab::step& s : find_steps(course, {"03.cpu"})) {
    results.emplace(s.address(), check_step(course, s, course.root / folder / lab / s.file, cache));
  }
  return results;
}

}  // namespace

TEST_CASE("a bin holds every element that its part of the dimension touches", "[adaptive_pool]") {
  for (std::int64_t size = 1; size <= 30; ++size) {
    for (std::int64_t bins = 1; bins <= 40; ++bins) {
      INFO(size << " elements in " << bins << " bins");
      std::int64_t held = 0;
      for (std::int64_t i = 0; i < bins; ++i) {
        const bin b = gaplab::right_bin(i, size, bins);
        held += b.length();
        for (std::int64_t h = 0; h < size; ++h) {
          // The parts i/bins to (i+1)/bins and h/size to (h+1)/size, in units of 1/(size * bins).
          const bool touches = i * size < (h + 1) * bins && h * bins < (i + 1) * size;
          const bool holds = b.begin <= h && h < b.end;
          const bin over = gaplab::right_bin(h, bins, size);
          REQUIRE(holds == touches);
          REQUIRE(holds == (over.begin <= i && i < over.end));
        }
      }
      REQUIRE(held == size + bins - std::gcd(size, bins));
    }
  }
}

TEST_CASE("bins are refused where PyTorch has none, and None keeps the size", "[adaptive_pool]") {
  const auto bin_of = [](std::int64_t index, std::int64_t size, std::int64_t output_size) {
    return evaluate(bins_case(index, size, output_size));
  };
  CHECK(bin_of(1, 7, 3).outputs.at("bin").value == values{2, 5});
  CHECK(bin_of(1, 7, 3).outputs.at("bin").allowed == values{0, 0});
  CHECK(bin_of(4, 9, 0).outputs.at("bin").value == values{4, 5});
  CHECK(bin_of(0, 0, 3).refused.has_value());
  CHECK(bin_of(0, 0, 0).refused.has_value());
  CHECK(bin_of(0, 7, -1).refused.has_value());
  CHECK(bin_of(3, 7, 3).refused.has_value());
  CHECK(bin_of(7, 7, 0).refused.has_value());
  CHECK_FALSE(bin_of(6, 7, 0).refused.has_value());
}

TEST_CASE("a fixed window is found where lab 01's windows can be the bins, and nowhere else", "[adaptive_pool]") {
  std::mt19937_64 random{7};
  std::size_t found = 0;
  for (std::int64_t size = 1; size <= 12; ++size) {
    for (std::int64_t output_size = 1; output_size <= 13; ++output_size) {
      INFO(size << " elements in " << output_size << " bins");
      fixture_case adaptive = adaptive_case({1, 1, 1, size}, {1, output_size}, random);
      const values expected = evaluate(adaptive).outputs.at("y").value;
      integers windows;  // kernel_size and stride of those that do it
      for (std::int64_t kernel_size = 1; kernel_size <= size; ++kernel_size) {
        for (std::int64_t stride = 1; stride <= size; ++stride) {
          if ((size - kernel_size) / stride + 1 != output_size) continue;
          fixture_case window = adaptive;
          window.operation = "window";
          window.parameters = {
              {"kernel_size", {1, kernel_size}}, {"stride", {1, stride}},  {"padding", {0, 0}}, {"ceil_mode", {0}},
              {"count_include_pad", {1}},        {"divisor_override", {0}}};
          if (largest_difference(evaluate(window, "01_avg_pool").outputs.at("y").value, expected) > rounding) continue;
          windows.insert(windows.end(), {kernel_size, stride});
        }
      }
      const evaluation e = evaluate(window_case(size, output_size));
      REQUIRE(e.refused.has_value() == windows.empty());
      REQUIRE(e.refused.has_value() == (output_size > size || size % output_size > 1));
      if (e.refused) continue;
      ++found;
      const values& window = e.outputs.at("window").value;
      if (output_size == 1) {
        CHECK(window == values{static_cast<double>(size), static_cast<double>(size)});
      } else {
        CHECK(window == values(windows.begin(), windows.end()));
      }
    }
  }
  CHECK(found > 40);
}

TEST_CASE("one bin is lab 01's global pooling", "[adaptive_pool]") {
  std::mt19937_64 random{8};
  for (std::int64_t height = 1; height <= 5; ++height) {
    fixture_case c = adaptive_case({2, 3, height, 7}, {1, 1}, random);
    const evaluation adaptive = evaluate(c);
    c.operation = "global";
    for (const evaluation& global : {evaluate(c), evaluate(c, "01_avg_pool")}) {
      for (const std::string output : {"y", "dx"}) {
        CHECK(largest_difference(adaptive.outputs.at(output).value, global.outputs.at(output).value) <= rounding);
        CHECK(largest_difference(adaptive.outputs.at(output).allowed, global.outputs.at(output).allowed) <= rounding);
      }
    }
  }
}

TEST_CASE("the gradient of adaptive pooling is its adjoint", "[adaptive_pool]") {
  for_each_pooling([](const fixture_case& c, std::mt19937_64&) {
    const evaluation e = evaluate(c);
    const double through_y = product(c.inputs.at("dy"), e.outputs.at("y"));
    const double through_x = product(c.inputs.at("x"), e.outputs.at("dx"));
    CHECK(std::abs(through_y - through_x) <= rounding * (1 + std::abs(through_y)));
  });
}

TEST_CASE("adaptive pooling and its gradient are linear", "[adaptive_pool]") {
  for_each_pooling([](const fixture_case& one, std::mt19937_64& random) {
    fixture_case two = one;
    fixture_case both = one;
    for (const std::string name : {"x", "dy"}) {
      two.inputs[name] = drawn(one.inputs.at(name).shape, random);
      std::vector<float>& sums = both.inputs[name].values;
      // Multiples of 1/64 below 16 are exact in fp32.
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = 2 * sums[i] - 3 * two.inputs[name].values[i];
    }
    const evaluation e1 = evaluate(one);
    const evaluation e2 = evaluate(two);
    for (const auto& [name, output] : evaluate(both).outputs) {
      values expected = e1.outputs.at(name).value;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i] = 2 * expected[i] - 3 * e2.outputs.at(name).value[i];
      }
      CHECK(largest_difference(output.value, expected) <= 10 * rounding);
    }
  });
}

TEST_CASE("a step along one element changes the loss by its gradient", "[adaptive_pool]") {
  std::mt19937_64 random{9};
  const fixture_case c = adaptive_case({1, 2, 5, 7}, {3, 4}, random);
  const evaluation e = evaluate(c);
  const auto loss = [](const fixture_case& at) { return product(at.inputs.at("dy"), evaluate(at).outputs.at("y")); };
  constexpr float step = 0.5F;  // of a linear function any step will do
  for (std::size_t i = 0; i < c.inputs.at("x").values.size(); ++i) {
    fixture_case moved = c;
    moved.inputs["x"].values[i] += step;
    CHECK(std::abs((loss(moved) - loss(c)) / step - e.outputs.at("dx").value[i]) <= 100 * rounding);
  }
}

TEST_CASE("the bins' means of a constant are the constant, and a map of dx sums to its map of dy", "[adaptive_pool]") {
  for_each_pooling([](fixture_case c, std::mt19937_64&) {
    std::fill(c.inputs["x"].values.begin(), c.inputs["x"].values.end(), 1.25F);
    const evaluation e = evaluate(c);
    const values& y = e.outputs.at("y").value;
    CHECK(largest_difference(y, values(y.size(), 1.25)) <= rounding);

    const auto sums_of_maps = [](const auto& elements) {
      values sums(2 * 3, 0.0);
      for (std::size_t i = 0; i < elements.size(); ++i) sums[i * sums.size() / elements.size()] += elements[i];
      return sums;
    };
    CHECK(largest_difference(sums_of_maps(e.outputs.at("dx").value), sums_of_maps(c.inputs.at("dy").values)) <=
          100 * rounding);
  });
}

TEST_CASE("as many bins as elements change nothing", "[adaptive_pool]") {
  std::mt19937_64 random{10};
  for (const integers& output_size : {integers{0, 0}, integers{5, 7}, integers{0, 7}}) {
    const fixture_case c = adaptive_case({2, 3, 5, 7}, output_size, random);
    const evaluation e = evaluate(c);
    const auto& x = c.inputs.at("x").values;
    const auto& dy = c.inputs.at("dy").values;
    CHECK(e.outputs.at("y").value == values(x.begin(), x.end()));
    CHECK(e.outputs.at("dx").value == values(dy.begin(), dy.end()));
  }
}

TEST_CASE("mistaken bins, on 8 elements in 3 bins", "[adaptive_pool]") {
  const fixture_case c = row_case(8, 3);  // [0, 3), [2, 6), [5, 8)
  CHECK(largest_difference(evaluate(c).outputs.at("y").value, {2, 4.5, 7}) <= rounding);
  CHECK(largest_difference(evaluate(c).outputs.at("dx").value, {20, 20, 50, 30, 30, 90, 60, 60}) <= 60 * rounding);
  check_mistake(c, "floor_bins", "y", {1.5, 4, 7});  // [0, 2), [2, 5), [5, 8)
  check_mistake(c, "floor_bins", "dx", {30, 30, 40, 40, 40, 60, 60, 60});
  check_mistake(c, "end_one_short", "y", {1.5, 4, 6.5});  // [0, 2), [2, 5), [5, 7)
  check_mistake(c, "tiles", "y", {1.5, 3.5, 5.5});        // [0, 2), [2, 4), [4, 6)
  check_mistake(c, "tiles", "dx", {30, 30, 60, 60, 90, 90, 0, 0});
  check_mistake(c, "last_takes_rest", "y", {1.5, 3.5, 6.5});     // [0, 2), [2, 4), [4, 8)
  check_mistake(c, "ceil_tiles", "y", {2, 5, 7.5});              // [0, 3), [3, 6), [6, 8)
  check_mistake(c, "fixed_kernel", "y", {2, 4, 6});              // [0, 3), [2, 5), [4, 7)
  check_mistake(c, "kernel_of_the_rest", "y", {2.5, 4.5, 6.5});  // [0, 4), [2, 6), [4, 8)
  check_mistake(c, "equidistant", "y", {2, 5, 7});               // [0, 3), [3, 6), [5, 8): 2.5 is rounded up
  check_mistake(c, "rounded", "y", {2, 4.5, 7});                 // [0, 3), [3, 5), [5, 8): 4 and 5
  check_mistake(row_case(6, 2), "end_one_long", "y", {2.5, 5});  // [0, 4), [3, 6)
}

TEST_CASE("mistaken weights and divisors, on 5 elements in 2 bins", "[adaptive_pool]") {
  const fixture_case c = row_case(5, 2);  // [0, 3), [2, 5)
  CHECK(largest_difference(evaluate(c).outputs.at("dx").value, {20, 20, 60, 40, 40}) <= 60 * rounding);
  check_mistake(c, "not_divided", "y", {6, 12});
  check_mistake(c, "not_divided", "dx", {60, 60, 180, 120, 120});
  check_mistake(c, "average_divisor", "y", {6 / 2.5, 12 / 2.5});
  const auto others = mistaken(c, "average_divisor").front().outputs.at("y").others;  // by 5 / 2 = 2, in integers
  CHECK(largest_difference(others.at(0), {3, 3}) <= rounding);
  CHECK(largest_difference(others.at(1), {6, 6}) <= rounding);
  check_mistake(c, "fractional_overlap", "y", {(1 + 2 + 1.5) / 2.5, (1.5 + 4 + 5) / 2.5});
  check_mistake(c, "fractional_overlap", "dx", {24, 24, 36, 48, 48});
  check_mistake(c, "nearest_element", "y", {1, 3});
  check_mistake(c, "nearest_element", "dx", {60, 0, 120, 0, 0});
  check_mistake(c, "overwritten", "dx", {20, 20, 40, 40, 40});
  CHECK(largest_difference(mistaken(c, "overwritten").front().outputs.at("dx").others[2], {20}) <= 60 * rounding);
  check_mistake(c, "mean_of_shares", "dx", {60, 60, 90, 120, 120});
  check_mistake(c, "last_bin_missed", "dx", {0, 0, 20, 0, 40});  // bins from 0 0 0 1 1 to 0 0 1 1 2
}

TEST_CASE("mistaken gradients where bins differ in size or touch", "[adaptive_pool]") {
  // [0, 3), [2, 6), [5, 8) with dy = 60, 120, 180: elements 2 and 5 are in two bins, of 3 and 4, and of 4 and 3.
  check_mistake(row_case(8, 3), "first_bins_divisor", "dx", {20, 20, 60, 30, 30, 75, 60, 60});
  // [0, 2), [2, 4): element 1 ends where bin 1 begins.
  check_mistake(row_case(4, 2), "bin_too_many", "dx", {30, 90, 60, 60});
}

TEST_CASE("empty bins of a mistake are 0/0, or 0", "[adaptive_pool]") {
  const auto e = mistaken(row_case(2, 3), "floor_bins");  // [0, 0), [0, 1), [1, 2)
  REQUIRE(e.size() == 1);
  const gaplab::reference& y = e.front().outputs.at("y");
  CHECK(std::isnan(y.value[0]));
  CHECK(y.others[0] == values{0});
  CHECK(y.value[1] == 1);
  CHECK(y.value[2] == 2);
}

TEST_CASE("output sizes in each other's place", "[adaptive_pool]") {
  fixture_case c;
  c.operation = "adaptive";
  c.parameters = {{"output_size", {1, 2}}};
  c.inputs["x"] = {{1, 1, 2, 2}, {1, 2, 3, 4}};
  c.inputs["dy"] = {{1, 1, 1, 2}, {2, 4}};
  CHECK(evaluate(c).outputs.at("y").value == values{2, 3});
  check_mistake(c, "output_sizes_exchanged", "y", {1.5, 3.5});  // a column of two bins
  check_mistake(c, "output_sizes_exchanged", "dx", {1, 1, 2, 2});
  check_mistake(c, "rows_and_columns_exchanged", "y", {1.5, 3.5});

  c.parameters = {{"output_size", {3, 2}}};
  c.inputs["x"] = {{1, 1, 3, 2}, {1, 2, 3, 4, 5, 6}};
  c.inputs["dy"] = {{1, 1, 3, 2}, {1, 2, 3, 4, 5, 6}};
  // Rows in two bins, [0, 2) and [1, 3); columns in three, [0, 1), [0, 2), [1, 2).
  check_mistake(c, "output_sizes_exchanged", "y", {2, 2.5, 3, 4, 4.5, 5});
  check_mistake(c, "rows_and_columns_exchanged", "y", {2, 4, 2.5, 4.5, 3, 5});
  c.parameters = {{"output_size", {2, 2}}};
  c.inputs["dy"] = {{1, 1, 2, 2}, {1, 2, 3, 4}};
  CHECK(mistaken(c, "output_sizes_exchanged").empty());
}

TEST_CASE("mistaken integers", "[adaptive_pool]") {
  const auto check = [](const fixture_case& c, const std::string& id, const values& expected) {
    check_mistake(c, id, c.operation == "bins" ? "bin" : "window", expected);
  };
  const auto check_refused = [](const fixture_case& c, const std::string& id) {
    INFO(id);
    const auto found = mistaken(c, id);
    REQUIRE(found.size() == 1);
    CHECK(found.front().refused.has_value());
  };
  check(bins_case(1, 8, 3), "floor_bins", {2, 5});
  check(bins_case(0, 9, 0), "none_is_one", {0, 9});
  check_refused(bins_case(1, 9, 0), "none_is_one");
  check_refused(bins_case(1, 9, 0), "none_is_refused");
  check(bins_case(1, 7, -1), "negative_is_none", {1, 2});
  check(bins_case(3, 7, 3), "index_is_not_looked_at", {7, 10});
  check(bins_case(4999, 5001, 5000), "quotients_of_floats", {5000, 5001});
  CHECK(mistaken(bins_case(18, 21, 19), "multiples_of_a_ratio").back().outputs.at("bin").value == values{19, 22});
  // 60000 * 100000 is 1705032704 in 32 bits.
  check(bins_case(60000, 100000, 70000), "products_of_32_bits", {24357, 24360});
  // 32768 * 65536 is -2^31 in 32 bits.
  check(bins_case(32767, 65536, 40000), "products_of_32_bits", {53685, -53686});
  check_refused(window_case(7, 3), "divisible_only");
  check(window_case(8, 3), "window_for_all", {4, 2});
  check(window_case(14, 4), "equal_lengths", {4, 3});
  check(window_case(1, 7), "stride_of_zero", {1, 0});
  check(window_case(7, 3), "kernel_is_stride", {2, 2});
}

TEST_CASE("every misconception of lab 03 shows in a stored case", "[adaptive_pool]") {
  std::map<std::string, bool> shows;
  for (const fixture_case& c : stored().cases) {
    if (c.inputs.contains("x") && c.inputs.at("x").values.size() > 100'000) continue;
    for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
      const auto e = m.evaluate(c, unit_roundoff_fp32);
      shows[c.operation + " " + std::string(m.what)] |= e && disagreement(c, *e).has_value();
    }
  }
  CHECK(shows.size() == 44);
  for (const auto& [what, seen] : shows) {
    INFO(what);
    CHECK(seen);
  }
}

TEST_CASE("no two misconceptions of lab 03 are the same in all stored cases", "[adaptive_pool]") {
  std::map<std::string, std::map<std::string, std::string>> computed;  // operation, misconception: all its values
  for (const fixture_case& c : stored().cases) {
    if (c.inputs.contains("x") && c.inputs.at("x").values.size() > 10'000) continue;
    for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
      const auto e = m.evaluate(c, unit_roundoff_fp32);
      std::string& all = computed[c.operation][std::string(m.what)];
      all += !e ? "none" : e->refused ? "refused" : "";
      if (!e) continue;
      for (const auto& [name, output] : e->outputs) {
        for (const double value : output.value) all += std::to_string(value) + " ";
      }
    }
  }
  for (const auto& [operation, misconceptions] : computed) {
    for (const auto& [what, all] : misconceptions) {
      INFO(operation << ": " << what);
      CHECK(std::count_if(misconceptions.begin(), misconceptions.end(),
                          [&all = all](const auto& other) { return other.second == all; }) == 1);
    }
  }
}

TEST_CASE("every honest way to average bins and to share gradients stays under half of what is allowed",
          "[adaptive_pool][tolerance]") {
  const std::vector<std::pair<std::string, map_function>> means = {{"naive", mean_of_each(naive_mean)},
                                                                   {"reversed", mean_of_each(reversed_mean)},
                                                                   {"double", mean_of_each(double_mean)},
                                                                   {"reciprocal", mean_of_each(mean_by_reciprocal)},
                                                                   {"divided twice", mean_of_each(divided_twice)},
                                                                   {"warp", mean_of_each(warp_mean)},
                                                                   {"sums of rows", mean_of_each(row_sums_mean)},
                                                                   {"means of rows", mean_of_each(row_means_mean)}};
  const std::vector<std::pair<std::string, map_function>> gradients = {{"scatter", scatter},
                                                                       {"backwards", scatter_backwards},
                                                                       {"reciprocals", scatter_by_reciprocal},
                                                                       {"fused", scatter_fused},
                                                                       {"double", scatter_in_double}};
  for (const fixture_case& c : stored_means()) {
    for (const auto& [name, mean] : means) {
      INFO(c.operation << "/" << c.name << ", y, " << name);
      CHECK(judge(c, "x", "y", mean).worst_ratio <= 0.5);
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
      for (const gaplab::compared_element& e : result.first) CHECK(e.error > 50 * e.allowed);
    }
    for (const map_function& gradient : gradients) CHECK(judge(c, "dy", "dx", gradient).wrong > 0);
  }
  CHECK(exact >= 10);
}

TEST_CASE("lab 03's oracle refuses cases that are none of its operation", "[adaptive_pool]") {
  const auto refused = [](const fixture_case& c) { CHECK_THROWS_AS(evaluate(c), std::runtime_error); };
  std::mt19937_64 random{11};
  refused(bins_case(-1, 7, 3));
  refused(bins_case(0, -7, 3));
  refused(bins_case(0, std::int64_t{1} << 40, 3));
  refused(window_case(0, 3));
  refused(window_case(7, 0));
  fixture_case c = adaptive_case({2, 3, 5, 7}, {3, 4}, random);
  c.parameters = {{"output_size", {3, 5}}};
  refused(c);  // dy has another shape
  c.parameters = {{"output_size", {3, -4}}};
  refused(c);
  c.parameters = {{"output_size", {3}}};
  refused(c);
  c.parameters = {{"output_size", {3, 4}}};
  c.inputs["x"] = {{2, 3, 35}, std::vector<float>(210)};
  refused(c);
  c.inputs.clear();
  refused(c);
}

TEST_CASE("fresh fixtures of lab 03 agree with its oracle", "[adaptive_pool]") {
  std::vector<gaplab::case_spec> specs =
      gaplab::load_case_specs(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".toml");
  const auto large = [](const gaplab::case_spec& spec) {
    return spec.inputs.contains("x") && gaplab::element_count(spec.inputs.at("x")) > 100'000;
  };
  specs.erase(std::remove_if(specs.begin(), specs.end(), large), specs.end());
  for (const fixture_case& c : gaplab::make_fresh_fixture(lab, specs, 7).cases) {
    INFO(c.operation << "/" << c.name);
    CHECK(disagreement(c, evaluate(c)).value_or("agrees") == "agrees");
  }
}

TEST_CASE("the reference solution of lab 03 passes every step on the CPU", "[adaptive_pool]") {
  const auto results = checked("solutions");
  CHECK(results.size() == 6);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::passed);
    CHECK(result.warnings.empty());
  }
}

TEST_CASE("the stubs of lab 03 are not attempted", "[adaptive_pool]") {
  const auto results = checked("labs");
  CHECK(results.size() == 6);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::not_attempted);
    CHECK(result.warnings.empty());
  }
}
