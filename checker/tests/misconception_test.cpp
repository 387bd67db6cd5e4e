// What the oracles say that a mistake computes, each on a case small enough to work it out by hand.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "oracles/oracle.hpp"

namespace {

using gaplab::evaluation;
using gaplab::fixture_case;
using gaplab::misconception;
using gaplab::operation_oracle;
using values = std::vector<double>;
using integers = std::vector<std::int64_t>;

constexpr const char* lab = "01_avg_pool";

struct window_parameters {
  integers kernel_size, stride, padding;
  bool ceil_mode = false;
  bool count_include_pad = true;
  std::int64_t divisor_override = 0;
};

/// A case of one map with the elements 1, 2, 3, ..., or with those given. dy is 2, 4, 6, ...
fixture_case pooling_case(const gaplab::shape& x, const window_parameters& p, std::vector<float> elements = {}) {
  fixture_case c;
  c.operation = x.size() == 5 ? "3d" : "window";
  c.data = gaplab::data_kind::exact;
  c.parameters = {{"kernel_size", p.kernel_size},
                  {"stride", p.stride},
                  {"padding", p.padding},
                  {"ceil_mode", {p.ceil_mode ? 1 : 0}},
                  {"count_include_pad", {p.count_include_pad ? 1 : 0}},
                  {"divisor_override", {p.divisor_override}}};
  for (const auto& [name, shape] : gaplab::find_oracle(lab, c.operation).inputs(c, {{"x", x}})) {
    const float step = name == "x" ? 1 : 2;
    gaplab::tensor<float> t{shape, {}};
    for (std::int64_t i = 0; i < gaplab::element_count(shape); ++i) {
      t.values.push_back(step * static_cast<float>(i + 1));
    }
    c.inputs[name] = t;
  }
  if (!elements.empty()) c.inputs["x"].values = std::move(elements);
  return c;
}

std::optional<evaluation> mistaken(const fixture_case& c, const std::string& id) {
  const std::vector<misconception>& all = gaplab::find_oracle(lab, c.operation).misconceptions;
  const auto found = std::find_if(all.begin(), all.end(), [&](const misconception& m) { return m.id == id; });
  REQUIRE(found != all.end());
  return found->evaluate(c, gaplab::unit_roundoff_fp32);
}

/// What the mistake makes of the output, which must be mistaken.
values mistaken_output(const fixture_case& c, const std::string& id, const std::string& output) {
  const auto e = mistaken(c, id);
  REQUIRE(e.has_value());
  return e->outputs.at(output).value;
}

evaluation right(const fixture_case& c) {
  return gaplab::find_oracle(lab, c.operation).evaluate(c, gaplab::unit_roundoff_fp32);
}

}  // namespace

TEST_CASE("overwritten: the last window's share remains, or another one's", "[misconceptions]") {
  const fixture_case c = pooling_case({1, 1, 1, 4}, {{1, 2}, {1, 1}, {0, 0}});  // shares of dy: 1, 2, 3
  CHECK(right(c).outputs.at("dx").value == values{1, 3, 5, 3});
  const auto e = mistaken(c, "overwritten");
  REQUIRE(e.has_value());
  CHECK(e->outputs.at("dx").value == values{1, 2, 3, 3});
  CHECK(e->outputs.at("dx").others == std::vector<values>{{}, {1}, {2}, {}});
  CHECK(e->outputs.at("y").value == right(c).outputs.at("y").value);
}

TEST_CASE("overwritten: nothing where windows do not meet, and nothing in the forward pass", "[misconceptions]") {
  CHECK_FALSE(mistaken(pooling_case({1, 1, 1, 4}, {{1, 2}, {1, 2}, {0, 0}}), "overwritten").has_value());
  fixture_case forward = pooling_case({1, 1, 1, 4}, {{1, 2}, {1, 1}, {0, 0}});
  forward.inputs.erase("dy");
  CHECK_FALSE(mistaken(forward, "overwritten").has_value());
}

TEST_CASE("overwritten: in volumes as in maps", "[misconceptions]") {
  const fixture_case c = pooling_case({1, 1, 3, 1, 1}, {{2, 1, 1}, {1, 1, 1}, {0, 0, 0}});  // shares 1, 2
  CHECK(right(c).outputs.at("dx").value == values{1, 3, 2});
  CHECK(mistaken_output(c, "overwritten", "dx") == values{1, 2, 2});
}

