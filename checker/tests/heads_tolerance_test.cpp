// The tolerance of lab 05, where errors go through several operations: every honest way to compute the heads in fp32
// passes every case, with room to spare, and a lost term is caught. On the stored fixture and on fresh ones.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/read.hpp"
#include "judge/compare.hpp"
#include "oracles/fresh_fixture.hpp"
#include "oracles/oracle.hpp"

namespace {

using gaplab::evaluation;
using gaplab::fixture_case;
using gaplab::tensor;
using numbers = std::vector<float>;
using outputs = std::map<std::string, numbers>;

constexpr const char* lab = "05_heads";

/// A way to compute, right unless it loses something.
struct way {
  std::string name;
  bool in_double = false;       ///< sums, and what is handed from one layer to the next
  bool reversed = false;        ///< sums begin at their end
  bool fused = false;           ///< a product and an addition round once
  bool convolve_first = false;  ///< gap_fc: one sum over channels and pixels
  bool divide_first = false;    ///< each term of a mean is divided, or dy is
  enum class scaling { kept_elements, by_quotient, behind } scale = scaling::kept_elements;
  char lost = ' ';          ///< n, c, p or k: the dimension of which sums lack one
  bool first_lost = false;  ///< the first of it, else the last
};

/// A sum in the given way.
class running_sum {
 public:
  explicit running_sum(const way& w) : m_way(w) {}
  void add(double a, double b) {
    if (m_way.in_double) {
      m_double += a * b;
    } else if (m_way.fused) {
      m_float = std::fma(static_cast<float>(a), static_cast<float>(b), m_float);
    } else {
      m_float += static_cast<float>(a) * static_cast<float>(b);
    }
  }
  [[nodiscard]] double value() const { return m_way.in_double ? m_double : static_cast<double>(m_float); }

 private:
  const way& m_way;
  float m_float = 0;
  double m_double = 0;
};

/// Calls visit for the indices of a sum over that dimension, as the way has them.
template <class Visit>
void for_each_term(const way& w, char dimension, std::int64_t size, Visit visit) {
  for (std::int64_t i = 0; i < size; ++i) {
    const std::int64_t at = w.reversed ? size - 1 - i : i;
    if (w.lost == dimension && at == (w.first_lost ? 0 : size - 1)) continue;
    visit(at);
  }
}

/// One case's tensors, by index, in double or rounded to fp32 as the way has intermediate results.
struct head {
  const fixture_case& c;
  const way& w;
  std::int64_t N, C, P, K;

  head(const fixture_case& values, const way& how)
      : c(values),
        w(how),
        N(at("x").shape[0]),
        C(at("x").shape[1]),
        P(at("x").shape[2] * at("x").shape[3]),
        K(c.inputs.contains("weight") ? at("weight").shape[0] : 0) {}

