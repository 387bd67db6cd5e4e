// The tolerance of lab 04: every honest way to compute it in fp32 passes every case with room to spare, and a lost term
// is caught. On the stored fixture, on fresh ones, and on normally distributed data, of which hardly a product is
// exact.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/read.hpp"
#include "judge/compare.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/oracle.hpp"

namespace {

using gaplab::data_kind;
using gaplab::evaluation;
using gaplab::fixture_case;
using numbers = std::vector<float>;
using outputs = std::map<std::string, numbers>;

constexpr const char* lab = "04_conv1x1_gap";

/// A way to compute, right unless it loses something.
struct way {
  std::string name;
  enum class order { forward, reversed, lanes } sum = order::forward;
  bool in_double = false;    ///< sums
  bool fused = false;        ///< a product and an addition round once
  bool divide_each = false;  ///< terms of a mean are divided before they are added up
  bool means_first = false;  ///< the head is swapped
  enum class softmax { by_maximum, by_log_sum_exp, fast } exponential = softmax::by_maximum;
  char lost = ' ';          ///< n, c, p or k: the dimension of which sums lack one
  bool first_lost = false;  ///< the first of it, else the last
};

std::vector<way> honest_ways() {
  const way naive{"naive"};
  way reversed{"reversed"};
  reversed.sum = way::order::reversed;
  way lanes{"in 32 lanes"};
  lanes.sum = way::order::lanes;
  way fused{"with fma"};
  fused.fused = true;
  way in_double{"in double"};
  in_double.in_double = true;
  way divided{"each term divided"};
  divided.divide_each = true;
  way log_sum_exp{"exp(logit - log_sum_exp)"};
  log_sum_exp.exponential = way::softmax::by_log_sum_exp;
  way fast{"__expf"};
  fast.exponential = way::softmax::fast;
  std::vector<way> ways = {naive, reversed, lanes, fused, in_double, divided, log_sum_exp, fast};
  for (const way& w : std::vector<way>(ways)) {
    ways.push_back(w);
    ways.back().name += ", means first";
    ways.back().means_first = true;
  }
  return ways;
}

/// A sum in the given way.
class running_sum {
 public:
  explicit running_sum(const way& w) : m_way(w) {}

  void add(float a, float b = 1) {
    if (m_way.in_double) {
      m_double += static_cast<double>(a) * static_cast<double>(b);
      return;
    }
    float& sum = m_lanes.at(m_way.sum == way::order::lanes ? m_terms++ % m_lanes.size() : 0);
    sum = m_way.fused ? std::fma(a, b, sum) : sum + a * b;
  }

  [[nodiscard]] float value() const {
    if (m_way.in_double) return static_cast<float>(m_double);
    std::array<float, 32> lanes = m_lanes;
    for (std::size_t half = 16; half > 0; half /= 2) {
      for (std::size_t i = 0; i < half; ++i) lanes.at(i) += lanes.at(i + half);
    }
    return lanes[0];
  }

 private:
  const way& m_way;
  std::array<float, 32> m_lanes{};
  std::size_t m_terms = 0;
  double m_double = 0;
};

/// Calls visit for the indices of a sum over that dimension, as the way has them.
template <class Visit>
void for_each_term(const way& w, char dimension, std::size_t size, Visit visit) {
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t at = w.sum == way::order::reversed ? size - 1 - i : i;
    if (w.lost == dimension && at == (w.first_lost ? 0 : size - 1)) continue;
    visit(at);
  }
}

struct sizes {
  explicit sizes(const fixture_case& c) {
    const auto size = [](std::int64_t s) { return static_cast<std::size_t>(s); };
    const gaplab::shape& x = c.inputs.at("x").shape;
    N = size(x[0]);
    C = size(x[1]);
    P = size(x[2] * x[3]);
    K = size(c.inputs.at("weight").shape[0]);
  }
  std::size_t N, C, P, K;
};

// ------------------------------------------------------------------------------------------------- conv1x1

numbers y_of(const fixture_case& c, const way& w) {
  const sizes s(c);
  const numbers& x = c.inputs.at("x").values;
  const numbers& weight = c.inputs.at("weight").values;
  numbers y;
  for (std::size_t n = 0; n < s.N; ++n) {
    for (std::size_t k = 0; k < s.K; ++k) {
      for (std::size_t p = 0; p < s.P; ++p) {
        running_sum sum(w);
        sum.add(c.inputs.at("bias").values[k]);
        for_each_term(w, 'c', s.C, [&](std::size_t i) { sum.add(weight[k * s.C + i], x[(n * s.C + i) * s.P + p]); });
        y.push_back(sum.value());
      }
    }
  }
  return y;
}

