// Lab 05's oracle by what must hold of it: the gradients against the forward passes, the heads against one another, and
// every misconception against the stored cases; then the lab's files in the real check. That the fixture agrees with
// the oracle is in oracle_test.cpp, for every lab.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "check/check_step.hpp"
#include "course/course.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/read.hpp"
#include "miniature_course.hpp"
#include "misconception_answers.hpp"
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
using doubles = std::vector<double>;

constexpr const char* lab = "05_heads";
constexpr double rounding = 1e-12;  // of sums of at most some hundred terms of size 1, in double

evaluation evaluate(const fixture_case& c) {
  return gaplab::find_oracle(lab, c.operation).evaluate(c, unit_roundoff_fp32);
}

/// What the first of the mistakes of that name makes of an output; nothing where it cannot be made.
doubles mistaken(const fixture_case& c, const std::string& id, const std::string& output) {
  for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
    if (m.id != id) continue;
    const auto e = m.evaluate(c, unit_roundoff_fp32);
    return e ? e->outputs.at(output).value : doubles{};
  }
  FAIL("there is no misconception " << id);
  return {};
}

const doubles& value(const evaluation& e, const std::string& output) { return e.outputs.at(output).value; }

// --------------------------------------------------------------------------------------------- drawn cases

class draws {
 public:
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(high - low + 1));
  }
  tensor<float> values(const shape& s, std::int64_t low, std::int64_t high, float unit) {
    tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(gaplab::element_count(s)))};
    for (float& v : t.values) v = static_cast<float>(between(low, high)) / unit;
    return t;
  }

  /// A small case of one of the heads, with all its inputs.
  fixture_case whole_case(const std::string& operation) {
    const shape x = {between(1, 3), between(1, 4), between(1, 3), between(1, 4)};
    const std::int64_t classes = between(1, 4);
    std::map<std::string, shape> given = {{"x", x}};
    if (operation != "relu_swap") {
      given["weight"] = {classes, operation == "flatten_fc" ? x[1] * x[2] * x[3] : x[1]};
      given["bias"] = {classes};
    }
    fixture_case c;
    c.operation = operation;
    c.name = "drawn";
    if (operation == "squeezenet") {
      given["mask"] = x;
      c.parameters["p_percent"] = {numbers{0, 20, 25, 50, 75}.at(static_cast<std::size_t>(between(0, 4)))};
    }
    for (const auto& [name, s] : gaplab::find_oracle(lab, operation).inputs(c, given)) {
      c.inputs[name] = name == "mask" ? values(s, 0, 1, 1) : values(s, -64, 63, 64);
    }
    return c;
  }

 private:
  std::mt19937_64 m_random{20261125};
};

void for_each_drawn_case(const std::vector<std::string>& operations,
                         const std::function<void(draws&, const fixture_case&)>& visit) {
  draws drawn;
  for (const std::string& operation : operations) {
    for (int i = 0; i < 150; ++i) {
      const fixture_case c = drawn.whole_case(operation);
      INFO(operation << ", case " << i);
      visit(drawn, c);
    }
  }
}

const std::vector<std::string> heads = {"flatten_fc", "gap_fc", "squeezenet"};

