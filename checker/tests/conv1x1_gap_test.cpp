// Lab 04's oracle by what must hold of it: the convolution and its gradients are adjoint, the loss has the gradient
// that differences give, both orders of the head are one function, and every misconception shows; then the lab's files
// in the real check. That the fixture agrees with the oracle is in oracle_test.cpp, for every lab.
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
#include "course/function_text.hpp"
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
using values = std::vector<double>;

constexpr const char* lab = "04_conv1x1_gap";
constexpr double rounding = 1e-11;       // of sums of at most some hundred terms of size 1, in double
constexpr double of_differences = 2e-6;  // the step's square, 1/1024^2, times third derivatives of size 1

evaluation evaluate(const fixture_case& c) {
  return gaplab::find_oracle(lab, c.operation).evaluate(c, unit_roundoff_fp32);
}

values output(const fixture_case& c, const std::string& name) { return evaluate(c).outputs.at(name).value; }

double loss_of(const fixture_case& c) { return output(c, "loss").at(0); }

tensor<float> drawn(const shape& s, std::mt19937_64& random) {
  tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(gaplab::element_count(s)))};
  for (float& value : t.values) value = static_cast<float>(static_cast<int>(random() % 256) - 128) / 64;
  return t;
}

/// Calls visit for many small cases of an operation, with all that it needs.
void for_each_case(const std::string& operation, const std::function<void(fixture_case&)>& visit) {
  std::mt19937_64 random{20261124};
  for (int i = 0; i < 60; ++i) {
    const auto size = [&random](std::int64_t most) {
      return 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
    };
    const std::int64_t images = size(3);
    const std::int64_t channels = size(4);
    const std::int64_t classes = size(5);
    const shape x = {images, channels, size(4), size(4)};
    fixture_case c;
    c.operation = operation;
    c.name = "drawn";
    const std::map<std::string, shape> given =
        operation == "cross_entropy" ? std::map<std::string, shape>{{"logits", {images, classes}}}
                                     : std::map<std::string, shape>{{"x", x}, {"weight", {classes, channels}}};
    for (const auto& [name, s] : gaplab::find_oracle(lab, operation).inputs(c, given))
      c.inputs[name] = drawn(s, random);
    for (std::int64_t n = 0; n < images; ++n) c.parameters["target"].push_back(size(classes) - 1);
    INFO(operation << ", x " << gaplab::to_string(x) << ", " << classes << " classes");
    visit(c);
  }
}

double product(const tensor<float>& a, const values& b) {
  REQUIRE(a.values.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < b.size(); ++i) sum += static_cast<double>(a.values[i]) * b[i];
  return sum;
}

double largest_difference(const values& a, const values& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// The gradient of the loss by an input, by central differences.
values differences(const fixture_case& c, const std::string& input) {
  constexpr float step = 1.0F / 1024;
  values gradient;
  for (std::size_t i = 0; i < c.inputs.at(input).values.size(); ++i) {
    fixture_case up = c;
    fixture_case down = c;
    up.inputs[input].values[i] += step;
    down.inputs[input].values[i] -= step;
    gradient.push_back((loss_of(up) - loss_of(down)) / (2 * static_cast<double>(step)));
  }
  return gradient;
}

std::optional<evaluation> mistaken(const fixture_case& c, const std::string& id) {
  for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
    if (m.id == id) return m.evaluate(c, unit_roundoff_fp32);
  }
  FAIL("there is no misconception " << id);
  return std::nullopt;
}

double mistaken_loss(const fixture_case& c, const std::string& id) {
  return mistaken(c, id)->outputs.at("loss").value.at(0);
}

