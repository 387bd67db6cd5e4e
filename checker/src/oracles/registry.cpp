#include <fmt/format.h>

#include "base/error.hpp"
#include "oracles/oracle.hpp"

namespace gaplab {

namespace {

std::map<std::string_view, lab_oracle>& table() {
  static std::map<std::string_view, lab_oracle> oracles;  // made at first use: registrations run before main
  return oracles;
}

}  // namespace

oracle_registration::oracle_registration(lab_oracle oracle) { table()[oracle.lab] = std::move(oracle); }

const lab_oracle* find_lab_oracle(const std::string& lab) {
  const auto found = table().find(lab);
  return found == table().end() ? nullptr : &found->second;
}

const operation_oracle& find_oracle(const std::string& lab, const std::string& operation) {
  if (const lab_oracle* known = find_lab_oracle(lab)) {
    const auto found = known->operations.find(operation);
    if (found != known->operations.end()) return found->second;
  }
  throw environment_error(
      fmt::format("this gaplab knows no operation `{}` of lab {}: a misspelt name, or a course and a program of "
                  "different versions",
                  operation, lab));
}

std::int64_t parameter(const fixture_case& c, const std::string& name, std::size_t index) {
  const auto found = c.parameters.find(name);
  if (found == c.parameters.end() || index >= found->second.size()) {
    throw std::runtime_error(fmt::format("the case {}/{} has no parameter {}[{}]", c.operation, c.name, name, index));
  }
  const std::int64_t value = found->second[index];
  if (value > largest_parameter || value < -largest_parameter) {
    throw std::runtime_error(fmt::format("the case {}/{} has an absurdly large {}", c.operation, c.name, name));
  }
  return value;
}

const tensor<float>& input(const fixture_case& c, const std::string& name, std::size_t rank) {
  const auto found = c.inputs.find(name);
  if (found == c.inputs.end() || found->second.shape.size() != rank) {
    throw std::runtime_error(
        fmt::format("the case {}/{} has no input {} of {} dimensions", c.operation, c.name, name, rank));
  }
  return found->second;
}

const shape& shape_of_x(const fixture_case& c) {
  const auto x = c.inputs.find("x");
  if (x != c.inputs.end()) return x->second.shape;
  const auto dx = c.expected.find("dx");
  if (dx != c.expected.end()) return dx->second.shape;
  throw std::runtime_error(fmt::format("the case {}/{} has neither x nor dx", c.operation, c.name));
}

std::map<std::string, shape> no_inputs(const fixture_case&, const std::map<std::string, shape>&) { return {}; }

}  // namespace gaplab