double product(const std::vector<float>& a, const doubles& b) {
  REQUIRE(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

double largest_difference(const doubles& a, const doubles& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// dy times y, after a change of one input's element.
double loss_after(fixture_case c, const std::string& name, std::size_t element, float change) {
  c.inputs.at(name).values.at(element) += change;
  return product(c.inputs.at("dy").values, value(evaluate(c), "y"));
}

fixture_case count_case(std::int64_t head, const numbers& size, std::int64_t classes, bool bias,
                        std::int64_t hidden = 0) {
  fixture_case c;
  c.operation = "parameter_count";
  c.parameters = {{"head", {head}}, {"size", size}, {"hidden", {hidden}}, {"classes", {classes}}, {"bias", {bias}}};
  return c;
}

std::int64_t counted(const fixture_case& c) {
  const doubles parts = value(evaluate(c), "parameters");
  return static_cast<std::int64_t>(parts.at(0)) * 1'000'000 + static_cast<std::int64_t>(parts.at(1));
}

/// A squeezenet of one image and one channel, with one class whose weight is 1.
fixture_case one_channel(const std::vector<float>& x, float bias, std::int64_t p_percent) {
  const auto pixels = static_cast<std::int64_t>(x.size());
  fixture_case c;
  c.operation = "squeezenet";
  c.parameters["p_percent"] = {p_percent};
  c.inputs["x"] = {{1, 1, 1, pixels}, x};
  c.inputs["mask"] = {{1, 1, 1, pixels}, std::vector<float>(x.size(), 1.0F)};
  c.inputs["weight"] = {{1, 1}, {1}};
  c.inputs["bias"] = {{1}, {bias}};
  c.inputs["dy"] = {{1, 1}, {4}};
  return c;
}

/// The lab's steps on the CPU, checked with the files of that folder of the source.
std::map<std::string, gaplab::step_result> checked(const std::string& folder) {
  const gaplab::course course = gaplab::open_course(GAPLAB_SOURCE_DIR);
  const gaplab::compile_cache cache(gaplab::test::test_cache());
  std::map<std::string, gaplab::step_result> results;
  for (const gaplab::step& s : find_steps(course, {"05.cpu"})) {
    results.emplace(s.address(), check_step(course, s, course.root / folder / lab / s.file, cache));
  }
  return results;
}

gaplab::fixture stored() { return gaplab::read_fixture(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".h5"); }

}  // namespace

// ------------------------------------------------------------------------------------------------ parameters

TEST_CASE("a head has as many parameters as its weight and bias have elements", "[heads]") {
  for (std::int64_t channels = 1; channels <= 3; ++channels) {
    for (std::int64_t height = 1; height <= 3; ++height) {
      for (std::int64_t classes = 1; classes <= 3; ++classes) {
        const numbers size = {5, channels, height, 2};
        const std::int64_t flattened = channels * height * 2;
        CHECK(counted(count_case(0, size, classes, false)) == classes * flattened);
        CHECK(counted(count_case(0, size, classes, true)) == classes * (flattened + 1));
        for (const std::int64_t pooled : {2, 3}) {
          CHECK(counted(count_case(pooled, size, classes, false)) == classes * channels);
          CHECK(counted(count_case(pooled, size, classes, true)) == classes * (channels + 1));
        }
        CHECK(counted(count_case(1, size, classes, true, 7)) == 7 * (flattened + 1) + 7 * 8 + classes * 8);
      }
    }
  }
}

TEST_CASE("published networks have the published number of parameters in their heads", "[heads]") {
  // num_params of the whole network, as torchvision's source has it, less those of its convolutions.
  CHECK(counted(count_case(1, {1, 512, 7, 7}, 1000, true, 4096)) == 138'357'544 - 14'714'688);  // VGG-16
  CHECK(counted(count_case(1, {1, 256, 6, 6}, 1000, true, 4096)) == 61'100'840 - 2'469'696);    // AlexNet
  CHECK(counted(count_case(2, {1, 2048, 7, 7}, 1000, true)) == 2'049'000);                      // ResNet-50
  CHECK(counted(count_case(3, {1, 512, 13, 13}, 1000, true)) == 513'000);                       // SqueezeNet
  CHECK(counted(count_case(0, {1, 256, 100, 100}, 1000, true)) == 2'560'001'000);               // beyond 32 bits
}

// ------------------------------------------------------------------------------------------------- gradients

TEST_CASE("y is what its gradients say: each head is homogeneous in x and bias, and in weight and bias", "[heads]") {
  // Euler: a function with f(a*v) = a*f(v) for a > 0 is the inner product of v and its gradient. A ReLU keeps that.
  for_each_drawn_case(heads, [](draws&, const fixture_case& c) {
    const evaluation e = evaluate(c);
    const double y = product(c.inputs.at("dy").values, value(e, "y"));
    const double of_bias = product(c.inputs.at("bias").values, value(e, "dbias"));
    CHECK(std::abs(product(c.inputs.at("x").values, value(e, "dx")) + of_bias - y) <= rounding);
    CHECK(std::abs(product(c.inputs.at("weight").values, value(e, "dweight")) + of_bias - y) <= rounding);
  });
}

TEST_CASE("the gradients of the heads are those that small changes show", "[heads]") {
  std::size_t compared = 0;
  std::size_t at_a_corner = 0;
  for_each_drawn_case(heads, [&](draws& drawn, const fixture_case& c) {
    const evaluation e = evaluate(c);
    constexpr float change = 1.0F / 4096;  // exact when added to the drawn values
    for (const std::string name : {"x", "weight", "bias"}) {
      const auto element =
          static_cast<std::size_t>(drawn.between(0, static_cast<std::int64_t>(c.inputs.at(name).values.size()) - 1));
      const double before = loss_after(c, name, element, 0);
      const double up = (loss_after(c, name, element, change) - before) / static_cast<double>(change);
      const double down = (before - loss_after(c, name, element, -change)) / static_cast<double>(change);
      // Each head is linear in one element but where a ReLU has its corner within the change.
      if (std::abs(up - down) > 1e-9) {
        ++at_a_corner;
        continue;
      }
      ++compared;
      CHECK(std::abs(up - value(e, "d" + name).at(element)) <= 1e-9);
    }
  });
  CHECK(compared > 1200);
  CHECK(at_a_corner < 100);
}

TEST_CASE("an image's scores and gradients depend on no other image", "[heads]") {
  for_each_drawn_case(heads, [](draws&, const fixture_case& c) {
    const std::int64_t images = c.inputs.at("x").shape[0];
    fixture_case first = c;
    for (const std::string name : {"x", "mask", "dy"}) {
      const auto found = first.inputs.find(name);
      if (found == first.inputs.end()) continue;
      found->second.values.resize(found->second.values.size() / static_cast<std::size_t>(images));
      found->second.shape[0] = 1;
    }
    const evaluation all = evaluate(c);
    const evaluation one = evaluate(first);
    for (const std::string name : {"y", "dx"}) {
      const doubles& wanted = value(one, name);
      CHECK(doubles(value(all, name).begin(), value(all, name).begin() + static_cast<std::ptrdiff_t>(wanted.size())) ==
            wanted);
    }
  });
}

// --------------------------------------------------------------------------------- the heads against each other

TEST_CASE("on maps of one pixel pooling changes nothing", "[heads]") {
  for_each_drawn_case({"gap_fc"}, [](draws& drawn, const fixture_case& drawn_case) {
    fixture_case c = drawn_case;
    c.inputs["x"] = drawn.values({c.inputs["x"].shape[0], c.inputs["x"].shape[1], 1, 1}, -64, 63, 64);
    const evaluation pooled = evaluate(c);
    c.operation = "flatten_fc";
    const evaluation flattened = evaluate(c);
    for (const std::string name : {"y", "dx", "dweight", "dbias"}) CHECK(value(pooled, name) == value(flattened, name));
  });
}

TEST_CASE("a pooled head is a flattened one whose weights are the same everywhere", "[heads]") {
  for_each_drawn_case({"gap_fc"}, [](draws&, const fixture_case& pooled) {
    const shape& x = pooled.inputs.at("x").shape;
    const std::int64_t pixels = x[2] * x[3];
    if ((pixels & (pixels - 1)) != 0) return;  // so that weight / pixels is exact in fp32
    fixture_case flattened = pooled;
    flattened.operation = "flatten_fc";
    tensor<float>& weight = flattened.inputs["weight"];
    weight = {{weight.shape[0], x[1] * pixels}, {}};
    for (const float w : pooled.inputs.at("weight").values) {
      weight.values.insert(weight.values.end(), static_cast<std::size_t>(pixels), w / static_cast<float>(pixels));
    }
    const evaluation p = evaluate(pooled);
    const evaluation f = evaluate(flattened);
    for (const std::string name : {"y", "dx", "dbias"}) {
      CHECK(largest_difference(value(p, name), value(f, name)) <= rounding);
    }
    doubles summed(value(p, "dweight").size());
    for (std::size_t i = 0; i < value(f, "dweight").size(); ++i) {
      summed[i / static_cast<std::size_t>(pixels)] += value(f, "dweight")[i] / static_cast<double>(pixels);
    }
    CHECK(largest_difference(value(p, "dweight"), summed) <= rounding);
  });
}

TEST_CASE("without dropout and with large biases SqueezeNet's head is ResNet's", "[heads]") {
  for_each_drawn_case({"squeezenet"}, [](draws&, fixture_case c) {
    c.parameters["p_percent"] = {0};
    std::fill(c.inputs["mask"].values.begin(), c.inputs["mask"].values.end(), 1.0F);
    for (float& b : c.inputs["bias"].values) b += 64;
    const evaluation positive = evaluate(c);
    fixture_case linear = c;
    linear.operation = "gap_fc";
    const evaluation e = evaluate(linear);
    for (const std::string name : {"y", "dx", "dweight", "dbias"}) {
      CHECK(largest_difference(value(positive, name), value(e, name)) <= rounding * 100);
    }
    for (float& b : c.inputs["bias"].values) b -= 128;
    const evaluation negative = evaluate(c);
    for (const std::string name : {"y", "dx", "dweight", "dbias"}) {
      CHECK(std::all_of(value(negative, name).begin(), value(negative, name).end(), [](double v) { return v == 0; }));
    }
  });
}

TEST_CASE("what is dropped has no influence and no gradient", "[heads]") {
  for_each_drawn_case({"squeezenet"}, [](draws& drawn, const fixture_case& c) {
    fixture_case other = c;
    const std::vector<float>& mask = c.inputs.at("mask").values;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (mask[i] == 0) other.inputs["x"].values[i] = static_cast<float>(drawn.between(-64, 63));
    }
    const evaluation e1 = evaluate(c);
    const evaluation e2 = evaluate(other);
    for (const std::string name : {"y", "dx", "dweight", "dbias"}) CHECK(value(e1, name) == value(e2, name));
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (mask[i] == 0) CHECK(value(e1, "dx")[i] == 0);
    }
  });
}

// --------------------------------------------------------------------------------------------- ReLU and its zero

TEST_CASE("the order of ReLU and mean makes a difference of min(P, Q)", "[heads]") {
  for_each_drawn_case({"relu_swap"}, [](draws&, const fixture_case& c) {
    const evaluation e = evaluate(c);
    const std::vector<float>& x = c.inputs.at("x").values;
    const std::size_t maps = value(e, "relu_first").size();
    const std::size_t pixels = x.size() / maps;
    double largest = 0;
    for (std::size_t map = 0; map < maps; ++map) {
      double positive = 0;
      double negative = 0;
      for (std::size_t i = 0; i < pixels; ++i) {
        const auto v = static_cast<double>(x[map * pixels + i]);
        (v > 0 ? positive : negative) += std::abs(v) / static_cast<double>(pixels);
      }
      const double difference = value(e, "relu_first")[map] - value(e, "gap_first")[map];
      CHECK(std::abs(difference - std::min(positive, negative)) <= rounding);
      CHECK(std::abs(value(e, "relu_first")[map] - positive) <= rounding);
      largest = std::max(largest, difference);
    }
    CHECK(value(e, "largest_difference") == doubles{largest});
  });
}

TEST_CASE("an identity convolution without dropout leaves relu_first of relu_swap", "[heads]") {
  for_each_drawn_case({"relu_swap"}, [](draws&, const fixture_case& swap) {
    const shape& x = swap.inputs.at("x").shape;
    fixture_case c;
    c.operation = "squeezenet";
    c.parameters["p_percent"] = {0};
    c.inputs["x"] = swap.inputs.at("x");
    c.inputs["mask"] = {x, std::vector<float>(c.inputs["x"].values.size(), 1.0F)};
    c.inputs["weight"] = {{x[1], x[1]}, std::vector<float>(static_cast<std::size_t>(x[1] * x[1]), 0.0F)};
    for (std::int64_t k = 0; k < x[1]; ++k) c.inputs["weight"].values[static_cast<std::size_t>(k * x[1] + k)] = 1;
    c.inputs["bias"] = {{x[1]}, std::vector<float>(static_cast<std::size_t>(x[1]), 0.0F)};
    CHECK(largest_difference(value(evaluate(c), "y"), value(evaluate(swap), "relu_first")) <= rounding);
  });
}

TEST_CASE("the gradient of ReLU at 0 is 0", "[heads]") {
  const evaluation e = evaluate(one_channel({1, 0, -1, 2}, 0, 50));
  CHECK(value(e, "y") == doubles{1.5});
  CHECK(value(e, "dx") == doubles{2, 0, 0, 2});
  CHECK(value(e, "dbias") == doubles{2});
  CHECK(value(e, "dweight") == doubles{6});
}

TEST_CASE("where rounding decides the sign of z both gradients are allowed, and elsewhere one", "[heads]") {
  // 3/4 of x is -bias, up to rounding: with p = 0.25 the scale is 4/3, and 0.75 * 4/3 need not be 1 in fp32.
  const evaluation near = evaluate(one_channel({0.75F, 2}, -1, 25));
  CHECK(near.outputs.at("dx").allowed.at(0) >= 2 * 4.0 / 3);  // dy / 2, scaled
  CHECK(near.outputs.at("dx").allowed.at(1) < 1e-5);
  CHECK(near.outputs.at("dbias").allowed.at(0) >= 2);
  CHECK(near.outputs.at("dweight").allowed.at(0) >= 2);
  CHECK(near.outputs.at("y").allowed.at(0) < 1e-5);  // ReLU has no jump
  const evaluation far = evaluate(one_channel({0.8F, 2}, -1, 25));
  for (const auto& [name, output] : far.outputs) {
    INFO(name);
    CHECK(*std::max_element(output.allowed.begin(), output.allowed.end()) < 1e-5);
  }
  // On exact data with a scale of 2 nothing rounds: 0 is 0.
  fixture_case exact = one_channel({0.5F / 64, 2.0F / 64}, -1.0F / 64, 50);
  exact.data = gaplab::data_kind::exact;
  const evaluation e = evaluate(exact);
  CHECK(e.outputs.at("dx").allowed == doubles{0, 0});
  CHECK(value(e, "dx") == doubles{0, 4});
}

TEST_CASE("stored cases have inputs of the ReLU that are exactly 0, and none whose sign is a matter of rounding",
          "[heads]") {
  std::size_t zeros = 0;
  for (const fixture_case& c : stored().cases) {
    if (c.operation != "squeezenet") continue;
    INFO(c.name);
    const gaplab::operation_oracle& oracle = gaplab::find_oracle(lab, c.operation);
    const auto at_zero = std::find_if(oracle.misconceptions.begin(), oracle.misconceptions.end(),
                                      [](const auto& m) { return m.id == "relu_gradient_at_zero"; });
    REQUIRE(at_zero != oracle.misconceptions.end());
    const auto mistaken = at_zero->evaluate(c, unit_roundoff_fp32);
    REQUIRE(mistaken.has_value());
    if (mistaken->outputs.at("dbias").value != value(evaluate(c), "dbias")) ++zeros;
    // At stake would be a share of dy, of which the smallest that is drawn is 1/64.
    const gaplab::reference dbias = evaluate(c).outputs.at("dbias");
    const std::int64_t pixels = c.inputs.at("x").shape[2] * c.inputs.at("x").shape[3];
    for (const double allowed : dbias.allowed) CHECK(allowed < 1.0 / 64 / static_cast<double>(pixels));
  }
  CHECK(zeros >= 4);
}

// ------------------------------------------------------------------------------------------------- the lab

TEST_CASE("mistakes in a linear layer are what they are said to be", "[heads]") {
  fixture_case c;
  c.operation = "gap_fc";
  c.inputs["x"] = {{3, 1, 1, 2}, {1, 3, 8, 4, 5, 7}};
  c.inputs["weight"] = {{2, 1}, {1, 10}};
  c.inputs["bias"] = {{2}, {0.5, 0.25}};
  c.inputs["dy"] = {{3, 2}, {1, 2, 0, 0, 4, 0}};
  CHECK(value(evaluate(c), "y") == doubles{2.5, 20.25, 6.5, 60.25, 6.5, 60.25});
  CHECK(mistaken(c, "maximum_of_the_map", "y") == doubles{3.5, 30.25, 8.5, 80.25, 7.5, 70.25});
  CHECK(mistaken(c, "maximum_of_the_map", "dx") == doubles{0, 21, 0, 0, 0, 4});
  CHECK(mistaken(c, "divided_by_one_length", "y") == doubles{4.5, 40.25, 12.5, 120.25, 12.5, 120.25});  // H is 1
  CHECK(mistaken(c, "bias_every_thread", "y") == doubles{130, 84, 134, 124, 134, 124});
  const doubles y = mistaken(c, "bias_of_image", "y");
  CHECK(doubles(y.begin(), y.begin() + 4) == doubles{2.5, 20.5, 6.25, 60.25});
  CHECK(std::isnan(y.at(4)));  // the bias has no third element
  CHECK(mistaken(c, "bias_divided", "y") == doubles{2.25, 20.125, 6.25, 60.125, 6.25, 60.125});
  CHECK(mistaken(c, "bias_divided", "dbias") == value(evaluate(c), "dbias"));
}

TEST_CASE("mistakes in SqueezeNet's head are what they are said to be", "[heads]") {
  const fixture_case c = one_channel({-4, 2, 3, -1}, 1, 50);  // z = -7, 5, 7, -1
  CHECK(value(evaluate(c), "y") == doubles{3});
  CHECK(mistaken(c, "relu_on_products", "y") == doubles{3.5});  // 1, 5, 7, 1
  CHECK(value(evaluate(c), "dx") == doubles{0, 2, 2, 0});
  CHECK(mistaken(c, "relu_gradient_of_y", "dx") == doubles{2, 2, 2, 2});
  CHECK(value(evaluate(c), "dweight") == doubles{10});
  CHECK(mistaken(c, "dropout_missing_in_dweight", "dweight") == doubles{5});
  CHECK(value(evaluate(c), "dbias") == doubles{2});
  CHECK(mistaken(c, "scale_in_dbias", "dbias") == doubles{4});
}

TEST_CASE("a convolution's bias is counted or not, whatever is asked", "[heads]") {
  const auto parameters = [](std::int64_t head, bool bias, const std::string& id) {
    return mistaken(count_case(head, {1, 2, 3, 4}, 5, bias), id, "parameters");
  };
  CHECK(parameters(3, false, "conv_bias_always") == doubles{0, 15});
  CHECK(parameters(3, true, "conv_bias_never") == doubles{0, 10});
  CHECK(parameters(2, true, "conv_bias_never").empty());
}

TEST_CASE("every misconception of lab 05 shows in a stored case", "[heads]") {
  std::map<std::string, bool> shows;
  for (const fixture_case& c : stored().cases) {
    if (c.inputs.contains("x") && c.inputs.at("x").values.size() > 50'000) continue;
    for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
      const auto mistaken = m.evaluate(c, unit_roundoff_fp32);
      shows[c.operation + "/" + std::string(m.id)] |= mistaken && disagreement(c, *mistaken).has_value();
    }
  }
  CHECK(shows.size() == 66);
  for (const auto& [id, seen] : shows) {
    INFO(id);
    CHECK(seen);
  }
}

TEST_CASE("no two misconceptions of a head say the same of everything", "[heads]") {
  gaplab::test::answers_of_misconceptions answers;
  for (const fixture_case& c : stored().cases) {
    if (c.inputs.contains("x") && c.inputs.at("x").values.size() > 2'000) continue;
    for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
      std::string& said = answers[c.operation][std::string(m.id)];
      const auto mistaken = m.evaluate(c, unit_roundoff_fp32);
      if (!mistaken) continue;
      said += gaplab::test::all_values(*mistaken);
    }
  }
  gaplab::test::check_that_no_two_are_the_same(answers);
}

TEST_CASE("lab 05's oracle refuses cases that are none of its operation", "[heads]") {
  const auto refused = [](const fixture_case& c) { CHECK_THROWS_AS(evaluate(c), std::runtime_error); };
  refused(count_case(4, {1, 2, 3, 4}, 5, true));
  refused(count_case(-1, {1, 2, 3, 4}, 5, true));
  refused(count_case(0, {1, 2, 3}, 5, true));
  refused(count_case(0, {1, 0, 3, 4}, 5, true));
  refused(count_case(0, {1, 2, 3, 4}, 5, true, 7));
  refused(count_case(1, {1, 2, 3, 4}, 5, true));
  for (const std::string& operation : heads) {
    fixture_case c;
    c.operation = operation;
    refused(c);
    draws drawn;
    const fixture_case whole = drawn.whole_case(operation);
    for (const std::string name : {"x", "weight", "dy", "bias"}) {
      INFO(operation << ", " << name);
      c = whole;
      c.inputs[name].shape.push_back(1);
      refused(c);
      c = whole;
      shape& changed = c.inputs[name].shape;  // in another number of channels, features or classes
      changed[std::min<std::size_t>(1, changed.size() - 1)] += 1;
      c.inputs[name].values.resize(static_cast<std::size_t>(gaplab::element_count(c.inputs[name].shape)));
      refused(c);
    }
  }
  fixture_case c = one_channel({1, 2}, 0, 50);
  c.parameters["p_percent"] = {100};
  refused(c);
  c.parameters["p_percent"] = {-1};
  refused(c);
  c.parameters.clear();
  refused(c);
}

TEST_CASE("fresh fixtures of lab 05 agree with its oracle", "[heads]") {
  std::vector<gaplab::case_spec> specs =
      gaplab::load_case_specs(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".toml");
  const auto large = [](const gaplab::case_spec& spec) {
    return std::any_of(spec.inputs.begin(), spec.inputs.end(),
                       [](const auto& input) { return gaplab::element_count(input.second) > 50'000; });
  };
  specs.erase(std::remove_if(specs.begin(), specs.end(), large), specs.end());
  for (const fixture_case& c : gaplab::make_fresh_fixture(lab, specs, 7).cases) {
    INFO(c.operation << "/" << c.name);
    CHECK(disagreement(c, evaluate(c)).value_or("agrees") == "agrees");
  }
}

TEST_CASE("the reference solution of lab 05 passes every step on the CPU", "[heads]") {
  const auto results = checked("solutions");
  CHECK(results.size() == 8);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::passed);
    CHECK(result.warnings.empty());
  }
}

TEST_CASE("the stubs of lab 05 are not attempted", "[heads]") {
  const auto results = checked("labs");
  CHECK(results.size() == 8);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::not_attempted);
    CHECK(result.warnings.empty());
  }
}
