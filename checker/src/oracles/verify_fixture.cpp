#include "oracles/verify_fixture.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "oracles/agreement.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// Every value by the oracle's word. Throws environment_error at the first that disagrees.
void verify_values(const fixture& f, const fs::path& path) {
  for (const fixture_case& values : f.cases) {
    const std::string place =
        fmt::format("{}: /{}/{}", path.string(), printable(values.operation), printable(values.name));
    const operation_oracle& oracle = find_oracle(printable(f.lab), printable(values.operation));
    try {
      const evaluation right = oracle.evaluate(values, unit_roundoff_fp32);
      if (const auto why = disagreement(values, right)) throw std::runtime_error(*why);
      for (const auto& [name, output] : right.outputs) {
        if (!values.expected.contains(name)) throw std::runtime_error(fmt::format("the tensor `{}` is missing", name));
      }
    } catch (const std::runtime_error& error) {
      throw environment_error(fmt::format("{}: {}", place, printable(error.what())));
    }
  }
}

/// A stored fixture must be what today's generator makes of today's cases.
void verify_origin(const course& c, const fixture& f, const fs::path& path) {
  const lab* l = find_lab(c, f.lab);
  if (l == nullptr || f.generator != "datasets/generate.py") return;
  std::string sources;
  for (const fs::path& source : c.sources_of_fixture(*l)) {
    if (!fs::exists(source)) return;
    sources += read_file(source);
  }
  if (sha256(sources) != f.generator_sha256) {
    throw environment_error(
        fmt::format("{0}: it is stale: {1}.toml, {1}.py, operation.py or generate.py has changed since it was made; "
                    "make it anew with `python3 datasets/generate.py {1}`",
                    path.string(), l->name));
  }
}

}  // namespace

void verify_fixture(const course& c, const fixture& f, const fs::path& path) {
  if (f.cases.empty()) throw environment_error(fmt::format("{}: it holds no case", path.string()));
  verify_values(f, path);
  verify_origin(c, f, path);
}

}  // namespace gaplab
