#include "oracles/fresh_fixture.hpp"

#include <fmt/format.h>

#include <random>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "gaplab_version.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

namespace {

/// A stream of its own for each tensor, so that adding a case does not change the others.
std::mt19937_64 stream(std::uint64_t seed, const std::string& lab, const fixture_case& c, const std::string& name) {
  const std::string digest = sha256(fmt::format("{}/{}/{}/{}/{}", seed, lab, c.operation, c.name, name));
  return std::mt19937_64(std::stoull(digest.substr(0, 16), nullptr, 16));
}

/// A value is (b % modulus * step + first) / unit, for a uniform b. The moduli divide 2^64.
struct distribution {
  std::uint64_t modulus;
  int step, first, unit;
};

struct draw_kind {
  distribution random, exact;
};

/// As DRAWS in datasets/operation.py; datasets/schema.md gives the reasons.
const std::map<std::string, draw_kind>& draw_kinds() {
  static const std::map<std::string, draw_kind> kinds = {
      {"maps", {{256, 1, -64, 64}, {8, 1, 1, 64}}},        {"weights", {{256, 1, -128, 1024}, {8, 2, -7, 64}}},
      {"close", {{8, 1, 8, 16}, {8, 1, 8, 16}}},           {"bits", {{2, 1, 0, 1}, {2, 1, 0, 1}}},
      {"large", {{256, 8, -1024, 1}, {256, 8, -1024, 1}}}, {"deep", {{32, 8, -1024, 1}, {32, 8, -1024, 1}}},
  };
  return kinds;
}

const draw_kind& kind_of(const case_spec& spec, const std::string& tensor) {
  const auto named = spec.draws.find(tensor);
  const std::string kind = named == spec.draws.end() ? "maps" : named->second;
  const auto found = draw_kinds().find(kind);
  if (found == draw_kinds().end()) throw std::runtime_error(fmt::format("no tensor is drawn as `{}`", kind));
  return found->second;
}

tensor<float> draw(const shape& s, const distribution& d, std::mt19937_64 random) {
  tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(element_count(s)))};
  for (float& value : t.values) {
    const int k = static_cast<int>(random() % d.modulus) * d.step + d.first;
    value = static_cast<float>(k) / static_cast<float>(d.unit);
  }
  return t;
}

}  // namespace

fixture make_fresh_fixture(const std::string& lab, const std::vector<case_spec>& specs, std::uint64_t seed) {
  fixture f;
  f.lab = lab;
  f.generator = fmt::format("gaplab {}", version);
  f.seed = seed;
  for (const case_spec& spec : specs) {
    fixture_case c = spec.wanted;
    try {
      const operation_oracle& oracle = find_oracle(lab, c.operation);
      for (const auto& [name, s] : oracle.inputs(c, spec.inputs)) {
        const draw_kind& kind = kind_of(spec, name);
        c.inputs[name] = draw(s, c.data == data_kind::exact ? kind.exact : kind.random, stream(seed, lab, c, name));
      }
      evaluation e = oracle.evaluate(c, unit_roundoff_fp32);
      c.refused = e.refused;
      for (auto& [name, output] : e.outputs) c.expected[name] = {output.shape, std::move(output.value)};
    } catch (const std::runtime_error& error) {
      throw environment_error(
          fmt::format("{}: the case {}/{} cannot be made: {}", spec.place, c.operation, c.name, error.what()));
    }
    f.cases.push_back(std::move(c));
  }
  return f;
}

}  // namespace gaplab
