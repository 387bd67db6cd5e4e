// Lab 03's oracle by what must hold of it: bins against their definition, means and gradients against each other and
// against lab 01's windows; then the lab's files in the real check. That the fixture agrees with the oracle is in
// oracle_test.cpp, for every lab.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "adaptive_cases.hpp"
#include "check/check_step.hpp"
#include "course/course.hpp"
#include "fixtures/cases.hpp"
#include "miniature_course.hpp"
#include "oracles/adaptive_bins.hpp"
#include "oracles/agreement.hpp"
#include "oracles/fresh_fixture.hpp"

namespace {

using gaplab::bin;
using gaplab::evaluation;
using gaplab::fixture_case;
using gaplab::shape;
using gaplab::tensor;
using gaplab::test::bins_case;
using gaplab::test::evaluate;
using gaplab::test::integers;
using gaplab::test::lab_03;
using gaplab::test::largest_difference;
using gaplab::test::rounding;
using gaplab::test::values;
using gaplab::test::window_case;

tensor<float> drawn(const shape& s, std::mt19937_64& random) {
  tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(gaplab::element_count(s)))};
  for (float& value : t.values) value = static_cast<float>(static_cast<int>(random() % 256) - 64) / 64;
  return t;
}

fixture_case adaptive_case(const shape& x, const integers& output_size, std::mt19937_64& random) {
  fixture_case c;
  c.operation = "adaptive";
  c.parameters = {{"output_size", output_size}};
  for (const auto& [name, s] : gaplab::find_oracle(lab_03, c.operation).inputs(c, {{"x", x}})) {
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

/// The lab's steps on the CPU, checked with the files of that folder of the source.
std::map<std::string, gaplab::step_result> checked(const std::string& folder) {
  const gaplab::course course = gaplab::open_course(GAPLAB_SOURCE_DIR);
  const gaplab::compile_cache cache(gaplab::test::test_cache());
  std::map<std::string, gaplab::step_result> results;
  for (const gaplab::step& s : find_steps(course, {"03.cpu"})) {
    results.emplace(s.address(), check_step(course, s, course.root / folder / lab_03 / s.file, cache));
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
          const bin over = gaplab::bins_over(h, size, bins);
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

TEST_CASE("the lab's figures on fixed windows: of 528 pairs 119 divide, 82 leave 1, 327 have none", "[adaptive_pool]") {
  std::map<std::string, int> pairs;
  for (std::int64_t size = 1; size <= 32; ++size) {
    for (std::int64_t output_size = 1; output_size <= size; ++output_size) {
      ++pairs["all"];
      if (size % output_size == 0) ++pairs["divide"];
      if (evaluate(window_case(size, output_size)).refused) {
        ++pairs["none"];
      } else if (size % output_size != 0) {
        ++pairs["leave 1"];
      }
      bool named_window_is_right = true;  // kernel_size = size - (output_size - 1) * stride
      for (std::int64_t i = 0; i < output_size; ++i) {
        const bin right = gaplab::right_bin(i, size, output_size);
        const bin named = gaplab::kernel_of_the_rest_bin(i, size, output_size);
        named_window_is_right = named_window_is_right && named.begin == right.begin && named.end == right.end;
      }
      if (named_window_is_right) ++pairs["named window is right"];
    }
  }
  CHECK(pairs == std::map<std::string, int>{
                     {"all", 528}, {"divide", 119}, {"leave 1", 82}, {"none", 327}, {"named window is right", 201}});
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
      gaplab::load_case_specs(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab_03 + ".toml");
  const auto large = [](const gaplab::case_spec& spec) {
    return spec.inputs.contains("x") && gaplab::element_count(spec.inputs.at("x")) > 100'000;
  };
  specs.erase(std::remove_if(specs.begin(), specs.end(), large), specs.end());
  for (const fixture_case& c : gaplab::make_fresh_fixture(lab_03, specs, 7).cases) {
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
