#include <fmt/format.h>

#include <stdexcept>

#include "judge/causes.hpp"

namespace gaplab {

namespace {

/// A reference as a prediction of an output of another shape: a dimension of size 1 stands for all. None where the
/// shapes do not go together.
std::optional<prediction> spread(const reference& r, const shape& wanted) {
  if (r.shape.size() != wanted.size()) return std::nullopt;
  for (std::size_t axis = 0; axis < wanted.size(); ++axis) {
    if (r.shape[axis] != wanted[axis] && r.shape[axis] != 1) return std::nullopt;
  }
  prediction p{std::vector<double>(static_cast<std::size_t>(element_count(wanted)))};
  for (std::size_t i = 0; i < p.value.size(); ++i) {
    auto rest = static_cast<std::int64_t>(i);
    std::int64_t stride = 1;
    std::int64_t from = 0;
    for (std::size_t axis = wanted.size(); axis-- > 0;) {
      if (r.shape[axis] > 1) from += rest % wanted[axis] * stride;
      rest /= wanted[axis];
      stride *= r.shape[axis];
    }
    p.value[i] = r.value[static_cast<std::size_t>(from)];
  }
  return p;
}

}  // namespace

hypotheses other_operations(const observed_step& seen) {
  hypotheses all;
  const lab_oracle* lab = find_lab_oracle(seen.step->lab);
  if (lab == nullptr) return all;
  for (const auto& [name, other] : lab->operations) {
    if (name == seen.step->operation) continue;
    for (const std::string& output : seen.outputs) {
      hypothesis h;
      h.cause.id = "another_step";
      h.cause.equals = name;
      h.cause.text = fmt::format("$out is what the operation `{}` gives.", name);
      h.cost = 2.5;
      h.predict =
          for_output(output,
                     [output, operation = std::string(name), evaluate = other.evaluate](
                         const observed_call& call, const observation& o) -> std::optional<prediction> {
                       fixture_case changed = *call.values;
                       changed.operation = operation;
                       try {
                         const evaluation e = evaluate(changed, unit_roundoff_fp32);
                         const auto found = e.outputs.find(output);
                         return found == e.outputs.end() ? std::nullopt : spread(found->second, o.expected->shape);
                       } catch (const std::runtime_error&) {
                         return std::nullopt;  // its parameters or shapes are others
                       }
                     });
      all.push_back(std::move(h));
    }
  }
  return all;
}

}  // namespace gaplab
