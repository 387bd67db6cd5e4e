// The tolerance lets every honest way to sum in fp32 pass every case, and no mistake pass all of them: on the stored
// fixture of lab 01 and on fresh ones.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/read.hpp"
#include "judge/compare.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/oracle.hpp"
#include "oracles/tolerance.hpp"

namespace {

using gaplab::comparison;
using gaplab::data_kind;
using gaplab::fixture_case;
using gaplab::tensor;

constexpr const char* lab = "01_avg_pool";

/// A case with the limits of its outputs, and where it is from.
struct judged_case {
  fixture_case data;
  gaplab::evaluation limits;
  std::string origin;
};

/// The cases of one operation, with those tensors only: stored ones, and fresh ones of several seeds.
std::vector<judged_case> cases_of(const std::string& operation, const std::string& in, const std::string& out) {
  const std::string datasets = std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab;
  std::vector<judged_case> cases;
  const auto take = [&](gaplab::fixture&& f, const std::string& origin) {
    for (fixture_case& c : f.cases) {
      // dx stays: its shape stands for that of x.
      for (const std::string other : {"x", "dy"}) {
        if (other != in) c.inputs.erase(other);
      }
      gaplab::evaluation limits = gaplab::find_oracle(lab, operation).evaluate(c, gaplab::unit_roundoff_fp32);
      cases.push_back({std::move(c), std::move(limits), origin});
    }
  };
  take(gaplab::read_fixture(datasets + ".h5", gaplab::fixture_part{operation, {in, out}}), "stored");
  std::vector<gaplab::case_spec> specs = gaplab::load_case_specs(datasets + ".toml");
  specs.erase(std::remove_if(specs.begin(), specs.end(),
                             [&](const gaplab::case_spec& spec) { return spec.wanted.operation != operation; }),
              specs.end());
  for (const unsigned seed : {1U, 2U, 3U}) {
    take(gaplab::make_fresh_fixture(lab, specs, seed), "seed " + std::to_string(seed));
  }
  return cases;
}

// ------------------------------------------------------------------------------ the mean of n numbers, rightly

using mean_function = std::function<float(const float* x, std::size_t n)>;

float naive_sum(const float* x, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i];
  return sum;
}

float reversed_sum(const float* x, std::size_t n) {
  float sum = 0;
  for (std::size_t i = n; i-- > 0;) sum += x[i];
  return sum;
}

float pairwise_sum(const float* x, std::size_t n) {
  if (n == 1) return x[0];
  return pairwise_sum(x, n / 2) + pairwise_sum(x + n / 2, n - n / 2);
}

float kahan_sum(const float* x, std::size_t n) {
  float sum = 0;
  float lost = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const float term = x[i] - lost;
    const float next = sum + term;
    lost = (next - sum) - term;
    sum = next;
  }
  return sum;
}

/// As the lanes of a warp form it: each takes every 32nd element, then halves are added to halves.
float warp_sum(const float* x, std::size_t n) {
  std::vector<float> lanes(32, 0.0F);
  for (std::size_t i = 0; i < n; ++i) lanes[i % 32] += x[i];
  for (std::size_t half = 16; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

constexpr int thread_count = 3;

/// A sum for each thread over its run of the elements, then their sum: a reduction in OpenMP, or the same by hand.
float threaded_sum(const float* x, std::size_t n) {
#ifdef _OPENMP
  float sum = 0;
#pragma omp parallel for reduction(+ : sum) num_threads(thread_count)
  for (std::size_t i = 0; i < n; ++i) sum += x[i];
  return sum;
#else
  std::vector<float> sums(thread_count, 0.0F);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < thread_count; ++t) {
    const std::size_t begin = n * t / thread_count;
    const std::size_t end = n * (t + 1) / thread_count;
    threads.emplace_back([=, &sums] { sums[t] = naive_sum(x + begin, end - begin); });
  }
  for (std::thread& thread : threads) thread.join();
  return naive_sum(sums.data(), sums.size());
#endif
}

mean_function divided(float (*sum)(const float*, std::size_t)) {
  return [sum](const float* x, std::size_t n) { return sum(x, n) / static_cast<float>(n); };
}

float double_mean(const float* x, std::size_t n) {
  return static_cast<float>(std::accumulate(x, x + n, 0.0) / static_cast<double>(n));
}

/// Each term divided before it is added.
float term_by_term(const float* x, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i] / static_cast<float>(n);
  return sum;
}

float term_by_reciprocal(const float* x, std::size_t n) {
  const float reciprocal = 1 / static_cast<float>(n);
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i] * reciprocal;
  return sum;
}