/// The stored cases that are small enough to be tried with many mistakes.
std::vector<fixture_case> small_stored_cases() {
  gaplab::fixture f = gaplab::read_fixture(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".h5");
  std::vector<fixture_case> small;
  for (fixture_case& c : f.cases) {
    std::size_t elements = 0;
    for (const auto& [name, t] : c.inputs) elements += t.values.size();
    if (elements < 10'000) small.push_back(std::move(c));
  }
  return small;
}

const gaplab::course& the_course() {
  static const gaplab::course course = gaplab::open_course(GAPLAB_SOURCE_DIR);
  return course;
}

gaplab::step_result checked(const std::string& address, const std::filesystem::path& file) {
  const gaplab::compile_cache cache(gaplab::test::test_cache());
  return check_step(the_course(), find_steps(the_course(), {address}).at(0), file, cache);
}

/// The lab's steps on the CPU, checked with the files of that folder of the source.
std::map<std::string, gaplab::step_result> all_checked(const std::string& folder) {
  std::map<std::string, gaplab::step_result> results;
  for (const gaplab::step& s : find_steps(the_course(), {"04.cpu"})) {
    results.emplace(s.address(), checked(s.address(), the_course().root / folder / lab / s.file));
  }
  return results;
}

/// The result of a step of the solution in which one function has another body.
gaplab::step_result checked_with(const std::string& address, const std::string& function, const std::string& body) {
  const gaplab::temporary_folder folder;
  const std::string solution = gaplab::read_file(the_course().solutions_folder() / lab / "conv1x1_gap.cpp");
  const auto found = gaplab::find_function(solution, function);
  REQUIRE(found.has_value());
  std::string text = solution;
  const std::string old = solution.substr(found->begin, found->end - found->begin);
  text.replace(found->begin, old.size(), old.substr(0, old.find('{') + 1) + "\n" + body + "\n}\n");
  gaplab::write_file_atomically(folder.path() / "conv1x1_gap.cpp", text);
  return checked(address, folder.path() / "conv1x1_gap.cpp");
}

}  // namespace

TEST_CASE("the gradients of a 1x1 convolution are its adjoints", "[conv1x1_gap]") {
  for_each_case("conv1x1", [](fixture_case& c) {
    std::fill(c.inputs["bias"].values.begin(), c.inputs["bias"].values.end(), 0.0F);
    const evaluation e = evaluate(c);
    const double through_y = product(c.inputs.at("dy"), e.outputs.at("y").value);
    CHECK(std::abs(through_y - product(c.inputs.at("x"), e.outputs.at("dx").value)) <= rounding);
    CHECK(std::abs(through_y - product(c.inputs.at("weight"), e.outputs.at("dweight").value)) <= rounding);
  });
}

TEST_CASE("the bias is added once, and its gradient is the sum of dy", "[conv1x1_gap]") {
  for_each_case("conv1x1", [](fixture_case& c) {
    const double with_bias = product(c.inputs.at("dy"), output(c, "y"));
    const double through_bias = product(c.inputs.at("bias"), output(c, "dbias"));
    std::fill(c.inputs["bias"].values.begin(), c.inputs["bias"].values.end(), 0.0F);
    CHECK(std::abs(with_bias - product(c.inputs.at("dy"), output(c, "y")) - through_bias) <= rounding);
  });
}

TEST_CASE("a 1x1 convolution by the identity copies x", "[conv1x1_gap]") {
  for_each_case("conv1x1", [](fixture_case& c) {
    const shape& x = c.inputs.at("x").shape;
    const std::int64_t channels = x[1];
    c.inputs["weight"] = {{channels, channels}, std::vector<float>(static_cast<std::size_t>(channels * channels))};
    for (std::int64_t k = 0; k < channels; ++k) {
      c.inputs["weight"].values[static_cast<std::size_t>(k * channels + k)] = 1;
    }
    c.inputs["bias"] = {{channels}, std::vector<float>(static_cast<std::size_t>(channels))};
    c.inputs.erase("dy");
    CHECK(output(c, "y") == values(c.inputs.at("x").values.begin(), c.inputs.at("x").values.end()));
  });
}

TEST_CASE("with tiles it is the same convolution", "[conv1x1_gap]") {
  for_each_case("conv1x1", [](fixture_case& c) {
    fixture_case tiled = c;
    tiled.operation = "conv1x1_tiled";
    for (const auto& [name, r] : evaluate(c).outputs) CHECK(output(tiled, name) == r.value);
  });
}

TEST_CASE("the loss has the gradient that differences give", "[conv1x1_gap]") {
  for_each_case("cross_entropy", [](fixture_case& c) {
    CHECK(largest_difference(output(c, "dlogits"), differences(c, "logits")) <= of_differences);
  });
  for_each_case("head", [](fixture_case& c) {
    for (const std::string input : {"x", "weight", "bias"}) {
      CHECK(largest_difference(output(c, "d" + input), differences(c, input)) <= 20 * of_differences);
    }
  });
}

