// Fixtures from the oracle, without PyTorch: for an instructor's hidden cases.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fixtures/cases.hpp"

namespace gaplab {

/// Draws inputs from the seed as datasets/schema.md says and lets the oracle compute what is expected. The same seed
/// gives the same fixture on every machine. Throws environment_error if a case is none of its operation.
fixture make_fresh_fixture(const std::string& lab, const std::vector<case_spec>& specs, std::uint64_t seed);

}  // namespace gaplab