float running_mean(const float* x, std::size_t n) {
  float mean = 0;
  for (std::size_t i = 0; i < n; ++i) mean += (x[i] - mean) / static_cast<float>(i + 1);
  return mean;
}

/// The mean of the means of as many rows as there are, of equal length.
float mean_of_means(const float* x, std::size_t n) {
  std::size_t width = 1;
  while ((width + 1) * (width + 1) <= n) ++width;
  while (n % width != 0) --width;
  float sum = 0;
  for (std::size_t row = 0; row < n; row += width) sum += naive_sum(x + row, width) / static_cast<float>(width);
  return sum / static_cast<float>(n / width);
}

float mean_by_reciprocal(const float* x, std::size_t n) { return naive_sum(x, n) * (1 / static_cast<float>(n)); }

// ------------------------------------------------------------------------------- the mean of n numbers, wrongly

mean_function mean_without(std::size_t (*lost)(std::size_t n)) {
  return [lost](const float* x, std::size_t n) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += i == lost(n) ? 0 : x[i];
    return static_cast<float>(sum / static_cast<double>(n));
  };
}

std::size_t first(std::size_t) { return 0; }
std::size_t middle(std::size_t n) { return n / 2; }
std::size_t last(std::size_t n) { return n - 1; }

/// The nearest number of 11 significant bits, as fp16 has them.
float rounded_to_fp16(float value) {
  if (value == 0) return 0;
  int exponent = 0;
  static_cast<void>(std::frexp(value, &exponent));
  const float unit = std::ldexp(1.0F, exponent - 11);
  return std::nearbyint(value / unit) * unit;
}

float fp16_mean(const float* x, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum = rounded_to_fp16(sum + x[i]);
  return sum / static_cast<float>(n);
}

// --------------------------------------------------------------------------------------------- judging the mean

comparison judge_mean(const judged_case& c, const mean_function& mean) {
  const tensor<float>& x = c.data.inputs.at("x");
  const auto n = static_cast<std::size_t>(x.shape[2] * x.shape[3]);
  tensor<float> y{c.data.expected.at("y").shape, {}};
  for (std::size_t map = 0; map < x.values.size(); map += n) y.values.push_back(mean(x.values.data() + map, n));
  return compare("y", "nchw", y.values.data(), c.data.expected.at("y"), c.limits.outputs.at("y").allowed);
}

// ------------------------------------------------------------------------------------- window.backward, in fp32

/// What window.backward does with one window: its number, and the elements of the map that it covers.
struct window {
  std::size_t number = 0;
  std::vector<std::size_t> elements;
  float divisor = 0;
};

std::vector<window> windows_of(const fixture_case& c, const gaplab::shape& x, const gaplab::shape& y) {
  const auto p = [&](const char* name, std::size_t i) { return gaplab::parameter(c, name, i); };
  std::vector<window> windows;
  for (std::int64_t oh = 0; oh < y[2]; ++oh) {
    for (std::int64_t ow = 0; ow < y[3]; ++ow) {
      const std::int64_t h0 = oh * p("stride", 0) - p("padding", 0);
      const std::int64_t w0 = ow * p("stride", 1) - p("padding", 1);
      const std::int64_t h1 = std::min(h0 + p("kernel_size", 0), x[2] + p("padding", 0));
      const std::int64_t w1 = std::min(w0 + p("kernel_size", 1), x[3] + p("padding", 1));
      window w{windows.size(), {}, static_cast<float>((h1 - h0) * (w1 - w0))};
      for (std::int64_t h = std::max<std::int64_t>(h0, 0); h < std::min(h1, x[2]); ++h) {
        for (std::int64_t i = std::max<std::int64_t>(w0, 0); i < std::min(w1, x[3]); ++i) {
          w.elements.push_back(static_cast<std::size_t>(h * x[3] + i));
        }
      }
      if (p("count_include_pad", 0) == 0) w.divisor = static_cast<float>(w.elements.size());
      if (p("divisor_override", 0) != 0) w.divisor = static_cast<float>(p("divisor_override", 0));
      windows.push_back(w);
    }
  }
  return windows;
}

/// Turns the windows of one map, and one map of dy, into one of dx, which is 0 before.
using gradient_function = std::function<void(float* dx, const float* dy, const std::vector<window>& windows)>;

