// One output against its reference, and the patterns of wrong elements.
#include "judge/compare.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "catch.hpp"
#include "gaplab/job_layout.hpp"
#include "judge/pattern.hpp"

using namespace gaplab;

namespace {

const shape maps = {2, 3, 4, 5};

tensor<double> expected_values() {
  tensor<double> t{maps, {}};
  for (int i = 0; i < 120; ++i) t.values.push_back(1 + i * 0.25);
  return t;
}

tensor<float> right_values() {
  const tensor<double> expected = expected_values();
  return {maps, std::vector<float>(expected.values.begin(), expected.values.end())};
}

float unwritten() {
  float value = 0;
  std::memcpy(&value, &unwritten_bits, sizeof value);
  return value;
}

std::vector<double> allow(double allowed) { return std::vector<double>(120, allowed); }

/// The pattern where the elements that the test picks by (n, c, h, w) are wrong.
template <class Pick>
std::string pattern_of(Pick pick) {
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; i < 120; ++i) {
    if (pick(i / 60, i / 20 % 3, i / 5 % 4, i % 5)) wrong.push_back(i);
  }
  return describe_pattern(wrong, maps, 0, "nchw");
}

}  // namespace

TEST_CASE("equal values are right, even where nothing is allowed") {
  const comparison c = compare("y", "nchw", right_values().values.data(), expected_values(), allow(0));
  CHECK(c.elements == 120);
  CHECK(c.wrong == 0);
  CHECK(c.worst_ratio == 0);
  CHECK_FALSE(c.worst.has_value());
}

TEST_CASE("an error at the limit is right, and one beyond it is wrong") {
  tensor<float> got = right_values();
  got.values[7] += 0.5F;
  CHECK(compare("y", "nchw", got.values.data(), expected_values(), allow(0.5)).wrong == 0);
  const comparison c = compare("y", "nchw", got.values.data(), expected_values(), allow(0.25));
  CHECK(c.wrong == 1);
  CHECK(c.worst_ratio == 2);
  REQUIRE(c.worst.has_value());
  CHECK(c.worst->index == shape{0, 0, 1, 2});
  CHECK(c.worst->error == 0.5);
}

TEST_CASE("NaN and infinity are wrong whatever is allowed") {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    tensor<float> got = right_values();
    got.values[3] = bad;
    const comparison c = compare("y", "nchw", got.values.data(), expected_values(), allow(1e30));
    CHECK(c.wrong == 1);
    CHECK(c.not_a_number == (std::isnan(bad) ? 1 : 0));
    CHECK(c.unwritten == 0);
  }
}

TEST_CASE("an element that was never written is told from a computed NaN") {
  tensor<float> got = right_values();
  got.values[100] = unwritten();
  const comparison c = compare("y", "nchw", got.values.data(), expected_values(), allow(1));
  CHECK(c.wrong == 1);
  CHECK(c.unwritten == 1);
  CHECK(c.not_a_number == 0);
  CHECK_THAT(c.pattern, gaplab::test::holds("never written"));
}

TEST_CASE("only the first wrong elements are listed, the worst is remembered") {
  tensor<float> got = right_values();
  for (float& value : got.values) value += 1;
  got.values[90] += 3;
  const comparison c = compare("y", "nchw", got.values.data(), expected_values(), allow(0.5));
  CHECK(c.wrong == 120);
  CHECK(c.first.size() == shown_elements);
  CHECK(c.worst->index == shape{1, 1, 2, 0});
  CHECK(c.worst_ratio == 8);
}

TEST_CASE("patterns are named only where they are exact") {
  using index = std::size_t;
  CHECK(pattern_of([](index, index, index, index) { return true; }) == "all");
  CHECK(pattern_of([](index, index c, index, index) { return c == 1; }) == "only channel 1");
  CHECK(pattern_of([](index, index c, index, index) { return c == 2; }) == "only the last channel (2)");
  CHECK(pattern_of([](index n, index, index, index) { return n == 1; }) == "only the last batch element (1)");
  CHECK(pattern_of([](index, index, index h, index) { return h == 3; }) == "only the last row (3)");
  CHECK(pattern_of([](index, index, index, index w) { return w >= 3; }) == "only columns from 3 on");
  CHECK(pattern_of([](index, index, index, index w) { return w % 2 == 0; }) == "only every 2nd column from 0 on");
  CHECK(pattern_of([](index n, index c, index, index) { return n == 0 && c == 0; }) ==
        "only the first batch element, the first channel");
  CHECK(pattern_of([](index n, index c, index h, index w) { return ((n * 3 + c) * 4 + h) * 5 + w >= 97; }) ==
        "a tail, from element 97 on");
  CHECK(pattern_of([](index n, index c, index h, index w) { return (((n * 3 + c) * 4 + h) * 5 + w) % 7 == 3; }) ==
        "every 7th element from 3 on");
  CHECK(pattern_of([](index n, index c, index h, index w) { return (n + c * h + w) % 3 == 1; }).empty());
  CHECK(describe_pattern({1, 2}, {1, 3}, 0, "nk") == "only classes from 1 on");
  CHECK(describe_pattern({5}, maps, 0, "nchw").empty());
  CHECK(describe_pattern({}, maps, 0, "nchw").empty());
  CHECK(pattern_of([](index, index, index, index w) { return w == 0 || w == 4; }) ==
        "only the first and the last column");
  CHECK_THAT(
      describe_pattern({20, 21, 22}, maps, 3, "nchw"),
      gaplab::test::holds("only the first batch element, channel 1, the first row, columns 0 to 2, never written"));
}