/// dx, dweight and dbias from dy.
outputs gradients_of(const fixture_case& c, const numbers& dy, const way& w) {
  const sizes s(c);
  const numbers& x = c.inputs.at("x").values;
  const numbers& weight = c.inputs.at("weight").values;
  outputs out;
  for (std::size_t n = 0; n < s.N; ++n) {
    for (std::size_t i = 0; i < s.C; ++i) {
      for (std::size_t p = 0; p < s.P; ++p) {
        running_sum sum(w);
        for_each_term(w, 'k', s.K, [&](std::size_t k) { sum.add(weight[k * s.C + i], dy[(n * s.K + k) * s.P + p]); });
        out["dx"].push_back(sum.value());
      }
    }
  }
  for (std::size_t k = 0; k < s.K; ++k) {
    running_sum bias(w);
    for (std::size_t i = 0; i < s.C; ++i) {
      running_sum sum(w);
      for_each_term(w, 'n', s.N, [&](std::size_t n) {
        for_each_term(w, 'p', s.P, [&](std::size_t p) {
          const float gradient = dy[(n * s.K + k) * s.P + p];
          sum.add(gradient, x[(n * s.C + i) * s.P + p]);
          if (i == 0) bias.add(gradient);
        });
      });
      out["dweight"].push_back(sum.value());
    }
    out["dbias"].push_back(bias.value());
  }
  return out;
}

outputs conv1x1(const fixture_case& c, const way& w) {
  outputs out = gradients_of(c, c.inputs.at("dy").values, w);
  out["y"] = y_of(c, w);
  return out;
}

// ------------------------------------------------------------------------------------------- cross_entropy

float exponential(const way& w, float x) {
  if (w.exponential != way::softmax::fast) return std::exp(x);
  return std::exp2(x * 1.44269504F);  // as __expf() is defined
}

/// The loss, and dlogits, of the logits of N images.
outputs entropy(const numbers& logits, const std::vector<std::int64_t>& target, const way& w) {
  const std::size_t images = target.size();
  const std::size_t classes = logits.size() / images;
  outputs out;
  running_sum losses(w);
  for (std::size_t n = 0; n < images; ++n) {
    const float* l = logits.data() + n * classes;
    const auto t = static_cast<std::size_t>(target[n]);
    const float maximum = *std::max_element(l, l + classes);
    running_sum exponentials(w);
    for_each_term(w, 'k', classes, [&](std::size_t k) { exponentials.add(exponential(w, l[k] - maximum)); });
    const float sum = exponentials.value();
    const float log_sum_exp = std::log(sum) + maximum;
    const bool is_lost = w.lost == 'n' && n == (w.first_lost ? 0 : images - 1);
    if (!is_lost) losses.add(log_sum_exp - l[t]);
    for (std::size_t k = 0; k < classes; ++k) {
      const float probability = w.exponential == way::softmax::by_log_sum_exp ? exponential(w, l[k] - log_sum_exp)
                                                                              : exponential(w, l[k] - maximum) / sum;
      out["dlogits"].push_back((probability - (k == t ? 1.0F : 0.0F)) / static_cast<float>(images));
    }
  }
  out["loss"] = {losses.value() / static_cast<float>(images)};
  return out;
}

outputs cross_entropy(const fixture_case& c, const way& w) {
  return entropy(c.inputs.at("logits").values, c.parameters.at("target"), w);
}

// ---------------------------------------------------------------------------------------------------- head

/// The means of that many maps.
numbers means_of(const numbers& maps, std::size_t count, const way& w) {
  const std::size_t pixels = maps.size() / count;
  const auto divisor = static_cast<float>(pixels);
  numbers means;
  for (std::size_t map = 0; map < count; ++map) {
    running_sum sum(w);
    for_each_term(w, 'p', pixels, [&](std::size_t p) {
      const float element = maps[map * pixels + p];
      sum.add(w.divide_each ? element / divisor : element);
    });
    means.push_back(w.divide_each ? sum.value() : sum.value() / divisor);
  }
  return means;
}

/// The case of a 1x1 convolution of means: images of one pixel.
fixture_case of_means(const fixture_case& c, const way& w) {
  const sizes s(c);
  fixture_case means = c;
  means.inputs["x"] = {{c.inputs.at("x").shape[0], c.inputs.at("x").shape[1], 1, 1},
                       means_of(c.inputs.at("x").values, s.N * s.C, w)};
  return means;
}

/// Every element of a map has an equal share in what its mean has.
numbers shared(const numbers& of_means, std::size_t pixels) {
  numbers maps;
  for (const float value : of_means) maps.insert(maps.end(), pixels, value / static_cast<float>(pixels));
  return maps;
}

outputs head(const fixture_case& c, const way& w) {
  const sizes s(c);
  const fixture_case means = of_means(c, w);
  const numbers logits = w.means_first ? y_of(means, w) : means_of(y_of(c, w), s.N * s.K, w);
  outputs out = entropy(logits, c.parameters.at("target"), w);
  out["logits"] = logits;
  const numbers dlogits = out.at("dlogits");
  out.erase("dlogits");
  outputs gradients = w.means_first ? gradients_of(means, dlogits, w) : gradients_of(c, shared(dlogits, s.P), w);
  if (w.means_first) gradients["dx"] = shared(gradients.at("dx"), s.P);
  out.merge(gradients);
  return out;
}