TEST_CASE("windows_of_element: the range of windows over an element is off by one at either end", "[misconceptions]") {
  // Windows 0..1, 2..3, 4..5; dy = 2, 4, 6, shares 1, 2, 3.
  const fixture_case c = pooling_case({1, 1, 1, 6}, {{1, 2}, {1, 2}, {0, 0}});
  std::vector<values> all;
  for (const misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
    if (m.id != "windows_of_element") continue;
    const auto e = m.evaluate(c, gaplab::unit_roundoff_fp32);
    REQUIRE(e.has_value());
    CHECK(e->outputs.at("y").value == right(c).outputs.at("y").value);
    all.push_back(e->outputs.at("dx").value);
  }
  CHECK(all == std::vector<values>{{1, 1, 3, 3, 5, 5}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {3, 3, 5, 5, 3, 3}});
}

TEST_CASE("padding_counted and padding_not_counted are each other's right answer", "[misconceptions]") {
  window_parameters p{{1, 3}, {1, 1}, {0, 1}};
  p.count_include_pad = false;
  const fixture_case without = pooling_case({1, 1, 1, 3}, p, {2, 4, 6});  // sums 6, 12, 10; dy = 2, 4, 6
  p.count_include_pad = true;
  const fixture_case with = pooling_case({1, 1, 1, 3}, p, {2, 4, 6});
  const values y_without = {3, 4, 5};
  const values y_with = {2, 4, 10.0 / 3};
  CHECK(right(without).outputs.at("y").value == y_without);
  CHECK(mistaken_output(without, "padding_counted", "y") == y_with);
  CHECK(mistaken_output(with, "padding_not_counted", "y") == y_without);
  CHECK(mistaken_output(without, "padding_counted", "dx") == right(with).outputs.at("dx").value);
  CHECK(mistaken_output(with, "padding_not_counted", "dx") == right(without).outputs.at("dx").value);
  CHECK_FALSE(mistaken(with, "padding_counted").has_value());
  CHECK_FALSE(mistaken(without, "padding_not_counted").has_value());
}

TEST_CASE("what is not there is not miscounted", "[misconceptions]") {
  window_parameters p{{1, 3}, {1, 1}, {0, 0}};
  for (const bool count : {false, true}) {
    p.count_include_pad = count;
    p.padding = {0, 0};
    p.divisor_override = 0;
    const fixture_case unpadded = pooling_case({1, 1, 1, 5}, p);
    p.padding = {0, 1};
    p.divisor_override = 5;
    const fixture_case overridden = pooling_case({1, 1, 1, 5}, p);
    for (const char* id : {"padding_counted", "padding_not_counted", "one_divisor"}) {
      CHECK_FALSE(mistaken(unpadded, id).has_value());
      CHECK_FALSE(mistaken(overridden, id).has_value());
    }
    CHECK_FALSE(mistaken(unpadded, "divisor_override_ignored").has_value());
  }
}

TEST_CASE("one_divisor: a window that ceil_mode cuts is divided as if it were whole", "[misconceptions]") {
  window_parameters p{{1, 2}, {1, 2}, {0, 0}};
  p.ceil_mode = true;
  const fixture_case c = pooling_case({1, 1, 1, 3}, p, {1, 3, 8});
  CHECK(right(c).outputs.at("y").value == values{2, 8});
  CHECK(mistaken_output(c, "one_divisor", "y") == values{2, 4});
  CHECK(mistaken_output(c, "one_divisor", "dx") == values{1, 1, 2});  // dy = 2, 4
  CHECK_FALSE(mistaken(c, "padding_counted").has_value());
}

TEST_CASE("divisor_override_ignored: the mean instead of the sum", "[misconceptions]") {
  window_parameters p{{1, 2}, {1, 1}, {0, 0}};
  p.divisor_override = 1;
  const fixture_case c = pooling_case({1, 1, 1, 3}, p);
  CHECK(right(c).outputs.at("y").value == values{3, 5});
  CHECK(mistaken_output(c, "divisor_override_ignored", "y") == values{1.5, 2.5});
  CHECK(mistaken_output(c, "divisor_override_ignored", "dx") == values{1, 3, 2});
  p.divisor_override = 2;  // what would have been counted
  CHECK_FALSE(mistaken(pooling_case({1, 1, 1, 3}, p), "divisor_override_ignored").has_value());
}

