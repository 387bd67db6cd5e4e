// What the tests of lab 03 share.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "catch.hpp"
#include "fixtures/read.hpp"
#include "oracles/oracle.hpp"

namespace gaplab::test {

using integers = std::vector<std::int64_t>;
using values = std::vector<double>;

inline constexpr const char* lab_03 = "03_adaptive_pool";
inline constexpr double rounding = 1e-12;  ///< of sums of at most some hundred terms of size 1, in double

inline evaluation evaluate(const fixture_case& c, const std::string& lab = lab_03) {
  return find_oracle(lab, c.operation).evaluate(c, unit_roundoff_fp32);
}

inline fixture_case bins_case(std::int64_t index, std::int64_t size, std::int64_t output_size) {
  fixture_case c;
  c.operation = "bins";
  c.parameters = {{"index", {index}}, {"size", {size}}, {"output_size", {output_size}}};
  return c;
}

inline fixture_case window_case(std::int64_t size, std::int64_t output_size) {
  fixture_case c;
  c.operation = "fixed_window";
  c.parameters = {{"size", {size}}, {"output_size", {output_size}}};
  return c;
}

inline double largest_difference(const values& a, const values& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

inline fixture stored_fixture() { return read_fixture(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab_03 + ".h5"); }

}  // namespace gaplab::test