TEST_CASE("the loss does not change if all logits of an image grow alike", "[conv1x1_gap]") {
  for_each_case("cross_entropy", [](fixture_case& c) {
    fixture_case larger = c;
    const auto classes = static_cast<std::size_t>(c.inputs.at("logits").shape[1]);
    for (std::size_t i = 0; i < larger.inputs["logits"].values.size(); ++i) {
      larger.inputs["logits"].values[i] += static_cast<float>(100 * (1 + i / classes));
    }
    CHECK(std::abs(loss_of(c) - loss_of(larger)) <= rounding);
    CHECK(largest_difference(output(c, "dlogits"), output(larger, "dlogits")) <= rounding);
  });
}

TEST_CASE("a loss is not negative, and a row of its gradient adds up to 0", "[conv1x1_gap]") {
  for_each_case("cross_entropy", [](fixture_case& c) {
    CHECK(loss_of(c) >= 0);
    const values dlogits = output(c, "dlogits");
    const auto classes = static_cast<std::size_t>(c.inputs.at("logits").shape[1]);
    for (std::size_t row = 0; row < dlogits.size(); row += classes) {
      double sum = 0;
      for (std::size_t k = 0; k < classes; ++k) sum += dlogits[row + k];
      CHECK(std::abs(sum) <= rounding);
    }
    if (classes == 1) CHECK(loss_of(c) == 0);
  });
}

TEST_CASE("equal logits cost the logarithm of the number of classes", "[conv1x1_gap]") {
  for_each_case("cross_entropy", [](fixture_case& c) {
    std::fill(c.inputs["logits"].values.begin(), c.inputs["logits"].values.end(), 7.5F);
    CHECK(loss_of(c) == Approx(std::log(static_cast<double>(c.inputs.at("logits").shape[1]))).margin(rounding));
  });
}

TEST_CASE("the head's logits are the means of the maps that the convolution makes", "[conv1x1_gap]") {
  for_each_case("head", [](fixture_case& c) {
    fixture_case convolution = c;
    convolution.operation = "conv1x1";
    const values y = output(convolution, "y");
    const values logits = output(c, "logits");
    const std::size_t pixels = y.size() / logits.size();
    values means(logits.size(), 0.0);
    for (std::size_t i = 0; i < y.size(); ++i) means[i / pixels] += y[i] / static_cast<double>(pixels);
    CHECK(largest_difference(logits, means) <= rounding);

    fixture_case entropy;
    entropy.operation = "cross_entropy";
    entropy.parameters = c.parameters;
    const shape rows = {c.inputs.at("x").shape[0], c.inputs.at("weight").shape[0]};
    entropy.inputs["logits"] = {rows, std::vector<float>(logits.begin(), logits.end())};
    CHECK(std::abs(loss_of(entropy) - loss_of(c)) <= 1e-6);  // the logits were rounded
  });
}

TEST_CASE("the gradients of the head are the convolution's of equal shares", "[conv1x1_gap]") {
  for_each_case("head", [](fixture_case& c) {
    const evaluation e = evaluate(c);
    const values& dx = e.outputs.at("dx").value;
    const shape& x = c.inputs.at("x").shape;
    const auto pixels = static_cast<std::size_t>(x[2] * x[3]);
    for (std::size_t i = 0; i < dx.size(); ++i) CHECK(dx[i] == dx[i / pixels * pixels]);

    double sum_of_dbias = 0;
    for (const double value : e.outputs.at("dbias").value) sum_of_dbias += value;
    CHECK(std::abs(sum_of_dbias) <= rounding);  // as dlogits adds up to 0 over the classes
  });
}

TEST_CASE("the step of the swapped head compares both orders with the same values", "[conv1x1_gap]") {
  for_each_case("swapped", [](fixture_case& c) {
    fixture_case head = c;
    head.operation = "head";
    const evaluation both = evaluate(c);
    for (const auto& [name, r] : evaluate(head).outputs) {
      for (const std::string prefix : {"", "head_"}) {
        CHECK(both.outputs.at(prefix + name).value == r.value);
        CHECK(both.outputs.at(prefix + name).allowed == r.allowed);
      }
    }
    CHECK(both.outputs.size() == 10);
  });
}