TEST_CASE("kernel_axes_swapped: the kernel lies on its side, in an output of the right shape", "[misconceptions]") {
  const fixture_case c = pooling_case({1, 1, 2, 3}, {{1, 2}, {1, 1}, {0, 0}});
  CHECK(right(c).outputs.at("y").value == values{1.5, 2.5, 4.5, 5.5});
  // A kernel of 2 x 1: the windows of the second row are cut at the border.
  CHECK(mistaken_output(c, "kernel_axes_swapped", "y") == values{2.5, 3.5, 4, 5});
  CHECK(mistaken_output(c, "kernel_axes_swapped", "dx") == values{1, 2, 0, 7, 10, 0});  // shares 1, 2, 6, 8
  CHECK_FALSE(mistaken(pooling_case({1, 1, 2, 3}, {{2, 2}, {1, 1}, {0, 0}}), "kernel_axes_swapped").has_value());
}

TEST_CASE("kernel_axes_swapped: D and W change places in volumes", "[misconceptions]") {
  const fixture_case c = pooling_case({1, 1, 2, 1, 2}, {{2, 1, 1}, {1, 1, 1}, {0, 0, 0}});
  CHECK(right(c).outputs.at("y").value == values{2, 3});
  CHECK(mistaken_output(c, "kernel_axes_swapped", "y") == values{1.5, 2});
}

TEST_CASE("kernel_axes_swapped: windows behind the input hold nothing", "[misconceptions]") {
  const fixture_case c = pooling_case({1, 1, 2, 3}, {{1, 1}, {1, 2}, {0, 0}});  // swapped, window 1 begins in row 2
  const auto e = mistaken(c, "kernel_axes_swapped");
  REQUIRE(e.has_value());
  const gaplab::reference& y = e->outputs.at("y");
  CHECK(y.value.at(0) == 1);
  CHECK(y.value.at(1) == 2);
  for (const std::size_t i : {std::size_t{2}, std::size_t{3}}) {
    CHECK(std::isnan(y.value.at(i)));
    CHECK(y.others.at(i) == values{0});
    CHECK(y.allowed.at(i) == 0);
  }
  CHECK(e->outputs.at("dx").value == values{2, 4, 0, 0, 0, 0});
}

TEST_CASE("a mistake has the right shape, a tolerance where something is summed, and makes a difference",
          "[misconceptions]") {
  std::map<std::string_view, int> seen;
  for (std::int64_t kernel = 1; kernel <= 5; ++kernel) {
    for (std::int64_t stride = 1; stride <= 4; ++stride) {
      for (std::int64_t padding = 0; padding <= kernel / 2; ++padding) {
        for (int flags = 0; flags < 8; ++flags) {
          window_parameters p{{kernel, 2}, {stride, 3}, {padding, 1}};
          p.ceil_mode = (flags & 1) != 0;
          p.count_include_pad = (flags & 2) != 0;
          p.divisor_override = (flags & 4) != 0 ? 7 : 0;
          gaplab::shape x = {1, 1, 5, 4};
          if (flags % 3 == 0) {
            x = {1, 1, 5, 3, 4};
            for (integers* v : {&p.kernel_size, &p.stride}) v->insert(v->begin() + 1, 2);
            p.padding.insert(p.padding.begin() + 1, 0);
          }
          const fixture_case c = pooling_case(x, p);
          const evaluation truth = right(c);
          for (const misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
            const auto e = m.evaluate(c, gaplab::unit_roundoff_fp32);
            if (!e) continue;
            ++seen[m.id];
            INFO(m.id);
            CHECK_FALSE(e->refused.has_value());
            REQUIRE(e->outputs.size() == truth.outputs.size());
            bool differs = false;
            for (const auto& [name, output] : e->outputs) {
              CHECK(output.shape == truth.outputs.at(name).shape);
              REQUIRE(output.value.size() == truth.outputs.at(name).value.size());
              REQUIRE(output.allowed.size() == output.value.size());
              CHECK((output.others.empty() || output.others.size() == output.value.size()));
              differs = differs || output.value != truth.outputs.at(name).value;
              for (std::size_t i = 0; i < output.value.size(); ++i) {
                if (output.value[i] != 0 && !std::isnan(output.value[i])) CHECK(output.allowed[i] > 0);
              }
            }
            CHECK(differs);
          }
        }
      }
    }
  }
  CHECK(seen.size() == 20);
}

TEST_CASE("global pooling has no parameters to be mistaken", "[misconceptions]") {
  CHECK(gaplab::find_oracle(lab, "global").misconceptions.empty());
}
