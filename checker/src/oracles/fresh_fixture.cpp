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

tensor<float> draw(const shape& s, data_kind data, std::mt19937_64 random) {
  tensor<float> t{s, std::vector<float>(static_cast<std::size_t>(element_count(s)))};
  for (float& value : t.values) {
    // 256 and 8 divide 2^64, so the remainder is uniform. Multiples of 1/64: -1 to 3, or 1/64 to 8/64.
    const auto units =
        data == data_kind::exact ? static_cast<int>(random() % 8) + 1 : static_cast<int>(random() % 256) - 64;
    value = static_cast<float>(units) / 64;
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
        c.inputs[name] = draw(s, c.data, stream(seed, lab, c, name));
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