TEST_CASE("mistakes in a loss are what they are said to be", "[conv1x1_gap]") {
  fixture_case c;
  c.operation = "cross_entropy";
  c.inputs["logits"] = {{2, 3}, {1, 2, 4, 3, 0, 1}};
  c.parameters["target"] = {0, 1};
  const double first = std::log(std::exp(1) + std::exp(2) + std::exp(4));
  const double second = std::log(std::exp(3) + 1 + std::exp(1));
  const auto is = [](double wanted) { return Approx(wanted).epsilon(1e-12); };
  CHECK(loss_of(c) == is((first - 1 + second) / 2));
  CHECK(mistaken_loss(c, "softmax_forgotten") == is(-0.5));
  CHECK(mistaken_loss(c, "maximum_not_added") == is((first - 4 - 1 + second - 3) / 2));
  CHECK(mistaken_loss(c, "first_target") == is((first - 1 + second - 3) / 2));
  CHECK(mistaken_loss(c, "logarithm_forgotten") == is(-(std::exp(1 - first) + std::exp(-second)) / 2));
  CHECK(mistaken_loss(c, "softmax_over_batch") ==
        is((std::log(std::exp(1) + std::exp(3)) - 1 + std::log(std::exp(2) + 1)) / 2));
  CHECK(mistaken_loss(c, "maximum_not_subtracted") == is(loss_of(c)));
  CHECK(mistaken_loss(c, "logarithm_of_zero") == is(loss_of(c)));

  const double p_first = std::exp(1 - first);
  const double p_second = std::exp(-second);
  CHECK(mistaken_loss(c, "epsilon") == is(-(std::log(p_first + 1e-5) + std::log(p_second + 1e-5)) / 2));
  CHECK(mistaken_loss(c, "log_of_mean") == is(-std::log((p_first + p_second) / 2)));
  CHECK(mistaken_loss(c, "last_image_only") == is(second));
  const double others = std::log(1 - std::exp(2 - first)) + std::log(1 - std::exp(4 - first)) +
                        std::log(1 - std::exp(3 - second)) + std::log(1 - std::exp(1 - second));
  CHECK(mistaken_loss(c, "binary_terms") == is((first - 1 + second - others) / 2));
  CHECK(std::isnan(mistaken_loss(c, "one_based_target")));  // before the first image
  c.parameters["target"] = {1, 0};
  CHECK(mistaken_loss(c, "one_based_target") == is((first - 1 + second - 4) / 2));
  c.parameters["target"] = {0, 1};

  c.inputs["logits"].values = {0, 0, 1000, 0, 89, 0};
  CHECK(std::isinf(mistaken_loss(c, "maximum_not_subtracted")));
  CHECK(std::isinf(mistaken_loss(c, "logarithm_of_zero")));
  c.parameters["target"] = {2, 1};
  CHECK(std::isinf(mistaken_loss(c, "maximum_not_subtracted")));
  CHECK(mistaken_loss(c, "logarithm_of_zero") == 0);

  CHECK(std::isinf(mistaken_loss(c, "maximum_of_batch")));
  c.inputs["logits"].values = {0, 0, 1000, 950, 1000, 950};
  CHECK(std::isinf(mistaken_loss(c, "maximum_not_subtracted")));
  CHECK(mistaken_loss(c, "maximum_of_batch") == is(loss_of(c)));
  CHECK(mistaken_loss(c, "maximum_from_zero") == is(loss_of(c)));
  c.inputs["logits"].values = {0, 0, -200, -300, -300, -300};
  CHECK(std::isinf(mistaken_loss(c, "maximum_not_subtracted")));
  CHECK(std::isinf(mistaken_loss(c, "maximum_of_batch")));
  CHECK(std::isinf(mistaken_loss(c, "maximum_from_zero")));

  // The best that ten classes can reach if probabilities are softmaxed once more, as the lab's texts have it.
  c.inputs["logits"] = {{1, 10}, std::vector<float>(10, 0.0F)};
  c.inputs["logits"].values[3] = 500;
  c.parameters["target"] = {3};
  CHECK(mistaken_loss(c, "softmax_twice") == is(std::log(std::exp(1) + 9) - 1));
}

