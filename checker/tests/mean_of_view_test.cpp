// Lab 02's oracle by what must hold of it: the rule of view() against all addresses, the means against each other, and
// every misconception against the stored cases; then the lab's files in the real check. That the fixture agrees with
// the oracle is in oracle_test.cpp, for every lab.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "check/check_step.hpp"
#include "course/course.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/read.hpp"
#include "miniature_course.hpp"
#include "oracles/agreement.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/oracle.hpp"

namespace {

using gaplab::evaluation;
using gaplab::fixture_case;
using gaplab::shape;
using gaplab::tensor;
using gaplab::unit_roundoff_fp32;
using numbers = std::vector<std::int64_t>;

constexpr const char* lab = "02_mean_of_view";
constexpr double rounding = 1e-12;  // of sums of at most some hundred terms of size 1, in double

evaluation evaluate(const fixture_case& c) {
  return gaplab::find_oracle(lab, c.operation).evaluate(c, unit_roundoff_fp32);
}

fixture_case view_case(const numbers& size, const numbers& stride) {
  fixture_case c;
  c.operation = "view";
  c.parameters = {{"size", size}, {"stride", stride}};
  return c;
}

fixture_case shape_case(const numbers& size, std::int64_t form) {
  fixture_case c;
  c.operation = "shape";
  c.parameters = {{"size", size}, {"form", {form}}};
  return c;
}

/// The stride with which one index leads through the map's elements in order, found by trying it on each of them.
std::optional<std::int64_t> common_stride(std::int64_t height, std::int64_t width, std::int64_t stride_h,
                                          std::int64_t stride_w) {
  const auto address = [&](std::int64_t i) { return i / width * stride_h + i % width * stride_w; };
  const std::int64_t stride = address(1);
  for (std::int64_t i = 0; i < height * width; ++i) {
    if (address(i) != i * stride) return std::nullopt;
  }
  return stride;
}

tensor<float> drawn(const shape& s, std::mt19937_64& random) {
  tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(gaplab::element_count(s)))};
  for (float& value : t.values) value = static_cast<float>(static_cast<int>(random() % 256) - 64) / 64;
  return t;
}

/// Calls visit for cases of both means, with x and dy: every map of up to 5 x 5 with few images and channels.
void for_each_mean(const std::function<void(const fixture_case&, std::mt19937_64&)>& visit) {
  std::mt19937_64 random{20261124};
  for (const std::string operation : {"contiguous", "channels_last"}) {
    for (std::int64_t i = 0; i < 5 * 5 * 6; ++i) {
      const std::int64_t images = 1 + i % 2;
      const std::int64_t channels = 1 + i / 2 % 3;
      const std::int64_t height = 1 + i / 6 % 5;
      const std::int64_t width = 1 + i / 30;
      fixture_case c;
      c.operation = operation;
      c.name = "drawn";
      const shape x =
          operation == "contiguous" ? shape{images, channels, height, width} : shape{images, height, width, channels};
      for (const auto& [name, s] : gaplab::find_oracle(lab, operation).inputs(c, {{"x", x}})) {
        c.inputs[name] = drawn(s, random);
      }
      INFO(operation << ", x " << gaplab::to_string(x));
      visit(c, random);
    }
  }
}

double product(const tensor<float>& a, const gaplab::reference& b) {
  REQUIRE(a.shape == b.shape);
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += static_cast<double>(a.values[i]) * b.value[i];
  return sum;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// Calls visit(offset in (N, C, H*W), offset in (N, H*W, C)) for each element.
template <class Visit>
void for_each_element(std::int64_t images, std::int64_t channels, std::int64_t pixels, Visit visit) {
  for (std::int64_t n = 0; n < images; ++n) {
    for (std::int64_t c = 0; c < channels; ++c) {
      for (std::int64_t i = 0; i < pixels; ++i) {
        visit(static_cast<std::size_t>((n * channels + c) * pixels + i),
              static_cast<std::size_t>((n * pixels + i) * channels + c));
      }
    }
  }
}

/// The lab's steps on the CPU, checked with the files of that folder of the source.
std::map<std::string, gaplab::step_result> checked(const std::string& folder) {
  const gaplab::course course = gaplab::open_course(GAPLAB_SOURCE_DIR);
  const gaplab::compile_cache cache(gaplab::test::test_cache());
  std::map<std::string, gaplab::step_result> results;
  for (const gaplab::step& s : find_steps(course, {"02.cpu"})) {
    results.emplace(s.address(), check_step(course, s, course.root / folder / lab / s.file, cache));
  }
  return results;
}

}  // namespace

