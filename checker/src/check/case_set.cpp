#include "check/case_set.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fixtures/read.hpp"
#include "oracles/agreement.hpp"

namespace gaplab {

namespace fs = std::filesystem;

case_set load_cases(const course& c, const lab& l, const step& s) {
  const fs::path path = c.fixture_of(l);
  if (!fs::exists(path)) {
    throw environment_error(
        fmt::format("the fixture {} is missing: get it anew (`git restore` it, or `gaplab fixtures "
                    "new {} --seed 1 --out {}`)",
                    path.string(), l.name, path.string()));
  }
  fixture_part part{s.operation, s.inputs};
  part.tensors.insert(part.tensors.end(), s.outputs.begin(), s.outputs.end());
  fixture f = read_fixture(path, part);
  if (f.lab != l.name) {
    throw environment_error(
        fmt::format("{} is mislabelled: it belongs to lab {}, not {}", path.string(), printable(f.lab), l.name));
  }
  if (f.cases.empty()) throw environment_error(fmt::format("{} has no case for {}", path.string(), s.operation));
  const operation_oracle& oracle = find_oracle(l.name, s.operation);
  case_set set;
  for (const fixture_case& values : f.cases) {
    const auto fail = [&](std::string_view why) {
      throw environment_error(
          fmt::format("{}: /{}/{}: {}", path.string(), values.operation, values.name, printable(why)));
    };
    for (const std::string& name : part.tensors) {
      if (!values.refused && values.inputs.count(name) + values.expected.count(name) == 0) {
        fail(fmt::format("the tensor `{}` is missing", name));
      }
    }
    evaluation limits;
    try {
      limits = oracle.evaluate(values, unit_roundoff_fp32);
    } catch (const std::runtime_error& error) {
      fail(error.what());
    }
    if (const auto why = disagreement(values, limits)) fail(*why);
    set.limits.push_back(std::move(limits));
  }
  set.cases = std::move(f.cases);
  return set;
}

}  // namespace gaplab
