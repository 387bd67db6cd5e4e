// What the diagnosis says of mistakes that any operation may have, and that it claims nothing where nothing fits. Those
// of solutions/*/wrong/ are tried by the author's gate.
#include <limits>

#include "catch.hpp"
#include "judge/prediction.hpp"
#include "judge/region.hpp"
#include "miniature_course.hpp"

using namespace gaplab;
using gaplab::test::miniature_course;

namespace {

/// The mean of each map, with a piece of code in each of the places where mistakes are made.
struct mean_with {
  std::string sum = "sum += x(n, c, h, w);";
  std::string write = "y(n, c, 0, 0) = float(sum / (x.H * x.W));";
  std::string images = "x.N";
};

step_result check(const mean_with& code) {
  const miniature_course mini;
  mini.write_function("global_avg_pool2d_forward", "  for (int n = 0; n < " + code.images + R"(; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) {
          )" + code.sum + R"(
        }
      }
      )" + code.write + R"(
    }
  })");
  return mini.check("01.cpu.global.forward");
}

std::string first_of(const step_result& result) {
  return result.diagnoses.empty() ? "" : to_string(result.diagnoses.front());
}

}  // namespace

TEST_CASE("a right answer has no diagnosis") { CHECK(first_of(check({})).empty()); }

TEST_CASE("a factor is named by what it equals in every case") {
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(sum);"})) == "constant_factor H*W");
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(sum / x.H);"})) == "constant_factor W");
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(sum / (x.N * x.H * x.W));"})) ==
        "constant_factor 1/N");
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(sum / (x.C * x.H * x.W));"})) ==
        "constant_factor 1/C");
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(2.5 * sum / (x.H * x.W));"})) ==
        "constant_factor 2.5");
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(-sum / (x.H * x.W));"})) ==
        "constant_factor -1");
}

TEST_CASE("zeros are told for what they are") {
  const step_result result = check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(sum * (1 / (2 * x.H * x.W)));"});
  CHECK(first_of(result) == "constant_factor 0");
  CHECK_THAT(result.diagnoses.front().text, gaplab::test::holds("a quotient of two integers"));
}

TEST_CASE("an output that is not written, or only added to, is named") {
  CHECK(first_of(check({"sum += x(n, c, h, w);", ""})) == "never_written");
  CHECK(first_of(check({"y(n, c, 0, 0) += x(n, c, h, w) / (x.H * x.W);", ""})) == "never_written");
}

TEST_CASE("a beginning that alone is right is named by what it is") {
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(sum / (x.H * x.W));", "1"})) ==
        "only_a_prefix the first batch element");
}

TEST_CASE("a sum that stops early is named by where") {
  CHECK(first_of(check({"if (h < x.H - 1) sum += x(n, c, h, w);"})) == "lost_tail last row");
  CHECK(first_of(check({"if (w < x.W - 1) sum += x(n, c, h, w);"})) == "lost_tail last column");
  CHECK(first_of(check({"if (h * x.W + w < x.H * x.W / 4 * 4) sum += x(n, c, h, w);"})) ==
        "lost_tail beyond a multiple of 4");
  CHECK(first_of(check({"if (h < x.H - 1) sum += x(n, c, h, w);",
                        "y(n, c, 0, 0) = float(sum / ((x.H - 1) * x.W));"})) == "lost_tail last row");
}

TEST_CASE("data read or written in another order are named") {
  CHECK(first_of(check({"sum += x.data[((c * x.N + n) * x.H + h) * x.W + w];"})) == "axes_swapped N C");
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y.data[c * y.N + n] = float(sum / (x.H * x.W));"})) ==
        "axes_swapped N C");
  CHECK(first_of(check({"sum += x.data[((n * x.H + h) * x.W + w) * x.C + c];"})) == "layout_misread");
  CHECK(first_of(check({"sum += x.data[(n * x.C + c) * x.H * x.W + h * x.H + w];"})) == "wrong_stride h*H");
}

TEST_CASE("nothing is claimed where nothing fits") {
  CHECK(first_of(check({"sum += x(n, c, h, w) * ((h * 7 + w * 3) % 5);"})).empty());
  CHECK(first_of(check({"sum += x(n, c, h, w) * x(n, c, h, w) * x(n, c, h, w);"})).empty());
  // Wrong in one case of several only, where it is half of the right value.
  CHECK(first_of(check({"sum += x(n, c, h, w);", "y(n, c, 0, 0) = float(sum / (x.H * x.W)) + 0.01f * (n + 2 * c);"}))
            .empty());
}

TEST_CASE("positions within maps are counted by the axes, wherever the channels are") {
  const places first = places_of({2, 3, 2, 2}, "nchw");
  CHECK(first.map_size == 4);
  CHECK(first.width == 2);
  CHECK(std::vector<std::size_t>(first.positions.begin(), first.positions.begin() + 5) ==
        std::vector<std::size_t>{0, 1, 2, 3, 0});
  const places last = places_of({1, 2, 2, 3}, "nhwc");
  CHECK(last.map_size == 4);
  CHECK(last.positions == std::vector<std::size_t>{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
  CHECK(places_of({4, 5}, "nc").map_size == 1);
}

TEST_CASE("an infinity that a mistake predicts is found where it is, and stands for nothing else") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const tensor<double> expected{{2}, {1.0, 3.0}};
  const std::vector<double> allowed(2, 1e-6);
  std::vector<float> got = {1.0F, infinity};
  observation o;
  o.expected = &expected;
  o.allowed = &allowed;
  o.tolerance = 1e-5;
  o.got = got.data();
  prediction predicted{{1.0, infinity}};
  CHECK(compare_with(o, predicted).agreement == agreement::fits);
  for (const float other : {-infinity, 7.0F, std::numeric_limits<float>::quiet_NaN()}) {
    got[1] = other;
    CHECK(compare_with(o, predicted).agreement == agreement::differs);
  }
  predicted.others = {{}, {std::numeric_limits<double>::quiet_NaN()}};
  CHECK(compare_with(o, predicted).agreement == agreement::fits);
  got = {2.0F, infinity};  // the finite ones are still compared
  CHECK(compare_with(o, predicted).agreement == agreement::differs);
}