outputs computed(const fixture_case& c, const way& w) {
  if (c.operation == "cross_entropy") return cross_entropy(c, w);
  return c.operation == "conv1x1" || c.operation == "conv1x1_tiled" ? conv1x1(c, w) : head(c, w);
}

// ------------------------------------------------------------------------------------------------- judging

struct judged_case {
  fixture_case data;
  evaluation right;
};

judged_case judged(fixture_case c) {
  evaluation right = gaplab::find_oracle(lab, c.operation).evaluate(c, gaplab::unit_roundoff_fp32);
  return {std::move(c), std::move(right)};
}

std::vector<judged_case> stored_cases() {
  std::vector<judged_case> cases;
  gaplab::fixture f = gaplab::read_fixture(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".h5");
  for (fixture_case& c : f.cases) cases.push_back(judged(std::move(c)));
  return cases;
}

std::vector<judged_case> fresh_cases(std::uint64_t seed) {
  std::vector<judged_case> cases;
  gaplab::fixture f = gaplab::make_fresh_fixture(
      lab, gaplab::load_case_specs(std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab + ".toml"), seed);
  for (fixture_case& c : f.cases) cases.push_back(judged(std::move(c)));
  return cases;
}

/// The same shapes with values of a normal distribution, of which neither products nor sums are exact.
std::vector<judged_case> normal_cases() {
  std::vector<judged_case> cases;
  std::mt19937_64 random{20261124};
  std::normal_distribution<float> features{0.5F, 1.0F};
  std::normal_distribution<float> weights{0.0F, 0.1F};
  for (judged_case& c : stored_cases()) {
    if (c.data.data == data_kind::exact || c.data.name.find("large") == 0) continue;
    for (auto& [name, t] : c.data.inputs) {
      for (float& value : t.values) value = name == "weight" || name == "bias" ? weights(random) : features(random);
    }
    cases.push_back(judged(std::move(c.data)));
  }
  return cases;
}

/// The largest error as a part of what is allowed, by output; only outputs that are named, if any are.
std::map<std::string, double> worst_ratios(const std::vector<judged_case>& cases, const way& w) {
  std::map<std::string, double> worst;
  for (const judged_case& c : cases) {
    if (c.data.operation == "swapped" && !w.means_first) continue;  // as in the operation head
    for (const auto& [name, got] : computed(c.data, w)) {
      const gaplab::reference& right = c.right.outputs.at(name);
      const gaplab::comparison compared =
          gaplab::compare(name, "", got.data(), {right.shape, right.value}, right.allowed);
      const std::string output = (c.data.operation == "swapped" ? "head" : c.data.operation) + " " + name;
      worst[output] = std::max(worst[output], compared.worst_ratio);
    }
  }
  return worst;
}

void check_all_honest_ways(const std::vector<judged_case>& cases) {
  for (const way& w : honest_ways()) {
    for (const auto& [output, ratio] : worst_ratios(cases, w)) {
      INFO(w.name << ": " << output);
      CHECK(ratio < 0.5);
    }
  }
}

}  // namespace

TEST_CASE("every honest way to compute lab 04 passes the stored cases with room to spare", "[conv1x1_gap]") {
  check_all_honest_ways(stored_cases());
}

TEST_CASE("every honest way to compute lab 04 passes fresh cases with room to spare", "[conv1x1_gap]") {
  for (const std::uint64_t seed : {1U, 2U}) check_all_honest_ways(fresh_cases(seed));
}

TEST_CASE("every honest way to compute lab 04 passes normally distributed data", "[conv1x1_gap]") {
  check_all_honest_ways(normal_cases());
}

TEST_CASE("a term that is lost in lab 04 is caught", "[conv1x1_gap]") {
  // In which outputs a sum over the dimension stands, and must show it.
  const std::map<char, std::vector<std::string>> sums = {
      {'c', {"conv1x1 y", "conv1x1_tiled y", "head logits"}},
      {'k', {"conv1x1 dx", "conv1x1_tiled dx", "cross_entropy loss", "cross_entropy dlogits", "head dx"}},
      {'n',
       {"conv1x1 dweight", "conv1x1_tiled dbias", "cross_entropy loss", "head loss", "head dweight", "head dbias"}},
      {'p', {"conv1x1 dweight", "conv1x1 dbias", "conv1x1_tiled dweight", "head logits", "head dweight"}}};
  const std::vector<judged_case> cases = stored_cases();
  for (const auto& [dimension, outputs_of_sums] : sums) {
    for (const bool first : {false, true}) {
      for (const bool means_first : {false, true}) {
        way w{"lost"};
        w.lost = dimension;
        w.first_lost = first;
        w.means_first = means_first;
        std::map<std::string, double> ratios = worst_ratios(cases, w);
        for (const std::string& output : outputs_of_sums) {
          INFO(output << " without its " << (first ? "first " : "last ") << dimension);
          CHECK(ratios[output] > 10);
        }
      }
    }
  }
}