TEST_CASE("a tensor can be viewed if one stride leads through all elements of a map", "[mean_of_view]") {
  std::size_t viewable = 0;
  std::size_t refused = 0;
  for (std::int64_t height = 1; height <= 4; ++height) {
    for (std::int64_t width = 1; width <= 4; ++width) {
      if (height * width == 1) continue;
      for (std::int64_t stride_h = 0; stride_h <= 12; ++stride_h) {
        for (std::int64_t stride_w = 0; stride_w <= 12; ++stride_w) {
          INFO("size (" << height << ", " << width << "), stride (" << stride_h << ", " << stride_w << ")");
          const evaluation e = evaluate(view_case({2, 3, height, width}, {500, 70, stride_h, stride_w}));
          const auto stride = common_stride(height, width, stride_h, stride_w);
          REQUIRE(e.refused.has_value() == !stride.has_value());
          (stride ? viewable : refused) += 1;
          if (!stride) continue;
          const gaplab::reference& view = e.outputs.at("view_stride");
          REQUIRE(view.value == std::vector<double>{500, 70, static_cast<double>(*stride)});
          REQUIRE(view.allowed == std::vector<double>{0, 0, 0});
        }
      }
    }
  }
  CHECK(viewable > 500);
  CHECK(refused > 500);
}

TEST_CASE("N and C keep whatever strides they have", "[mean_of_view]") {
  for (const std::int64_t stride_n : {0, 1, 20, 60}) {
    for (const std::int64_t stride_c : {0, 1, 20, 60}) {
      const evaluation e = evaluate(view_case({2, 3, 4, 5}, {stride_n, stride_c, 5, 1}));
      CHECK(e.outputs.at("view_stride").value ==
            std::vector<double>{static_cast<double>(stride_n), static_cast<double>(stride_c), 1});
    }
  }
}

TEST_CASE("only squeeze without an argument depends on the sizes", "[mean_of_view]") {
  const auto shape_of = [](const numbers& size, std::int64_t form) {
    return evaluate(shape_case(size, form)).outputs.at("shape").value;
  };
  using values = std::vector<double>;
  for (const std::int64_t form : {0, 3, 4}) {
    CHECK(shape_of({3, 2, 5, 7}, form) == values{2, 3, 2, 0, 0});
    CHECK(shape_of({1, 1, 1, 1}, form) == values{2, 1, 1, 0, 0});
  }
  CHECK(shape_of({3, 2, 5, 7}, 1) == values{4, 3, 2, 1, 1});
  CHECK(shape_of({1, 1, 5, 7}, 1) == values{4, 1, 1, 1, 1});
  CHECK(shape_of({3, 2, 5, 7}, 2) == values{2, 3, 2, 0, 0});
  CHECK(shape_of({1, 256, 100, 100}, 2) == values{1, 256, 0, 0, 0});
  CHECK(shape_of({5, 1, 4, 3}, 2) == values{1, 5, 0, 0, 0});
  CHECK(shape_of({1, 1, 4, 3}, 2) == values{0, 0, 0, 0, 0});
}

TEST_CASE("the gradient of a mean is its adjoint", "[mean_of_view]") {
  for_each_mean([](const fixture_case& c, std::mt19937_64&) {
    const evaluation e = evaluate(c);
    const double through_y = product(c.inputs.at("dy"), e.outputs.at("y"));
    const double through_x = product(c.inputs.at("x"), e.outputs.at("dx"));
    CHECK(std::abs(through_y - through_x) <= rounding * (1 + std::abs(through_y)));
  });
}

TEST_CASE("a mean and its gradient are linear", "[mean_of_view]") {
  for_each_mean([](const fixture_case& first, std::mt19937_64& random) {
    fixture_case second = first;
    fixture_case both = first;
    for (const std::string name : {"x", "dy"}) {
      second.inputs[name] = drawn(first.inputs.at(name).shape, random);
      std::vector<float>& values = both.inputs[name].values;
      // Multiples of 1/64 below 16 are exact in fp32.
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = 2 * values[i] - 3 * second.inputs[name].values[i];
    }
    const evaluation e1 = evaluate(first);
    const evaluation e2 = evaluate(second);
    for (const auto& [name, output] : evaluate(both).outputs) {
      std::vector<double> expected = e1.outputs.at(name).value;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i] = 2 * expected[i] - 3 * e2.outputs.at(name).value[i];
      }
      CHECK(largest_difference(output.value, expected) <= rounding);
    }
  });
}

TEST_CASE("the mean of a constant is the constant", "[mean_of_view]") {
  for_each_mean([](fixture_case c, std::mt19937_64&) {
    std::fill(c.inputs["x"].values.begin(), c.inputs["x"].values.end(), 1.25F);
    const gaplab::reference y = evaluate(c).outputs.at("y");
    CHECK(largest_difference(y.value, std::vector<double>(y.value.size(), 1.25)) <= rounding);
  });
}

