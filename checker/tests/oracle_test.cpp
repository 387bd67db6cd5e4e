// The oracles by what must hold of them, on random small cases that are the same in every run; and the check of stored
// fixtures against them, which must find every kind of disagreement.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "catch.hpp"
#include "course/course.hpp"
#include "fixtures/read.hpp"
#include "oracles/agreement.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/oracle.hpp"

namespace {

using gaplab::evaluation;
using gaplab::fixture_case;
using gaplab::parameter;
using gaplab::shape;
using gaplab::tensor;
using gaplab::unit_roundoff_fp32;

constexpr const char* lab = "01_avg_pool";

evaluation evaluate(const fixture_case& c) {
  return gaplab::find_oracle(lab, c.operation).evaluate(c, unit_roundoff_fp32);
}

class draws {
 public:
  /// From low to high, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(high - low + 1));
  }

  shape sizes(std::size_t spatial) {
    shape s = {between(1, 2), between(1, 3)};
    while (s.size() < spatial + 2) s.push_back(between(1, 6));
    return s;
  }

  tensor<float> values(const shape& s) {
    tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(gaplab::element_count(s)))};
    for (float& value : t.values) value = static_cast<float>(between(-64, 191)) / 64;
    return t;
  }

  /// A case of the operation with x and dy, whose parameters are not refused.
  fixture_case whole_case(const std::string& operation) {
    const std::size_t spatial = operation == "3d" ? 3 : 2;
    while (true) {
      fixture_case c;
      c.operation = operation;
      c.name = "drawn";
      if (operation != "global") c.parameters = parameters(spatial);
      try {
        for (const auto& [name, s] : gaplab::find_oracle(lab, operation).inputs(c, {{"x", sizes(spatial)}})) {
          c.inputs[name] = values(s);
        }
        return c;
      } catch (const std::runtime_error&) {  // refused: another one
      }
    }
  }

 private:
  std::map<std::string, std::vector<std::int64_t>> parameters(std::size_t spatial) {
    std::map<std::string, std::vector<std::int64_t>> p;
    for (std::size_t i = 0; i < spatial; ++i) {
      p["kernel_size"].push_back(between(1, 4));
      p["stride"].push_back(between(1, 4));
      p["padding"].push_back(between(0, p["kernel_size"].back() / 2));
    }
    p["ceil_mode"] = {between(0, 1)};
    p["count_include_pad"] = {between(0, 1)};
    p["divisor_override"] = {between(0, 2) == 0 ? between(-2, 7) : 0};
    return p;
  }

  std::mt19937_64 m_random{20261123};
};

/// The inner product of an input and an output of the same shape.
double product(const tensor<float>& a, const gaplab::reference& b) {
  REQUIRE(a.shape == b.shape);
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += static_cast<double>(a.values[i]) * b.value[i];
  return sum;
}

