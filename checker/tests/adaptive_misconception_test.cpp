// What lab 03's oracle says that a mistake computes: each on a case small enough to work it out by hand, and all on the
// stored cases.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "adaptive_cases.hpp"
#include "misconception_answers.hpp"
#include "oracles/agreement.hpp"

namespace {

using gaplab::evaluation;
using gaplab::fixture_case;
using gaplab::unit_roundoff_fp32;
using gaplab::test::bins_case;
using gaplab::test::evaluate;
using gaplab::test::lab_03;
using gaplab::test::largest_difference;
using gaplab::test::rounding;
using gaplab::test::stored_fixture;
using gaplab::test::values;
using gaplab::test::window_case;

/// A map of 1 x width with the elements 1, 2, 3, ..., and dy = 60, 120, 180, ...
fixture_case row_case(std::int64_t width, std::int64_t bins) {
  fixture_case c;
  c.operation = "adaptive";
  c.parameters = {{"output_size", {1, bins}}};
  c.inputs["x"] = {{1, 1, 1, width}, std::vector<float>(static_cast<std::size_t>(width))};
  c.inputs["dy"] = {{1, 1, 1, bins}, std::vector<float>(static_cast<std::size_t>(bins))};
  for (std::size_t i = 0; i < c.inputs["x"].values.size(); ++i) c.inputs["x"].values[i] = static_cast<float>(i + 1);
  for (std::size_t i = 0; i < c.inputs["dy"].values.size(); ++i) {
    c.inputs["dy"].values[i] = static_cast<float>(60 * (i + 1));
  }
  return c;
}

/// The misconceptions of that id: mostly one.
std::vector<evaluation> mistaken(const fixture_case& c, const std::string& id) {
  std::vector<evaluation> found;
  for (const gaplab::misconception& m : gaplab::find_oracle(lab_03, c.operation).misconceptions) {
    if (m.id != id) continue;
    if (auto e = m.evaluate(c, unit_roundoff_fp32)) found.push_back(*std::move(e));
  }
  return found;
}

bool equal(const evaluation& e, const std::string& output, const values& expected) {
  if (!e.outputs.contains(output)) return false;
  const values& value = e.outputs.at(output).value;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (std::isnan(value[i]) && std::isnan(expected[i])) continue;
    if (!(std::abs(value[i] - expected[i]) <= 60 * rounding)) return false;
  }
  return value.size() == expected.size();
}

/// One of the misconceptions of that id computes this.
void check_mistake(const fixture_case& c, const std::string& id, const std::string& output, const values& expected) {
  INFO(id << ", " << output);
  const auto found = mistaken(c, id);
  CHECK(std::any_of(found.begin(), found.end(), [&](const evaluation& e) { return equal(e, output, expected); }));
}

}  // namespace

TEST_CASE("mistaken bins, on 8 elements in 3 bins", "[adaptive_pool]") {
  const fixture_case c = row_case(8, 3);  // [0, 3), [2, 6), [5, 8)
  CHECK(largest_difference(evaluate(c).outputs.at("y").value, {2, 4.5, 7}) <= rounding);
  CHECK(largest_difference(evaluate(c).outputs.at("dx").value, {20, 20, 50, 30, 30, 90, 60, 60}) <= 60 * rounding);
  check_mistake(c, "floor_bins", "y", {1.5, 4, 7});  // [0, 2), [2, 5), [5, 8)
  check_mistake(c, "floor_bins", "dx", {30, 30, 40, 40, 40, 60, 60, 60});
  check_mistake(c, "end_one_short", "y", {1.5, 4, 6.5});  // [0, 2), [2, 5), [5, 7)
  check_mistake(c, "tiles", "y", {1.5, 3.5, 5.5});        // [0, 2), [2, 4), [4, 6)
  check_mistake(c, "tiles", "dx", {30, 30, 60, 60, 90, 90, 0, 0});
  check_mistake(c, "last_takes_rest", "y", {1.5, 3.5, 6.5});     // [0, 2), [2, 4), [4, 8)
  check_mistake(c, "ceil_tiles", "y", {2, 5, 7.5});              // [0, 3), [3, 6), [6, 8)
  check_mistake(c, "fixed_kernel", "y", {2, 4, 6});              // [0, 3), [2, 5), [4, 7)
  check_mistake(c, "kernel_of_the_rest", "y", {2.5, 4.5, 6.5});  // [0, 4), [2, 6), [4, 8)
  check_mistake(c, "equidistant", "y", {2, 5, 7});               // [0, 3), [3, 6), [5, 8): 2.5 is rounded up
  check_mistake(c, "rounded", "y", {2, 4.5, 7});                 // [0, 3), [3, 5), [5, 8): 4 and 5
  check_mistake(row_case(6, 2), "end_one_long", "y", {2.5, 5});  // [0, 4), [3, 6)
}