TEST_CASE("a gradient summed over its map is dy", "[mean_of_view]") {
  for_each_mean([](const fixture_case& c, std::mt19937_64&) {
    const tensor<float>& dy = c.inputs.at("dy");
    const std::vector<double> dx = evaluate(c).outputs.at("dx").value;
    const auto pixels = static_cast<std::int64_t>(dx.size() / dy.values.size());
    std::vector<double> sums(dy.values.size(), 0.0);
    for_each_element(dy.shape[0], dy.shape[1], pixels, [&](std::size_t contiguous, std::size_t channels_last) {
      sums[contiguous / static_cast<std::size_t>(pixels)] +=
          dx[c.operation == "contiguous" ? contiguous : channels_last];
    });
    CHECK(largest_difference(sums, std::vector<double>(dy.values.begin(), dy.values.end())) <= rounding);
  });
}

TEST_CASE("both memory formats have the same means and the same gradients", "[mean_of_view]") {
  for_each_mean([](const fixture_case& c, std::mt19937_64&) {
    if (c.operation != "contiguous") return;
    const shape& s = c.inputs.at("x").shape;
    fixture_case last = c;
    last.operation = "channels_last";
    last.inputs["x"].shape = {s[0], s[2], s[3], s[1]};
    for_each_element(s[0], s[1], s[2] * s[3], [&](std::size_t contiguous, std::size_t channels_last) {
      last.inputs["x"].values[channels_last] = c.inputs.at("x").values[contiguous];
    });
    const evaluation e1 = evaluate(c);
    const evaluation e2 = evaluate(last);
    CHECK(e1.outputs.at("y").value == e2.outputs.at("y").value);
    CHECK(e1.outputs.at("y").allowed == e2.outputs.at("y").allowed);
    CHECK(e2.outputs.at("dx").shape == last.inputs["x"].shape);
    for_each_element(s[0], s[1], s[2] * s[3], [&](std::size_t contiguous, std::size_t channels_last) {
      CHECK(e1.outputs.at("dx").value[contiguous] == e2.outputs.at("dx").value[channels_last]);
      CHECK(e1.outputs.at("dx").allowed[contiguous] == e2.outputs.at("dx").allowed[channels_last]);
    });
  });
}

TEST_CASE("every misconception of lab 02 shows in a stored case", "[mean_of_view]") {
  const gaplab::fixture f = gaplab::read_fixture(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".h5");
  std::map<std::string, bool> shows;
  for (const fixture_case& c : f.cases) {
    if (c.inputs.contains("x") && c.inputs.at("x").values.size() > 100'000) continue;
    for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
      const auto mistaken = m.evaluate(c, unit_roundoff_fp32);
      shows[std::string(m.id)] |= mistaken && disagreement(c, *mistaken).has_value();
    }
  }
  CHECK(shows.size() == 18);
  for (const auto& [id, seen] : shows) {
    INFO(id);
    CHECK(seen);
  }
}

TEST_CASE("lab 02's oracle refuses cases that are none of its operation", "[mean_of_view]") {
  const auto refused = [](const fixture_case& c) { CHECK_THROWS_AS(evaluate(c), std::runtime_error); };
  refused(view_case({1, 3, 4, 5}, {60, 20, 5, 1}));
  refused(view_case({2, 1, 4, 5}, {20, 20, 5, 1}));
  refused(view_case({2, 3, 1, 1}, {3, 1, 1, 1}));
  refused(view_case({2, 3, 0, 5}, {60, 20, 5, 1}));
  refused(view_case({2, 3, 4, 5}, {60, 20, 5, -1}));
  refused(view_case({2, 3, 4, 5}, {60, 20, 5}));
  refused(view_case({2, 3, 4, 5}, {60, 20, 5, std::int64_t{1} << 40}));
  refused(shape_case({2, 3, 4}, 0));
  refused(shape_case({2, 3, 4, 0}, 0));
  refused(shape_case({2, 3, 4, 5}, 5));
  refused(shape_case({2, 3, 4, 5}, -1));
  for (const std::string operation : {"contiguous", "channels_last"}) {
    fixture_case c;
    c.operation = operation;
    refused(c);
    c.inputs["x"] = {{2, 3, 4}, std::vector<float>(24)};
    refused(c);
    c.inputs["x"] = {{1, 2, 2, 3}, std::vector<float>(12)};
    c.inputs["dy"] = {{1, 7}, std::vector<float>(7)};
    refused(c);
  }
}

TEST_CASE("fresh fixtures of lab 02 agree with its oracle", "[mean_of_view]") {
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

TEST_CASE("the reference solution of lab 02 passes every step on the CPU", "[mean_of_view]") {
  const auto results = checked("solutions");
  CHECK(results.size() == 6);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::passed);
    CHECK(result.warnings.empty());
  }
}

TEST_CASE("the stubs of lab 02 are not attempted", "[mean_of_view]") {
  const auto results = checked("labs");
  CHECK(results.size() == 6);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::not_attempted);
    CHECK(result.warnings.empty());
  }
}
