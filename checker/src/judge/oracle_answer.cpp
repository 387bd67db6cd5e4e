#include "judge/oracle_answer.hpp"

#include <cmath>
#include <stdexcept>

namespace gaplab {

predicted_call predicted_from(const evaluation& e) {
  predicted_call p;
  p.refused = e.refused.has_value();
  for (const auto& [name, r] : e.outputs) p.outputs.emplace(name, prediction{r.value, r.others, {}});
  return p;
}

std::optional<predicted_call> answer_for(const fixture_case& changed, const operation_oracle& oracle) {
  try {
    predicted_call p = predicted_from(oracle.evaluate(changed, unit_roundoff_fp32));
    for (auto& [name, output] : p.outputs) {
      for (std::size_t i = 0; i < output.value.size(); ++i) {
        if (!std::isnan(output.value[i])) continue;
        if (output.kind.empty()) output.kind.assign(output.value.size(), foretold::value);
        output.kind[i] = foretold::anything;
      }
    }
    return p;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

namespace {

/// Calls visit(offset in a, offset in b) for each index that both shapes have.
template <class Visit>
void for_common(const shape& a, const shape& b, Visit visit) {
  for (std::int64_t i = 0; i < element_count(a); ++i) {
    std::int64_t rest = i;
    std::int64_t stride = 1;
    std::int64_t at = 0;
    bool common = true;
    for (std::size_t axis = a.size(); axis-- > 0;) {
      const std::int64_t index = rest % a[axis];
      rest /= a[axis];
      common = common && index < b[axis];
      at += index * stride;
      stride *= b[axis];
    }
    if (common) visit(static_cast<std::size_t>(i), static_cast<std::size_t>(at));
  }
}

bool covers(const shape& large, const shape& small) {
  if (large.size() != small.size()) return false;
  for (std::size_t axis = 0; axis < large.size(); ++axis) {
    if (large[axis] < small[axis]) return false;
  }
  return true;
}

/// The shapes that the case states for x, y, ...: those of the inputs, and of gradients where the input itself was not
/// read.
std::map<std::string, shape> given_shapes(const fixture_case& c) {
  std::map<std::string, shape> given;
  for (const auto& [name, t] : c.inputs) given[name] = t.shape;
  for (const auto& [name, t] : c.expected) {
    if (name.size() > 1 && name.front() == 'd') given.try_emplace(name.substr(1), t.shape);
  }
  return given;
}

/// Gives every input the shape that it has under the case's parameters. False if elements would be lost.
bool refit_inputs(fixture_case& c, const operation_oracle& oracle) {
  const std::map<std::string, shape> wanted = oracle.inputs(c, given_shapes(c));
  for (auto& [name, t] : c.inputs) {
    const auto found = wanted.find(name);
    if (found == wanted.end() || found->second == t.shape) continue;
    if (!covers(found->second, t.shape)) return false;
    tensor<float> larger{found->second, std::vector<float>(static_cast<std::size_t>(element_count(found->second)))};
    for_common(t.shape, larger.shape,
               [&, &old = t](std::size_t from, std::size_t to) { larger.values[to] = old.values[from]; });
    t = std::move(larger);
  }
  return true;
}

/// A reference cut to the shape that the output has; what it does not reach is not known.
prediction fitted(const reference& r, const shape& wanted) {
  if (r.shape == wanted) return {r.value, r.others, {}};
  const auto elements = static_cast<std::size_t>(element_count(wanted));
  prediction p{std::vector<double>(elements), {}, std::vector<foretold>(elements, foretold::anything)};
  if (r.shape.size() != wanted.size()) return p;
  for_common(wanted, r.shape, [&](std::size_t to, std::size_t from) {
    p.value[to] = r.value[from];
    p.kind[to] = foretold::value;
  });
  return p;
}

}  // namespace

std::optional<predicted_call> answer_for_parameters(const observed_call& call, fixture_case changed,
                                                    const operation_oracle& oracle) {
  try {
    if (oracle.evaluate_as_shaped != nullptr)
      return predicted_from(oracle.evaluate_as_shaped(changed, unit_roundoff_fp32));
    if (!changed.inputs.empty() && !refit_inputs(changed, oracle)) return std::nullopt;
    const evaluation e = oracle.evaluate(changed, unit_roundoff_fp32);
    predicted_call p;
    p.refused = e.refused.has_value();
    for (const auto& [name, r] : e.outputs) {
      const observation* o = call.find(name);
      if (o != nullptr) p.outputs.emplace(name, fitted(r, o->expected->shape));
    }
    return p;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace gaplab