TEST_CASE("mistakes in a gradient are what they are said to be", "[conv1x1_gap]") {
  fixture_case c;
  c.operation = "cross_entropy";
  c.inputs["logits"] = {{2, 2}, {0, 0, 0, 0}};
  c.parameters["target"] = {0, 1};
  const auto dlogits = [&c](const std::string& id) { return mistaken(c, id)->outputs.at("dlogits").value; };
  CHECK(output(c, "dlogits") == values{-0.25, 0.25, 0.25, -0.25});
  CHECK(dlogits("one_hot_forgotten") == values{0.25, 0.25, 0.25, 0.25});
  CHECK(dlogits("one_hot_not_divided") == values{-0.75, 0.25, 0.25, -0.75});
  CHECK(dlogits("first_target") == values{-0.25, 0.25, -0.25, 0.25});
  CHECK(dlogits("gradient_of_probabilities") == values{-1, 0, 0, -1});
  CHECK(dlogits("softmax_forgotten") == values{-0.5, 0, 0, -0.5});
  CHECK(dlogits("one_everywhere") == values{-0.25, -0.25, -0.25, -0.25});
  CHECK(dlogits("only_the_target") == values{-0.25, 0, 0, -0.25});
  CHECK(dlogits("gradient_of_minus_p") == values{-0.125, 0.125, 0.125, -0.125});
  CHECK(dlogits("one_based_target") == values{0.25, 0.25, -0.25, 0.25});
}

TEST_CASE("mistakes in a 1x1 convolution are what they are said to be", "[conv1x1_gap]") {
  fixture_case c;
  c.operation = "conv1x1";
  c.inputs["x"] = {{2, 2, 1, 1}, {1, 2, 3, 4}};
  c.inputs["weight"] = {{2, 2}, {1, 10, 100, 1000}};
  c.inputs["bias"] = {{2}, {0.5, 0.25}};
  c.inputs["dy"] = {{2, 2, 1, 1}, {1, 0, 0, 2}};
  const auto as = [&c](const std::string& id, const std::string& name) {
    return mistaken(c, id)->outputs.at(name).value;
  };
  CHECK(output(c, "y") == values{21.5, 2100.25, 43.5, 4300.25});
  CHECK(as("weight_transposed", "y") == values{201.5, 2010.25, 403.5, 4030.25});
  CHECK(as("bias_forgotten", "y") == values{21, 2100, 43, 4300});
  CHECK(as("bias_every_channel", "y") == values{22, 2100.5, 44, 4300.5});
  CHECK(as("bias_every_tile", "y") == output(c, "y"));
  CHECK(as("mean_of_channels", "y") == values{11, 1050.25, 22, 2150.25});
  CHECK(as("channel_of_class", "y") == values{11.5, 2200.25, 33.5, 4400.25});
  CHECK(as("tiles_lost", "y") == values{0.5, 0.25, 0.5, 0.25});
  CHECK(output(c, "dx") == values{1, 10, 200, 2000});
  CHECK(as("weight_transposed", "dx") == values{1, 100, 20, 2000});
  CHECK(as("overwritten", "dx") == values{0, 0, 200, 2000});
  CHECK(output(c, "dweight") == values{1, 2, 6, 8});
  CHECK(as("weight_transposed", "dweight") == values{1, 6, 2, 8});
  CHECK(as("overwritten", "dweight") == values{0, 0, 6, 8});
  CHECK(as("sums_multiplied", "dweight") == values{4, 6, 8, 12});
  CHECK(as("weight_for_x", "dweight") == values{1, 10, 200, 2000});
  CHECK(output(c, "dbias") == values{1, 2});
  CHECK(as("overwritten", "dbias") == values{0, 2});

  c.inputs["weight"] = {{3, 1}, {1, 1, 1}};
  c.inputs["x"] = {{2, 1, 1, 1}, {1, 2}};
  c.inputs["bias"] = {{3}, {0, 0, 0}};
  c.inputs.erase("dy");
  const values y = as("channel_of_class", "y");  // beyond x there is nothing to be foretold
  CHECK(values(y.begin(), y.begin() + 2) == values{1, 2});
  CHECK(y.at(3) == 2);
  CHECK(std::all_of(y.begin() + 4, y.end(), [](double v) { return std::isnan(v); }));
}

