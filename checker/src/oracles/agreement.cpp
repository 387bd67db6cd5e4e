#include "oracles/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gaplab {

namespace {

/// A mask holds whole numbers, in exact cases and others.
bool is_mask(const std::string& name) { return name == "mask"; }

std::optional<std::string> no_mask(const fixture_case& c) {
  for (const auto& [name, t] : c.inputs) {
    if (!is_mask(name)) continue;
    for (const float value : t.values) {
      if (value != 0 && value != 1) return fmt::format("{} holds {:g}, but a mask holds 0 and 1", name, value);
    }
  }
  return std::nullopt;
}

/// Exact cases promise that every partial sum is exact in fp32: multiples of 1/64 that sum to less than 2^24 of them.
/// They are 1/64 to 8/64, or close to one another: 8/16 to 15/16.
std::optional<std::string> inexact(const fixture_case& c) {
  for (const auto& [name, t] : c.inputs) {
    if (is_mask(name)) continue;
    for (const float value : t.values) {
      const auto one_of = [size = std::abs(static_cast<double>(value))](double least, double most, double unit) {
        return size * unit >= least && size * unit <= most && size * unit == std::floor(size * unit);
      };
      if (!one_of(1, 8, 64) && !one_of(8, 15, 16)) {
        return fmt::format("{} holds {:g}, but exact data are 1/64 to 8/64, or 8/16 to 15/16", name, value);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> disagreement(const fixture_case& c, const evaluation& e) {
  if (c.refused.has_value() != e.refused.has_value()) {
    return c.refused ? fmt::format("the fixture says that these arguments are refused (\"{}\"), the oracle does not",
                                   *c.refused)
                     : fmt::format("the oracle refuses these arguments (\"{}\"), the fixture does not", *e.refused);
  }
  for (const auto& [name, stored] : c.expected) {
    const auto found = e.outputs.find(name);
    if (found == e.outputs.end()) return fmt::format("the operation has no output `{}`", name);
    const reference& computed = found->second;
    if (stored.shape != computed.shape) {
      return fmt::format("{} has the shape {}, but must have {}", name, to_string(stored.shape),
                         to_string(computed.shape));
    }
    for (std::size_t i = 0; i < stored.values.size(); ++i) {
      const double difference = std::abs(stored.values[i] - computed.value[i]);
      const double size = std::min(std::abs(stored.values[i]), std::abs(computed.value[i]));  // finite if one is
      if (!(difference <= agreement_tolerance * std::max(1.0, size))) {
        return fmt::format("{}: element {} is {:.17g} in the fixture and {:.17g} by the oracle", name, i,
                           stored.values[i], computed.value[i]);
      }
    }
  }
  if (auto why = no_mask(c)) return why;
  return c.data == data_kind::exact ? inexact(c) : std::nullopt;
}

}  // namespace gaplab
