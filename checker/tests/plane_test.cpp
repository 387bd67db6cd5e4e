// Which planes of a wrong output are kept for its pictures.
#include "judge/plane.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "catch.hpp"
#include "check/check_step.hpp"
#include "gaplab/job_layout.hpp"
#include "judge/compare.hpp"
#include "miniature_course.hpp"

using namespace gaplab;
using gaplab::test::miniature_course;

namespace {

constexpr double allowed_error = 0.5;

/// An output whose right values are 0, 1, 2, ..., and what was got in their place.
struct output {
  output(shape s, std::string letters) : axes(std::move(letters)) {
    expected.shape = std::move(s);
    for (std::int64_t i = 0; i < element_count(expected.shape); ++i) {
      expected.values.push_back(static_cast<double>(i));
      got.push_back(static_cast<float>(i));
    }
  }

  float& at(const shape& index) {
    std::size_t offset = 0;
    for (std::size_t axis = 0; axis < index.size(); ++axis) {
      offset = offset * static_cast<std::size_t>(expected.shape[axis]) + static_cast<std::size_t>(index[axis]);
    }
    return got[offset];
  }

  [[nodiscard]] comparison with_planes() const {
    const std::vector<double> allowed(expected.values.size(), allowed_error);
    comparison c = compare("y", axes, got.data(), expected, allowed);
    keep_planes(c, got.data(), expected.values, allowed);
    return c;
  }

  std::string axes;
  tensor<double> expected;
  std::vector<float> got;
};

float unwritten() {
  float value = 0;
  std::memcpy(&value, &unwritten_bits, sizeof value);
  return value;
}

/// The rows and columns of the first plane.
shape size_of_planes(const shape& s, const std::string& axes) {
  output o(s, axes);
  o.got.front() += 9;
  const plane p = o.with_planes().planes.at(0);
  return {p.rows, p.columns};
}

}  // namespace

TEST_CASE("a plane is H x W, or the last two dimensions that are larger than 1") {
  CHECK(size_of_planes({2, 3, 4, 5}, "nchw") == shape{4, 5});
  CHECK(size_of_planes({2, 4, 5, 3}, "nhwc") == shape{4, 5});
  CHECK(size_of_planes({2, 3, 6, 4, 5}, "ncdhw") == shape{4, 5});
  CHECK(size_of_planes({2, 3, 1, 1}, "nchw") == shape{2, 3});
  CHECK(size_of_planes({2, 3, 1, 5}, "nchw") == shape{3, 5});
  CHECK(size_of_planes({2, 3, 7}, "ncl") == shape{3, 7});
  CHECK(size_of_planes({3, 7}, "") == shape{3, 7});
  CHECK(size_of_planes({1, 7, 1, 1}, "nchw") == shape{1, 7});
  CHECK(size_of_planes({7}, "") == shape{1, 7});
}

TEST_CASE("the cells of a plane are the output's elements, whatever the layout") {
  output o({2, 4, 5, 3}, "nhwc");
  o.at({1, 2, 4, 1}) = -7;
  const comparison c = o.with_planes();
  REQUIRE(c.planes.size() == 2);
  const plane& p = c.planes.front();
  CHECK(p.at == shape{1, 0, 0, 1});
  CHECK(p.wrong == 1);
  REQUIRE(p.cells.size() == 20);
  for (const plane_cell& cell : p.cells) {
    const shape index = index_of(p, cell);
    CHECK(index == shape{1, cell.row, cell.column, 1});
    CHECK(cell.expected == static_cast<double>(((index[0] * 4 + index[1]) * 5 + index[2]) * 3 + index[3]));
    CHECK(cell.wrong == (index == shape{1, 2, 4, 1}));
    CHECK(cell.got == (cell.wrong ? -7 : cell.expected));
  }
  CHECK(c.planes.back().wrong == 0);
}

TEST_CASE("the plane that is farthest off comes first, NaN before all numbers, and a right one last") {
  output o({3, 2, 4, 5}, "nchw");
  o.at({0, 1, 0, 0}) += 2;
  o.at({1, 1, 3, 4}) += 100;
  o.at({2, 0, 1, 1}) = std::numeric_limits<float>::quiet_NaN();
  const comparison c = o.with_planes();
  CHECK(c.all_planes == 6);
  CHECK(c.wrong_planes == 3);
  REQUIRE(c.planes.size() == 4);
  CHECK(c.planes[0].at == shape{2, 0, 0, 0});
  CHECK(c.planes[1].at == shape{1, 1, 0, 0});
  CHECK(c.planes[2].at == shape{0, 1, 0, 0});
  CHECK(c.planes[3].at == shape{0, 0, 0, 0});
  CHECK(c.planes[3].wrong == 0);
}