TEST_CASE("mistaken weights and divisors, on 5 elements in 2 bins", "[adaptive_pool]") {
  const fixture_case c = row_case(5, 2);  // [0, 3), [2, 5)
  CHECK(largest_difference(evaluate(c).outputs.at("dx").value, {20, 20, 60, 40, 40}) <= 60 * rounding);
  check_mistake(c, "not_divided", "y", {6, 12});
  check_mistake(c, "not_divided", "dx", {60, 60, 180, 120, 120});
  check_mistake(c, "one_divisor", "y", {6 / 2.5, 12 / 2.5});
  check_mistake(c, "one_divisor", "y", {6 / 2.0, 12 / 2.0});
  check_mistake(c, "one_divisor", "dx", {24, 24, 72, 48, 48});
  check_mistake(row_case(8, 3), "one_divisor", "y", {6 / 3.0, 18 / 3.0, 21 / 3.0});  // rounded up, and the first bin
  check_mistake(row_case(2, 3), "one_divisor", "y", {1, 3, 2});                      // rounded down to 0, and then 1
  check_mistake(c, "divided_by_one_length", "y", {6, 12});
  check_mistake(row_case(2, 3), "whole_reciprocal", "y", {1, 0, 2});
  check_mistake(c, "floor_divisor", "y", {3, 4});  // [0, 2), [2, 5)
  check_mistake(c, "divided_by_the_map", "y", {6 / 5.0, 12 / 5.0});
  check_mistake(c, "fractional_overlap", "y", {(1 + 2 + 1.5) / 2.5, (1.5 + 4 + 5) / 2.5});
  check_mistake(c, "fractional_overlap", "dx", {24, 24, 36, 48, 48});
  check_mistake(c, "nearest_element", "y", {1, 3});
  check_mistake(c, "nearest_element", "dx", {60, 0, 120, 0, 0});
  check_mistake(c, "overwritten", "dx", {20, 20, 40, 40, 40});
  CHECK(largest_difference(mistaken(c, "overwritten").front().outputs.at("dx").others[2], {20}) <= 60 * rounding);
  check_mistake(c, "mean_of_shares", "dx", {60, 60, 90, 120, 120});
  check_mistake(c, "last_bin_missed", "dx", {0, 0, 20, 0, 40});  // bins from 0 0 0 1 1 to 0 0 1 1 2
}