  [[nodiscard]] const tensor<float>& at(const std::string& name) const { return c.inputs.at(name); }
  [[nodiscard]] double rounded(double value) const { return w.in_double ? value : static_cast<float>(value); }
};

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

// ------------------------------------------------------------------------------------ a linear layer, in fp32

/// y, dweight, dbias, and the gradient of the features under the name dx. Features are (N, L).
outputs linear(const head& h, const std::vector<double>& features, std::int64_t L, char feature) {
  const numbers& weight = h.at("weight").values;
  const numbers& bias = h.at("bias").values;
  const numbers& dy = h.at("dy").values;
  outputs out;
  for (std::int64_t n = 0; n < h.N; ++n) {
    for (std::int64_t k = 0; k < h.K; ++k) {
      running_sum sum(h.w);
      for_each_term(h.w, feature, L, [&](std::int64_t i) {
        sum.add(features[index(n * L + i)], static_cast<double>(weight[index(k * L + i)]));
      });
      out["y"].push_back(static_cast<float>(sum.value() + static_cast<double>(bias[index(k)])));
    }
    for (std::int64_t i = 0; i < L; ++i) {
      running_sum sum(h.w);
      for_each_term(h.w, 'k', h.K, [&](std::int64_t k) {
        sum.add(static_cast<double>(dy[index(n * h.K + k)]), static_cast<double>(weight[index(k * L + i)]));
      });
      out["dx"].push_back(static_cast<float>(sum.value()));
    }
  }
  for (std::int64_t k = 0; k < h.K; ++k) {
    for (std::int64_t i = 0; i < L; ++i) {
      running_sum sum(h.w);
      for_each_term(h.w, 'n', h.N, [&](std::int64_t n) {
        sum.add(features[index(n * L + i)], static_cast<double>(dy[index(n * h.K + k)]));
      });
      out["dweight"].push_back(static_cast<float>(sum.value()));
    }
    running_sum sum(h.w);
    for_each_term(h.w, 'n', h.N, [&](std::int64_t n) { sum.add(static_cast<double>(dy[index(n * h.K + k)]), 1); });
    out["dbias"].push_back(static_cast<float>(sum.value()));
  }
  return out;
}

outputs flatten_fc(const fixture_case& c, const way& w) {
  const head h(c, w);
  const numbers& x = h.at("x").values;
  return linear(h, std::vector<double>(x.begin(), x.end()), h.C * h.P, 'c');
}

std::vector<double> means_of(const head& h) {
  const numbers& x = h.at("x").values;
  std::vector<double> means;
  for (std::int64_t map = 0; map < h.N * h.C; ++map) {
    running_sum sum(h.w);
    const double share = h.w.divide_first ? 1 / static_cast<double>(h.P) : 1;
    for_each_term(h.w, 'p', h.P,
                  [&](std::int64_t p) { sum.add(static_cast<double>(x[index(map * h.P + p)]), h.rounded(share)); });
    means.push_back(h.rounded(h.w.divide_first ? sum.value() : sum.value() / static_cast<double>(h.P)));
  }
  return means;
}

/// y as one sum over channels and pixels, divided at its end.
numbers convolved_first(const head& h) {
  const numbers& x = h.at("x").values;
  const numbers& weight = h.at("weight").values;
  numbers y;
  for (std::int64_t n = 0; n < h.N; ++n) {
    for (std::int64_t k = 0; k < h.K; ++k) {
      running_sum sum(h.w);
      for_each_term(h.w, 'c', h.C, [&](std::int64_t c) {
        for_each_term(h.w, 'p', h.P, [&](std::int64_t p) {
          sum.add(static_cast<double>(x[index((n * h.C + c) * h.P + p)]),
                  static_cast<double>(weight[index(k * h.C + c)]));
        });
      });
      y.push_back(static_cast<float>(sum.value() / static_cast<double>(h.P) +
                                     static_cast<double>(h.at("bias").values[index(k)])));
    }
  }
  return y;
}

outputs gap_fc(const fixture_case& c, const way& w) {
  const head h(c, w);
  outputs out = linear(h, means_of(h), h.C, 'c');
  if (w.convolve_first) out["y"] = convolved_first(h);
  numbers dx;
  for (const float dmean : out.at("dx")) dx.insert(dx.end(), index(h.P), dmean / static_cast<float>(h.P));
  out["dx"] = dx;
  return out;
}

// ----------------------------------------------------------------------------------------- squeezenet, in fp32

struct dropout {
  double elements, behind;  ///< what kept elements are multiplied by, and what their sums are
};

dropout dropout_of(const head& h) {
  const float p = static_cast<float>(gaplab::parameter(h.c, "p_percent")) / 100.0F;
  const double scale = h.w.in_double ? 1 / (1 - static_cast<double>(p)) : static_cast<double>(1.0F / (1.0F - p));
  return h.w.scale == way::scaling::behind ? dropout{1, scale} : dropout{scale, 1};
}

std::vector<double> kept_of(const head& h) {
  const numbers& x = h.at("x").values;
  const numbers& mask = h.at("mask").values;
  const float keep = 1.0F - static_cast<float>(gaplab::parameter(h.c, "p_percent")) / 100.0F;
  std::vector<double> kept;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double value = static_cast<double>(x[i]) * static_cast<double>(mask[i]);
    kept.push_back(h.w.scale == way::scaling::by_quotient ? h.rounded(value / static_cast<double>(keep))
                                                          : h.rounded(value * dropout_of(h).elements));
  }
  return kept;
}

std::vector<double> convolved(const head& h, const std::vector<double>& kept) {
  std::vector<double> z;
  for (std::int64_t n = 0; n < h.N; ++n) {
    for (std::int64_t k = 0; k < h.K; ++k) {
      for (std::int64_t p = 0; p < h.P; ++p) {
        running_sum sum(h.w);
        for_each_term(h.w, 'c', h.C, [&](std::int64_t c) {
          sum.add(kept[index((n * h.C + c) * h.P + p)], static_cast<double>(h.at("weight").values[index(k * h.C + c)]));
        });
        z.push_back(h.rounded(h.rounded(sum.value() * dropout_of(h).behind) +
                              static_cast<double>(h.at("bias").values[index(k)])));
      }
    }
  }
  return z;
}