tensor<float> combined(float a, const tensor<float>& x, float b, const tensor<float>& y) {
  tensor<float> result = x;
  for (std::size_t i = 0; i < x.values.size(); ++i) result.values[i] = a * x.values[i] + b * y.values[i];
  return result;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// Calls visit for every drawn case of every operation that takes tensors.
void for_each_drawn_case(int count, const std::function<void(draws&, const fixture_case&)>& visit) {
  draws drawn;
  for (const std::string operation : {"global", "window", "3d"}) {
    for (int i = 0; i < count; ++i) {
      const fixture_case c = drawn.whole_case(operation);
      INFO(operation << ", case " << i);
      visit(drawn, c);
    }
  }
}

constexpr double rounding = 1e-12;  // of sums of at most some hundred terms of size 1, in double

/// y of a case of the operation 3d, position by position as the documentation defines it.
std::vector<double> pooled_by_definition(const fixture_case& c, const shape& y) {
  const tensor<float>& x = c.inputs.at("x");
  const auto at = [&](std::int64_t map, const std::array<std::int64_t, 3>& p) {
    return x.values[static_cast<std::size_t>(((map * x.shape[2] + p[0]) * x.shape[3] + p[1]) * x.shape[4] + p[2])];
  };
  std::vector<double> result;
  const std::int64_t outputs = gaplab::element_count(y);
  const std::int64_t outputs_per_map = y[2] * y[3] * y[4];
  for (std::int64_t o = 0; o < outputs; ++o) {
    const std::array<std::int64_t, 3> window = {o / (y[3] * y[4]) % y[2], o / y[4] % y[3], o % y[4]};
    double sum = 0;
    std::int64_t in_input = 0;
    std::int64_t in_padded_input = 0;
    const std::int64_t positions =
        parameter(c, "kernel_size", 0) * parameter(c, "kernel_size", 1) * parameter(c, "kernel_size", 2);
    for (std::int64_t k = 0; k < positions; ++k) {
      std::int64_t rest = k;
      std::array<std::int64_t, 3> p{};
      bool inside = true;
      bool inside_padded = true;
      for (std::size_t axis = 3; axis-- > 0;) {
        const std::int64_t size = x.shape[axis + 2];
        const std::int64_t padding = parameter(c, "padding", axis);
        p.at(axis) =
            window.at(axis) * parameter(c, "stride", axis) - padding + rest % parameter(c, "kernel_size", axis);
        rest /= parameter(c, "kernel_size", axis);
        inside = inside && p.at(axis) >= 0 && p.at(axis) < size;
        inside_padded = inside_padded && p.at(axis) < size + padding;
      }
      if (inside) sum += at(o / outputs_per_map, p);
      in_input += inside ? 1 : 0;
      in_padded_input += inside_padded ? 1 : 0;
    }
    const std::int64_t counted = parameter(c, "count_include_pad") != 0 ? in_padded_input : in_input;
    const std::int64_t chosen = parameter(c, "divisor_override");
    result.push_back(sum / static_cast<double>(chosen != 0 ? chosen : counted));
  }
  return result;
}

/// How many windows there are, by trying one start after the other; 0 stands for refused.
std::int64_t counted_windows(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                             bool ceil_mode) {
  if (kernel < 1 || stride < 1 || padding < 0 || 2 * padding > kernel) return 0;
  const std::int64_t end = size + padding;  // where the padded input ends; it begins at -padding
  std::int64_t windows = 0;
  for (std::int64_t begin = -padding;; begin += stride) {
    const bool fits = begin + kernel <= end;
    // With ceil_mode a window may stick out by less than a stride, but must begin before the right padding.
    const bool sticks_out = ceil_mode && begin + kernel < end + stride && begin < size;
    if (!fits && !sticks_out) return windows;
    ++windows;
  }
}

fixture_case output_size_case(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                              bool ceil_mode) {
  fixture_case c;
  c.operation = "output_size";
  c.parameters = {{"size", {size}},
                  {"kernel_size", {kernel}},
                  {"stride", {stride}},
                  {"padding", {padding}},
                  {"ceil_mode", {ceil_mode ? 1 : 0}}};
  return c;
}

/// A small case with all that the oracle says of it filled in: there is nothing to report.
fixture_case agreeing_case() {
  draws drawn;
  fixture_case c = drawn.whole_case("window");
  for (auto& [name, output] : evaluate(c).outputs) c.expected[name] = {output.shape, output.value};
  return c;
}

bool reports(const fixture_case& c, const std::string& part) {
  const auto why = disagreement(c, evaluate(c));
  INFO("reported: " << why.value_or("nothing"));
  CHECK(why.value_or("").find('\n') == std::string::npos);
  return why && why->find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the drawn cases have every feature of pooling", "[oracles]") {
  std::set<std::string> seen;
  for_each_drawn_case(150, [&](draws&, const fixture_case& c) {
    if (c.operation == "global") return;
    const std::size_t last = c.operation == "3d" ? 2 : 1;
    if (parameter(c, "padding", last) > 0) seen.insert(c.operation + " padding");
    if (parameter(c, "stride", last) < parameter(c, "kernel_size", last)) seen.insert(c.operation + " overlap");
    if (parameter(c, "stride", last) > parameter(c, "kernel_size", last)) seen.insert(c.operation + " gaps");
    if (parameter(c, "divisor_override") > 0) seen.insert(c.operation + " divisor");
    if (parameter(c, "divisor_override") < 0) seen.insert(c.operation + " negative divisor");
    fixture_case floor = c;
    floor.parameters["ceil_mode"] = {0};
    const auto shape_of_y = [](const fixture_case& f) {
      return gaplab::find_oracle(lab, f.operation).inputs(f, {{"x", f.inputs.at("x").shape}}).at("dy");
    };
    try {
      if (shape_of_y(c) != shape_of_y(floor)) seen.insert(c.operation + " ceil");
    } catch (const std::runtime_error&) {
      seen.insert(c.operation + " ceil saves it");
    }
  });
  CHECK(seen.size() >= 12);
}

TEST_CASE("backward is the adjoint of forward", "[oracles]") {
  for_each_drawn_case(150, [](draws&, const fixture_case& c) {
    const evaluation e = evaluate(c);
    const double through_y = product(c.inputs.at("dy"), e.outputs.at("y"));
    const double through_x = product(c.inputs.at("x"), e.outputs.at("dx"));
    CHECK(std::abs(through_y - through_x) <= rounding * (1 + std::abs(through_y)));
  });
}

TEST_CASE("forward and backward are linear", "[oracles]") {
  for_each_drawn_case(50, [](draws& drawn, const fixture_case& first) {
    fixture_case second = first;
    fixture_case both = first;
    for (const std::string name : {"x", "dy"}) {
      second.inputs[name] = drawn.values(first.inputs.at(name).shape);
      // Multiples of 1/64 below 16 are exact in fp32.
      both.inputs[name] = combined(2, first.inputs.at(name), -3, second.inputs.at(name));
    }
    const evaluation e1 = evaluate(first);
    const evaluation e2 = evaluate(second);
    for (const auto& [name, output] : evaluate(both).outputs) {
      INFO(name);
      std::vector<double> expected = e1.outputs.at(name).value;
      for (std::size_t i = 0; i < expected.size(); ++i)
        expected[i] = 2 * expected[i] - 3 * e2.outputs.at(name).value[i];
      CHECK(largest_difference(output.value, expected) <= rounding);
    }
  });
}

TEST_CASE("the mean of a constant is the constant where the padding does not count", "[oracles]") {
  std::size_t padded = 0;
  for_each_drawn_case(100, [&](draws&, fixture_case c) {
    if (c.operation != "global") {
      c.parameters["divisor_override"] = {0};
      const std::vector<std::int64_t>& padding = c.parameters.at("padding");
      const bool any_padding = std::any_of(padding.begin(), padding.end(), [](std::int64_t p) { return p > 0; });
      if (any_padding) c.parameters["count_include_pad"] = {0};
      if (any_padding) ++padded;
    }
    std::fill(c.inputs["x"].values.begin(), c.inputs["x"].values.end(), 1.25F);
    const gaplab::reference y = evaluate(c).outputs.at("y");
    CHECK(largest_difference(y.value, std::vector<double>(y.value.size(), 1.25)) <= rounding);
  });
  CHECK(padded > 50);
}

TEST_CASE("padding that counts draws the mean of a constant towards 0", "[oracles]") {
  fixture_case c;
  c.operation = "window";
  c.parameters = {{"kernel_size", {3, 3}}, {"stride", {1, 1}},         {"padding", {1, 1}},
                  {"ceil_mode", {0}},      {"count_include_pad", {1}}, {"divisor_override", {0}}};
  c.inputs["x"] = {{1, 1, 2, 3}, std::vector<float>(6, 9.0F)};
  CHECK(evaluate(c).outputs.at("y").value == std::vector<double>{4, 6, 4, 4, 6, 4});
}

TEST_CASE("pooling is the definition applied position by position", "[oracles]") {
  draws drawn;
  for (int i = 0; i < 300; ++i) {
    INFO("case " << i);
    const fixture_case c = drawn.whole_case("3d");
    const gaplab::reference y = evaluate(c).outputs.at("y");
    CHECK(largest_difference(y.value, pooled_by_definition(c, y.shape)) <= rounding);
  }
}

TEST_CASE("global pooling is a window as large as the map", "[oracles]") {
  draws drawn;
  for (int i = 0; i < 50; ++i) {
    const fixture_case global = drawn.whole_case("global");
    const shape& x = global.inputs.at("x").shape;
    fixture_case window = global;
    window.operation = "window";
    window.parameters = {{"kernel_size", {x[2], x[3]}}, {"stride", {x[2], x[3]}},
                         {"padding", {0, 0}},           {"ceil_mode", {0}},
                         {"count_include_pad", {1}},    {"divisor_override", {0}}};
    const evaluation a = evaluate(global);
    const evaluation b = evaluate(window);
    for (const std::string name : {"y", "dx"}) {
      CHECK(a.outputs.at(name).shape == b.outputs.at(name).shape);
      CHECK(a.outputs.at(name).value == b.outputs.at(name).value);
      CHECK(a.outputs.at(name).allowed == b.outputs.at(name).allowed);
    }
  }
}

TEST_CASE("a volume of one slice is pooled as an image is", "[oracles]") {
  draws drawn;
  int compared = 0;
  while (compared < 50) {
    const fixture_case image = drawn.whole_case("window");
    const shape& x = image.inputs.at("x").shape;
    // avg_pool3d, other than avg_pool2d, refuses a kernel that only fits with the padding.
    if (parameter(image, "kernel_size", 0) > x[2] || parameter(image, "kernel_size", 1) > x[3]) continue;
    ++compared;
    fixture_case volume = image;
    volume.operation = "3d";
    for (const std::string name : {"kernel_size", "stride"}) {
      volume.parameters[name].insert(volume.parameters[name].begin(), 1);
    }
    volume.parameters["padding"].insert(volume.parameters["padding"].begin(), 0);
    for (auto& [name, t] : volume.inputs) t.shape.insert(t.shape.begin() + 2, 1);
    const evaluation a = evaluate(image);
    const evaluation b = evaluate(volume);
    for (const std::string name : {"y", "dx"}) {
      CHECK(a.outputs.at(name).value == b.outputs.at(name).value);
      CHECK(a.outputs.at(name).allowed == b.outputs.at(name).allowed);
    }
  }
}

TEST_CASE("the output size is the number of places where a window can start", "[oracles]") {
  std::size_t refused = 0;
  std::size_t accepted = 0;
  for (std::int64_t size = 1; size <= 9; ++size) {
    for (std::int64_t kernel = -1; kernel <= 11; ++kernel) {
      for (std::int64_t stride = -1; stride <= 5; ++stride) {
        for (std::int64_t padding = -1; padding <= 6; ++padding) {
          for (const bool ceil_mode : {false, true}) {
            const std::int64_t windows = counted_windows(size, kernel, stride, padding, ceil_mode);
            const evaluation e = evaluate(output_size_case(size, kernel, stride, padding, ceil_mode));
            INFO("size " << size << ", kernel " << kernel << ", stride " << stride << ", padding " << padding
                         << ", ceil_mode " << ceil_mode);
            REQUIRE(e.refused.has_value() == (windows == 0));
            if (windows == 0) {
              ++refused;
              REQUIRE(e.outputs.empty());
              continue;
            }
            ++accepted;
            REQUIRE(e.outputs.at("output_size").value == std::vector<double>{static_cast<double>(windows)});
            REQUIRE(e.outputs.at("output_size").allowed == std::vector<double>{0});
          }
        }
      }
    }
  }
  CHECK(refused > 1000);
  CHECK(accepted > 1000);
}

TEST_CASE("an element that no window covers has a gradient of exactly 0", "[oracles]") {
  fixture_case c;
  c.operation = "window";
  c.parameters = {{"kernel_size", {1, 1}}, {"stride", {2, 2}},         {"padding", {0, 0}},
                  {"ceil_mode", {0}},      {"count_include_pad", {1}}, {"divisor_override", {3}}};
  c.inputs["x"] = {{1, 1, 1, 3}, {1, 1, 1}};
  c.inputs["dy"] = {{1, 1, 1, 2}, {3, 6}};
  const gaplab::reference dx = evaluate(c).outputs.at("dx");
  CHECK(dx.value == std::vector<double>{1, 0, 2});
  CHECK(dx.allowed[1] == 0);
  CHECK(dx.allowed[0] > 0);
}

TEST_CASE("a gradient is evaluated without x where its shape is known from dx", "[oracles]") {
  const fixture_case whole = agreeing_case();
  fixture_case part = whole;
  part.inputs.erase("x");
  part.expected.erase("y");
  const evaluation e = evaluate(part);
  CHECK(e.outputs.size() == 1);
  CHECK(e.outputs.at("dx").value == evaluate(whole).outputs.at("dx").value);
  part.expected.clear();
  CHECK_THROWS_AS(evaluate(part), std::runtime_error);
}

TEST_CASE("an oracle refuses cases that are none of its operation", "[oracles]") {
  const fixture_case sound = agreeing_case();
  const auto refused_after = [&](const std::function<void(fixture_case&)>& edit) {
    fixture_case c = sound;
    edit(c);
    CHECK_THROWS_AS(evaluate(c), std::runtime_error);
  };
  for (const auto& [name, values] : sound.parameters) {
    refused_after([&name = name](fixture_case& c) { c.parameters.erase(name); });
    refused_after([&name = name](fixture_case& c) { c.parameters[name].clear(); });
  }
  refused_after([](fixture_case& c) { c.inputs["x"].shape.push_back(1); });
  refused_after([](fixture_case& c) { c.inputs["dy"].shape = {1, 1, 1, 1000}; });
  refused_after([](fixture_case& c) { c.parameters["stride"] = {1, 0}; });
  CHECK_THROWS_AS(gaplab::find_oracle(lab, "no_such_operation"), gaplab::environment_error);
  CHECK_THROWS_AS(gaplab::find_oracle("99_no_such_lab", "window"), gaplab::environment_error);
}

TEST_CASE("absurdly large parameters are refused before they overflow", "[oracles]") {
  for (const std::int64_t absurd :
       {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(), std::int64_t{1} << 40}) {
    for (const std::string name : {"size", "kernel_size", "stride", "padding"}) {
      fixture_case c = output_size_case(7, 3, 2, 1, true);
      c.parameters[name] = {absurd};
      CHECK_THROWS_AS(evaluate(c), std::runtime_error);
    }
    fixture_case c = agreeing_case();
    c.parameters["kernel_size"] = {absurd, absurd};
    c.parameters["padding"] = {absurd / 2, absurd / 2};
    CHECK_THROWS_AS(evaluate(c), std::runtime_error);
    c = agreeing_case();
    c.parameters["divisor_override"] = {absurd};
    CHECK_THROWS_AS(evaluate(c), std::runtime_error);
  }
}

TEST_CASE("the stored fixture of every lab agrees with its oracle", "[oracles]") {
  const gaplab::course course = gaplab::open_course(GAPLAB_SOURCE_DIR);
  for (const gaplab::lab& l : course.labs) {
    const gaplab::fixture f = gaplab::read_fixture(course.fixture_of(l));
    CHECK(f.lab == l.name);
    std::set<std::string> operations;
    for (const fixture_case& c : f.cases) {
      INFO(l.name << ", " << c.operation << "/" << c.name);
      operations.insert(c.operation);
      const evaluation e = gaplab::find_oracle(l.name, c.operation).evaluate(c, unit_roundoff_fp32);
      CHECK(disagreement(c, e).value_or("") == "");
      // The fixture holds all that the oracle computes.
      for (const auto& [name, output] : e.outputs) CHECK(c.expected.count(name) == 1);
    }
    for (const gaplab::step& s : l.steps) CHECK(operations.count(s.operation) == 1);
  }
}

TEST_CASE("what agrees is not reported", "[oracles]") {
  CHECK_FALSE(disagreement(agreeing_case(), evaluate(agreeing_case())).has_value());
}

TEST_CASE("a stored value that differs is reported", "[oracles]") {
  fixture_case c = agreeing_case();
  double& value = c.expected["dx"].values.back();
  const double right = value;
  value = right + 0.5e-12;
  CHECK_FALSE(disagreement(c, evaluate(c)).has_value());
  value = right + 1e-11;
  CHECK(reports(c, "dx: element"));
  value = std::numeric_limits<double>::quiet_NaN();
  CHECK(reports(c, "nan"));
  value = std::numeric_limits<double>::infinity();
  CHECK(reports(c, "inf"));
  value = right;
  evaluation infinite = evaluate(c);
  infinite.outputs["dx"].value.back() = std::numeric_limits<double>::infinity();
  CHECK(disagreement(c, infinite).has_value());
}

TEST_CASE("a stored shape that differs is reported", "[oracles]") {
  fixture_case c = agreeing_case();
  std::reverse(c.expected["y"].shape.begin(), c.expected["y"].shape.end());
  REQUIRE(c.expected["y"].shape != agreeing_case().expected["y"].shape);
  CHECK(reports(c, "y has the shape"));
}

TEST_CASE("an output that the operation does not have is reported", "[oracles]") {
  fixture_case c = agreeing_case();
  c.expected["z"] = c.expected["y"];
  CHECK(reports(c, "no output `z`"));
}

TEST_CASE("a refusal that differs is reported", "[oracles]") {
  fixture_case fine = output_size_case(7, 3, 1, 0, false);
  fine.expected["output_size"] = {{1}, {5}};
  CHECK_FALSE(disagreement(fine, evaluate(fine)).has_value());
  fine.refused = "for no reason";
  CHECK(reports(fine, "the oracle does not"));
  fixture_case bad = output_size_case(7, 3, 0, 0, false);
  CHECK(reports(bad, "the fixture does not"));
  bad.refused = "stride should not be zero";
  CHECK_FALSE(disagreement(bad, evaluate(bad)).has_value());
}

TEST_CASE("exact data that are not exact are reported", "[oracles]") {
  const auto exact_with = [](float value) {
    fixture_case c;
    c.operation = "global";
    c.data = gaplab::data_kind::exact;
    c.inputs["x"] = {{1, 1, 1, 4}, {value, value, value, value}};
    for (auto& [name, output] : evaluate(c).outputs) c.expected[name] = {output.shape, output.value};
    return c;
  };
  for (const float value : {1.0F / 64, 5.0F / 64, 8.0F / 64, -1.0F / 64}) {
    const fixture_case c = exact_with(value);
    CHECK_FALSE(disagreement(c, evaluate(c)).has_value());
  }
  for (const float value : {0.0F, 9.0F / 64, 1.0F / 128, 0.1F}) CHECK(reports(exact_with(value), "exact data"));
  fixture_case random = exact_with(0.1F);
  random.data = gaplab::data_kind::random;
  CHECK_FALSE(disagreement(random, evaluate(random)).has_value());
}

TEST_CASE("a mask holds 0 and 1, in exact cases too", "[oracles]") {
  for (const gaplab::data_kind data : {gaplab::data_kind::exact, gaplab::data_kind::random}) {
    for (const float value : {0.0F, 1.0F, 0.5F, 2.0F}) {
      fixture_case c;
      c.operation = "global";
      c.data = data;
      c.inputs["x"] = {{1, 1, 1, 4}, {0.125F, 0.125F, 0.125F, 0.125F}};
      c.inputs["mask"] = {{1, 1, 1, 4}, {0, value, 1, 1}};
      const evaluation e = evaluate(c);
      if (value == 0 || value == 1) {
        CHECK_FALSE(disagreement(c, e).has_value());
      } else {
        CHECK(disagreement(c, e).value_or("") ==
              (value == 2 ? "mask holds 2, but a mask holds 0 and 1" : "mask holds 0.5, but a mask holds 0 and 1"));
      }
    }
  }
}

TEST_CASE("the same seed gives the same fresh fixture and another seed another", "[oracles]") {
  gaplab::case_spec spec;
  spec.wanted = output_size_case(7, 3, 0, 0, false);
  spec.wanted.name = "refused";
  gaplab::case_spec random;
  random.wanted.operation = "global";
  random.wanted.name = "random";
  random.inputs["x"] = {2, 3, 5, 7};
  gaplab::case_spec exact = random;
  exact.wanted.name = "exact";
  exact.wanted.data = gaplab::data_kind::exact;
  const gaplab::fixture a = gaplab::make_fresh_fixture(lab, {spec, random, exact}, 7);
  const gaplab::fixture b = gaplab::make_fresh_fixture(lab, {exact}, 7);
  const gaplab::fixture c = gaplab::make_fresh_fixture(lab, {exact}, 8);
  REQUIRE(a.cases.size() == 3);
  CHECK(a.lab == lab);
  CHECK(a.cases[0].refused.has_value());
  CHECK(a.cases[0].expected.empty());
  // A case's data do not depend on the other cases.
  CHECK(a.cases[2].inputs.at("x").values == b.cases[0].inputs.at("x").values);
  CHECK(a.cases[2].inputs.at("dy").values == b.cases[0].inputs.at("dy").values);
  CHECK(b.cases[0].inputs.at("x").values != c.cases[0].inputs.at("x").values);
  CHECK(a.cases[1].inputs.at("x").values != a.cases[2].inputs.at("x").values);
  for (const fixture_case& made : a.cases) CHECK_FALSE(disagreement(made, evaluate(made)).has_value());
  const auto [low, high] =
      std::minmax_element(a.cases[1].inputs.at("x").values.begin(), a.cases[1].inputs.at("x").values.end());
  CHECK(*low >= -1);
  CHECK(*high < 3);
}

TEST_CASE("a fresh fixture of impossible cases is refused with the name of the case", "[oracles]") {
  gaplab::case_spec spec;
  spec.wanted.operation = "global";
  spec.wanted.name = "no_shape";
  const auto message = [&]() -> std::string {
    try {
      gaplab::make_fresh_fixture(lab, {spec}, 1);
    } catch (const gaplab::environment_error& error) {
      return error.what();
    }
    return {};
  };
  CHECK(message().find("global/no_shape") != std::string::npos);
  spec.inputs["x"] = {2, 3, 4};
  CHECK(message().find("global/no_shape") != std::string::npos);
  spec.wanted.operation = "no_such_operation";
  CHECK(message().find("no_such_operation") != std::string::npos);
}