TEST_CASE("mistakes in one direction of two, and ends beyond the map", "[adaptive_pool]") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  fixture_case c;
  c.operation = "adaptive";
  c.parameters = {{"output_size", {1, 2}}};
  c.inputs["x"] = {{1, 2, 2, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
  CHECK(largest_difference(evaluate(c).outputs.at("y").value, {3, 4, 9, 10}) <= rounding);
  check_mistake(c, "end_one_short", "y", {1.5, 2.5, 7.5, 8.5});       // the first row only
  check_mistake(c, "end_one_short", "y", {2.5, 3.5, 8.5, 9.5});       // the first column of each bin only
  check_mistake(c, "end_one_short", "y", {0.75, 1.25, 3.75, 4.25});   // the first row only, divided by 4
  check_mistake(c, "begin_one_late", "y", {4.5, 5.5, 10.5, 11.5});    // the second row only
  check_mistake(c, "begin_one_late", "y", {1.75, 2.25, 4.75, 5.25});  // the second column only, divided by 4
  check_mistake(c, "floor_bins", "y", {2.5, 4, 8.5, 10});             // columns [0, 1), [1, 3)
  // Inclusive: rows 0 to 2, the last of them the first of the next map; columns 0 to 2 and 1 to 3.
  check_mistake(c, "end_inclusive", "y",
                {(1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9) / 4.0, (2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10) / 4.0, nan, nan});
  for (const evaluation& e : mistaken(c, "end_inclusive")) CHECK_FALSE(e.outputs.contains("dx"));
  // Rows of one bin of 3, columns of two bins of 2: [0, 1) and [1, 2).
  check_mistake(c, "input_sizes_exchanged", "y", {(1 + 4 + 7) / 3.0, (2 + 5 + 8) / 3.0, nan, nan});
  check_mistake(row_case(21, 19), "multiples_of_a_ratio", "y", [] {
    values y = evaluate(row_case(21, 19)).outputs.at("y").value;
    y.back() = std::numeric_limits<double>::quiet_NaN();
    return y;
  }());
}

TEST_CASE("mistaken gradients where bins differ in size or touch", "[adaptive_pool]") {
  // [0, 3), [2, 6), [5, 8) with dy = 60, 120, 180: elements 2 and 5 are in two bins, of 3 and 4, and of 4 and 3.
  check_mistake(row_case(8, 3), "first_bins_divisor", "dx", {20, 20, 60, 30, 30, 75, 60, 60});
  // [0, 2), [2, 4): element 1 ends where bin 1 begins.
  check_mistake(row_case(4, 2), "bin_too_many", "dx", {30, 90, 60, 60});
}

TEST_CASE("empty bins of a mistake are 0/0, or 0", "[adaptive_pool]") {
  const auto e = mistaken(row_case(2, 3), "floor_bins");  // [0, 0), [0, 1), [1, 2)
  REQUIRE_FALSE(e.empty());
  const gaplab::reference& y = e.front().outputs.at("y");
  CHECK(std::isnan(y.value[0]));
  CHECK(y.others[0] == values{0});
  CHECK(y.value[1] == 1);
  CHECK(y.value[2] == 2);
}

TEST_CASE("output sizes in each other's place", "[adaptive_pool]") {
  fixture_case c;
  c.operation = "adaptive";
  c.parameters = {{"output_size", {1, 2}}};
  c.inputs["x"] = {{1, 1, 2, 2}, {1, 2, 3, 4}};
  c.inputs["dy"] = {{1, 1, 1, 2}, {2, 4}};
  CHECK(evaluate(c).outputs.at("y").value == values{2, 3});
  check_mistake(c, "output_sizes_exchanged", "y", {1.5, 3.5});  // a column of two bins
  check_mistake(c, "output_sizes_exchanged", "dx", {1, 1, 2, 2});
  check_mistake(c, "rows_and_columns_exchanged", "y", {1.5, 3.5});

  c.parameters = {{"output_size", {3, 2}}};
  c.inputs["x"] = {{1, 1, 3, 2}, {1, 2, 3, 4, 5, 6}};
  c.inputs["dy"] = {{1, 1, 3, 2}, {1, 2, 3, 4, 5, 6}};
  // Rows in two bins, [0, 2) and [1, 3); columns in three, [0, 1), [0, 2), [1, 2).
  check_mistake(c, "output_sizes_exchanged", "y", {2, 2.5, 3, 4, 4.5, 5});
  check_mistake(c, "rows_and_columns_exchanged", "y", {2, 4, 2.5, 4.5, 3, 5});
  c.parameters = {{"output_size", {2, 2}}};
  c.inputs["dy"] = {{1, 1, 2, 2}, {1, 2, 3, 4}};
  CHECK(mistaken(c, "output_sizes_exchanged").empty());
}

TEST_CASE("mistaken integers", "[adaptive_pool]") {
  const auto check = [](const fixture_case& c, const std::string& id, const values& expected) {
    check_mistake(c, id, c.operation == "bins" ? "bin" : "window", expected);
  };
  const auto check_refused = [](const fixture_case& c, const std::string& id) {
    INFO(id);
    const auto found = mistaken(c, id);
    REQUIRE(found.size() == 1);
    CHECK(found.front().refused.has_value());
  };
  check(bins_case(1, 8, 3), "floor_bins", {2, 5});
  check(bins_case(0, 9, 0), "none_is_one", {0, 9});
  check_refused(bins_case(1, 9, 0), "none_is_one");
  check_refused(bins_case(1, 9, 0), "none_is_refused");
  check(bins_case(1, 7, -1), "negative_is_none", {1, 2});
  check(bins_case(3, 7, 3), "index_is_not_looked_at", {7, 10});
  check(bins_case(4999, 5001, 5000), "quotients_of_floats", {5000, 5001});
  CHECK(mistaken(bins_case(18, 21, 19), "multiples_of_a_ratio").back().outputs.at("bin").value == values{19, 22});
  // 60000 * 100000 is 1705032704 in 32 bits.
  check(bins_case(60000, 100000, 70000), "products_of_32_bits", {24357, 24360});
  // 32768 * 65536 is -2^31 in 32 bits.
  check(bins_case(32767, 65536, 40000), "products_of_32_bits", {53685, -53686});
  check(bins_case(60000, 100000, 70000), "products_of_32_bits", {24357, 24360});
  check(bins_case(2, 7, 3), "end_one_long", {4, 8});
  check(bins_case(1, 7, 3), "length_for_end", {2, 3});
  check(bins_case(1, 7, 3), "counted_from_one", {0, 3});
  check(bins_case(1, 7, 3), "ceil_bins", {3, 5});
  CHECK_FALSE(mistaken(bins_case(0, 7, -1), "nothing_is_refused").front().refused.has_value());
  check_refused(window_case(7, 3), "divisible_only");
  check(window_case(8, 3), "window_for_all", {4, 2});
  check(window_case(14, 4), "equal_lengths", {4, 3});
  check(window_case(1, 7), "stride_of_zero", {1, 0});
  CHECK_FALSE(mistaken(window_case(3, 6), "more_bins_are_served").front().refused.has_value());
  check(window_case(7, 1), "stride_of_one", {7, 1});
  check(window_case(7, 3), "kernel_is_stride", {2, 2});
}

TEST_CASE("every misconception of lab 03 shows in a stored case", "[adaptive_pool]") {
  std::map<std::string, bool> shows;
  for (const fixture_case& c : stored_fixture().cases) {
    if (c.inputs.contains("x") && c.inputs.at("x").values.size() > 100'000) continue;
    for (const gaplab::misconception& m : gaplab::find_oracle(lab_03, c.operation).misconceptions) {
      const auto e = m.evaluate(c, unit_roundoff_fp32);
      shows[c.operation + " " + std::string(m.what)] |= e && disagreement(c, *e).has_value();
    }
  }
  CHECK(shows.size() == 90);
  for (const auto& [what, seen] : shows) {
    INFO(what);
    CHECK(seen);
  }
}

TEST_CASE("no two misconceptions of lab 03 are the same in all stored cases", "[adaptive_pool]") {
  gaplab::test::answers_of_misconceptions computed;
  for (const fixture_case& c : stored_fixture().cases) {
    if (c.inputs.contains("x") && c.inputs.at("x").values.size() > 10'000) continue;
    for (const gaplab::misconception& m : gaplab::find_oracle(lab_03, c.operation).misconceptions) {
      const auto e = m.evaluate(c, unit_roundoff_fp32);
      std::string& all = computed[c.operation][std::string(m.what)];
      all += !e ? "none" : e->refused ? "refused" : "";
      if (e) all += gaplab::test::all_values(*e);
    }
  }
  gaplab::test::check_that_no_two_are_the_same(computed);
}