comparison judge_gradient(const judged_case& c, const gradient_function& gradient) {
  const tensor<float>& dy = c.data.inputs.at("dy");
  const tensor<double>& expected = c.data.expected.at("dx");
  const std::vector<window> windows = windows_of(c.data, expected.shape, dy.shape);
  tensor<float> dx{expected.shape, std::vector<float>(expected.values.size(), 0.0F)};
  const auto map_size = static_cast<std::size_t>(expected.shape[2] * expected.shape[3]);
  for (std::size_t map = 0; map * windows.size() < dy.values.size(); ++map) {
    gradient(dx.values.data() + map * map_size, dy.values.data() + map * windows.size(), windows);
  }
  return compare("dx", "nchw", dx.values.data(), expected, c.limits.outputs.at("dx").allowed);
}

void scatter(float* dx, const float* dy, const std::vector<window>& windows) {
  for (const window& w : windows) {
    for (const std::size_t i : w.elements) dx[i] += dy[w.number] / w.divisor;
  }
}

gradient_function scatter_without(std::size_t (*lost)(std::size_t n)) {
  return [lost](float* dx, const float* dy, std::vector<window> windows) {
    windows.erase(windows.begin() + static_cast<std::ptrdiff_t>(lost(windows.size())));
    scatter(dx, dy, windows);
  };
}

// ------------------------------------------------------------------------------------------ one verdict for all

template <class Judge>
void check_that_all_pass(const std::vector<judged_case>& cases, Judge judge) {
  REQUIRE(cases.size() >= 40);
  for (const judged_case& c : cases) {
    INFO(c.data.name << ", " << c.origin);
    const comparison result = judge(c);
    CHECK(result.wrong == 0);
    CHECK(result.worst_ratio <= 1);
  }
}

/// The stored fixture must catch a mistake by itself, and so must each fresh one.
template <class Judge>
void check_that_it_is_caught(const std::vector<judged_case>& cases, Judge judge) {
  for (const std::string origin : {"stored", "seed 1", "seed 2", "seed 3"}) {
    INFO(origin);
    CHECK(std::any_of(cases.begin(), cases.end(),
                      [&](const judged_case& c) { return c.origin == origin && judge(c).wrong > 0; }));
  }
}

}  // namespace

TEST_CASE("every honest way to sum a map passes every case", "[tolerance]") {
  const std::vector<judged_case> cases = cases_of("global", "x", "y");
  const std::vector<std::pair<std::string, mean_function>> ways = {
      {"naive", divided(naive_sum)},  {"pairwise", divided(pairwise_sum)},
      {"Kahan", divided(kahan_sum)},  {"reversed", divided(reversed_sum)},
      {"double", double_mean},        {"threads", divided(threaded_sum)},
      {"warp", divided(warp_sum)},    {"reciprocal", mean_by_reciprocal},
      {"each term", term_by_term},    {"each term by the reciprocal", term_by_reciprocal},
      {"running mean", running_mean}, {"mean of means", mean_of_means}};
  for (const auto& [name, mean] : ways) {
    INFO(name);
    check_that_all_pass(cases, [&mean = mean](const judged_case& c) { return judge_mean(c, mean); });
  }
}

TEST_CASE("every mistake in summing a map is caught by some case", "[tolerance]") {
  const std::vector<judged_case> cases = cases_of("global", "x", "y");
  const std::vector<std::pair<std::string, mean_function>> mistakes = {
      {"the first element lost", mean_without(first)},
      {"an element in the middle lost", mean_without(middle)},
      {"the last element lost", mean_without(last)},
      {"fp16 accumulation", fp16_mean},
      {"zeros", [](const float*, std::size_t) { return 0.0F; }},
      {"NaN", [](const float*, std::size_t) { return std::numeric_limits<float>::quiet_NaN(); }},
      {"infinity", [](const float*, std::size_t) { return std::numeric_limits<float>::infinity(); }},
      {"1.01 times the mean", [](const float* x, std::size_t n) { return 1.01F * double_mean(x, n); }}};
  for (const auto& [name, mean] : mistakes) {
    INFO(name);
    check_that_it_is_caught(cases, [&mean = mean](const judged_case& c) { return judge_mean(c, mean); });
  }
}

TEST_CASE("in exact cases every map shows that an element was lost", "[tolerance]") {
  std::size_t exact_cases = 0;
  for (const judged_case& c : cases_of("global", "x", "y")) {
    if (c.data.data != data_kind::exact) continue;
    ++exact_cases;
    INFO(c.data.name << ", " << c.origin);
    for (const auto lost : {first, middle, last}) {
      const comparison result = judge_mean(c, mean_without(lost));
      CHECK(result.wrong == result.elements);
      for (const gaplab::compared_element& element : result.first) CHECK(element.error > 2.5 * element.allowed);
    }
  }
  CHECK(exact_cases >= 20);
}