outputs squeezenet(const fixture_case& c, const way& w) {
  const head h(c, w);
  const std::vector<double> kept = kept_of(h);
  const std::vector<double> z = convolved(h, kept);
  const auto pixels = static_cast<double>(h.P);
  const dropout drop = dropout_of(h);
  outputs out;
  std::vector<double> dz;
  for (std::int64_t map = 0; map < h.N * h.K; ++map) {
    running_sum sum(w);
    const double share = w.divide_first ? h.rounded(1 / pixels) : 1;
    for_each_term(w, 'p', h.P, [&](std::int64_t p) { sum.add(std::max(z[index(map * h.P + p)], 0.0), share); });
    out["y"].push_back(static_cast<float>(w.divide_first ? sum.value() : sum.value() / pixels));
    const double gradient = h.rounded(static_cast<double>(h.at("dy").values[index(map)]) / pixels);
    for (std::int64_t p = 0; p < h.P; ++p) dz.push_back(z[index(map * h.P + p)] > 0 ? gradient : 0);
  }
  for (std::int64_t i = 0; i < h.N * h.C * h.P; ++i) {
    const std::int64_t n = i / (h.C * h.P);
    const std::int64_t channel = i / h.P % h.C;
    running_sum sum(w);
    for_each_term(w, 'k', h.K, [&](std::int64_t k) {
      sum.add(dz[index((n * h.K + k) * h.P + i % h.P)],
              static_cast<double>(h.at("weight").values[index(k * h.C + channel)]));
    });
    out["dx"].push_back(static_cast<float>(h.rounded(sum.value() * static_cast<double>(h.at("mask").values[index(i)])) *
                                           drop.elements * drop.behind));
  }
  for (std::int64_t k = 0; k < h.K; ++k) {
    for (std::int64_t channel = 0; channel < h.C; ++channel) {
      running_sum sum(w);
      for_each_term(w, 'n', h.N, [&](std::int64_t n) {
        for_each_term(w, 'p', h.P, [&](std::int64_t p) {
          sum.add(dz[index((n * h.K + k) * h.P + p)], kept[index((n * h.C + channel) * h.P + p)]);
        });
      });
      out["dweight"].push_back(static_cast<float>(sum.value() * drop.behind));
    }
    running_sum sum(w);
    for_each_term(w, 'n', h.N, [&](std::int64_t n) {
      for_each_term(w, 'p', h.P, [&](std::int64_t p) { sum.add(dz[index((n * h.K + k) * h.P + p)], 1); });
    });
    out["dbias"].push_back(static_cast<float>(sum.value()));
  }
  return out;
}

// -------------------------------------------------------------------------------------------- relu_swap, in fp32

outputs relu_swap(const fixture_case& c, const way& w) {
  const head h(c, w);
  outputs out;
  float largest = 0;
  for (std::int64_t map = 0; map < h.N * h.C; ++map) {
    running_sum positive(w);
    running_sum all(w);
    for_each_term(w, 'p', h.P, [&](std::int64_t p) {
      const auto z = static_cast<double>(h.at("x").values[index(map * h.P + p)]);
      positive.add(std::max(z, 0.0), 1);
      all.add(z, 1);
    });
    out["relu_first"].push_back(static_cast<float>(positive.value() / static_cast<double>(h.P)));
    out["gap_first"].push_back(static_cast<float>(std::max(all.value() / static_cast<double>(h.P), 0.0)));
    largest = std::max(largest, out["relu_first"].back() - out["gap_first"].back());
  }
  out["largest_difference"] = {largest};
  return out;
}

// ------------------------------------------------------------------------------------------------- the verdict

using computation = std::function<outputs(const fixture_case&, const way&)>;

struct judged_operation {
  std::string name;
  computation compute;
};

const std::vector<judged_operation>& operations() {
  static const std::vector<judged_operation> all = {
      {"flatten_fc", flatten_fc}, {"gap_fc", gap_fc}, {"squeezenet", squeezenet}, {"relu_swap", relu_swap}};
  return all;
}

struct judged_case {
  fixture_case data;
  evaluation limits;
  std::string origin;
};