TEST_CASE("mistakes in a head are what they are said to be", "[conv1x1_gap]") {
  fixture_case c;
  c.operation = "head";
  c.inputs["x"] = {{1, 1, 2, 2}, {1, 2, 3, 6}};
  c.inputs["weight"] = {{2, 1}, {2, 4}};
  c.inputs["bias"] = {{2}, {0.5, 1}};
  c.parameters["target"] = {0};
  const auto logits = [&c](const std::string& id) { return mistaken(c, id)->outputs.at("logits").value; };
  CHECK(output(c, "logits") == values{6.5, 13});
  CHECK(logits("bias_forgotten") == values{6, 12});
  CHECK(logits("bias_divided") == values{6.125, 12.25});
  CHECK(logits("bias_every_pixel") == values{8, 16});
  CHECK(logits("bias_every_lane") == values{22, 44});
  CHECK(logits("maps_summed") == values{26, 52});
  CHECK(logits("divided_by_one_length") == values{13, 26});
  double of_pixels = 0;
  for (const double x : {1, 2, 3, 6}) of_pixels += std::log1p(std::exp(2 * x + 0.5)) / 4;
  CHECK(mistaken(c, "loss_of_pixels")->outputs.at("loss").value.at(0) == Approx(of_pixels));
  CHECK(logits("loss_of_pixels") == output(c, "logits"));
  CHECK(logits("first_pixels") == values{6.5, 13});  // there are no more than 32
  c.operation = "swapped";
  CHECK(logits("maps_summed") == values{24.5, 49});
  CHECK(logits("divided_by_one_length") == values{12.5, 25});
}

TEST_CASE("a head of the first pixels has their bias alone", "[conv1x1_gap]") {
  fixture_case c;
  c.operation = "head";
  c.inputs["x"] = {{1, 1, 8, 8}, std::vector<float>(64, 1)};
  c.inputs["weight"] = {{2, 1}, {2, 4}};
  c.inputs["bias"] = {{2}, {0.5, 1}};
  c.parameters["target"] = {0};
  CHECK(mistaken(c, "first_pixels")->outputs.at("logits").value == values{1.25, 2.5});
}

TEST_CASE("dweight by the means of the first image", "[conv1x1_gap]") {
  fixture_case c;
  c.operation = "head";
  c.inputs["x"] = {{2, 1, 1, 2}, {1, 3, 5, 7}};
  c.inputs["weight"] = {{2, 1}, {0, 0}};
  c.inputs["bias"] = {{2}, {0, 0}};
  c.parameters["target"] = {0, 0};
  CHECK(output(c, "dweight") == values{-2, 2});  // (2 + 6) * 0.5 / 2
  CHECK(mistaken(c, "mean_of_first_image")->outputs.at("dweight").value == values{-1, 1});
}

TEST_CASE("every misconception of lab 04 shows in a stored case", "[conv1x1_gap]") {
  std::map<std::string, bool> shows;
  for (const fixture_case& c : small_stored_cases()) {
    for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
      const auto wrong = m.evaluate(c, unit_roundoff_fp32);
      shows[c.operation + " " + std::string(m.id)] |= wrong && disagreement(c, *wrong).has_value();
    }
  }
  CHECK(shows.size() == 2 * 10 + 21 + 30 + 31);
  for (const auto& [id, seen] : shows) {
    INFO(id);
    CHECK(seen);
  }
}

TEST_CASE("no two misconceptions of lab 04 say the same of everything", "[conv1x1_gap]") {
  gaplab::test::answers_of_misconceptions answers;
  for (const fixture_case& c : small_stored_cases()) {
    for (const gaplab::misconception& m : gaplab::find_oracle(lab, c.operation).misconceptions) {
      std::string& said = answers[c.operation][std::string(m.id) + ' ' + std::string(m.equals)];
      const auto wrong = m.evaluate(c, unit_roundoff_fp32);
      if (!wrong) continue;
      said += gaplab::test::all_values(*wrong);
    }
  }
  gaplab::test::check_that_no_two_are_the_same(answers);
}