TEST_CASE("of planes that are as far off, the one with more wrong elements comes first, then the one in front") {
  output o({4, 4, 5}, "chw");
  for (const std::int64_t channel : {1, 2, 3}) o.at({channel, 0, 0}) += 8;
  o.at({2, 1, 1}) += 1;
  const comparison c = o.with_planes();
  CHECK(c.planes.at(0).at == shape{2, 0, 0});
  CHECK(c.planes.at(1).at == shape{1, 0, 0});
  CHECK(c.planes.at(2).at == shape{3, 0, 0});
}

TEST_CASE("an element at its limit is right in a picture too") {
  output o({2, 5}, "");
  o.at({0, 0}) += 9;
  o.at({1, 1}) += 0.5F;
  const plane p = o.with_planes().planes.at(0);
  CHECK(p.wrong == 1);
  CHECK(p.cells.at(6).ratio == 1);
  CHECK_FALSE(p.cells.at(6).wrong);
}

TEST_CASE("only so many planes are kept") {
  output o({9, 8, 4, 5}, "nchw");
  for (float& value : o.got) value += 1;
  o.at({8, 7, 0, 0}) += 1;
  const comparison c = o.with_planes();
  CHECK(c.all_planes == 72);
  CHECK(c.wrong_planes == 72);
  CHECK(c.planes.size() == few_planes);
  CHECK(c.planes.front().at == shape{8, 7, 0, 0});
}

TEST_CASE("a large plane shows the worst element of each block") {
  output o({70, 33}, "");
  for (const shape& index : {shape{69, 32}, shape{30, 7}}) o.at(index) += 4;
  o.at({31, 6}) += 2;
  o.at({0, 1}) = unwritten();
  const plane p = o.with_planes().planes.at(0);
  CHECK(p.block_rows == 3);
  CHECK(p.block_columns == 2);
  CHECK(cells_across(p) == 17);
  REQUIRE(p.cells.size() == 24 * 17);
  CHECK(p.wrong == 4);
  const auto cell = [&](std::size_t row, std::size_t column) { return p.cells.at(row * 17 + column); };
  CHECK(index_of(p, cell(23, 16)) == shape{69, 32});
  CHECK(index_of(p, cell(10, 3)) == shape{30, 7});
  CHECK(cell(10, 3).got == cell(10, 3).expected + 4);
  CHECK(index_of(p, cell(0, 0)) == shape{0, 1});
  CHECK(cell(0, 0).unwritten);
  CHECK_FALSE(cell(1, 0).wrong);
}

TEST_CASE("there is no picture of what is right, or of one number") {
  CHECK(output({2, 3}, "").with_planes().planes.empty());
  output one({1}, "");
  one.got.front() = 5;
  CHECK(one.with_planes().planes.empty());
}

TEST_CASE("a check keeps planes where it is asked to, and of the run that failed") {
  const miniature_course mini;
  // Right in the first run of each case; in the second, the last map is off.
  mini.write_function("global_avg_pool2d_forward", R"(
  static int calls = 0;
  for (int n = 0; n < x.N; ++n) {
    for (int c = 0; c < x.C; ++c) {
      double sum = 0;
      for (int h = 0; h < x.H; ++h) {
        for (int w = 0; w < x.W; ++w) sum += x(n, c, h, w);
      }
      y(n, c, 0, 0) = static_cast<float>(sum / (double(x.H) * x.W));
    }
  }
  if (++calls > 3) y(x.N - 1, x.C - 1, 0, 0) = 1234;)");
  const course c = mini.open();
  const step s = find_steps(c, {"01.cpu.global.forward"}).front();
  const step_result kept = check_step(c, s, mini.student_file(), compile_cache(test::test_cache()), {}, true);
  REQUIRE(kept.verdict == verdict::wrong);
  for (const case_result& judged : kept.cases) {
    CHECK(judged.run == 1);
    const comparison& y = judged.comparisons.at(0);
    REQUIRE(y.planes.size() == 1);
    CHECK(y.planes.front().wrong == 1);
    CHECK(y.planes.front().cells.back().got == 1234);
  }
  const step_result not_kept = check_step(c, s, mini.student_file(), compile_cache(test::test_cache()));
  REQUIRE(not_kept.verdict == verdict::wrong);
  for (const case_result& judged : not_kept.cases) CHECK(judged.comparisons.at(0).planes.empty());
}