/// Stored cases, and fresh ones of several seeds, of which the largest shapes are left out.
std::vector<judged_case> cases_of(const std::string& operation) {
  const std::string datasets = std::string(GAPLAB_SOURCE_DIR) + "/datasets/" + lab;
  std::vector<judged_case> cases;
  const auto take = [&](gaplab::fixture&& f, const std::string& origin) {
    for (fixture_case& c : f.cases) {
      if (c.operation != operation) continue;
      evaluation limits = gaplab::find_oracle(lab, operation).evaluate(c, gaplab::unit_roundoff_fp32);
      cases.push_back({std::move(c), std::move(limits), origin});
    }
  };
  take(gaplab::read_fixture(datasets + ".h5"), "stored");
  std::vector<gaplab::case_spec> specs = gaplab::load_case_specs(datasets + ".toml");
  specs.erase(std::remove_if(specs.begin(), specs.end(),
                             [&](const gaplab::case_spec& spec) {
                               std::int64_t elements = 0;
                               for (const auto& [name, s] : spec.inputs) elements += gaplab::element_count(s);
                               return spec.wanted.operation != operation || elements > 20'000;
                             }),
              specs.end());
  for (const unsigned seed : {1U, 2U, 3U, 4U, 5U}) {
    take(gaplab::make_fresh_fixture(lab, specs, seed), "seed " + std::to_string(seed));
  }
  return cases;
}

struct verdict_of_case {
  std::size_t wrong = 0;
  double worst_ratio = 0;
};

verdict_of_case judge(const judged_case& c, const outputs& got) {
  verdict_of_case v;
  for (const auto& [name, values] : got) {
    const gaplab::comparison result =
        gaplab::compare(name, "", values.data(), c.data.expected.at(name), c.limits.outputs.at(name).allowed);
    v.wrong += static_cast<std::size_t>(result.wrong);
    v.worst_ratio = std::max(v.worst_ratio, result.worst_ratio);
  }
  return v;
}

std::vector<way> honest_ways() {
  std::vector<way> ways(9);
  ways[0].name = "naive";
  ways[1].name = "reversed";
  ways[1].reversed = true;
  ways[2].name = "fused multiply-add";
  ways[2].fused = true;
  ways[3].name = "double";
  ways[3].in_double = true;
  ways[4].name = "convolution before the mean";
  ways[4].convolve_first = true;
  ways[5].name = "every term divided";
  ways[5].divide_first = true;
  ways[6].name = "divided by 1 - p";
  ways[6].scale = way::scaling::by_quotient;
  ways[7].name = "scaled behind the sum";
  ways[7].scale = way::scaling::behind;
  ways[8].name = "reversed, fused, scaled behind the sum";
  ways[8].reversed = ways[8].fused = true;
  ways[8].scale = way::scaling::behind;
  return ways;
}

}  // namespace

TEST_CASE("every honest way to compute a head passes every case, with room to spare", "[heads]") {
  for (const judged_operation& operation : operations()) {
    for (const judged_case& c : cases_of(operation.name)) {
      for (const way& w : honest_ways()) {
        INFO(operation.name << "/" << c.data.name << ", " << c.origin << ", " << w.name);
        const verdict_of_case v = judge(c, operation.compute(c.data, w));
        CHECK(v.wrong == 0);
        CHECK(v.worst_ratio < 0.5);
      }
    }
  }
}

TEST_CASE("a sum of a head that lacks one term is caught by some case", "[heads]") {
  for (const judged_operation& operation : operations()) {
    const std::vector<judged_case> cases = cases_of(operation.name);
    const std::string dimensions = operation.name == "relu_swap"    ? "p"
                                   : operation.name == "flatten_fc" ? "nck"
                                                                    : "ncpk";
    for (const char lost : dimensions) {
      for (const bool first : {false, true}) {
        INFO(operation.name << ": " << (first ? "the first " : "the last ") << lost << " lost");
        way w;
        w.lost = lost;
        w.first_lost = first;
        CHECK(std::any_of(cases.begin(), cases.end(), [&](const judged_case& c) {
          return c.origin == "stored" && judge(c, operation.compute(c.data, w)).wrong > 0;
        }));
      }
    }
  }
}

TEST_CASE("exact cases of the heads whose divisors are powers of two allow no error at all", "[heads]") {
  std::map<std::string, std::size_t> found;
  for (const judged_operation& operation : operations()) {
    for (const judged_case& c : cases_of(operation.name)) {
      if (c.data.data != gaplab::data_kind::exact) continue;
      const std::int64_t pixels = c.data.inputs.at("x").shape[2] * c.data.inputs.at("x").shape[3];
      if (operation.name != "flatten_fc" && (pixels & (pixels - 1)) != 0) continue;
      INFO(operation.name << "/" << c.data.name << ", " << c.origin);
      for (const auto& [name, output] : c.limits.outputs) {
        CHECK(*std::max_element(output.allowed.begin(), output.allowed.end()) == 0);
      }
      ++found[operation.name];
    }
  }
  for (const judged_operation& operation : operations()) CHECK(found[operation.name] >= 3);
}