TEST_CASE("lab 04's oracle refuses cases that are none of its operation", "[conv1x1_gap]") {
  const auto refused = [](const fixture_case& c) { CHECK_THROWS_AS(evaluate(c), std::runtime_error); };
  for (const std::string operation : {"conv1x1", "head", "cross_entropy"}) {
    fixture_case empty;
    empty.operation = operation;
    refused(empty);
  }
  fixture_case entropy;
  entropy.operation = "cross_entropy";
  entropy.inputs["logits"] = {{2, 3}, std::vector<float>(6)};
  refused(entropy);
  for (const std::vector<std::int64_t>& target : {std::vector<std::int64_t>{0}, {0, 3}, {-1, 0}, {0, 1, 2}}) {
    entropy.parameters["target"] = target;
    refused(entropy);
  }
  fixture_case c;
  c.operation = "conv1x1";
  c.inputs["x"] = {{1, 2, 2, 3}, std::vector<float>(12)};
  c.inputs["weight"] = {{4, 3}, std::vector<float>(12)};
  refused(c);
  c.inputs["weight"] = {{4, 2}, std::vector<float>(8)};
  c.inputs["bias"] = {{3}, std::vector<float>(3)};
  refused(c);
  c.inputs.erase("bias");
  c.inputs["dy"] = {{1, 2, 2, 3}, std::vector<float>(12)};
  refused(c);
  const auto& inputs = gaplab::find_oracle(lab, "conv1x1").inputs;
  CHECK_THROWS_AS(inputs(c, {{"weight", {4, 2}}}), std::runtime_error);
  CHECK_THROWS_AS(inputs(c, {{"x", {1, 2, 2, 3}}}), std::runtime_error);
  CHECK_THROWS_AS(inputs(c, {{"x", {1, 2, 2, 3}}, {"weight", {4, 3}}}), std::runtime_error);
}

TEST_CASE("fresh fixtures of lab 04 agree with its oracle", "[conv1x1_gap]") {
  const std::vector<gaplab::case_spec> specs =
      gaplab::load_case_specs(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".toml");
  for (const fixture_case& c : gaplab::make_fresh_fixture(lab, specs, 7).cases) {
    INFO(c.operation << "/" << c.name);
    CHECK(disagreement(c, evaluate(c)).value_or("agrees") == "agrees");
  }
}

TEST_CASE("the reference solution of lab 04 passes every step on the CPU", "[conv1x1_gap]") {
  const auto results = all_checked("solutions");
  CHECK(results.size() == 8);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::passed);
    CHECK(result.warnings.empty());
  }
}

TEST_CASE("the stubs of lab 04 are not attempted", "[conv1x1_gap]") {
  const auto results = all_checked("labs");
  CHECK(results.size() == 8);
  for (const auto& [address, result] : results) {
    INFO(address << ": " << result.reason);
    CHECK(result.verdict == gaplab::verdict::not_attempted);
    CHECK(result.warnings.empty());
  }
}

TEST_CASE("the step of the swapped head runs the student's own head as well", "[conv1x1_gap]") {
  const char* swapped = "04.cpu.swapped.forward";
  const gaplab::step_result without = checked_with(swapped, "head_forward", "  TODO();");
  CHECK(without.verdict == gaplab::verdict::not_attempted);

  const gaplab::step_result summed = checked_with(swapped, "head_forward", R"(
  logits_of_maps(logits, x, weight, bias);
  for (int i = 0; i < logits.N * logits.K; ++i) logits.data[i] *= float(x.H * x.W);
  cross_entropy_forward(loss, {logits.data, logits.N, logits.K}, target);)");
  CHECK(summed.verdict == gaplab::verdict::wrong);
  for (const auto& c : summed.cases) {
    for (const auto& compared : c.comparisons) {
      const bool of_head = compared.output.rfind("head_", 0) == 0;
      if (!of_head) CHECK(compared.wrong == 0);
    }
  }
  REQUIRE_FALSE(summed.diagnoses.empty());
  CHECK(summed.diagnoses.front().id == "maps_summed");
}