TEST_CASE("every honest way to add up the gradients of windows passes every case", "[tolerance]") {
  const std::vector<judged_case> cases = cases_of("window", "dy", "dx");
  const std::vector<std::pair<std::string, gradient_function>> ways = {
      {"scatter", scatter},
      {"scatter, last window first",
       [](float* dx, const float* dy, std::vector<window> windows) {
         std::reverse(windows.begin(), windows.end());
         scatter(dx, dy, windows);
       }},
      {"multiplied by the reciprocal",
       [](float* dx, const float* dy, const std::vector<window>& windows) {
         for (const window& w : windows) {
           for (const std::size_t i : w.elements) dx[i] += dy[w.number] * (1 / w.divisor);
         }
       }},
      {"gathered in double", [](float* dx, const float* dy, const std::vector<window>& windows) {
         std::map<std::size_t, double> sums;
         for (const window& w : windows) {
           for (const std::size_t i : w.elements) sums[i] += static_cast<double>(dy[w.number]) / w.divisor;
         }
         for (const auto& [i, sum] : sums) dx[i] = static_cast<float>(sum);
       }}};
  for (const auto& [name, gradient] : ways) {
    INFO(name);
    check_that_all_pass(cases, [&gradient = gradient](const judged_case& c) { return judge_gradient(c, gradient); });
  }
}

TEST_CASE("every mistake in adding up the gradients of windows is caught by some case", "[tolerance]") {
  const std::vector<judged_case> cases = cases_of("window", "dy", "dx");
  const std::vector<std::pair<std::string, gradient_function>> mistakes = {
      {"the first window skipped", scatter_without(first)},
      {"a window in the middle skipped", scatter_without(middle)},
      {"the last window skipped", scatter_without(last)},
      {"overwritten instead of accumulated",
       [](float* dx, const float* dy, const std::vector<window>& windows) {
         for (const window& w : windows) {
           for (const std::size_t i : w.elements) dx[i] = dy[w.number] / w.divisor;
         }
       }},
      {"not divided", [](float* dx, const float* dy, const std::vector<window>& windows) {
         for (const window& w : windows) {
           for (const std::size_t i : w.elements) dx[i] += dy[w.number];
         }
       }}};
  for (const auto& [name, gradient] : mistakes) {
    INFO(name);
    check_that_it_is_caught(cases,
                            [&gradient = gradient](const judged_case& c) { return judge_gradient(c, gradient); });
  }
}

TEST_CASE("exact data with divisors that are powers of two allow no error", "[tolerance]") {
  CHECK(gaplab::allowed_error({64, 5.0, true}, data_kind::exact, true, gaplab::unit_roundoff_fp32) == 0);
  CHECK(gaplab::allowed_error({9, 5.0, true}, data_kind::exact, false, gaplab::unit_roundoff_fp32) == 0);
}

TEST_CASE("exact data divided once by another number allow one rounding", "[tolerance]") {
  const double u = gaplab::unit_roundoff_fp32;
  CHECK(u == std::numeric_limits<float>::epsilon() / 2);
  CHECK(gaplab::allowed_error({63, 5.0, false}, data_kind::exact, true, u) == 4 * u * 5.0);
  // It does not grow with the number of terms, for their sum is exact.
  CHECK(gaplab::allowed_error({16383, 5.0, false}, data_kind::exact, true, u) == 4 * u * 5.0);
}

TEST_CASE("inexact sums allow an error that grows like a random walk", "[tolerance]") {
  const double u = gaplab::unit_roundoff_fp32;
  CHECK(gaplab::allowed_error({1, 2.0, false}, data_kind::random, true, u) == 6 * u * 2.0);
  CHECK(gaplab::allowed_error({100, 2.0, false}, data_kind::random, true, u) == 24 * u * 2.0);
  // A dyadic divisor rounds nothing, but the sum does.
  CHECK(gaplab::allowed_error({100, 2.0, true}, data_kind::random, true, u) == 24 * u * 2.0);
  // Exact terms that are each divided are exact no longer.
  CHECK(gaplab::allowed_error({100, 2.0, false}, data_kind::exact, false, u) == 24 * u * 2.0);
}

TEST_CASE("the allowed error is proportional to the roundoff and to the magnitude", "[tolerance]") {
  constexpr double fp16 = 1.0 / (1 << 11);
  CHECK(gaplab::allowed_error({16, 1.0, false}, data_kind::random, true, fp16) == 12 * fp16);
  CHECK(gaplab::allowed_error({16, 0.0, false}, data_kind::random, true, fp16) == 0);
  CHECK(gaplab::allowed_error({0, 0.0, true}, data_kind::random, false, fp16) == 0);
}
